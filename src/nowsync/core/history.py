"""History: what the ledger's events say has happened, in the order in which it did."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.entry import EntryId

_ACCESS = ("signed in", "signed out", "paused", "resumed")
_BEGINNINGS = ("create", "update", "retract", "withdraw")
_TOLD_AS_THEY_ARE = (
    *("met", "account", *_ACCESS, "unknown", "held", "refused", "not sent", "gone"),
    *("edited there", "restored there", "held back", "released", "approved"),
    *("restored", "lost", "reconciled"),
)
_DECIDED = {
    "readmitted": "it may be posted again, though it was removed",
    "kept": "what was edited there is kept",
    "stays": "what is published stays there",
}
_ANSWERS = ("confirmed", "unknown", "held", "refused", "not sent", "gone")


class Event(Struct, frozen=True, kw_only=True):
    """A line of the ledger's own notes. `steps` says, where one begins, how many there will be."""

    at: datetime
    target: str
    entry: EntryId | None
    kind: str
    detail: str | None = None
    steps: int = 0


class Happening(Enum):
    """What has happened to a target, or to an entry there."""

    MET = "met"
    ACCOUNT = "account"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    PAUSED = "paused"
    RESUMED = "resumed"
    PUT_OFF = "put off"
    SENT = "sent"
    MADE = "made"
    PUBLISHED = "published"
    EDITED = "edited"
    TAKEN_BACK = "taken back"
    UNKNOWN = "unknown"
    LOOKED_FOR = "looked for"
    HELD = "held"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    GONE = "gone"
    EDITED_THERE = "edited there"
    RESTORED_THERE = "restored there"
    HELD_BACK = "held back"
    RELEASED = "released"
    APPROVED = "approved"
    RESOLVED = "resolved"
    RESTORED = "restored"
    LOST = "lost"
    ADOPTED = "adopted"
    RECONCILED = "reconciled"
    NOTED = "noted"


class Happened(Struct, frozen=True, kw_only=True):
    """Something that happened. `step` is which one of how many `steps`, where there are several."""

    at: datetime
    target: str
    entry: EntryId | None
    what: Happening
    detail: str | None = None
    url: str | None = None
    until: datetime | None = None
    step: int | None = None
    steps: int | None = None


def history(events: Sequence[Event]) -> tuple[Happened, ...]:
    """Tell what has happened, the oldest first.

    A request is told of by its answer. One that has none, and one that repeats another, is told
    of itself.
    """
    answered = _answered(events)
    courses: dict[tuple[str, EntryId | None], _Course] = {}
    told: list[Happened] = []
    for position, event in enumerate(events):
        place = event.target, event.entry
        before = courses.get(place, _Course())
        course = courses[place] = before.after(event)
        spoken_for = position in answered and course.sends == 1
        if event.kind not in _BEGINNINGS and not spoken_for:
            told.append(course.told(event, before.last))
    return tuple(told)


class _Course(Struct, frozen=True):
    """How far an entry has come on a target: its operation, the step, and what was noted last."""

    verb: str = ""
    steps: int = 0
    step: int = 0
    sends: int = 0
    last: str = ""

    def after(self, event: Event) -> "_Course":
        match event.kind:
            case kind if kind in _BEGINNINGS:
                return _Course(event.kind, event.steps, last=event.kind)
            case "sent":
                step = int((event.detail or "").removeprefix("step "))
                sends = self.sends + 1 if step == self.step else 1
                return replace(self, step=step, sends=sends, last=event.kind)
            case "not sent" | "reopened":
                # It did not leave, or a person says so: the next request repeats nothing.
                return replace(self, sends=0, last=event.kind)
            case _:
                return replace(self, last=event.kind)

    def told(self, event: Event, before: str) -> Happened:
        """Say what an event means, by what was noted before it."""
        happened = Happened(
            at=event.at,
            target=event.target,
            entry=event.entry,
            what=Happening.RESOLVED,
            detail=event.detail,
        )
        if event.kind in ("sent", *_ANSWERS) and self.steps > 1:
            happened = replace(happened, step=self.step, steps=self.steps)
        match event.kind:
            case "put off" if event.detail:
                until = datetime.fromisoformat(event.detail)
                return replace(happened, what=Happening.PUT_OFF, detail=None, until=until)
            case "sent":
                again = "again" if self.sends > 1 else None
                return replace(happened, what=Happening.SENT, detail=again)
            case "adopted":
                url = event.detail if event.detail and "://" in event.detail else None
                return replace(happened, what=Happening.ADOPTED, detail=None, url=url)
            case "confirmed":
                return self._confirmed(happened, before)
            case "unknown" if before == "unknown":
                return replace(happened, what=Happening.LOOKED_FOR)
            case "readmitted" | "kept" | "stays":
                return replace(happened, detail=_DECIDED[event.kind])
            case "dropped" | "reopened":
                return happened
            case kind if kind in _TOLD_AS_THEY_ARE:
                return replace(happened, what=Happening(kind))
            case kind:
                # Another nowsync has noted it; better told without a word for it than not at all.
                detail = ": ".join(filter(None, (kind, event.detail)))
                return replace(happened, what=Happening.NOTED, detail=detail)

    def _confirmed(self, happened: Happened, before: str) -> Happened:
        last = _MADE.get(self.verb, Happening.PUBLISHED)
        place = happened.detail or ""
        return replace(
            happened,
            what=last if self.step == self.steps else Happening.MADE,
            detail={"unknown": "it was found there", "held": "you said so"}.get(before),
            url=place if "://" in place else None,
        )


_MADE = {
    "update": Happening.EDITED,
    "retract": Happening.TAKEN_BACK,
    "withdraw": Happening.TAKEN_BACK,
}


def _answered(events: Sequence[Event]) -> frozenset[int]:
    """Find the requests after which the next thing noted is their answer."""
    following: dict[tuple[str, EntryId | None], str] = {}
    found: set[int] = set()
    for position in range(len(events) - 1, -1, -1):
        event = events[position]
        place = event.target, event.entry
        if event.kind == "sent" and following.get(place) in _ANSWERS:
            found.add(position)
        following[place] = event.kind
    return frozenset(found)
