"""Lines that fit the terminal, and edits by their words; in a pipe every line stays whole."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from unicodedata import category, combining, east_asian_width

import click

from nowsync.overview import columns

if TYPE_CHECKING:
    from nowsync.preview.card import Comparison
    from nowsync.preview.comparison import Piece

# Longer lines than this are tiring to read, however wide the terminal is.
WIDEST, NARROWEST = 100, 30
_LEAD = re.compile(r"\s*(?:│ )?\s*(?:[-*•~+] |\d+\. )?")
_BAR = "│"
# What is neither beside a bar nor an item of a list goes on a little further in.
_FURTHER = "  "
_STYLE = re.compile("\033\\[[0-9;]*m")
_PLAIN = "\033[0m"
_WORDS = re.compile(r"\S+\s*")
_TOKENS = re.compile("\033\\[[0-9;]*m|.", re.DOTALL)
# Chinese and Japanese have no blanks: a line may end beside each of their letters, as beside an
# emoji, but not before what closes or only lengthens a sound, nor behind what opens (Unicode
# Standard Annex #14).
_CLOSING, _OPENING = ("Pe", "Pf", "Po"), ("Ps", "Pi")
_LENGTHENING = "ー々っゃゅょッャュョ"
# An edit's marks stand at its words.
_MARKS = "-+"
# What belongs to the emoji before it: that which has it drawn as one, and its colour of skin.
_JOINER, _EMOJI = "\u200d", "\ufe0f"
_SKINS = range(0x1F3FB, 0x1F400)


def width() -> int | None:
    """Tell how wide a line may be; None where nobody reads it at a terminal."""
    if not sys.stdout.isatty():
        return None
    return max(NARROWEST, min(WIDEST, columns()))


def fitted(lines: Iterable[str], within: int | None = None) -> str:
    """Put lines below each other; one that is too long goes on below its beginning."""
    room = within or width()
    if room is None:
        return "\n".join(lines)
    return "\n".join(part for line in lines for part in _broken(line, room))


def beside(first: str, second: str) -> str:
    """Put two texts into one line, or below each other where that is too long."""
    room, line = width(), f"{first} {second}".rstrip()
    return line if room is None or cells(line) <= room else f"{first}\n{second}"


def cells(text: str) -> int:
    """Count the columns that a text takes, or may take: terminals differ about emoji."""
    return sum(map(_cells, _STYLE.sub("", text)))


def _cells(character: str) -> int:
    # Not \ufe0f: what is before it is drawn as an emoji, which is wide.
    if combining(character) or character in "\u200b\u200d\ufe0e":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _broken(line: str, room: int) -> Iterator[str]:
    """Break a line where one may end; a word that is too long, such as a link, stays whole."""
    if cells(line) <= room:
        yield line
        return
    found = _LEAD.match(line)
    lead = so_far = found[0] if found else ""
    again = _again(lead)
    empty = True
    for piece in _pieces(line[len(lead) :]):
        if not empty and cells(so_far) + cells(piece.rstrip()) > room:
            colour = _colour(so_far)
            yield so_far.rstrip() + (_PLAIN if colour else "")
            so_far = again + colour
        so_far += piece
        empty = False
    yield so_far.rstrip()


def _again(lead: str) -> str:
    """Begin the next line: beside a bar the bar, behind the mark of an item its text goes on."""
    mark = lead.strip(f"{_BAR} ")
    blank = lead.replace(mark, " " * len(mark))
    return blank if mark or _BAR in lead else blank + _FURTHER


def _colour(text: str) -> str:
    """Give the colour that a text ends in."""
    styles = _STYLE.findall(text)
    return styles[-1] if styles and styles[-1] != _PLAIN else ""


def _pieces(text: str) -> Iterator[str]:
    """Take a text apart wherever a line may end."""
    for word in _WORDS.findall(text):
        if word.isascii():
            yield word
        else:
            yield from _pieces_of_word(word)


def _pieces_of_word(word: str) -> Iterator[str]:
    piece = last = ""
    for token in _TOKENS.findall(word):
        if _STYLE.match(token):
            piece += token
            continue
        if last and _may_end(last, token):
            yield piece
            piece = ""
        piece += token
        last = token
    yield piece


def _may_end(last: str, first: str) -> bool:
    """Tell whether a line may end between two letters."""
    closes = category(first) in _CLOSING or first in _LENGTHENING
    opens = category(last) in _OPENING
    marked = first in _MARKS or last in _MARKS
    part = first.isspace() or not _cells(first) or first == _EMOJI or ord(first) in _SKINS
    if closes or opens or marked or part or last == _JOINER:
        return False
    return _is_free(last) or _is_free(first)


def _is_free(letter: str) -> bool:
    """Tell whether a letter is a word of its own; Korean has blanks."""
    return east_asian_width(letter) in "WF" and not "\uac00" <= letter <= "\ud7a3"


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
