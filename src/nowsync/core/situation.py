"""A situation: everything that a decision about one entry on one target rests on."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from nowsync.core.action import Retraction
from nowsync.core.entry import Entry, EntryId
from nowsync.core.publication import Publication
from nowsync.core.step import Verb
from nowsync.core.target import Target, Traits

TakeBack: TypeAlias = Callable[[Publication, Verb], Retraction]


class Asked(Struct, frozen=True):
    """What a person asks for: these entries, or all if none is named.

    With `overwrite`, also over others' edits there; only over edits that are known already, which
    the person can have seen. With `retract`, to take them back.
    """

    entries: tuple[EntryId, ...] = ()
    overwrite: bool = False
    retract: bool = False


class Absence(Struct, frozen=True):
    """That an entry's file is not there: since when, or why that says nothing of its author."""

    since: datetime | None = None
    excuse: str | None = None


class Situation(Struct, frozen=True, kw_only=True):
    """Everything that a decision about one entry on one target rests on.

    `met`: the target has been seen before. `named`: a person asked for this very entry. `moment`:
    `now`, but to the fraction of a second. `looked`: when the files were begun to be read, if not
    just then. `edited`: when it was last edited there, for targets
    where edits disturb. `overwrite`: a person wants the entry's text in the place of what somebody
    has changed there. `stale`: why what is there is no longer as we left it, for targets that can
    tell. `doubt`: why the entry may be one that is known under another name. `take_back` makes what
    takes back what is published; None where the platform has no way.
    """

    entry: Entry
    target: Target
    traits: Traits
    publication: Publication
    met: bool
    named: bool
    now: datetime
    moment: datetime
    looked: datetime | None = None
    edited: datetime | None = None
    stale: str | None = None
    doubt: str | None = None
    overwrite: bool = False
    take_back: TakeBack | None = None

    @property
    def by_name(self) -> str:
        """The command with which a person asks for this very entry on this target."""
        return by_name(self.entry.id, self.target.name)


def by_name(entry: EntryId, target: str) -> str:
    """Give the command with which a person asks for an entry on a target."""
    return f"nowsync publish {entry} --target {target}"
