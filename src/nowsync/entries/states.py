"""Finished or not: what the front matter says of it, in all spellings met. Pure: knows no files."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Final

from msgspec import Struct

from nowsync.entries.dates import dated
from nowsync.front_matter import Value

# What each of these says of a finished entry.
_FINISHED: Final = {
    **dict.fromkeys(
        ("draft", "isdraft", "is_draft", "wip", "unlisted", "private", "hidden"), False
    ),
    **dict.fromkeys(("published", "publish", "dg-publish", "ispublished", "is_published"), True),
}
# In these, words of the author's own say nothing about the entry.
_IN_WORDS: Final = frozenset({"status", "visibility", "state"})
_UNFINISHED_WORDS: Final = frozenset(
    (
        *("draft", "drafting", "unlisted", "private", "hidden", "unpublished", "pending", "wip"),
        *("work in progress", "work-in-progress", "todo", "idea", "scheduled", "review"),
        *("in review", "trash", "deleted"),
    )
)
_BUILDS: Final = frozenset({"build", "_build"})
_EXCLUDED: Final = "eleventyExcludeFromCollections"
STATES: Final = (
    *("draft", "isDraft", "is_draft", "wip", "unlisted", "private", "hidden", "published"),
    *("publish", "dg-publish", "isPublished", "is_published", "visibility", "build", "_build"),
    _EXCLUDED,
)


class Flag(Struct, frozen=True):
    """A key that makes an entry a draft; not `clear` if what it says can only be guessed."""

    key: str
    value: str
    clear: bool = True

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


def unfinished(fields: Mapping[str, Value], *, listed: bool = True) -> Flag | None:
    """Give the first flag that makes an entry a draft; what is unclear does, too.

    If entries are shown in a list of their site, one that is kept out of it is a draft, unless a
    flag says that it is finished.
    """
    flags = list(_flags(fields))
    if flags:
        return next((flag for flag in flags if not flag.clear), flags[0])
    if listed and fields.get(_EXCLUDED) is True and not _is_said_to_be_finished(fields):
        return Flag(_EXCLUDED, "true")
    return None


def _flags(fields: Mapping[str, Value]) -> Iterator[Flag]:
    for key, value in fields.items():
        name = key.casefold()
        if name in _FINISHED and value is not _FINISHED[name] and not _is_date(name, value):
            yield Flag(key, _shown(value), isinstance(value, bool))
        elif name in _IN_WORDS and str(value).strip().casefold() in _UNFINISHED_WORDS:
            yield Flag(key, _shown(value))
        elif name in _BUILDS:
            yield from _of_build(key, value)


def _is_date(name: str, value: Value) -> bool:
    """Tell whether `published` says when."""
    return name == "published" and dated(value, UTC) is not None


def _of_build(key: str, value: Value) -> Iterator[Flag]:
    """Read what Hugo is told to make of a page."""
    if not isinstance(value, Mapping):
        if value is not True:
            yield Flag(key, _shown(value), clear=value is False)
        return
    for name in ("render", "list"):
        told = value.get(name, "always")
        if told not in (True, "always", "local", "link"):
            yield Flag(f"{key}.{name}", _shown(told), told in (False, "never"))


def _is_said_to_be_finished(fields: Mapping[str, Value]) -> bool:
    return any(_FINISHED.get(key.casefold()) is value for key, value in fields.items())


def _shown(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case None:
            return ""
        case date():
            return value.isoformat()
        case _:
            return str(value)[:40]
