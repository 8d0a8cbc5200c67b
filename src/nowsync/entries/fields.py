"""What the front matter of an entry says. Pure: knows no files."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from nowsync.core.entry import Json, month_of
from nowsync.core.image import Picture
from nowsync.entries.states import STATES
from nowsync.front_matter import Value
from nowsync.markdown import spoken

DESCRIPTIONS: Final = ("summary", "description", "excerpt")
IMAGES: Final = ("image", "cover", "cover_image", "ogImage", "heroImage")
# Beside an image there may be its alt text, as in coverAlt and cover_image_alt.
IMAGE_ALTS: Final = tuple(f"{name}{ending}" for name in IMAGES for ending in ("Alt", "_alt"))
_IMAGE_ADDRESSES: Final = ("src", "url", "image")
LANGUAGES: Final = ("lang", "language")
ADDRESSES: Final = ("permalink", "url")
# What a site's generator needs, and a reader does not.
_MACHINERY: Final = (
    *("id", "title", "slug", "status", "nowsync", "tags", "categories", "category", "keywords"),
    *("aliases", "images", "author", "authors", "layout", "template", "type", "weight", "order"),
    *("redirect_from", "canonical", "canonical_url", "canonicalURL", "toc", "comments", "menu"),
    *("sitemap", "cascade", "outputs", "resources", "eleventyNavigation", "hide_title", "path"),
    *("month", "year", "monthOnly", "current", "archived", "archivedDate", "active", "enableToc"),
    *(
        "pagination",
        "eleventyComputed",
        "noteIcon",
        "showReadingTime",
        "insert_anchor_links",
        "render",
    ),
    *("extra", "params", "cssclasses", "cssclass", "visibility", "robots", "noindex"),
    *(*STATES, *DESCRIPTIONS, *IMAGES, *IMAGE_ALTS, *LANGUAGES, *ADDRESSES),
)
_UNSAID: Final = frozenset(_MACHINERY)
# Titles of a page, not of an edition of it.
_TITLES_OF_PAGES: Final = frozenset(
    (
        *("", "now", "now page", "what i'm doing now", "what i am doing now"),
        *("what i'm up to now", "what i'm up to", "what i'm doing right now", "right now"),
        *("what i'm up to right now", "things i'm up to", "the things i'm up to right now"),
        *("what i'm doing these days", "currently", "my now page", "about now"),
    )
)
# No title is longer; a line that is would be something else.
_HEADING: Final = re.compile(r"#[ \t]+(.{1,200}?)(?:[ \t]+#+|\{#[^}\n]*\})?[ \t]*(?:\n|\Z)")
_TEMPLATE_SIGNS: Final = ("{{", "{%", "/:")


def text(fields: Mapping[str, Value], names: Sequence[str]) -> str | None:
    """Give the first of these fields that holds text."""
    found = (value.strip() for name in names if isinstance(value := fields.get(name), str))
    return next(filter(None, found), None)


def description(fields: Mapping[str, Value], *, of_page: bool) -> str | None:
    """Give what the author says in short; a page's description is of all its editions."""
    return text(fields, ("summary",) if of_page else DESCRIPTIONS)


def title(fields: Mapping[str, Value], dated: datetime) -> str:
    """Give the entry's title; "Now" alone says too little."""
    said = own_title(fields)
    return f"Now, {month_of(dated)}" if is_of_page(said) else said


def own_title(fields: Mapping[str, Value]) -> str:
    """Give the title that the author wrote, in words; nothing if the site computes it."""
    value = fields.get("title")
    said = " ".join(_scalar(value).split()) if isinstance(value, str | int | float | date) else ""
    if any(sign in said for sign in _TEMPLATE_SIGNS[:2]):
        return ""
    return spoken(said) or said if "](" in said else said


def with_title(fields: Mapping[str, Value], body: str) -> Mapping[str, Value]:
    """Take the heading that a text begins with for the title that its fields lack."""
    heading = _HEADING.match(body)
    if own_title(fields) or not heading:
        return fields
    return {**fields, "title": spoken(heading[1])}


def titles_of_body(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """Give what a heading may say above the text without saying anything new."""
    said = own_title(fields)
    return tuple(_TITLES_OF_PAGES - {""}) if is_of_page(said) else (said,)


def is_of_page(said: str) -> bool:
    """Tell whether a title, or none, is that of all editions of a page."""
    return said.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip("/ .!") in (
        _TITLES_OF_PAGES
    )


def tags(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """Give the tags, written as a list or with commas, each once."""
    value = fields.get("tags")
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list):
        return ()
    named = (_scalar(word).strip().removeprefix("#") for word in words if _is_scalar(word))
    return tuple(dict.fromkeys(filter(None, named)))


def address(fields: Mapping[str, Value]) -> str | None:
    """Give the address that the author set, unless a site generator has yet to compute it."""
    found = text(fields, ADDRESSES)
    if found is None or not found.startswith(("/", "https://", "http://")):
        return None
    return None if any(sign in found for sign in _TEMPLATE_SIGNS) else found


def pictures(fields: Mapping[str, Value], of_text: Sequence[Picture]) -> tuple[Picture, ...]:
    """Give each image of the entry once, with the alt text of the first place that has one."""
    cover = _cover(fields)
    alts: dict[str, str] = {}
    for picture in [cover, *of_text] if cover else of_text:
        alts[picture.address] = alts.get(picture.address) or picture.alt
    return tuple(Picture(address, alt) for address, alt in alts.items())


def _cover(fields: Mapping[str, Value]) -> Picture | None:
    """Give the image of the entry as a whole: an address, or a table with an address and an alt."""
    name = next((name for name in IMAGES if fields.get(name)), None)
    if name is None:
        return None
    value = fields[name]
    table = value if isinstance(value, Mapping) else {"src": value}
    address = text(table, _IMAGE_ADDRESSES)
    alt = text(table, ["alt"]) or text(fields, [f"{name}Alt", f"{name}_alt"])
    return Picture(address, alt or "") if address else None


def for_readers(
    fields: Mapping[str, Value], date_keys: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, Json]]:
    """Give each list of things, whatever its name, as text, and what else the author says.

    That may be a place, a mood, the weather, or whatever it is.
    """
    lists: dict[str, tuple[str, ...]] = {}
    scalars: dict[str, Json] = {}
    for name, value in fields.items():
        if name in _UNSAID or name in date_keys:
            continue
        things = _things(value)
        if things is not None:
            lists[name] = things
        elif value not in (None, ""):
            scalars[name] = plain(value)
    return lists, scalars


def authors(fields: Mapping[str, Value]) -> tuple[str, ...]:
    """Name who wrote it: one or several, each a name or a table with one."""
    author = fields.get("author")
    return tuple(filter(None, map(_name, author if isinstance(author, list) else [author])))


def plain(value: Value) -> Json:
    """Make JSON of a value: dates become text."""
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return {name: plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case _:
            return value  # type: ignore[return-value]  # a scalar


def _things(value: Value) -> tuple[str, ...] | None:
    """Give a list of things as text; None if it is something else."""
    if not isinstance(value, list):
        return None
    things = [_thing(each) for each in value if each not in (None, "")]
    return tuple(things) if all(things) else None


def _is_scalar(value: Value) -> bool:
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)


def _thing(value: Value) -> str:
    """Write one thing of a list: text, a number, or what has a title and perhaps an author."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, Mapping):
        return _scalar(value).strip() if _is_scalar(value) else ""
    name = value.get("title") or value.get("name")
    author = value.get("author")
    writers = author if isinstance(author, list) else [author]
    by = ", ".join(_scalar(writer) for writer in writers if writer and _is_scalar(writer))
    if not name or not _is_scalar(name):
        return ""
    return f"{_scalar(name)} by {by}" if by else _scalar(name)


def _name(author: Value) -> str:
    name = author.get("name") if isinstance(author, Mapping) else author
    return " ".join(name.split()) if isinstance(name, str) else ""


def _scalar(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
