"""What changed in an entry since it was last published somewhere: a fact, not a decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from nowsync.core.entry import Meaning

# A reworded line keeps at least this share of itself (difflib ratio); below it is another line.
SAME_LINE = 0.6


class ChangeKind(Enum):
    """How far an entry is from what was last published."""

    NEW = "new"
    NONE = "none"
    CORRECTED = "corrected"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different; `before` or `after` is missing when it came or went."""

    place: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f'+ {self.place}: "{self.after}"'
        if self.after is None:
            return f'- {self.place}: "{self.before}"'
        return f'~ {self.place}: "{self.after}"'


@dataclass(frozen=True, slots=True)
class Change:
    """The kind of change, and each difference for a person to read."""

    kind: ChangeKind
    differences: tuple[Difference, ...] = ()


def detect(before: Meaning | None, after: Meaning) -> Change:
    """Compare what was last published with what is there now.

    Lines that came or went make a REVISED entry; lines that were only reworded a CORRECTED one.
    """
    if before is None:
        return Change(ChangeKind.NEW)
    if before == after:
        return Change(ChangeKind.NONE)
    differences = tuple(_differences(before, after))
    if not differences:
        return Change(ChangeKind.NONE)
    reworded = all(None not in (each.before, each.after) for each in differences)
    return Change(ChangeKind.CORRECTED if reworded else ChangeKind.REVISED, differences)


def _differences(before: Meaning, after: Meaning) -> Iterator[Difference]:
    for place in ("title", "date", "language", "description", "image"):
        old, new = getattr(before, place), getattr(after, place)
        if old != new:
            yield Difference(place, old, new)
    for name in _names(before.fields, after.fields):
        old_value, new_value = before.fields.get(name), after.fields.get(name)
        if old_value != new_value:
            yield Difference(
                name,
                None if old_value is None else str(old_value),
                None if new_value is None else str(new_value),
            )
    for name in _names(before.lists, after.lists):
        yield from _compare(name, before.lists.get(name, ()), after.lists.get(name, ()))
    yield from _compare("tags", before.tags, after.tags)
    yield from _compare("text", before.blocks, after.blocks)


def _names(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Every key of both, in the order in which a person meets them."""
    return list(dict.fromkeys([*before, *after]))


def _compare(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, list(before), list(after), autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield from _pair(place, before[start:end], after[new_start:new_end])


def _pair(place: str, gone: Sequence[str], come: Sequence[str]) -> Iterator[Difference]:
    """Match reworded lines with each other; what has no match came or went."""
    left = list(come)
    for old in gone:
        match = next((new for new in left if _reworded(old, new)), None)
        if match is not None:
            left.remove(match)
        yield Difference(place, old, match)
    for new in left:
        yield Difference(place, None, new)


def _reworded(old: str, new: str) -> bool:
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= SAME_LINE
