"""A list in JSON front matter. The standard library tells where each value ends."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from nowsync.front_matter.in_place.splices import (
    Bracketed,
    Span,
    Unchangeable,
    has_one_alone,
    indent,
    is_alone,
    put_in,
    spliced,
    take_out,
)

_SPACE: Final = re.compile(r"\s*")
_JSON: Final = json.JSONDecoder()


def end_of(text: str, start: int) -> int:
    """Find where the value that begins here ends."""
    return _JSON.raw_decode(text, start)[1]


def with_item(source: str, key: str, item: str, line_end: str) -> str:
    """Add an item to the list at a key, which is made if it is not there."""
    value = _value(source, key)
    if value is None:
        return with_pair(source, _pairs(source), key, item, line_end)
    start, end = value
    if source[start] == "[":
        return put_in(source, _listed(source, start, end), json.dumps(item), line_end)
    if source[start:end] in ("null", '""'):
        return spliced(source, start, end, f"[{json.dumps(item)}]")
    return spliced(source, start, end, f"[{source[start:end]}, {json.dumps(item)}]")


def with_pair(source: str, pairs: Bracketed, key: str, item: str, line_end: str) -> str:
    """Add a key with a list of one item, laid out as the pairs that are there."""
    name, only = json.dumps(key), json.dumps(item)
    if not pairs.items or not is_alone(source, pairs.items[-1]):
        return put_in(source, pairs, f"{name}: [{only}]", line_end)
    outer = indent(source, pairs.items[-1][0])
    inner = outer + (outer if outer.strip(" ") or len(outer) <= 4 else "  ")
    lines = (f"{name}: [", f"{inner}{only}", f"{outer}]")
    return put_in(source, pairs, line_end.join(lines), line_end)


def without(source: str, key: str, item: str) -> str:
    """Take an item out of the list at a key; an only one on its own line goes with its key."""
    pairs, value = _pairs(source), _value(source, key)
    if value is None or source[value[0]] != "[":
        raise Unchangeable(f"its {key} is no list")
    where = _listed(source, *value)
    texts = [json.loads(source[start:end]) for start, end in where.items]
    if has_one_alone(source, where):
        number = next(n for n, (_, end) in enumerate(pairs.items) if end == value[1])
        return take_out(source, pairs, number)
    return take_out(source, where, texts.index(item))


def _value(source: str, key: str) -> Span | None:
    """Find the value of a key."""
    for start, end in _pairs(source).items:
        name, after = _JSON.raw_decode(source, start)
        if name == key:
            return _skip(source, _skip(source, after) + 1), end
    return None


def _pairs(source: str) -> Bracketed:
    def pair(start: int) -> int:
        colon = _skip(source, end_of(source, start))
        return end_of(source, _skip(source, colon + 1))

    return Bracketed(0, len(source), tuple(_spans(source, 0, pair)))


def _listed(source: str, start: int, end: int) -> Bracketed:
    return Bracketed(start, end, tuple(_spans(source, start, lambda each: end_of(source, each))))


def _spans(source: str, opening: int, end: Callable[[int], int]) -> Iterator[Span]:
    """Give what stands between commas, up to a closing bracket."""
    position = _skip(source, opening + 1)
    while source[position] not in "]}":
        stop = end(position)
        yield position, stop
        position = _skip(source, stop)
        if source[position] == ",":
            position = _skip(source, position + 1)


def _skip(source: str, position: int) -> int:
    found = _SPACE.match(source, position)
    return found.end() if found else position
