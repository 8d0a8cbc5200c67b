"""What happens in a story, as data: made up at random, told again to the letter, and shortened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

# What happens, and how often beside the others.
OFTEN = {
    "write": 20,
    "correct": 16,
    "revise": 10,
    "rename": 6,
    "draft": 4,
    "remove": 2,
    "bring_back": 3,
    "wait": 24,
    "disturb": 24,
    "turn": 1,
    "delete_by_hand": 2,
    "retract": 4,
    "hold": 2,
    "release": 2,
    "lose_ledger": 1,
    "answer": 10,
    "run": 10,
    "die_at_an_instant": 70,
    "die_at_any_moment": 16,
    "die_as_two": 3,
}
# What an author does around an older copy of a ledger; nothing goes wrong on the wire. Nothing is
# deleted by hand: what a ledger forgot, and nobody can see, looks as if it had never been.
AROUND_A_COPY = {
    "write": 20,
    "correct": 16,
    "revise": 8,
    "rename": 4,
    "draft": 5,
    "remove": 4,
    "bring_back": 4,
    "wait": 16,
    "run": 30,
}
LENGTH = 90


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens; the number settles whatever it leaves open."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"


def invent(seed: int, length: int = LENGTH, often: Mapping[str, int] = OFTEN) -> tuple[Move, ...]:
    """Make up a story; the same one for the same seed."""
    chance = Random(seed)
    kinds = chance.choices([*often], weights=[*often.values()], k=length)
    return tuple(Move(kind, chance.getrandbits(32)) for kind in kinds)


def shortened(
    moves: Sequence[Move], fails: Callable[[Sequence[Move]], bool], tries: int = 150
) -> tuple[Move, ...]:
    """Leave out what a failure does not need, in large pieces first."""
    kept, size = list(moves), len(moves) // 2
    while size:
        start = 0
        while start < len(kept) and tries:
            fewer = kept[:start] + kept[start + size :]
            tries -= 1
            if fails(fewer):
                kept = fewer
            else:
                start += size
        size //= 2
    return tuple(kept)
