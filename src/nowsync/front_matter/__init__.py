"""Front matter: the fields above an entry's text, read strictly. Knows no files, only text."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from math import isfinite
from typing import TypeAlias

import frontmatter
from msgspec import Struct, field
from msgspec.structs import replace

from nowsync.core.entry import Json
from nowsync.core.errors import Problem, Unreadable
from nowsync.front_matter.exported import exported
from nowsync.front_matter.handlers import HANDLERS, FencedHandler
from nowsync.front_matter.places import line_of
from nowsync.front_matter.plain import plain_fields
from nowsync.front_matter.strict import DEEPEST, ENDLESS, LONGEST, Invalid
from nowsync.front_matter.unfenced import refuse_unfenced
from nowsync.markdown.characters import legal

__all__ = ["FrontMatter", "Value", "read"]

# What front matter can say: JSON, and dates (a datetime is a date).
Value: TypeAlias = Json | date | Sequence["Value"] | Mapping[str, "Value"]

_CONFLICT = "<<<<<<< "


class FrontMatter(Struct, frozen=True):
    """The fields of a file with the lines that they stand on, and the text below them.

    `source` is how the fields are written, on the lines of the file.
    """

    fields: Mapping[str, Value]
    body: str
    body_line: int = 1
    lines: dict[str, int] = field(default_factory=dict)
    source: str = ""

    def without(self, keys: Collection[str]) -> "FrontMatter":
        """Leave out some fields."""
        rest = {key: value for key, value in self.fields.items() if key not in keys}
        return replace(self, fields=rest) if keys else self

    def line(self, *keys: str) -> int:
        """Find the line of a key within keys, or else of the nearest one above it."""
        return line_of(self.source, keys) + 1


def read(text: str, file: str) -> FrontMatter:
    """Split a file's text into fields and body; raise Unreadable with the line in the file."""
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    trimmed, skipped = _without_blank_lines(unified)
    handler = frontmatter.detect_format(trimmed, HANDLERS)
    try:
        if not isinstance(handler, FencedHandler):
            refuse_unfenced(trimmed)
            return _unfenced(trimmed, skipped, mdx=file.casefold().endswith(".mdx"))
        source, rest = handler.split(trimmed)
        _refuse_conflicts(source)
        loaded = handler.load(source)
        lines = handler.lines(source, {str(key) for key in loaded})
        fields = _fields(loaded, lines)
    except Invalid as error:
        raise Unreadable(Problem(str(error), file, skipped + 1 + error.line)) from error
    body, blank = _without_blank_lines(rest)
    lines = {key: skipped + 1 + line for key, line in lines.items()}
    above = unified.count("\n") - body.count("\n") if body else skipped + blank
    return FrontMatter(fields, body.rstrip(), above + 1, lines, "\n" * skipped + source)


def _unfenced(text: str, skipped: int, *, mdx: bool) -> FrontMatter:
    """Read the fields that some tools know without fences; a text without any is all body."""
    found = None if mdx else plain_fields(text)
    fields, lines = exported(text) if mdx else (found or ({}, {}))[:2]
    body, blank = _without_blank_lines(found[2] if found else text)
    above = skipped + text.count("\n") - body.count("\n") if body else skipped + blank
    return FrontMatter(
        _fields(fields, lines),
        body.rstrip(),
        above + 1,
        {key: skipped + 1 + line for key, line in lines.items()},
    )


def _without_blank_lines(text: str) -> tuple[str, int]:
    """Drop blank lines at the start, not the indentation of the first line that isn't."""
    first = len(text) - len(text.lstrip())
    start = text.rfind("\n", 0, first) + 1
    return text[start:], text.count("\n", 0, start)


def _refuse_conflicts(source: str) -> None:
    for number, line in enumerate(source.split("\n")):
        if line.startswith(_CONFLICT):
            raise Invalid("a merge conflict stands here unresolved; keep one side of it", number)


def _fields(loaded: Mapping[str, object], lines: Mapping[str, int]) -> dict[str, Value]:
    """Make plain data of fields; say on which line stands what cannot be that."""
    fields: dict[str, Value] = {}
    for key, value in loaded.items():
        try:
            fields[str(key)] = _value(value)
        except Invalid as error:
            raise Invalid(str(error), lines.get(str(key), 0)) from error
    return fields


def _value(value: object, depth: int = 0) -> Value:
    """Make plain data of what a parser built."""
    if depth > DEEPEST:
        raise Invalid(f"the front matter is nested more than {DEEPEST} levels deep")
    match value:
        case int() if value.bit_length() > LONGEST:
            raise Invalid(ENDLESS)
        case None | bool() | int() | date():
            return value
        case str():
            return legal(value)
        case float():
            return value if isfinite(value) else str(value)
        case time():
            return value.isoformat()
        case list() | tuple():
            return [_value(each, depth + 1) for each in value]
        case dict():
            return {legal(str(key)): _value(each, depth + 1) for key, each in value.items()}
        case _:
            raise Invalid(f"the front matter holds {type(value).__name__}, which is not text")
