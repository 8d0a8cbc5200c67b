"""What a template can use of an entry: plain data, named as the author named it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from markupsafe import Markup

from nowsync import markdown
from nowsync.core.entry import Entry
from nowsync.core.target import Site

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# What every template can use; `markdown` and `html` come to it where a platform has markup.
NAMES = (
    *("title", "month", "date", "description", "excerpt", "paragraphs", "sections", "fields"),
    *("lists", "tags", "language", "link", "permalink", "site"),
)
# A fixed notice about now pages, or a date of change, says nothing about the author's month.
BOILERPLATE = ("now page", "nownownow", "last updated", "updated on", "updated:")
_MENTION = re.compile("(?<![\\w/=.])([@\uff20])(?=\\w)")
_HASHTAG = re.compile("(?<![\\w/&=])([#\uff03])(?=\\w)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+|[A-Z]+")


@dataclass(frozen=True, slots=True)
class List:
    """A list of the front matter: its key, the key as people read it, and its items."""

    name: str
    label: str
    items: tuple[str, ...]


class Lists:
    """All lists of an entry: iterate over them, or take one by its name."""

    __slots__ = ("_lists",)

    def __init__(self, lists: Mapping[str, List]) -> None:
        self._lists = lists

    def __iter__(self) -> Iterator[List]:
        return iter(self._lists.values())

    def __len__(self) -> int:
        return len(self._lists)

    def __getitem__(self, name: str) -> List:
        return self._lists[name]


def context_of(entry: Entry, site: Site, *, plain: bool) -> Mapping[str, Any]:
    """Lay out an entry for a template.

    In `plain` text whatever could call people or make a tag is defused; a platform with markup
    gets the entry's own Markdown and HTML beside it.
    """
    said = {
        "title": entry.title,
        "month": f"{MONTHS[entry.date.month - 1]} {entry.date.year}",
        "description": entry.description or "",
        "excerpt": excerpt(entry),
        "paragraphs": tuple(_paragraphs(entry)),
        "fields": dict(entry.fields),
        "sections": entry.sections,
    }
    lists = {name: List(name, label(name), items) for name, items in entry.lists.items() if items}
    if plain:
        said = {name: defused(value) for name, value in said.items()}
        lists = {name: defused(each) for name, each in lists.items()}
    context = said | {
        "date": entry.date,
        "lists": Lists(lists),
        "tags": entry.tags,
        "language": entry.language,
        "link": entry.link,
        "permalink": entry.permalink,
        "site": {"title": site.title, "url": site.url, "author": site.author.name},
    }
    if plain:
        return context
    base = entry.permalink or entry.link or site.url
    html = Markup(markdown.html(entry.body, base_url=base))  # noqa: S704  # it is sanitised
    return context | {"markdown": entry.body, "html": html}


def label(name: str) -> str:
    """Turn a key into words: `currentlyReading` is "Currently reading"."""
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in _words(name)]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def excerpt(entry: Entry) -> str:
    """Take the author's own summary, or else the first paragraph that says something."""
    return entry.description or next(iter(_paragraphs(entry)), "")


def defused(value: Any) -> Any:
    """Keep `@name` and `#word` from becoming mentions and tags, wherever they stand in a value."""
    if isinstance(value, str):
        return _HASHTAG.sub("\\1\u200b", _MENTION.sub("\\1\u200b", value))
    if isinstance(value, Mapping):
        return {name: defused(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(defused(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {each.name: defused(getattr(value, each.name)) for each in fields(value)}
        return replace(value, **changes)
    return value


def _words(name: str) -> list[str]:
    return _WORD.findall(name) or [name]


def _paragraphs(entry: Entry) -> Iterator[str]:
    for section in entry.sections:
        for paragraph in section.paragraphs:
            if paragraph and not any(words in paragraph.lower() for words in BOILERPLATE):
                yield paragraph
