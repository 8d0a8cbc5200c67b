"""All that a feed holds: its entries, and the tombstones of those that were taken back."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from nowsync.adapters._atom.body import Body, moment, read
from nowsync.adapters._atom.removal import REMOVAL
from nowsync.core.step import Step


class Tombstone(Struct, frozen=True):
    """An entry that was taken back (RFC 6721 § 3), and when. It stays in the year of its entry."""

    id: str
    published: str
    when: str


class Holdings(Struct, frozen=True):
    """What is in a feed, the newest first."""

    entries: tuple[Body, ...]
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that readers know of it, the newest first."""
        dated = [(each["published"], each["id"]) for each in self.entries]
        dated += [(each.published, each.id) for each in self.tombstones]
        return tuple(name for _, name in sorted(dated, key=_newest_first))


def holdings(steps: Iterable[Step], taken_back: Iterable[tuple[Step, datetime]]) -> Holdings:
    """Follow the steps to what they leave, a later one replacing an earlier one.

    The ledger knows when an entry was taken back. Of one that is only about to be, the tombstone
    says when the entry changed last.
    """
    last = {str(step.request.body["id"]): step for step in steps}
    entries = [step.request.body for step in last.values() if step.kind != REMOVAL]
    there = {str(body["id"]) for body in entries}
    planned = [step.request.body for step in last.values() if step.kind == REMOVAL]
    known = [(step.request.body, moment(when)) for step, when in taken_back]
    gone = [*((body, str(body["updated"])) for body in planned), *known]
    tombstones = {
        str(body["id"]): Tombstone(str(body["id"]), str(body["published"]), when)
        for body, when in gone
        if body["id"] not in there
    }
    return Holdings(
        tuple(sorted(entries, key=lambda each: _newest_first((each["published"], each["id"])))),
        tuple(
            sorted(tombstones.values(), key=lambda each: _newest_first((each.published, each.id)))
        ),
    )


def _newest_first(dated: tuple[str, str]) -> tuple[float, str]:
    published, name = dated
    return -read(published).timestamp(), name
