"""What changed in an entry since it was last published somewhere: a fact, not a decision."""

from enum import Enum

from msgspec import Struct

# How much of a text is shown, and how much of it before the place where it differs.
SHOWN = 80
LEAD = 24
_PLACE = 40


class ChangeKind(Enum):
    """How far an entry is from what was last published."""

    NEW = "new"
    NONE = "none"
    CORRECTED = "corrected"
    REVISED = "revised"


class Difference(Struct, frozen=True):
    """One thing that is different; `before` or `after` is missing when it came or went."""

    place: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        place = _shortened(self.place, _PLACE)
        if self.before is None:
            return f'+ {place}: "{_shortened(self.after or "")}"'
        if self.after is None:
            return f'- {place}: "{_shortened(self.before)}"'
        return f'~ {place}: "{_around_the_difference(self.before, self.after)}"'


class Change(Struct, frozen=True):
    """The kind of change, and each difference for a person to read."""

    kind: ChangeKind
    differences: tuple[Difference, ...] = ()


def _shortened(text: str, limit: int = SHOWN) -> str:
    """Cut a long text at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    words_that_fit = line[:limit].rpartition(" ")[0]
    return (words_that_fit or line[: limit - 1]) + "…"


def _around_the_difference(before: str, after: str) -> str:
    """Cut a long text so that what is new in it can be seen."""
    old, new = (" ".join(text.split()) for text in (before, after))
    shared = zip(old, new, strict=False)
    end = min(len(old), len(new))
    at = next((place for place, (one, other) in enumerate(shared) if one != other), end)
    if len(new) <= SHOWN or at <= SHOWN // 2:
        return _shortened(new)
    start = new.rfind(" ", 0, at - LEAD) + 1
    return "…" + _shortened(new[start:], SHOWN - 1)
