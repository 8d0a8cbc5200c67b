"""Lines that fit the terminal, and edits by their words; in a pipe every line stays whole."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

import click

if TYPE_CHECKING:
    from nowsync.preview.card import Comparison
    from nowsync.preview.comparison import Piece

# Longer lines than this are tiring to read, however wide the terminal is.
WIDEST, NARROWEST = 100, 30
_LEAD = re.compile(r"\s*(?:│ )?\s*(?:[-*] )?")
_STYLE = re.compile("\033\\[[0-9;]*m")
_WORDS = re.compile(r"\S+\s*")


def width() -> int | None:
    """Tell how wide a line may be; None where nobody reads it at a terminal."""
    if not sys.stdout.isatty():
        return None
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def fitted(lines: Iterable[str], within: int | None = None) -> str:
    """Put lines below each other; one that is too long goes on below its beginning."""
    room = within or width()
    if room is None:
        return "\n".join(lines)
    return "\n".join(part for line in lines for part in _broken(line, room))


def cells(text: str) -> int:
    """Count the columns that a text takes."""
    return sum(map(_cells, _STYLE.sub("", text)))


def _cells(character: str) -> int:
    if combining(character) or character in "\u200b\u200d\ufe0e\ufe0f":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _broken(line: str, room: int) -> Iterator[str]:
    """Break a line between words; a word that is too long, such as a link, stays whole."""
    if cells(line) <= room:
        yield line
        return
    found = _LEAD.match(line)
    lead = found[0] if found else ""
    # Behind the mark of a list its text goes on, and beside a bar the bar.
    again = re.sub(r"[-*] $", "  ", lead)
    so_far = lead
    for word in _WORDS.findall(line[len(lead) :]):
        if cells(so_far) + cells(word.rstrip()) > room and so_far.strip(" │"):
            yield so_far.rstrip()
            so_far = again
        so_far += word
    yield so_far.rstrip()


def compared(comparisons: "Sequence[Comparison]") -> Iterator[str]:
    """Say what an edit changes: [-what goes-] and {+what comes+}, readable without colour."""
    for each in comparisons:
        yield f"  what changes in the {each.name}:"
        yield from (f"  │ {_told(piece)}".rstrip() for piece in each.pieces)


def _told(piece: "Piece") -> str:
    from nowsync.preview.comparison import Fate, Gap

    if isinstance(piece, Gap):
        return click.style(f"… {piece.lines} lines as they are", dim=True)
    marks = {Fate.GONE: ("[-", "-]", "red"), Fate.NEW: ("{+", "+}", "green")}
    told = []
    for words in piece.merged:
        opening, closing, colour = marks.get(words.fate, ("", "", None))
        told.append(_coloured(f"{opening}{words.text}{closing}", colour))
    return "".join(told)


def _coloured(text: str, colour: str | None) -> str:
    """Colour each word by itself: the line may be broken between any two."""
    return re.sub(r"\S+", lambda word: click.style(word[0], fg=colour), text) if colour else text
