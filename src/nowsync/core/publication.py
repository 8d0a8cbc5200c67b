"""Publications: the steps that make them, what came of each, and how to go on after a doubt."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from nowsync.core.entry import EntryId, Json, Meaning, digest
from nowsync.core.image import ImageFile

# We assume that no server acts later than this after our last byte; before, "absent" says nothing.
SETTLE = timedelta(minutes=5)
# Mastodon keeps an Idempotency-Key for 3600 s (app/services/post_status_service.rb); we stop early.
KEY_WINDOW = timedelta(minutes=45)

_REFERENCE = re.compile(r"\{id of step (\d+)\}")


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire, without credentials. `{id}` in the URL is an earlier step's id.

    With a `file`, both go as a form.
    """

    method: str
    url: str
    body: Mapping[str, Json]
    headers: Mapping[str, str] = field(default_factory=dict)
    file: ImageFile | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One remote mutation in its exact wire form.

    `repeatable`: doing it twice harms nobody. `keeps` names what the server has and the request
    must carry along; it is read there just before sending. `key` is the same for the same intent.
    """

    kind: str
    request: Request
    repeatable: bool
    keeps: tuple[str, ...] = ()
    key: str = ""

    @property
    def says(self) -> Mapping[str, Json]:
        """What readers get to see of it: its body, without references to earlier steps.

        A file alone says nothing; it is seen with the step that refers to it.
        """
        body = {} if self.request.file else self.request.body
        return {name: value for name, value in body.items() if not _refers(value)}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's own name for what it made, and what is needed to edit or remove it.

    `kind` tells apart things whose ids the platform counts separately.
    """

    id: str
    url: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


class StepState(Enum):
    """How far a step is known to have come."""

    PLANNED = "planned"
    IN_FLIGHT = "in flight"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A step that was written down before it was made, and what is known of it since."""

    step: Step
    state: StepState = StepState.PLANNED
    sends: int = 0
    first_sent: datetime | None = None
    last_sent: datetime | None = None
    receipt: Receipt | None = None
    answer: str | None = None


class Verb(Enum):
    """What an operation is for."""

    CREATE = "create"
    UPDATE = "update"


class OperationState(Enum):
    """OPEN operations are finished before anything else happens to the entry there."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    HELD = "held"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
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
        """Tell whether some of it is there already that would be there twice if made again."""
        return any(each.receipt and not each.step.repeatable for each in self.attempts)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """This entry is on this target as these receipts, as of this meaning."""

    entry: EntryId
    target: str
    standing: Standing | None = None
    meaning: Meaning | None = None
    receipts: tuple[Receipt, ...] = ()
    steps: tuple[Step, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    operation: Operation | None = None

    @property
    def digest(self) -> str | None:
        """The digest of what is published."""
        return None if self.meaning is None else self.meaning.digest

    @property
    def url(self) -> str | None:
        """Where people find it, if the platform told."""
        return next((each.url for each in self.receipts if each.url), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """Which step of which operation the ledger is told about."""

    operation: int
    position: int


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What the ledger knows of a target that it has met."""

    origin: str
    account_id: str | None = None
    account_name: str | None = None
    not_before: datetime | None = None


class Result(Enum):
    """What came of an action that was carried out."""

    DONE = "done"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    HELD = "held"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
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

    Repeating is right where it is harmless, or where the server would recognise our key and
    the lost request can no longer be on its way. Otherwise only a person can tell.
    """
    if attempt.step.repeatable or attempt.first_sent is None or attempt.last_sent is None:
        return Recovery.REPEAT
    if now - attempt.last_sent < SETTLE:
        return Recovery.WAIT
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


def keyed(steps: Sequence[Step], *, target: str, entry: EntryId, verb: Verb) -> tuple[Step, ...]:
    """Give each step a key that the same intent always gets, on any machine."""

    def key(position: int, step: Step) -> str:
        request = step.request
        file = [request.file.sha256] if request.file else []
        payload = digest([request.method, request.url, request.body, *file])
        intent = f"nowsync1|{target}|{entry}|{verb.value}|{position}|{payload}"
        hashed = hashlib.sha256(intent.encode("utf-8", "surrogatepass")).digest()
        return base64.b32encode(hashed[:20]).decode().lower()

    return tuple(replace(step, key=key(index, step)) for index, step in enumerate(steps))


def reference(position: int) -> str:
    """Stand, in a frozen body, for the id that an earlier step of the operation is given."""
    return f"{{id of step {position + 1}}}"


def resolved(value: Json, done: Sequence[Receipt]) -> Json:
    """Put the ids that earlier steps were given in the place of their references."""
    if isinstance(value, str):
        found = _REFERENCE.fullmatch(value)
        return done[int(found[1]) - 1].id if found else value
    if isinstance(value, Sequence):
        return [resolved(each, done) for each in value]
    return value


def _refers(value: Json) -> bool:
    if isinstance(value, str):
        return _REFERENCE.fullmatch(value) is not None
    return isinstance(value, Sequence) and any(map(_refers, value))
