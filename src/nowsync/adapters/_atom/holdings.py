"""All that a feed holds: its entries, and the tombstones of those that were taken back."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from msgspec import Struct

from nowsync.adapters._atom.body import Body, moment
from nowsync.adapters._atom.register import Listed
from nowsync.adapters._atom.removal import REMOVAL
from nowsync.core.step import Step


class Tombstone(Struct, frozen=True):
    """An entry that was taken back (RFC 6721 § 3), and when. It stays in the year of its entry."""

    id: str
    published: str
    when: str


_Dated = TypeVar("_Dated", Listed, Tombstone, Listed | Tombstone)


class Holdings(Struct, frozen=True):
    """What is in a feed, the newest first."""

    entries: tuple[Listed, ...]
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that readers know of it, the newest first."""
        dated: list[Listed | Tombstone] = [*self.entries, *self.tombstones]
        return tuple(each.id for each in newest_first(dated))


def holdings(
    standing: Iterable[Listed],
    steps: Iterable[Step],
    taken_back: Iterable[tuple[Step, datetime]],
) -> Holdings:
    """Follow the steps to what they leave of what stands, a later one replacing an earlier one.

    The ledger knows when an entry was taken back. Of one that is only about to be, the tombstone
    says when the entry changed last.
    """
    last = {str(step.request.body["id"]): step for step in steps}
    entries = {each.id: each for each in standing if each.id not in last}
    entries |= {name: Listed.of(step) for name, step in last.items() if step.kind != REMOVAL}
    planned = [step.request.body for step in last.values() if step.kind == REMOVAL]
    known = [(step.request.body, moment(when)) for step, when in taken_back]
    gone: list[tuple[Body, str]] = [*((body, str(body["updated"])) for body in planned), *known]
    tombstones = {
        str(body["id"]): Tombstone(str(body["id"]), str(body["published"]), when)
        for body, when in gone
        if body["id"] not in entries
    }
    return Holdings(newest_first(entries.values()), newest_first(tombstones.values()))


def newest_first(dated: Iterable[_Dated], by: str = "published") -> tuple[_Dated, ...]:
    """Put things in order; of one moment, by their ids.

    `moment` writes all moments in UTC, so that they are in order as texts, too.
    """
    named = sorted(dated, key=attrgetter("id"))
    return tuple(sorted(named, key=attrgetter(by), reverse=True))
