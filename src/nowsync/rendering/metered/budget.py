"""What one rendering may cost: so many steps, and texts that are no longer than a feed needs.

A template may come from a stranger. Whatever takes time or memory pays before it happens, so a
template that asks for too much stops at once, always at the same place, in any thread.
"""

from collections.abc import Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from jinja2 import TemplateRuntimeError, Undefined
from jinja2.environment import TemplateModule
from msgspec import Struct

# An element of a template that is carried out is a step. An ordinary entry takes two thousand,
# one of 1 MiB up to 350,000, and the most that a template can do with these about a second.
STEPS: Final = 500_000
# Handling so many characters takes about as long as a step.
CHARACTERS: Final = 64
# The HTML of an entry of 1 MiB has less.
LONGEST: Final = 4 * 1024 * 1024


class Overspent(TemplateRuntimeError):
    """A template asks for more work, or for a longer text, than any entry needs."""


@dataclass(slots=True)
class Budget:
    """The steps that are left to a rendering."""

    left: int = STEPS

    def pay(self, steps: int) -> None:
        """Take steps away, never give any back; raise Overspent when there are none left."""
        self.left -= max(steps, 0)
        if self.left < 0:
            raise Overspent(
                f"it takes more than {STEPS:,} steps; loop over less, or make fewer texts"
            )


_CURRENT: ContextVar[Budget] = ContextVar("budget")


@contextmanager
def limited() -> Iterator[None]:
    """Give what happens inside a budget of its own; without one, nothing can be paid for."""
    token = _CURRENT.set(Budget())
    try:
        yield
    finally:
        _CURRENT.reset(token)


def pay(steps: int) -> None:
    """Pay from the budget of this rendering; raise Overspent when it is used up."""
    _CURRENT.get().pay(steps)


def pay_for(*values: object) -> None:
    """Pay for looking at everything in some values, as often as it is in them."""
    budget = _CURRENT.get()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        budget.pay(1 + _size(value) // CHARACTERS)
        # Most values are texts, with nothing inside.
        if not isinstance(value, str):
            waiting.extend(_inside(value))


def pay_for_pieces(text: str) -> None:
    """Pay for taking a text apart: a piece needs more memory than the characters in it."""
    pay(len(text) // 2)


def pay_for_text(length: int) -> None:
    """Pay for making a text; raise Overspent if it may not be as long as this."""
    if length > LONGEST:
        raise Overspent(f"a text of {length:,} characters is too long; {LONGEST:,} may be made")
    pay(length // CHARACTERS)


def joined(parts: Iterable[str]) -> str:
    """Join pieces of text, and stop as soon as they are too long."""
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > LONGEST:
            raise Overspent(f"it makes a text of more than {LONGEST:,} characters")
        pay(len(part) // CHARACTERS)
        kept.append(part)
    return "".join(kept)


def _size(value: object) -> int:
    if isinstance(value, (str, bytes)):
        return len(value)
    return value.bit_length() if isinstance(value, int) else 0


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, (str, bytes, Undefined, Iterator)):
        return ()
    if isinstance(value, TemplateModule):
        raise TypeError("a template is no text; include it instead")
    if isinstance(value, Mapping):
        return (*value, *value.values())
    if isinstance(value, Iterable) and isinstance(value, Sized):
        return value
    if isinstance(value, Struct):
        public = [name for name in value.__struct_fields__ if not name.startswith("_")]
        return [getattr(value, name) for name in public]
    return ()
