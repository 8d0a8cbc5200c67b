"""What a template can use of an entry: plain data, named as the author named it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict, replace

from nowsync import markdown
from nowsync.core.delta import Delta, delta
from nowsync.core.entry import Entry, Json
from nowsync.core.recap import Recap
from nowsync.core.start import Start
from nowsync.core.summary import Form
from nowsync.core.target import Site
from nowsync.plaintext.calls import quiet
from nowsync.plaintext.hashtags import hashtag
from nowsync.rendering import language
from nowsync.rendering.gist import excerpt, headline, opening, others, paragraphs, text
from nowsync.rendering.lists import List, Lists, Past, label
from nowsync.rendering.news import News
from nowsync.rendering.series import Series

# What every template can use; `markdown` and `html` come to it where a platform has markup.
NAMES = (
    *("title", "headline", "month", "date", "description", "excerpt", "opening", "others", "text"),
    *("paragraphs", "sections", "fields", "lists", "delta", "changes", "tags", "hashtags"),
    *("language", "link", "permalink", "site", "thread"),
)


class Lazy:
    """A value that is made when a template first asks for it, and then kept."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def value(self) -> object:
        """Make it."""
        return self._make()


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


def context_of(entry: Entry, site: Site, form: Form) -> Mapping[str, Any]:
    """Lay out an entry for a template.

    In plain text whatever could call people or make a tag is defused; a platform with markup
    gets the entry's own Markdown and HTML beside it.
    """
    clean = _as_it_is if form.markup else defused
    news = News(lambda: clean(_delta(entry, form)), entry.language)
    lists = [
        clean(List(name, label(name), items, news)) for name, items in entry.lists.items() if items
    ]
    made: dict[str, Callable[[Entry], object]] = {
        "excerpt": excerpt,
        "opening": opening,
        "text": text,
        "paragraphs": paragraphs,
        "others": lambda each: others(each, [label for one in lists for label in one.labels]),
    }
    said: dict[str, Any] = {
        "title": entry.title,
        "headline": headline(entry),
        "description": entry.description or "",
        "sections": entry.sections,
        "tags": entry.tags,
        "changes": form.changes,
    }
    context = {name: clean(value) for name, value in said.items()} | {
        "month": language.month(entry.date, entry.language),
        "date": entry.date,
        "lists": Lists({each.name: each for each in lists}),
        "delta": news,
        "fields": Fields(clean(dict(entry.fields))),
        "hashtags": hashtags(entry.tags),
        "language": entry.language,
        "link": entry.link,
        "permalink": entry.permalink,
        "site": {"title": site.title, "url": site.url, "author": site.author.name},
        "thread": form.room is not None and form.room.parts > 1,
    }
    context |= {name: _lazily(make, entry, clean) for name, make in made.items()}
    if form.markup:
        base = entry.permalink or entry.link or site.url
        context["markdown"] = entry.body
        context["html"] = Lazy(lambda: Markup(markdown.html(entry.body, base_url=base)))  # noqa: S704  # it is sanitised
    return context


def context_of_recap(made: Recap, site: Site, today: date) -> Mapping[str, Any]:
    """Lay out a recap for its template, which makes Markdown of it."""
    return {
        "period": made.period.name,
        "today": today,
        "language": site.language,
        "lists": tuple(Past(name, label(name), courses) for name, courses in made.lists),
        "months": tuple(
            {
                "title": headline(entry).removeprefix("Now, "),
                "date": entry.date,
                "excerpt": excerpt(entry),
                "link": entry.permalink or entry.link,
            }
            for entry in made.entries
        ),
    }


def context_of_start(begun: Start) -> Mapping[str, Any]:
    """Lay out the start of an entry for its template, which makes Markdown of it."""
    return {
        "month": begun.month,
        "front_matter": begun.front_matter,
        "sections": tuple(
            {"heading": each.heading, "goals": each.goals, "names": each.names}
            for each in begun.sections
        ),
    }


def hashtags(tags: Iterable[str]) -> Series:
    """Make hashtags of tags."""
    return Series(tuple(dict.fromkeys(filter(None, map(hashtag, tags)))), " ")


def _delta(entry: Entry, form: Form) -> Delta:
    previous = form.before()
    return delta(previous, entry) if previous else Delta()


def defused(value: Any) -> Any:
    """Keep `@name` and `#word` from becoming mentions and tags, wherever they stand in a value."""
    if isinstance(value, str):
        return quiet(value)
    if isinstance(value, Mapping):
        return {name: defused(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(defused(each) for each in value)
    if isinstance(value, Struct):
        return replace(value, **defused(asdict(value)))
    return value


def _lazily(
    make: Callable[[Entry], object], entry: Entry, clean: Callable[[object], object]
) -> Lazy:
    return Lazy(lambda: clean(make(entry)))


def _as_it_is(value: Any) -> Any:
    return value
