"""What a template can use of an entry: plain data, named as the author named it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from markupsafe import Markup

from nowsync import markdown
from nowsync.core.entry import Entry, Json, month_of
from nowsync.core.target import Site

# What every template can use; `markdown` and `html` come to it where a platform has markup.
NAMES = (
    *("title", "month", "date", "description", "excerpt", "paragraphs", "sections", "fields"),
    *("lists", "tags", "language", "link", "permalink", "site"),
)
# A fixed notice about now pages, or a date of change, says nothing about the author's month.
BOILERPLATE = ("now page", "nownownow", "last updated", "updated on", "updated:")
# Mentions as Mastodon finds them (account.rb, MENTION_RE), and tags, anywhere but in a link.
_CALLS = re.compile("https?://\\S+|(?<![\\w/=])[@\uff20](?=\\w)|(?<![\\w/&=])[#\uff03](?=\\w)")
_INVISIBLE = "\u200b"


@dataclass(frozen=True, slots=True)
class List:
    """A list of the front matter: its key, the key as people read it, and its items."""

    name: str
    label: str
    items: tuple[str, ...]

    def __str__(self) -> str:
        return listed(self.items)


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

    def __str__(self) -> str:
        return "\n".join(f"{each.label}: {each}" for each in self)


class Fields:
    """The other fields of an entry, by name; a field may be called like anything."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Json]) -> None:
        self._fields = fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, name: str) -> "Json | Fields":
        value = self._fields[name]
        return Fields(value) if isinstance(value, Mapping) else value


def context_of(entry: Entry, site: Site, *, plain: bool) -> Mapping[str, Any]:
    """Lay out an entry for a template.

    In `plain` text whatever could call people or make a tag is defused; a platform with markup
    gets the entry's own Markdown and HTML beside it.
    """
    said: dict[str, Any] = {
        "title": entry.title,
        "month": month_of(entry.date),
        "description": entry.description or "",
        "excerpt": excerpt(entry),
        "paragraphs": tuple(_paragraphs(entry)),
        "fields": dict(entry.fields),
        "sections": entry.sections,
        "tags": entry.tags,
    }
    lists = {name: List(name, label(name), items) for name, items in entry.lists.items() if items}
    if plain:
        said = {name: defused(value) for name, value in said.items()}
        lists = {name: defused(each) for name, each in lists.items()}
    context = said | {
        "date": entry.date,
        "lists": Lists(lists),
        "fields": Fields(said["fields"]),
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
    words = [word if sum(map(str.isupper, word)) > 1 else word.lower() for word in _words(name)]
    text = " ".join(words) or name
    return text[:1].upper() + text[1:]


def listed(items: Iterable[object]) -> str:
    """Join items so that one can tell them apart, also when they hold commas."""
    texts = [str(item) for item in items]
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def excerpt(entry: Entry) -> str:
    """Take the author's own summary, or else the first paragraph that says something."""
    if entry.description:
        return entry.description
    paragraph = next(iter(_paragraphs(entry)), "")
    before, _, announcing = paragraph.rpartition(". ")
    # A last sentence that announces what follows would announce nothing.
    return f"{before}." if before and announcing.endswith(":") else paragraph


def defused(value: Any) -> Any:
    """Keep `@name` and `#word` from becoming mentions and tags, wherever they stand in a value."""
    if isinstance(value, str):
        return _CALLS.sub(_split, value)
    if isinstance(value, Mapping):
        return {name: defused(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(defused(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {each.name: defused(getattr(value, each.name)) for each in fields(value)}
        return replace(value, **changes)
    return value


def _split(found: re.Match[str]) -> str:
    call = found.group()
    return call if len(call) > 1 else call + _INVISIBLE


def _words(name: str) -> list[str]:
    """Split at separators, and where the case or the kind of character changes."""
    spaced = ""
    for before, character, after in zip(" " + name, name, name[1:] + " ", strict=False):
        starts = character.isupper() and (before.islower() or before.isdigit())
        # The last capital of a run begins the next word, but for the s of a plural: TILs.
        starts |= character.isupper() and before.isupper() and after.islower() and after != "s"
        starts |= character.isupper() and before == "s" and spaced[-2:-1].isupper()
        starts |= character.isdigit() and before.isalpha()
        spaced += f" {character}" if starts else character
    return spaced.replace("_", " ").replace("-", " ").split()


def _paragraphs(entry: Entry) -> Iterator[str]:
    for section in entry.sections:
        for paragraph in section.paragraphs:
            if paragraph and not any(words in paragraph.lower() for words in BOILERPLATE):
                yield paragraph
