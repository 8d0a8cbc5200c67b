"""Text that neither calls people nor runs as a Liquid template."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from nowsync.markdown.edits import Edit
from nowsync.markdown.tree import Node

BREAK: Final = "\u200b"
_CLOSINGS: Final = {"{{": "}}", "{%": "%}"}
_OPENING: Final = re.compile(r"\{[{%]")
# No address is longer that anybody writes down.
_LONGEST: Final = 2000
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


class _Next:
    """Finds the next of a sign, and looks through no part of a text twice."""

    def __init__(self, text: str, sign: str) -> None:
        self._text, self._sign = text, sign
        self._found = -1

    def after(self, start: int) -> int:
        """Give its place; the length of the text where there is none."""
        if self._found < start:
            found = self._text.find(self._sign, start)
            self._found = found if found >= 0 else len(self._text)
        return self._found


def _without_liquid(source: bytes, text: str, places: Places) -> Iterator[Edit]:
    closings = {sign: _Next(text, closing) for sign, closing in _CLOSINGS.items()}
    ends = _Next(text, "endraw")
    opening = _opening(text, 0)
    while opening is not None:
        closing = closings[text[opening : opening + 2]].after(opening + 2)
        if closing == len(text) or ends.after(opening) < closing:
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
    found = _OPENING.search(text, start)
    return found.start() if found else None


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
    before, after = text[max(0, index - _LONGEST) : index], text[index + 1 : index + 2]
    if not _in_name(after) or _in_name(before[-1:]):
        return False
    word = before.rsplit(maxsplit=1)[-1] if before and not before[-1].isspace() else ""
    return "://" not in word


def _in_name(character: str) -> bool:
    return character.isalnum() or character == "_"


def _insertion(place: int, text: str) -> Edit:
    return Edit(place, place, text)
