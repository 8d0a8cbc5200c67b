"""Which entries stand in which document: the newest in the feed, finished years in archives."""

from collections.abc import Collection

from msgspec import Struct

from nowsync.adapters._atom.body import read
from nowsync.adapters._atom.holdings import Holdings, Tombstone, newest_first
from nowsync.adapters._atom.register import Listed


class Volume(Struct, frozen=True):
    """What one document holds, at least one thing; the one that is subscribed to is of no `year`.

    `before` and `after` are the years of the archives beside it (RFC 5005 § 4).
    """

    entries: tuple[Listed, ...]
    tombstones: tuple[Tombstone, ...] = ()
    year: int | None = None
    before: int | None = None
    after: int | None = None

    @property
    def ids(self) -> set[str]:
        """The ids of all that it speaks of."""
        return {each.id for each in self.entries} | {each.id for each in self.tombstones}

    @property
    def updated(self) -> str:
        """The moment of its last change; what was taken back is one."""
        # As in `newest_first`, moments are in order as texts.
        moments = [each.updated for each in self.entries]
        return max([*moments, *(each.when for each in self.tombstones)])


def volumes(held: Holdings, newest: int | None, left: Collection[int] = ()) -> tuple[Volume, ...]:
    """Share out what a feed holds: the archives, the oldest first, then the feed.

    An archive holds a whole year, once a later one has begun, so that the set of its entries
    stays (RFC 5005 § 4). The feed holds the `newest` ones, by their last change, so that what
    was changed in an archive comes back to readers, and all that no archive holds. Tombstones
    stand in the feed, where readers look, and in the archives that held their entries.
    With all entries in the feed there are no archives, but those of the years that are `left`.
    """
    entries, tombstones = held.entries, held.tombstones
    if newest is None and not left:
        return (Volume(entries, tombstones),)
    published = [each.published for each in entries] + [each.published for each in tombstones]
    finished = sorted(set(map(year_of, published)))[:-1] if newest is not None else sorted(left)
    fresh = {each.id for each in newest_first(entries, by="updated")[:newest]}
    beside = [None, *finished, None]
    archives = (
        Volume(
            tuple(each for each in entries if year_of(each.published) == year),
            tuple(each for each in tombstones if year_of(each.published) == year),
            *(year, before, after),
        )
        for before, year, after in zip(beside, finished, beside[2:], strict=False)
    )
    feed = tuple(
        each for each in entries if each.id in fresh or year_of(each.published) not in finished
    )
    last = finished[-1] if finished and newest is not None else None
    return (*archives, Volume(feed, tombstones, before=last))


def year_of(published: str) -> int:
    """Tell in whose archive an entry stands; when it was published never changes."""
    return read(published).year
