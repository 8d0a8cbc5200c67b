"""Publications: the steps that make them, what came of each, and how to go on after a doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from nowsync.core.drift import Drift
from nowsync.core.entry import EntryId, Meaning
from nowsync.core.step import ANNOUNCEMENT, Receipt, Step, Verb

# We assume that no server acts later than this after our last byte; before, "absent" says nothing.
SETTLE = timedelta(minutes=5)
# Mastodon keeps an Idempotency-Key for 3600 s (app/services/post_status_service.rb); we stop early.
KEY_WINDOW = timedelta(minutes=45)


class StepState(Enum):
    """How far a step is known to have come."""

    PLANNED = "planned"
    IN_FLIGHT = "in flight"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Attempt(Struct, frozen=True, kw_only=True):
    """A step that was written down before it was made, and what is known of it since."""

    step: Step
    state: StepState = StepState.PLANNED
    sends: int = 0
    first_sent: datetime | None = None
    last_sent: datetime | None = None
    receipt: Receipt | None = None
    answer: str | None = None


class OperationState(Enum):
    """OPEN operations are finished before anything else happens to the entry there."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    HELD = "held"
    DROPPED = "dropped"


class Operation(Struct, frozen=True, kw_only=True):
    """The steps that bring an entry to a target, frozen before the first of them is sent."""

    verb: Verb
    meaning: Meaning
    attempts: tuple[Attempt, ...]
    state: OperationState = OperationState.OPEN
    reason: str | None = None
    published: datetime
    updated: datetime
    id: int = 0

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """What the confirmed steps were given, in their order."""
        return tuple(each.receipt for each in self.attempts if each.receipt is not None)

    @property
    def held(self) -> bool:
        """Tell whether only a person can end it."""
        return self.state is OperationState.HELD

    @property
    def half_made(self) -> bool:
        """Tell whether some of it is there already that would be there twice if made again.

        When only its announcement is missing, all of the edit is there.
        """
        missing = {each.step.kind for each in self.attempts if each.receipt is None}
        made = any(each.receipt and not each.step.repeatable for each in self.attempts)
        return made or missing == {ANNOUNCEMENT}

    @property
    def begun(self) -> bool:
        """Tell whether it is not over yet, and some of it may have left this machine."""
        open_ = self.state is OperationState.OPEN
        return open_ and any(each.state is not StepState.PLANNED for each in self.attempts)

    @property
    def doubtful(self) -> bool:
        """Tell whether a step may have been made without our knowing."""
        doubts = (StepState.IN_FLIGHT, StepState.UNKNOWN)
        return any(each.state in doubts for each in self.attempts)


class Standing(Enum):
    """How an entry stands on a target."""

    BASELINE = "baseline"
    PUBLISHED = "published"
    GONE = "gone"
    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"


class Approval(Struct, frozen=True):
    """That a person wants just this post to go out, and since when; `deed` is its digest."""

    deed: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """This entry is on this target as these receipts, as of this meaning.

    `drift` is what was found there that we did not leave there, when somebody last looked.
    `on_hold`: since when a person keeps it back. `approval` is the last one that was given.
    `stays`: a person wants just this to stay there, whatever becomes of its entry.
    """

    entry: EntryId
    target: str
    standing: Standing | None = None
    meaning: Meaning | None = None
    receipts: tuple[Receipt, ...] = ()
    steps: tuple[Step, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    operation: Operation | None = None
    drift: Drift | None = None
    on_hold: datetime | None = None
    approval: Approval | None = None
    stays: bool = False

    @property
    def drifted(self) -> Drift | None:
        """What somebody has changed there, unless a person has decided to keep it."""
        return None if self.drift is None or self.drift.kept else self.drift

    @property
    def kept(self) -> Drift | None:
        """What somebody has changed there, and a person has decided to keep."""
        return None if self.drifted else self.drift

    @property
    def digest(self) -> str | None:
        """The digest of what is published."""
        return None if self.meaning is None else self.meaning.digest

    @property
    def url(self) -> str | None:
        """Where people find it, if the platform told."""
        return url_of(self.receipts)


def url_of(receipts: Sequence[Receipt]) -> str | None:
    """Tell where people find what these receipts are of, if the platform told."""
    return next((each.url for each in receipts if each.url), None)


class Mark(Struct, frozen=True):
    """Which step of which operation the ledger is told about."""

    operation: int
    position: int


class Acquaintance(Struct, frozen=True):
    """What the ledger knows of a target that it has met; `heard` is when it last noted anything."""

    origin: str
    account_id: str | None = None
    account_name: str | None = None
    not_before: datetime | None = None
    heard: datetime | None = None


class Result(Enum):
    """What came of an action that was carried out."""

    DONE = "done"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    HELD = "held"
    GONE = "gone"
    WAITS = "waits"


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of publishing an entry on a target, and what to do about it."""

    entry: EntryId
    target: str
    result: Result
    message: str
    url: str | None = None


class Recovery(Enum):
    """What to do about a step that left no trace where we looked."""

    WAIT = "wait"
    REPEAT = "repeat"
    HOLD = "hold"


def recovery(attempt: Attempt, *, honours_keys: bool, now: datetime) -> Recovery:
    """Decide how to go on after a look that found nothing.

    Nothing else happens to an entry while a request of ours can still be on its way: a correction
    that comes in late would undo a newer one. Then repeating is right where it is harmless, or
    where the server would recognise our key. Otherwise only a person can tell.
    """
    if attempt.first_sent is None or attempt.last_sent is None or attempt.step.request.file:
        # Nobody sees a file before a later step refers to it, however late it comes in.
        return Recovery.REPEAT
    if now - attempt.last_sent < SETTLE:
        return Recovery.WAIT
    if attempt.step.repeatable:
        return Recovery.REPEAT
    if honours_keys and now - attempt.first_sent < KEY_WINDOW:
        return Recovery.REPEAT
    return Recovery.HOLD


def moments(
    dated: datetime, publication: Publication, *, revised: bool, now: datetime, max_age: timedelta
) -> tuple[datetime, datetime]:
    """Tell when an entry was published and last changed in a way that matters to readers.

    What is fresh is published now, whatever day its month began on; what is old, on its date.
    Corrections do not count as changes (RFC 4287, section 4.2.15).
    """
    if publication.published is None or publication.updated is None:
        at = now if now - dated <= max_age else dated
        return at, at
    return publication.published, now if revised else publication.updated
