"""A list in TOML front matter, which is split into the words of TOML 1.0 to find it."""

import json
import re
import tomllib
from collections.abc import Sequence
from typing import Final

from nowsync.front_matter.in_place.splices import (
    Bracketed,
    Span,
    Unchangeable,
    has_one_alone,
    put_in,
    spliced,
    start_of_line,
    take_out,
)

_WORD: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")|'
    r"'''.*?'''(?!')|"
    r'"(?:\\.|[^"\\\r\n])*"|'
    r"'[^'\r\n]*'|"
    r"(?P<silent>#[^\r\n]*|[^\S\r\n]+)|"
    r"(?P<line_end>\r?\n)|"
    r"[\[\]{},=]|"
    r"""[^\s"'#\[\]{},=]+|.""",
    re.DOTALL,
)
_DEPTH: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_QUOTES: Final = ("'", '"')
_ABOVE_TABLE: Final = re.compile(r"(?:^[ \t]*(?:#[^\n]*)?\n)*\Z", re.MULTILINE)


def with_item(source: str, key: str, item: str, line_end: str) -> str:
    """Add an item to the list at a key, which is made if it is not there."""
    quoted = json.dumps(item, ensure_ascii=False)
    value = _value(source, key)
    if value is None:
        place = _end_of_top(source)
        lines = (f"{key} = [", f"  {quoted},", "]", "")
        return spliced(source, place, place, line_end.join(lines))
    start, end = value[0]
    if source[start] == "[":
        return put_in(source, _listed(source, value), quoted, line_end)
    others = "" if source[start:end] in ('""', "''") else f"{source[start:end]}, "
    return spliced(source, start, end, f"[{others}{quoted}]")


def without(source: str, key: str, item: str) -> str:
    """Take an item out of the list at a key; an only one on its own line goes with its key."""
    value = _value(source, key)
    if value is None or source[value[0][0]] != "[":
        raise Unchangeable(f"its {key} is no list")
    where = _listed(source, value)
    if has_one_alone(source, where):
        statement = Bracketed(0, len(source), [(start_of_line(source, where.start), where.end)])
        return take_out(source, statement, 0)
    texts = [tomllib.loads(f"it = {source[start:end]}")["it"] for start, end in where.items]
    return take_out(source, where, texts.index(item))


def _value(source: str, key: str) -> Sequence[Span] | None:
    """Find the words of a key's value."""
    for words in _top(source)[0]:
        texts = [source[start:end] for start, end in words]
        if "=" in texts and "".join(texts[: texts.index("=")]).strip("\"'") == key:
            return words[texts.index("=") + 1 :]
    return None


def _listed(source: str, value: Sequence[Span]) -> Bracketed:
    items = [span for span in value if source[span[0]] in _QUOTES]
    return Bracketed(value[0][0], value[-1][1], items)


def _end_of_top(source: str) -> int:
    """Find where the first table begins, with what is said above it; there a key is still free."""
    end = _top(source)[1]
    above = _ABOVE_TABLE.search(source, 0, end)
    return above.start() if above and end < len(source) else end


def _top(source: str) -> tuple[Sequence[Sequence[Span]], int]:
    """Give the words of each statement above the first table, and where that begins."""
    statements: list[list[Span]] = [[]]
    depth = 0
    for found in _WORD.finditer(source):
        word = found[0]
        if word == "[" and not depth and not statements[-1]:
            return statements, start_of_line(source, found.start())
        depth += _DEPTH.get(word, 0)
        if found["line_end"] and not depth:
            statements.append([])
        elif not (found["line_end"] or found["silent"]):
            statements[-1].append(found.span())
    return statements, len(source)
