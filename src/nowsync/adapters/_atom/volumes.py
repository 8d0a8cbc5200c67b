"""Which entries stand in which document: the newest in the feed, finished years in archives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nowsync.adapters._atom.body import Body, read


@dataclass(frozen=True, slots=True)
class Volume:
    """What one document holds; the one that readers subscribe to is of no `year`.

    `before` and `after` are the years of the archives beside it (RFC 5005 § 4). `changed` is when
    one changed last that has no entries any more.
    """

    entries: tuple[Body, ...]
    year: int | None = None
    before: int | None = None
    after: int | None = None
    changed: datetime | None = None


def volumes(entries: Sequence[Body], newest: int | None) -> tuple[Volume, ...]:
    """Share out entries, which come newest first: the archives, oldest first, then the feed.

    An archive holds a whole year, once a later one has begun, so that the set of its entries
    stays (RFC 5005 § 4). The feed holds the `newest` ones, by their last change, so that what
    was changed in an archive comes back to readers, and all that no archive holds.
    """
    if newest is None or not entries:
        return (Volume(tuple(entries)),)
    finished = sorted({year_of(entry) for entry in entries})[:-1]
    fresh = {each["id"] for each in _last_changed(entries)[:newest]}
    feed = tuple(each for each in entries if each["id"] in fresh or year_of(each) not in finished)
    beside = [None, *finished, None]
    archives = (
        Volume(tuple(each for each in entries if year_of(each) == year), year, before, after)
        for before, year, after in zip(beside, finished, beside[2:], strict=False)
    )
    return (*archives, Volume(feed, before=finished[-1] if finished else None))


def year_of(entry: Body) -> int:
    """Tell in whose archive an entry stands; when it was published never changes."""
    return read(entry["published"]).year


def _last_changed(entries: Iterable[Body]) -> list[Body]:
    return sorted(entries, key=lambda each: (-read(each["updated"]).timestamp(), each["id"]))
