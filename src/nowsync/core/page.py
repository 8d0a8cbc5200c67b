"""Pages: where an entry has to be read on its own site before others are told of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nowsync.core.entry import Entry

FIRST_PAUSE, LAST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Page:
    """An address that has to show an entry: by its title, or by its month."""

    url: str
    title: str
    date: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A page that did not show its entry: since when, when we last looked, and what we saw."""

    url: str
    since: datetime
    last: datetime
    times: int
    saw: str

    @property
    def next(self) -> datetime:
        """When to look again: after a minute, two, four, … up to an hour."""
        return self.last + min(FIRST_PAUSE * (1 << min(self.times - 1, 6)), LAST_PAUSE)

    def again(self, saw: str, now: datetime) -> "Absence":
        """Note that it still does not show its entry."""
        return replace(self, last=now, times=self.times + 1, saw=saw)


def page_of(entry: Entry) -> Page | None:
    """Give the page that an entry's readers are sent to; None if it has no address."""
    url = entry.link or entry.permalink
    return Page(url, entry.title, entry.date, entry.language) if url else None
