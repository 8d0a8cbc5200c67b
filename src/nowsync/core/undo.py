"""Undo: what a person means who wants the last thing that was published not to have been."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.history import Happened, Happening

# What is older has been read, answered and linked to.
RECENT = timedelta(days=1)
_DEEDS = (Happening.PUBLISHED, Happening.EDITED, Happening.TAKEN_BACK)


class Undoing(Struct, frozen=True):
    """The entry that was published last, and where that was."""

    entry: EntryId
    targets: tuple[str, ...]


def last(happened: Sequence[Happened], now: datetime, *, older: bool) -> Undoing:
    """Find what was published last; raise UsageError when that is not what was done last."""
    deeds = [each for each in happened if each.what in _DEEDS and each.entry is not None]
    if not deeds:
        raise UsageError("nothing has been published yet")
    newest = deeds[-1]
    entry = EntryId(newest.entry or "")
    if newest.what is Happening.TAKEN_BACK:
        raise UsageError(
            f"the last thing that was done was to take {entry} back from {newest.target}; "
            "to take back something else: nowsync retract with its name"
        )
    if newest.what is Happening.EDITED:
        raise UsageError(
            f"the last thing that was done was an edit of {entry} on {newest.target}. "
            "What people have read cannot be unread: put the words that it had back into its "
            f"file, and publish; or take all of it back: nowsync retract {entry}"
        )
    if now - newest.at > RECENT and not older:
        raise UsageError(
            f"{entry} was published on {newest.at:%Y-%m-%d %H:%M %Z}, more than a day ago; "
            "to take it back all the same: nowsync undo --older"
        )
    made = [each for each in deeds if each.entry == entry and each.what is Happening.PUBLISHED]
    recent = (each for each in made if newest.at - each.at <= RECENT)
    return Undoing(entry, tuple(dict.fromkeys(each.target for each in recent)))
