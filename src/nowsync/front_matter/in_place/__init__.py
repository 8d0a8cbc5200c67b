"""A list of addresses in front matter, changed where it stands; every other byte stays as it is.

The text is edited, never written anew from what was read. It is read again before and after, and
where anything but that list would be another, nothing is changed.
"""

import re
from collections.abc import Collection, Sequence
from types import ModuleType
from typing import Final

from msgspec import Struct

from nowsync.core.errors import Unreadable
from nowsync.front_matter import FrontMatter, Value, read
from nowsync.front_matter.handlers import JsonHandler
from nowsync.front_matter.in_place import in_json, in_toml, in_yaml
from nowsync.front_matter.in_place.splices import Unchangeable

__all__ = ["Unchangeable", "changed", "listed"]

_ABOVE: Final = re.compile(r"\ufeff?(?:\s*\n)?")
_FIELDS: Final = r"{0}[ \t]*(\r?\n)(.*?)^{1}[ \t]*\r?$"
_FENCED: Final = tuple(
    (re.compile(_FIELDS.format(*fences), re.DOTALL | re.MULTILINE), notation)
    for fences, notation in (
        (("---", r"(?:---|\.\.\.)"), in_yaml),
        ((r"\+\+\+", r"\+\+\+"), in_toml),
    )
)
_LINE_END: Final = re.compile(r"\r?\n")


def changed(content: bytes, key: str, add: Sequence[str], drop: Collection[str]) -> bytes:
    """Add addresses to the list at a key, and take others out; what is there already stays.

    Raise Unchangeable, with the reason, where that cannot be done and nothing else.
    """
    text = content.decode()
    before = _read(text)
    there = _listed(before, key)
    gone = [each for each in there if each in drop]
    new = [each for each in add if each not in there]
    if not gone and not new:
        return content
    found = _find(text)
    source = found.source
    for each in gone:
        source = found.notation.without(source, key, each)
    for each in new:
        source = found.notation.with_item(source, key, each, found.line_end)
    made = text[: found.start] + source + text[found.start + len(found.source) :]
    wanted = [*(each for each in there if each not in drop), *new]
    if not _differs_only_there(before, _read(made), key, wanted):
        raise Unchangeable(f"its {key} is written in a way that nowsync cannot add to safely")
    return made.encode()


def listed(content: bytes, key: str) -> Sequence[str]:
    """Give the addresses in the list at a key; raise Unchangeable if it holds anything else."""
    return _listed(_read(content.decode()), key)


def _read(text: str) -> FrontMatter:
    try:
        return read(text, "")
    except Unreadable as error:
        raise Unchangeable(error.problem.message) from error


def _listed(matter: FrontMatter, key: str) -> list[str]:
    value: Value = matter.fields.get(key)
    if value is None or value == "":
        return []
    items = value if isinstance(value, list) else [value]
    texts = [each for each in items if isinstance(each, str)]
    if len(texts) != len(items):
        raise Unchangeable(f"its {key} holds something else than addresses")
    return texts


def _differs_only_there(
    before: FrontMatter, after: FrontMatter, key: str, wanted: Sequence[str]
) -> bool:
    rest, others = (
        [(name, value) for name, value in each.fields.items() if name != key]
        for each in (before, after)
    )
    return rest == others and before.body == after.body and _listed(after, key) == list(wanted)


class _Found(Struct, frozen=True):
    """Where the fields of a text stand, between their fences."""

    notation: ModuleType
    source: str
    start: int
    line_end: str


def _find(text: str) -> _Found:
    above = _ABOVE.match(text)
    start = above.end() if above else 0
    for fenced, notation in _FENCED:
        if found := fenced.match(text, start):
            return _Found(notation, found[2], found.start(2), found[1])
    if JsonHandler().detect(text[start:]):
        source = text[start : in_json.end_of(text, start)]
        line_end = _LINE_END.search(text, start)
        return _Found(in_json, source, start, line_end[0] if line_end else "\n")
    raise Unchangeable("it has no front matter between --- or +++ lines to write into")
