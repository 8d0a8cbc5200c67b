"""An item put into a list that stands in a text, or taken out; nothing else of it is touched.

A list is known by where it and its items stand, whatever the notation. An object of JSON is a list
of pairs here.
"""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from msgspec import Struct

Span: TypeAlias = tuple[int, int]

_COMMA: Final = re.compile(r"[ \t]*,[ \t]*")
_UP_TO_COMMENT: Final = re.compile(r"[ \t]*,?[ \t]*")
_NEXT_COMMA: Final = re.compile(r"\s*,")
_REST_OF_LINE: Final = re.compile(r"([ \t]*,)?[ \t]*(\r?\n|\Z)")
_END_OF_LINE: Final = re.compile(r"\r?\n|\Z")


class Unchangeable(Exception):
    """A list that cannot be changed where it stands, and why."""


class Bracketed(Struct, frozen=True):
    """A list: from its opening to behind its closing bracket, and its items."""

    start: int
    end: int
    items: Sequence[Span]


def put_in(source: str, where: Bracketed, item: str, line_end: str) -> str:
    """Put an item behind the last one: on a line of its own, if that one has its own."""
    if not where.items:
        return spliced(source, where.start + 1, where.start + 1, item)
    last = where.items[-1]
    if not (is_alone(source, last) and _begins_line(source, where.end - 1)):
        return spliced(source, last[1], last[1], f", {item}")
    comma = _NEXT_COMMA.match(source, last[1])
    line = end_of_line(source, comma.end() if comma else last[1])
    new = line_end + indent(source, last[0]) + item + ("," if comma else "")
    behind = source[:line] + new + source[line:]
    return behind if comma else spliced(behind, last[1], last[1], ",")


def take_out(source: str, where: Bracketed, number: int) -> str:
    """Take out an item, with its line if that holds nothing else, and the comma that it needed."""
    item = where.items[number]
    before = where.items[number - 1] if number else None
    is_last = number == len(where.items) - 1
    rest = _REST_OF_LINE.match(source, item[1])
    begins = _begins_line(source, item[0])
    if rest and begins:
        cut = spliced(source, start_of_line(source, item[0]), rest.end(), "")
        needless = before and is_last and not rest[1] and _NEXT_COMMA.match(source, before[1])
        return spliced(cut, needless.end() - 1, needless.end(), "") if needless else cut
    if before and _COMMA.fullmatch(source, before[1], item[0]):
        return spliced(source, before[1], item[1], "")
    behind = (_UP_TO_COMMENT if begins else _COMMA).match(source, item[1])
    return spliced(source, item[0], behind.end() if behind else item[1], "")


def is_alone(source: str, span: Span) -> bool:
    """Tell whether an item begins its line, and only a comma or a comment follows it there."""
    line = source[span[1] : end_of_line(source, span[1])].strip().removeprefix(",").strip()
    return _begins_line(source, span[0]) and (not line or line.startswith("#"))


def has_one_alone(source: str, where: Bracketed) -> bool:
    """Tell whether all that a list holds is one item, on a line of its own."""
    if len(where.items) != 1 or not _begins_line(source, where.items[0][0]):
        return False
    start, end = where.items[0]
    return not (source[where.start + 1 : start] + source[end : where.end - 1]).strip(" \t\r\n,")


def spliced(source: str, start: int, end: int, new: str) -> str:
    """Put something in the place of a span."""
    return source[:start] + new + source[end:]


def indent(source: str, position: int) -> str:
    """Give what stands before a position on its line."""
    return source[start_of_line(source, position) : position]


def start_of_line(source: str, position: int) -> int:
    """Find where the line of a position begins."""
    return source.rfind("\n", 0, position) + 1


def end_of_line(source: str, position: int) -> int:
    """Find where the line of a position ends, before its line end."""
    found = _END_OF_LINE.search(source, position)
    return found.start() if found else len(source)


def _begins_line(source: str, position: int) -> bool:
    return not indent(source, position).strip()
