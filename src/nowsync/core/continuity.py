"""Continuity: whether a ledger still is what it was when it was last written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from nowsync.core.action import Action, Hold, Sending

# Clocks differ, and what was under way when the ledger was written last was made later.
SLACK = timedelta(days=7)
# A ledger that has not heard of a target for so long may be a copy that no witness tells from the
# one that was written last.
PAUSE = timedelta(days=7)


class Epoch(Struct, frozen=True):
    """How far a ledger has come: which one it is, and how often it was written."""

    ledger: str
    count: int


class Memory(Struct, frozen=True):
    """What was remembered of a ledger elsewhere; `here` if it was where this one is."""

    epoch: Epoch
    here: bool


class Breach(Enum):
    """What has happened to a ledger between two runs."""

    RESTORED = "restored"
    LOST = "lost"


class Recovery(Struct, frozen=True):
    """A target whose publications may be more than the ledger knows of, since a breach.

    `known_until` is when the ledger was last written before it; None if it knows nothing.
    """

    breach: Breach
    known_until: datetime | None = None

    @property
    def question(self) -> str:
        """Say what has happened, and what to type."""
        what = {
            Breach.RESTORED: "the ledger is an older copy than the one that was written last",
            Breach.LOST: "the ledger that was written here last is missing",
        }
        return (
            f"{what[self.breach]}, and does not know all that was published. To look at what is "
            "there, without sending anything: nowsync reconcile"
        )


def judge(ledger: Epoch, memories: Sequence[Memory]) -> Breach | None:
    """Compare a ledger with what was remembered elsewhere, of itself and of others in its place.

    What is remembered is never ahead of the ledger that it is of, because it is written later.
    """
    own = [each.epoch.count for each in memories if each.epoch.ledger == ledger.ledger]
    if own:
        return Breach.RESTORED if max(own) > ledger.count else None
    return Breach.LOST if any(each.here for each in memories) else None


def held_back(actions: Sequence[Action], recovery: Recovery) -> tuple[Action, ...]:
    """Hold everything that would be sent before the target has been reconciled."""
    return tuple(
        Hold(entry=each.entry, target=each.target, reason=recovery.question)
        if isinstance(each, Sending)
        else each
        for each in actions
    )


def unfound(entry: str, target: str) -> str:
    """Ask about an entry that may have been published when the ledger was not there to see it."""
    return (
        f"it was not found at {target} for sure, and may have been published and removed there "
        f"since. To post it: nowsync publish {entry} --target {target}; to settle it otherwise: "
        f"nowsync resolve {entry} --target {target} with --was-posted URL or --drop"
    )


def there_already(place: str) -> str:
    """Say that what would be posted seems to be there, though the ledger does not know of it."""
    return (
        f"it seems to be there already, at {place}, and the ledger does not know of it. To look at "
        "what is there, without sending anything: nowsync reconcile"
    )
