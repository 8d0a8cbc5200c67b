"""Marks: how a template's output says what in it may go, shrink or be said otherwise.

The marks are characters that are none (Unicode promises never to assign them), so that no entry
and no template holds them by itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.prose import LONGEST_OPENING, openings, sentences

_OPTIONAL, _EITHER, _PROSE, _LISTING, NEXT, END, PART = map(chr, range(0xFDD0, 0xFDD7))
_BEGINNINGS = (_OPTIONAL, _EITHER, _PROSE, _LISTING)
_MARK = re.compile("([\ufdd0-\ufdd5])")
_LABEL = re.compile(r"(?:^|(?<=\n))[^\n]*[:\uff1a][ ]*\n{0,2}\Z")
_SENTENCES = "sentences"
# Fewer characters than this are not worth a line: "The other half."
_LEAST = 20
# Whether a list stands well: with this many of its items, if it has them.
_FEW = 2
# Nobody cuts a list behind so many items.
_MANY = 50


def optional_start(rank: int = 1) -> str:
    """Mark the start of a part that may go; of two parts, the one of the higher rank goes first."""
    return f"{_OPTIONAL}{rank}{NEXT}"


def either_start() -> str:
    """Mark the start of the richest of several ways to say something, with NEXT between them."""
    return _EITHER


def prose(text: str, *, whole_sentences: bool = False) -> str:
    """Mark a text that may end early, if need be behind a word of its first sentence."""
    return f"{_PROSE}{_SENTENCES if whole_sentences else ''}{NEXT}{text}{END}"


def listing(items: Iterable[str], *, joint: str, more: str) -> str:
    """Mark a list that may end early; `more` says how many items (`{}`) it then leaves out."""
    return _LISTING + NEXT.join([joint, more, *items]) + END


class Text(Struct, frozen=True):
    """What stays as it is."""

    text: str


class Prose(Struct, frozen=True, dict=True):
    """A text of which there can be the first sentences, or else the opening of the first."""

    text: str
    whole_sentences: bool = False

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, with the blanks behind them; the first alone must say something."""
        found = sentences(self.text)
        lengths = accumulate(len(each) for each in found)
        first = next((n for n, length in enumerate(lengths, start=1) if length > _LEAST), None)
        return ("".join(found[:first]), *found[first:]) if first else (self.text,)

    @cached_property
    def openings(self) -> tuple[str, ...]:
        """The openings of its first sentence."""
        first = self.sentences[:1]
        return openings(first[0]) if first and not self.whole_sentences else ()

    @property
    def good(self) -> int:
        """The level of its first sentence."""
        return min(len(self.openings) + 1, self.height)

    @property
    def height(self) -> int:
        """The level at which nothing is missing; the lowest is 1."""
        return max(1, len(self.openings) + len(self.sentences))

    def at(self, level: int) -> str:
        """Give the text at a level."""
        if level <= len(self.openings):
            return self.openings[level - 1]
        return "".join(self.sentences[: level - len(self.openings)]).rstrip()

    def missing(self, level: int) -> str:
        """Give what a level does not say."""
        said = self.at(level)
        if level <= len(self.openings):
            said = said[:-1]
        return self.text[len(said) :].strip()


class Listing(Struct, frozen=True, dict=True):
    """A list of which there can be the first items, where that is shorter than all of them."""

    items: tuple[str, ...]
    joint: str = ", "
    more: str = ""

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The list at each of its levels, which begin with 1."""
        whole = self.joint.join(self.items)
        cut = (self._cut(kept) for kept in range(1, min(len(self.items), _MANY)))
        return (*(each for each in cut if len(each) < len(whole)), whole)

    def _cut(self, kept: int) -> str:
        rest = str(len(self.items) - kept)
        return self.joint.join(self.items[:kept]) + self.more.replace("{}", rest)

    @property
    def good(self) -> int:
        """The level of a few items."""
        return min(_FEW, self.height)

    @property
    def height(self) -> int:
        """The level of all items."""
        return len(self.versions)

    def at(self, level: int) -> str:
        """Give the list at a level."""
        return self.versions[level - 1]

    def missing(self, level: int) -> str:
        """Give the items that a level does not have."""
        return "" if level == self.height else self.joint.join(self.items[level:])


class Optional(Struct, frozen=True):
    """A part that may go."""

    rank: int
    body: tuple["Node", ...]


class Group(Struct, frozen=True):
    """A label, and the parts that may go which it is for: it goes when all of these have."""

    body: tuple["Node", ...]


class Either(Struct, frozen=True):
    """Several ways to say something, the richest first."""

    ways: tuple[tuple["Node", ...], ...]


Node: TypeAlias = Text | Prose | Listing | Optional | Group | Either


def read(marked: str) -> tuple[Node, ...]:
    """Read a template's output. A label before parts that may go is a group with them."""
    tokens = iter(_MARK.split(marked))
    bodies, _ = _bodies(tokens)
    # A mark that a filter has lost its other half of means nothing.
    return tuple(chain.from_iterable(bodies))


def effort(marked: str) -> int:
    """Tell how much there is to try: of a text that may end early each pair of its characters."""
    efforts = 0
    begun: list[tuple[str, int]] = []
    for token in _MARK.split(marked):
        if token in _BEGINNINGS:
            begun.append((token, 0))
        elif begun and token == END:
            mark, length = begun.pop()
            efforts += min(length, LONGEST_OPENING) ** 2 if mark == _PROSE else 0
            _lengthen(begun, length)
        elif token != NEXT:
            _lengthen(begun, len(token))
    return efforts


def _lengthen(begun: list[tuple[str, int]], length: int) -> None:
    if begun:
        mark, before = begun.pop()
        begun.append((mark, before + length))


def nesting(marked: str) -> int:
    """Tell how deep parts stand in parts."""
    deepest = depth = 0
    for mark in _MARK.findall(marked):
        if mark == END:
            depth -= 1
        elif mark != NEXT:
            depth += 1
        deepest = max(deepest, depth)
    return deepest


def _bodies(tokens: Iterator[str]) -> tuple[list[tuple[Node, ...]], str]:
    """Read up to the end of what has begun: what stands between the marks for "next"."""
    bodies: list[tuple[Node, ...]] = []
    nodes: list[Node] = []
    for token in tokens:
        if token in (NEXT, END):
            bodies.append(_with_groups(nodes))
            nodes = []
            if token == END:
                return bodies, token
        elif token in _BEGINNINGS:
            nodes.append(_node(token, _bodies(tokens)[0]))
        elif token:
            nodes.append(Text(token))
    return [*bodies, _with_groups(nodes)], ""


def _node(mark: str, bodies: Sequence[tuple[Node, ...]]) -> Node:
    if mark == _OPTIONAL:
        rank = _plain(bodies[0])
        body = tuple(chain.from_iterable(bodies[1:]))
        return Optional(int(rank) if rank.isdecimal() else 1, body)
    if mark == _EITHER:
        return Either(tuple(bodies))
    if mark == _PROSE:
        text = _plain(chain.from_iterable(bodies[1:])).strip()
        return Prose(text, whole_sentences=_plain(bodies[0]) == _SENTENCES)
    joint, more, *items = (*map(_plain, bodies), "", "")
    return Listing(tuple(filter(None, items)), joint, more)


def _plain(nodes: Iterable[Node]) -> str:
    return "".join(node.text for node in nodes if isinstance(node, Text | Prose))


def _with_groups(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Tie a label, which ends with a colon, to the parts that may go behind it."""
    tied: list[Node] = []
    place = 0
    while place < len(nodes):
        node = nodes[place]
        place += 1
        run = _run(nodes, place) if isinstance(node, Text) else ()
        found = _LABEL.search(node.text) if run and isinstance(node, Text) else None
        if found is None or not isinstance(node, Text):
            tied.append(node)
            continue
        label = replace(node, text=found[0])
        tied += [Text(node.text[: found.start()]), Group((label, *run))]
        place += len(run)
    return tuple(tied)


def _run(nodes: Sequence[Node], start: int) -> tuple[Node, ...]:
    """Give the parts that may go which stand there, and the blanks between them."""
    run: list[Node] = []
    length = 0
    for node in islice(nodes, start, None):
        if isinstance(node, Text) and node.text.strip():
            break
        if not isinstance(node, Text | Optional):
            break
        run.append(node)
        length = len(run) if isinstance(node, Optional) else length
    return tuple(run[:length])
