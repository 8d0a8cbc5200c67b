"""Two texts side by side: which words went, and which came."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby, takewhile, zip_longest
from typing import TypeAlias

from msgspec import Struct

# White space is a word of its own, so that the words together are the text again.
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Word by word takes quadratic time; longer lines are shown as exchanged.
_LONGEST = 2_000
# As many unchanged lines in a row are left to be read; more are counted.
_CONTEXT = 2


class Fate(Enum):
    """What becomes of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Words(Struct, frozen=True):
    """Words in a row that have the same fate."""

    text: str
    fate: Fate = Fate.SAME


class Line(Struct, frozen=True):
    """A line as it is there and as it will be; one of both is empty when it comes or goes."""

    before: tuple[Words, ...]
    after: tuple[Words, ...]

    @property
    def changed(self) -> bool:
        """Tell whether the line will not be as it is."""
        return self.before != self.after

    @property
    def merged(self) -> tuple[Words, ...]:
        """Give what went before what came, in one row."""
        if not self.changed:
            return self.after
        return tuple(_merged(_text(self.before), _text(self.after)))


class Gap(Struct, frozen=True):
    """Lines that stay as they are, and need not be read again."""

    lines: int


Piece: TypeAlias = Line | Gap


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Compare two texts line by line, and what differs word by word."""
    found: list[Piece] = []
    for changed, run in groupby(_lines(before, after), key=lambda line: line.changed):
        lines = list(run)
        found += [Gap(len(lines))] if not changed and len(lines) > _CONTEXT else lines
    return tuple(found)


def _lines(before: str, after: str) -> Iterator[Line]:
    old, new = before.splitlines(), after.splitlines()
    for _, i, end_i, j, end_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for was, now in zip_longest(old[i:end_i], new[j:end_j]):
            yield _line(was, now)


def _line(was: str | None, now: str | None) -> Line:
    if was == now:
        same = (Words(now or ""),)
        return Line(same, same)
    merged = list(_merged(was or "", now or ""))
    before = () if was is None else _joined(each for each in merged if each.fate is not Fate.NEW)
    after = () if now is None else _joined(each for each in merged if each.fate is not Fate.GONE)
    return Line(before, after)


def _merged(was: str, now: str) -> Iterator[Words]:
    """Give all words in one row, with those that went before those that came in their place."""
    gone = new = ""
    for what, old, other in _exchanges(_WORD.findall(was), _WORD.findall(now)):
        # A blank or a comma that stays, between words that do not, is better read with them.
        if what != "equal" or ((gone or new) and not any(map(str.isalnum, old))):
            gone, new = gone + old, new + other
            continue
        yield from _exchanged(gone, new)
        gone = new = ""
        yield Words(other)
    yield from _exchanged(gone, new)


def _exchanged(gone: str, new: str) -> Iterator[Words]:
    """Give what went and what came, and by itself what both end with: a blank, or a full stop."""
    both = zip(reversed(gone), reversed(new), strict=False)
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] and not pair[0].isalnum(), both))
    kept = len(gone) - end
    if gone[:kept]:
        yield Words(gone[:kept], Fate.GONE)
    if new[: len(new) - end]:
        yield Words(new[: len(new) - end], Fate.NEW)
    if end:
        yield Words(gone[kept:])


def _exchanges(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    if max(len(was), len(now)) > _LONGEST:
        yield "replace", "".join(was), "".join(now)
        return
    for what, i, end_i, j, end_j in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        yield what, "".join(was[i:end_i]), "".join(now[j:end_j])


def _joined(words: Iterable[Words]) -> tuple[Words, ...]:
    runs = groupby(words, key=lambda each: each.fate)
    return tuple(Words(_text(run), fate) for fate, run in runs)


def _text(words: Iterable[Words]) -> str:
    return "".join(each.text for each in words)
