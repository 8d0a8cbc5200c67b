"""Fitting: the richest version of a template's output that a platform takes.

A template marks what may go and what may shrink. Part by part the fitter asks how much of it there
can be, in the order of the text: first of each whether it can stand, and well; then whether it
can be longer. Parts of the next rank get what room is left. An earlier answer counts for more
than all later ones together, and so more room never makes a summary poorer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from msgspec import Struct

from nowsync.core.marks import PART, Either, Group, Listing, Node, Optional, Prose, Text, read
from nowsync.core.target import Room
from nowsync.core.thread import thread


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that fits, or a thread; what it does without; `richness` orders its versions."""

    text: str
    left_out: tuple[str, ...] = ()
    thread: tuple[str, ...] = ()
    richness: tuple[int, ...] = field(default=(), compare=False)


def fit(marked: str, room: Room | None) -> Fitted | None:
    """Find the richest version that fits; None if not even the least does."""
    nodes = read(marked)
    if room is None:
        return Fitted(tidy(_text(nodes, _fullest(nodes))))
    levels = _least(nodes)
    if not room.fits(tidy(_text(nodes, levels))):
        return None
    return _Fitting(nodes, room, levels).richest()


def essentials(marked: str) -> str:
    """Give the least that a template's output can be."""
    nodes = read(marked)
    return tidy(_text(nodes, _least(nodes)))


def whole(marked: str) -> str:
    """Keep everything, laid out as the template laid it out."""
    nodes = read(marked)
    return _text(nodes, _fullest(nodes)).replace(PART, "").strip("\n")


def split(marked: str, room: Room) -> Fitted | None:
    """Part the whole of a template's output into a thread; None if it cannot be done.

    A part of it ends best where the template says that it may.
    """
    nodes = read(marked)
    sections = map(tidy, _text(nodes, _fullest(nodes)).split(PART))
    parts = thread(tuple(filter(None, sections)), room)
    return Fitted(parts[0] if parts else "", thread=parts[1:]) if parts is not None else None


def tidy(text: str) -> str:
    """Take away trailing blanks, double blank lines, and white space at both ends."""
    lines: list[str] = []
    for line in map(str.rstrip, text.replace(PART, "").strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines)


# The way to a part, and how much there is of it: whether it stands (0 or 1), which way it is said
# (0 is the least rich), how far it goes (from 1).
_Place: TypeAlias = tuple[int, ...]
_Levels: TypeAlias = Mapping[_Place, int]


class _Question(Struct, frozen=True):
    """How much of a part can there be? It only matters where the parts around it are as given."""

    rank: int
    place: _Place
    node: Optional | Either | Prose | Listing
    around: _Levels

    def matters(self, levels: _Levels) -> bool:
        return all(levels.get(place, 0) == level for place, level in self.around.items())


class _Fitting:
    """One search for the richest version."""

    def __init__(self, nodes: Sequence[Node], room: Room, least: _Levels) -> None:
        self._nodes = nodes
        self._room = room
        self._levels = dict(least)
        questions = sorted(_questions(nodes), key=lambda each: each.rank)
        self._ranks = [list(alike) for _, alike in groupby(questions, key=lambda each: each.rank)]

    def richest(self) -> Fitted:
        answers: list[int] = []
        for questions in self._ranks:
            answers += [self._answered(each, _good(each.node)) for each in questions]
            answers += [self._answered(each, _height(each.node)) for each in questions]
        left_out = [_left_out(each, self._levels) for each in _questions(self._nodes)]
        return Fitted(
            tidy(_text(self._nodes, self._levels)),
            tuple(filter(None, map(tidy, left_out))),
            richness=tuple(answers),
        )

    def _answered(self, question: _Question, most: int) -> int:
        """Raise a part to the highest level that fits, up to `most`."""
        if not question.matters(self._levels):
            return 0
        low = self._levels.get(question.place, 0)
        high = _highest(low, most, lambda level: self._fits(question.place, level))
        self._levels[question.place] = high
        return high

    def _fits(self, place: _Place, level: int) -> bool:
        return self._room.fits(tidy(_text(self._nodes, {**self._levels, place: level})))


def _highest(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """Find the highest level that fits, knowing that `low` does, and that less is shorter."""
    if low >= high or fits(high):
        return max(low, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _questions(
    nodes: Sequence[Node], place: _Place = (), rank: int = 0, around: _Levels | None = None
) -> Iterator[_Question]:
    """Ask about every part, in the order of the text; of a group only about what is in it."""
    around = around or {}
    for number, node in enumerate(nodes):
        here = (*place, number)
        if isinstance(node, Text):
            continue
        if isinstance(node, Group):
            yield from _questions(node.body, here, rank, around)
            continue
        own = max(rank, node.rank) if isinstance(node, Optional) else rank
        yield _Question(own, here, node, around)
        if isinstance(node, Optional):
            yield from _questions(node.body, here, own, {**around, here: 1})
        if isinstance(node, Either):
            for index, way in enumerate(node.ways):
                chosen = {**around, here: _height(node) - index}
                yield from _questions(way, (*here, index), own, chosen)


def _good(node: Node) -> int:
    """Give the level at which a part stands well."""
    return node.good if isinstance(node, Prose | Listing) else _height(node)


def _height(node: Node) -> int:
    """Give the level at which nothing is missing."""
    match node:
        case Prose() | Listing():
            return node.height
        case Either(ways):
            return len(ways) - 1
        case _:
            return 1


def _fullest(nodes: Sequence[Node]) -> _Levels:
    return {each.place: _height(each.node) for each in _questions(nodes)}


def _least(nodes: Sequence[Node]) -> _Levels:
    """Leave out what may go; of several ways, take the shortest."""
    levels: dict[_Place, int] = {}
    for each in _questions(nodes):
        if isinstance(each.node, Prose | Listing):
            levels[each.place] = 1
        if isinstance(each.node, Either):
            lengths = [len(_text(way, _least(way))) for way in each.node.ways]
            levels[each.place] = _height(each.node) - lengths.index(min(lengths))
    return levels


def _text(nodes: Sequence[Node], levels: _Levels, place: _Place = ()) -> str:
    return "".join(_said(node, levels, (*place, number)) for number, node in enumerate(nodes))


def _said(node: Node, levels: _Levels, here: _Place) -> str:
    match node:
        case Text(text):
            return text
        case Prose() | Listing():
            return node.at(levels.get(here, 1))
        case Either(ways):
            index = _height(node) - levels.get(here, 0)
            return _text(ways[index], levels, (*here, index))
        case Optional(body=body):
            return _text(body, levels, here) if levels.get(here, 0) else ""
        case Group(body):
            stand = (levels.get((*here, number), 0) for number, each in _optional(body))
            return _text(body, levels, here) if any(stand) else ""


def _optional(nodes: Sequence[Node]) -> Iterator[tuple[int, Node]]:
    return ((number, each) for number, each in enumerate(nodes) if isinstance(each, Optional))


def _left_out(question: _Question, levels: _Levels) -> str:
    """Give what is not said of a part."""
    if not question.matters(levels):
        return ""
    node, level = question.node, levels.get(question.place, 0)
    if isinstance(node, Prose | Listing):
        return node.missing(level)
    if isinstance(node, Optional) and level == 0:
        return _text(node.body, _fullest(node.body))
    return ""
