"""What an entry says, part by part and line by line, and where a person finds each line."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from nowsync.core.likeness import folded, settled

# The text before the first heading.
OPENING = "text"

# The one form in which `markdown.sections` writes blocks: indent, list markers, what is said.
_HEADING = re.compile(r"#{1,6}(?: (.*))?")
_MARKERS = re.compile(r"((?:  )*)((?:- |1\. )*)(.*)", re.DOTALL)
_MARKER = re.compile(r"- |1\. ")


class Line(Struct, frozen=True):
    """A block, or an item of a list: `text` is what it says, `block` the same with its markers.

    `number` tells an item from its neighbours: 2, or 2.1 inside it. The item of a list of things
    is a `name`: another thing, or the same one, but never rewritten.
    """

    part: str
    block: str
    text: str
    number: str = ""
    item: bool = False
    name: bool = False

    @property
    def place(self) -> str:
        """Where a person finds it: "Goals 2"."""
        return f"{self.part} {self.number}".strip()


class Part(Struct, frozen=True):
    """A section of the text or a list of the front matter; `heading` is missing where none is."""

    kind: str
    name: str
    heading: str | None
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        """The same for a part that is called the same."""
        return "" if self.heading is None else folded(settled(self.name))


def of_list(name: str, items: Sequence[str]) -> Part:
    """Lay out a list of the front matter."""
    lines = (Line(name, item, item, item=True, name=True) for item in map(settled, items))
    return Part("list", name, settled(name), tuple(lines))


def of_text(blocks: Iterable[str]) -> list[Part]:
    """Lay out the text of an entry: its opening, then a part for each heading."""
    parts: list[Part] = []
    heading, name, lines = None, OPENING, list[Line]()
    numbers: tuple[int, ...] = ()
    for block in map(_settled, blocks):
        found = None if "\n" in block else _HEADING.fullmatch(block)
        if found is None:
            line, numbers = _line(name, block, numbers)
            lines.append(line)
            continue
        parts.append(Part("section", name, heading, tuple(lines)))
        heading, name = block, (found[1] or "").strip("*_` ") or OPENING
        lines, numbers = [], ()
    parts.append(Part("section", name, heading, tuple(lines)))
    return [each for each in parts if each.heading is not None or each.lines]


def _settled(block: str) -> str:
    """Write a block without its typography; code is what it is, to the letter."""
    if block.lstrip().startswith("```"):
        return block
    indent = len(block) - len(block.lstrip(" "))
    return " " * indent + "\n".join(map(settled, block.split("\n")))


def _line(part: str, block: str, numbers: tuple[int, ...]) -> tuple[Line, tuple[int, ...]]:
    """Name the place of a block; items are counted through their part, and inside each other."""
    found = _MARKERS.fullmatch(block)
    indent, markers, text = found.groups() if found else ("", "", block)
    depth, inner = len(indent) // 2, len(_MARKER.findall(markers))
    here = numbers[:depth]
    if inner:
        last = numbers[depth] if depth < len(numbers) else 0
        numbers = (*here, last + 1, *[1] * (inner - 1))
        here = numbers
    return Line(part, block, text, ".".join(map(str, here)), item=inner > 0), numbers
