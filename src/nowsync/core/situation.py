"""A situation: everything that a decision about one entry on one target rests on."""

from dataclasses import dataclass
from datetime import datetime

from nowsync.core.entry import Entry, EntryId
from nowsync.core.publication import Publication
from nowsync.core.target import Target, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that a decision about one entry on one target rests on.

    `met`: the target has been seen before. `named`: a person asked for this very entry. `edited`:
    when it was last edited there, for targets where edits disturb. `overwrite`: a person wants the
    entry's text in the place of what somebody has changed there.
    `stale`: why what is there is no longer as we left it, for targets that can tell. `doubt`: why
    the entry may be one that is known under another name.
    """

    entry: Entry
    target: Target
    traits: Traits
    publication: Publication
    met: bool
    named: bool
    now: datetime
    edited: datetime | None = None
    stale: str | None = None
    doubt: str | None = None
    overwrite: bool = False

    @property
    def by_name(self) -> str:
        """The command with which a person asks for this very entry on this target."""
        return by_name(self.entry.id, self.target.name)


def by_name(entry: EntryId, target: str) -> str:
    """Give the command with which a person asks for an entry on a target."""
    return f"nowsync publish {entry} --target {target}"
