"""Text that neither calls people nor runs as a Liquid template."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from nowsync.markdown.edits import Edit
from nowsync.markdown.tree import Node

BREAK: Final = "\u200b"
_CLOSINGS: Final = {"{{": "}}", "{%": "%}"}
_RAW, _END_RAW = "{% raw %}", "{% endraw %}"

# Where each character of a text is written.
Places: TypeAlias = Sequence[tuple[int, int]]


def defused(source: bytes, nodes: Sequence[Node], *, mentions: bool) -> Iterator[Edit]:
    """Give the edits for neighbouring pieces of text."""
    text = "".join(node.text for node in nodes)
    if "{" not in text and "@" not in text:
        return
    places = [place for node in nodes for place in _places(node)]
    yield from _without_liquid(source, text, places)
    if mentions:
        yield from called(nodes)


def _places(node: Node) -> Places:
    widths = [len(character.encode()) for character in node.text]
    if sum(widths) != node.end - node.start:
        # An entity is written longer than it is; it stays in one piece.
        return [(node.start, node.end)] * len(widths)
    ends = list(accumulate(widths, initial=node.start))
    return list(pairwise(ends))


def _without_liquid(source: bytes, text: str, places: Places) -> Iterator[Edit]:
    opening = _opening(text, 0)
    while opening is not None:
        closing = text.find(_CLOSINGS[text[opening : opening + 2]], opening + 2)
        if closing < 0 or "endraw" in text[opening:closing]:
            yield _insertion(places[opening][1], BREAK)
            opening = _opening(text, opening + 1)
            continue
        start = places[opening][0]
        escaped = opening == 0 or places[opening - 1][1] < start
        if escaped and source[start - 1 : start] == b"\\":
            start -= 1
        yield _insertion(start, _RAW)
        yield _insertion(places[closing + 1][1], _END_RAW)
        opening = _opening(text, closing + 2)


def _opening(text: str, start: int) -> int | None:
    found = (text.find(sign, start) for sign in _CLOSINGS)
    return min((place for place in found if place >= 0), default=None)


def called(nodes: Sequence[Node]) -> Iterator[Edit]:
    """Give the edits for all that would call somebody in neighbouring pieces of text."""
    text = "".join(node.text for node in nodes)
    if "@" not in text:
        return
    places = [place for node in nodes for place in _places(node)]
    for index, character in enumerate(text):
        if character == "@" and _is_mention(text, index):
            yield _insertion(places[index][1], BREAK)


def _is_mention(text: str, index: int) -> bool:
    """Tell whether an @ begins a name, and is not in an e-mail address or a URL."""
    before, after = text[:index], text[index + 1 : index + 2]
    if not _in_name(after) or _in_name(before[-1:]):
        return False
    word = before.rsplit(maxsplit=1)[-1] if before and not before[-1].isspace() else ""
    return "://" not in word


def _in_name(character: str) -> bool:
    return character.isalnum() or character == "_"


def _insertion(place: int, text: str) -> Edit:
    return Edit(place, place, text)
