"""Taking something out of a text without a scar, and without moving the lines below it."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from nowsync.markdown.edits import Edit

_BLANKS: Final = b" \t"
_CLOSING: Final = b".,;:!?)"
# How far off line ends are put at most, except at the end of the text.
_NEAR: Final = 4096
_NEW_LINE: Final = ord("\n")


class Leftover(Exception):
    """Something that cannot be removed without guessing; `line` counts from the text's first."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Finder:
    """Finds what comes next, and looks at each byte of a text only once for each sign."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._found: dict[bytes, int] = {}

    def next(self, sign: bytes, start: int) -> int:
        """Give the place of the next such sign; the length of the text if there is none."""
        known = self._found.get(sign, -1)
        if known < start:
            place = self._source.find(sign, start)
            known = self._found[sign] = place if place >= 0 else len(self._source)
        return known


class Lines:
    """The lines of a text, each found at once."""

    def __init__(self, source: bytes) -> None:
        lengths = (len(line) + 1 for line in source.split(b"\n"))
        self._ends = [end - 1 for end in accumulate(lengths)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Give the start of the first line and the end of the last line that a range touches."""
        above = bisect_left(self._ends, start)
        first = self._ends[above - 1] + 1 if above else 0
        return first, self._ends[min(bisect_left(self._ends, end), len(self._ends) - 1)]

    def number(self, place: int) -> int:
        """Count the lines above a place."""
        return bisect_left(self._ends, place)


def says_something(text: bytes) -> bool:
    """Tell whether a person reads anything here: a word, a number or a picture in the text."""
    said = text.decode(errors="replace")
    return any(each.isalnum() or unicodedata.category(each) == "So" for each in said)


def emptied(source: bytes, lines: tuple[int, int]) -> Edit:
    """Empty whole lines."""
    return Edit(*lines, "\n" * source.count(b"\n", *lines))


def removed(source: bytes, start: int, end: int, instead: str = "") -> Iterator[Edit]:
    """Take a range out; line ends that were in it go to where they split nothing."""
    first, last = start, end
    while first and source[first - 1] in _BLANKS:
        first -= 1
    while last < len(source) and source[last] in _BLANKS:
        last += 1
    begins_line = not first or source[first - 1] == _NEW_LINE
    ends_line = last == len(source) or source[last] == _NEW_LINE
    if not instead and begins_line and ends_line:
        yield emptied(source, (first, last))
        return
    if not instead:
        # No two blanks may be left behind, and none before a full stop.
        closing = ends_line or last > end or source[end] in _CLOSING
        start, end = (start, last) if begins_line else (first if closing else start, end)
    yield Edit(start, end, instead)
    if ends := source.count(b"\n", start, end) - instead.count("\n"):
        blank = source.find(b"\n\n", end, end + _NEAR)
        place = blank if blank >= 0 else len(source)
        yield Edit(place, place, "\n" * ends)


def quoted(source: bytes, start: int, end: int) -> str:
    """Show a piece of a text in a message."""
    shown = " ".join(source[start:end].decode(errors="replace").split())
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def masked(source: bytes, ranges: Mapping[tuple[int, int], bytes]) -> bytes:
    """Write a filler over each range, so that all else keeps its place; line ends stay."""
    pieces: list[bytes] = []
    done = 0
    for (start, end), filler in sorted(ranges.items()):
        if start < done:
            continue
        lines: Sequence[bytes] = source[start:end].split(b"\n")
        pieces += [source[done:start], b"\n".join(filler * len(line) for line in lines)]
        done = end
    return b"".join([*pieces, source[done:]])
