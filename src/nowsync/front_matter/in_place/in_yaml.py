"""A list in YAML front matter. The parser tells where each value stands."""

import json
import re
from collections.abc import Sequence
from typing import Final, TypeAlias

import yaml

from nowsync.front_matter.in_place import in_json
from nowsync.front_matter.in_place.splices import (
    Bracketed,
    Span,
    Unchangeable,
    end_of_line,
    has_one_alone,
    indent,
    put_in,
    spliced,
    start_of_line,
    take_out,
)

_Pair: TypeAlias = tuple[yaml.Node, yaml.Node]

# An address that needs no quotes, neither in a line nor between brackets.
_PLAIN: Final = re.compile(r"https?://[\w/.@~%+=?&;:#!$()*-]*[\w/=-]", re.ASCII)
_BARE_KEY: Final = re.compile(r"\s*:\s*-\s*")
_NOTHING: Final = ("", "~", "null", "Null", "NULL")


def with_item(source: str, key: str, item: str, line_end: str) -> str:
    """Add an item to the list at a key, which is made if it is not there."""
    root = _root(source)
    pair = _pair(root, key)
    if pair is None:
        return _with_key(source, root, key, item, line_end)
    value = pair[1]
    if not isinstance(value, yaml.SequenceNode):
        return _wrapped(source, value, item)
    items = _spans(value)
    written = _written(item, source[items[-1][0]] if items else '"')
    if value.flow_style:
        return put_in(source, Bracketed(*_span(value), items), written, line_end)
    place = end_of_line(source, items[-1][1])
    new = f"{line_end}{indent(source, items[-1][0])}{written}"
    return spliced(source, place, place, new)


def without(source: str, key: str, item: str) -> str:
    """Take an item out of the list at a key; an only one on its own line goes with its key."""
    root = _root(source)
    pair = _pair(root, key)
    if root is None or pair is None or not isinstance(pair[1], yaml.SequenceNode):
        raise Unchangeable(f"its {key} is no list")
    items = _spans(pair[1])
    number = [each.value for each in pair[1].value].index(item)
    if not pair[1].flow_style:
        return _without_line(source, pair, items, number)
    where = Bracketed(*_span(pair[1]), items)
    if has_one_alone(source, where):
        return take_out(source, _pairs(root), root.value.index(pair))
    return take_out(source, where, number)


def _root(source: str) -> yaml.MappingNode | None:
    try:
        root = yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise Unchangeable("its front matter cannot be taken apart") from error
    if root is not None and not isinstance(root, yaml.MappingNode):
        raise Unchangeable("its front matter has no keys")
    return root


def _pair(root: yaml.MappingNode | None, key: str) -> _Pair | None:
    pairs = root.value if root else ()
    return next((pair for pair in pairs if pair[0].value == key), None)


def _pairs(root: yaml.MappingNode) -> Bracketed:
    items = [(key.start_mark.index, value.end_mark.index) for key, value in root.value]
    return Bracketed(*_span(root), items)


def _span(node: yaml.Node) -> Span:
    return node.start_mark.index, node.end_mark.index


def _spans(node: yaml.SequenceNode) -> Sequence[Span]:
    return [_span(each) for each in node.value]


def _with_key(
    source: str, root: yaml.MappingNode | None, key: str, item: str, line_end: str
) -> str:
    if root is not None and root.flow_style:
        return in_json.with_pair(source, _pairs(root), key, item, line_end)
    outer = " " * (root.start_mark.column if root else 0)
    return line_end.join((f"{source}{outer}{key}:", f"{outer}  - {_written(item, '')}", ""))


def _wrapped(source: str, value: yaml.Node, item: str) -> str:
    """Make a list of what is there alone, which may be nothing."""
    start, end = _span(value)
    if not isinstance(value, yaml.ScalarNode) or "\n" in source[start:end]:
        raise Unchangeable("what is there is neither an address nor a list")
    written = source[start:end]
    if written in _NOTHING or not value.value:
        blank = "" if source[start - 1 : start].isspace() else " "
        return spliced(source, start, end, f"{blank}[{json.dumps(item, ensure_ascii=False)}]")
    needs_quotes = value.style is None and not _PLAIN.fullmatch(written)
    first = json.dumps(value.value, ensure_ascii=False) if needs_quotes else written
    return spliced(source, start, end, f"[{first}, {_written(item, first[0])}]")


def _written(item: str, like: str) -> str:
    """Write an item with the quotes of the one before it, or with those that it needs."""
    if like == "'" and "'" not in item:
        return f"'{item}'"
    plain = like not in ("'", '"') and _PLAIN.fullmatch(item)
    return item if plain else json.dumps(item, ensure_ascii=False)


def _without_line(source: str, pair: _Pair, items: Sequence[Span], number: int) -> str:
    """Take out an item that stands behind a dash; with an only one its key."""
    start, end = items[number]
    dash = source.rindex("-", 0, start)
    key = pair[0]
    if len(items) > 1:
        return take_out(source, Bracketed(0, len(source), [(dash, end)]), 0)
    if _BARE_KEY.fullmatch(source, key.end_mark.index, start):
        whole = start_of_line(source, key.start_mark.index), end
        return take_out(source, Bracketed(0, len(source), [whole]), 0)
    left = take_out(source, Bracketed(0, len(source), [(dash, end)]), 0)
    colon = source.index(":", key.end_mark.index) + 1
    return spliced(left, colon, colon, " []")
