"""Removal: what is published of entries that are not in the source any more, and its way back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters.abilities import Retracts
from nowsync.adapters.base import Adapter
from nowsync.core.action import Action, Retraction
from nowsync.core.entry import EntryId
from nowsync.core.identity import Seen
from nowsync.core.publication import Publication, Standing
from nowsync.core.retraction import taken_back, vanished
from nowsync.core.situation import Absence, TakeBack
from nowsync.core.step import Verb, keyed
from nowsync.core.target import Target


class Missing(Struct, frozen=True):
    """Where entries that are not in the source any more were seen, and what is known of that.

    `look` tells of a file that is not among the entries. `unsure`: a file that is in question, or
    cannot be read, may be any of them.
    """

    seen: Mapping[EntryId, Seen]
    look: Callable[[str], Absence]
    unsure: bool

    def of(self, entry: EntryId) -> Absence:
        """Tell what the absence of an entry says."""
        if self.unsure:
            return Absence(excuse="a file that is in question or cannot be read may be it")
        known = self.seen.get(entry)
        return self.look(known.source) if known else Absence(excuse="its file is not known")


class Removals(Struct, frozen=True, kw_only=True, dict=True):
    """Decides what is taken back on a target."""

    target: Target
    adapter: Adapter
    missing: Missing
    now: datetime

    @cached_property
    def take_back(self) -> TakeBack | None:
        """Make what takes something back, with its keys; None where the platform has no way."""
        return partial(_keyed, self.adapter) if isinstance(self.adapter, Retracts) else None

    def of(self, gone: Iterable[Publication]) -> tuple[Action, ...]:
        """Decide about entries that are not in the source any more."""
        decided = (self._vanished(publication) for publication in gone)
        return tuple(action for action in decided if action is not None)

    def asked(self, publications: Iterable[Publication]) -> tuple[Action, ...]:
        """Decide about what a person wants to take back."""
        return tuple(taken_back(each, self.take_back) for each in publications)

    def _vanished(self, publication: Publication) -> Action | None:
        published = publication.standing is Standing.PUBLISHED
        absence = self.missing.of(publication.entry) if published else Absence()
        return vanished(publication, absence, self.target, self.take_back, self.now)


def _keyed(adapter: Retracts, publication: Publication, verb: Verb) -> Retraction:
    made = adapter.retraction(publication)
    target, entry = publication.target, publication.entry
    return replace(made, steps=keyed(made.steps, target=target, entry=entry, verb=verb))
