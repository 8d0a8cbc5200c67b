"""How a folder of a site is read: where it is, and what its entries' addresses are."""

from collections.abc import Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from string import Formatter
from urllib.parse import quote

from msgspec import Struct

from nowsync.core.entry import PLACEHOLDERS
from nowsync.core.target import Site

# Met in the front matter of a thousand now pages, the most telling ones first.
DATE_KEYS = (
    *("date", "pubDate", "publishDate", "publishedAt", "published_at", "datePublished"),
    *("publishDatetime", "datetime", "published", "updated", "lastmod", "updatedDate"),
    *("lastUpdated", "last_updated", "updatedAt", "updated_at", "dateUpdated", "modified"),
    *("last_modified_at", "date-modified", "last-edited", "last edited", "latest_update"),
    *("updateDatetime", "created", "createdAt"),
)
# A page that is rewritten in place says with these when it was; its `date` may be its first day.
_REWRITTEN = (
    *("updated", "lastmod", "updatedDate", "lastUpdated", "last_updated", "updatedAt"),
    *("updated_at", "dateUpdated", "modified", "last_modified_at", "date-modified", "last-edited"),
)
PAGE_DATE_KEYS = (*_REWRITTEN, *(key for key in DATE_KEYS if key not in _REWRITTEN))


class EntryRules(Struct, frozen=True, kw_only=True):
    """Where entries are, and how to read them; `root` is what messages name files from.

    `permalink` and `link` are patterns with {slug}, {path}, {year}, {month} and {day}; other
    placeholders are a ValueError. A path is a slug below the folders that its file is in. `link`
    is the permalink unless given. `name_date` says how file names are dated where that is a
    matter of taste: "DD-MM-YYYY", "YYMMDD". `files` is a pattern of the names of entries among
    other files: "*-now*". An entry may name these `targets`, or any if they are not known. What the
    fields in `aside` say is not said by an entry: nowsync wrote it.
    """

    folder: Path
    root: Path
    site: Site
    permalink: str | None = None
    link: str | None = None
    date_keys: tuple[str, ...] = DATE_KEYS
    name_date: str | None = None
    targets: tuple[str, ...] | None = None
    files: str | None = None
    aside: tuple[str, ...] = ()

    def takes(self, place: str) -> bool:
        """Tell whether a file, or the folder that it is the index of, is called like an entry."""
        if self.files is None:
            return True
        path = Path(place)
        name = path.parent.name if path.stem in ("index", "_index") else path.stem
        return fnmatchcase(name.casefold(), self.files.casefold())

    def __post_init__(self) -> None:
        for pattern in filter(None, (self.permalink, self.link)):
            _check(pattern)


def _check(pattern: str) -> None:
    try:
        fields = [parts[1:] for parts in Formatter().parse(pattern) if parts[1] is not None]
    except ValueError as error:
        raise ValueError(f'"{pattern}" has a brace that is not closed') from error
    for name, form, conversion in fields:
        if name not in PLACEHOLDERS or form or conversion:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise ValueError(f'"{pattern}" uses {{{name}}}, but only {known} are known')


def address(pattern: str, site: Site, *, slug: str, folder: str, date: datetime) -> str:
    """Fill a pattern and put it on the site."""
    values: Mapping[str, str] = {
        "slug": quote(slug),
        "path": quote(f"{folder}/{slug}" if folder else slug),
        "year": f"{date.year:04}",
        "month": f"{date.month:02}",
        "day": f"{date.day:02}",
    }
    return on_site(pattern.format_map(values), site)


def on_site(path: str, site: Site) -> str:
    """Put a path on the site, whose own address may have a path; leave an address alone."""
    if path.startswith(("https://", "http://")):
        return path
    return f"{site.url.rstrip('/')}/{path.lstrip('/')}"
