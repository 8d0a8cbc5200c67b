"""Actions: what is decided for one entry on one target. Waiting and skipping are actions too."""

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from nowsync.core.change import Change
from nowsync.core.drift import Drift
from nowsync.core.entry import EntryId, Meaning
from nowsync.core.errors import Problem
from nowsync.core.page import Page
from nowsync.core.publication import Operation, Publication
from nowsync.core.step import Step
from nowsync.core.summary import Summary


class Work(Struct, frozen=True, kw_only=True):
    """What is sent for an entry: its summary, the steps made of it, and how full they are.

    `cautions` say what of it its author may not have meant.
    """

    summary: Summary
    meaning: Meaning
    steps: tuple[Step, ...]
    length: int | None = None
    limit: int | None = None
    cautions: tuple[Problem, ...] = ()


class Retraction(Struct, frozen=True, kw_only=True):
    """What takes back something that is published: its steps, and what they have to leave there."""

    steps: tuple[Step, ...]
    remains: str = ""


class Create(Struct, frozen=True, kw_only=True):
    """Publish an entry that is not there yet; if a `page` has to show it first, once that does."""

    entry: EntryId
    target: str
    reason: str
    work: Work
    page: Page | None = None


class Update(Struct, frozen=True, kw_only=True):
    """Bring what is there up to what the entry says now.

    `overwrites` is what somebody has changed there, if a person has agreed to lose it.
    """

    entry: EntryId
    target: str
    reason: str
    work: Work
    change: Change
    overwrites: Drift | None = None


class Recover(Struct, frozen=True, kw_only=True):
    """Finish what an earlier run began: look where the outcome is unknown, then go on."""

    entry: EntryId
    target: str
    reason: str
    operation: Operation

    @classmethod
    def of(cls, publication: Publication, operation: Operation) -> "Recover":
        """Finish an operation of an entry, and say why."""
        reason = (
            "an earlier run ended without an answer: look there first"
            if operation.doubtful
            else "an earlier run was interrupted: go on where it stopped"
        )
        return cls(
            entry=publication.entry, target=publication.target, reason=reason, operation=operation
        )


class Retract(Struct, frozen=True, kw_only=True):
    """Take back what is published, which is `there` by these steps, but for what `remains`."""

    entry: EntryId
    target: str
    reason: str
    operation: Operation
    there: tuple[Step, ...]
    remains: str = ""


class Wait(Struct, frozen=True, kw_only=True):
    """Nothing yet; the time will come by itself. `work` is what it would say as things are now."""

    entry: EntryId
    target: str
    reason: str
    until: datetime
    work: Work | None = None


class Hold(Struct, frozen=True, kw_only=True):
    """Nothing until a person has decided or mended something; `change` is what they are asked.

    `work` is what it would say as things are now. `approves` is the digest of the deed that they
    may approve, where that is what it takes.
    """

    entry: EntryId
    target: str
    reason: str
    change: Change | None = None
    work: Work | None = None
    approves: str | None = None


class Skip(Struct, frozen=True, kw_only=True):
    """Nothing, and nothing is needed."""

    entry: EntryId
    target: str
    reason: str


Sending: TypeAlias = Create | Update | Recover | Retract
Action: TypeAlias = Sending | Wait | Hold | Skip


def work_of(action: Action) -> Work | None:
    """Give what an action sends, or what one that is kept back would send as things are now."""
    return action.work if isinstance(action, Create | Update | Wait | Hold) else None
