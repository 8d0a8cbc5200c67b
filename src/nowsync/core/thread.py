"""A thread: a long text in parts that each fit, and that each read as if they were meant so."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.prose import sentences
from nowsync.core.target import Room

_PARAGRAPH, _LINE = "\n\n", "\n"


class _Piece(Struct, frozen=True):
    """Some text, and what stands between it and the text before if both are in one part."""

    text: str
    gap: str


def thread(sections: Sequence[str], room: Room) -> tuple[str, ...] | None:
    """Put sections into as few parts as this way needs; None if they are too many, or a word is.

    A section that has no room behind others begins a part, and only what fits in none alone is
    parted: behind its paragraphs, else its lines, else its sentences, else its words. What a line
    announces stays with it.
    """
    parts = _spread(sections, _with_place_for_numbers(room))
    if parts is None or len(parts) > room.parts:
        return None
    if len(parts) == 1 or not room.numbered:
        return parts
    return tuple(f"{part}{_PARAGRAPH}{n}/{len(parts)}" for n, part in enumerate(parts, start=1))


def _with_place_for_numbers(room: Room) -> Room:
    if not room.numbered:
        return room
    return replace(room, limit=room.limit - len(f"{_PARAGRAPH}{room.parts}/{room.parts}"))


def _spread(sections: Sequence[str], room: Room) -> tuple[str, ...] | None:
    """Take as much of the room as still makes the least number of parts, or all of it."""
    parts = _packed(sections, room)
    if parts is None or len(parts) >= room.least:
        return parts
    low, high = 1, room.limit
    while high - low > 1:
        limit = (low + high) // 2
        less = _packed(sections, replace(room, limit=limit))
        if less is None or len(less) >= room.least:
            low = limit
        else:
            high = limit
        parts = less if less and room.least <= len(less) <= room.parts else parts
    return parts


def _packed(sections: Sequence[str], room: Room) -> tuple[str, ...] | None:
    parts: list[str] = []
    for piece in (piece for section in sections for piece in _pieces(section, room)):
        if not room.fits(piece.text):
            return None
        together = f"{parts[-1]}{piece.gap}{piece.text}" if parts else piece.text
        if parts and room.fits(together):
            parts[-1] = together
        else:
            parts.append(piece.text)
    return tuple(parts)


def _pieces(section: str, room: Room) -> Iterator[_Piece]:
    if room.fits(section):
        yield _Piece(section, _PARAGRAPH)
        return
    for paragraph in section.split(_PARAGRAPH):
        if room.fits(paragraph):
            yield _Piece(paragraph, _PARAGRAPH)
        else:
            yield from _lines(paragraph.split(_LINE), room)


def _lines(lines: Sequence[str], room: Room) -> Iterator[_Piece]:
    gap, announcing = _PARAGRAPH, ""
    for number, line in enumerate(lines, start=1):
        if number < len(lines) and _announces(line, first=number == 1):
            announcing += line + _LINE
            continue
        for said in _sentences(line, room):
            if announcing and not room.fits(announcing + said):
                yield _Piece(announcing.rstrip(), gap)
                gap, announcing = _LINE, ""
            yield _Piece(announcing + said, gap)
            gap, announcing = " ", ""
        gap = _LINE


def _announces(line: str, *, first: bool) -> bool:
    """Tell whether a line is there for the next one: a heading, or what ends with a colon."""
    if line.endswith((":", "\uff1a")):
        return True
    return first and line[:1].isalnum() and line[-1:].isalnum()


def _sentences(line: str, room: Room) -> Iterator[str]:
    for sentence in (line,) if room.fits(line) else map(str.rstrip, sentences(line)):
        if room.fits(sentence):
            yield sentence
        else:
            yield from sentence.split(" ")
