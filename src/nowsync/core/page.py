"""Pages: where an entry has to be read on its own site before others are told of it."""

from datetime import datetime

from msgspec import Struct

from nowsync.core.entry import Entry
from nowsync.core.tries import Tries


class Page(Struct, frozen=True):
    """An address that has to show an entry: by its title, or by its month."""

    url: str
    title: str
    date: datetime
    language: str


class Absence(Tries, frozen=True, kw_only=True):
    """A page that did not show its entry."""

    url: str


def page_of(entry: Entry) -> Page | None:
    """Give the page that an entry's readers are sent to; None if it has no address."""
    url = entry.link or entry.permalink
    return Page(url, entry.title, entry.date, entry.language) if url else None
