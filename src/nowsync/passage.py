"""The passage of one entry to one target: every step written down before and after it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters.abilities import Reads
from nowsync.adapters.base import Adapter
from nowsync.core.action import Create, Recover, Retract, Sending, Update, Work
from nowsync.core.drift import Drift, question
from nowsync.core.errors import Gone, NotSent, PublishError, Refused, Unknown, Unusable
from nowsync.core.ledger import Ledger
from nowsync.core.publication import (
    Attempt,
    Mark,
    Operation,
    Outcome,
    Recovery,
    Result,
    Standing,
    StepState,
    recovery,
)
from nowsync.core.step import Receipt, Step, Verb
from nowsync.core.target import Account, Target
from nowsync.lookout import look


class Stop(Exception):
    """This target can do no more in this run."""


class Passage(Struct, frozen=True, kw_only=True):
    """Takes one entry through its steps.

    A step is put in flight in the ledger, and only then made. Who did that tells what to do with
    it: a step that an earlier run put in flight (`sends` is not 0) is looked for before it is made;
    the first step of an operation that we have just begun is in flight by our own hand (`fresh`),
    and nothing of it can have left yet; any other is put in flight here.
    """

    target: Target
    adapter: Adapter
    ledger: Ledger
    clock: Callable[[], datetime]
    account: Account
    action: Sending

    def publish(self) -> Outcome:
        """Make every step that has no receipt yet; raise Stop when the target is of no use now."""
        action = self.action
        if isinstance(action, Recover):
            return self._advance(action.operation.id, action.operation.attempts)
        too_much = None if isinstance(action, Retract) else self._too_much(action.work)
        if too_much is not None:
            return self._end(Result.NOT_SENT, too_much)
        if isinstance(action, Update):
            drift = self._drift(action.overwrites)
            if isinstance(drift, Outcome):
                return drift
            if drift is not None:
                self.ledger.drifted(self.target.name, action.entry, drift, self.clock())
                return self._held(drift)
        operation = operation_of(action)
        (identity,) = self.ledger.begin(self.target.name, [action.entry], [operation], self.clock())
        now = self.clock()
        first = Attempt(
            step=operation.attempts[0].step,
            state=StepState.IN_FLIGHT,
            sends=1,
            first_sent=now,
            last_sent=now,
        )
        return self._advance(identity, (first, *operation.attempts[1:]), sent=True)

    def _drift(self, agreed: Drift | None) -> Drift | Outcome | None:
        """Look, before an edit, what was edited there that nobody has agreed to lose.

        Between this look and the edit somebody may still edit it: no platform can prevent that.
        """
        if not isinstance(self.adapter, Reads):
            return None
        published = self.ledger.publications(self.target.name)[self.action.entry]
        try:
            drift = look(self.adapter, self.ledger, published)
        except Gone:
            return None  # The edit finds that out too, and ends as it should.
        except PublishError as error:
            unread = f"what is there could not be read before an edit: {error}"
            self._put_off(error)
            if isinstance(error, NotSent | Unusable):
                raise Stop(unread) from error
            return self._end(Result.NOT_SENT, unread)
        known = agreed is not None and drift is not None and agreed.theirs == drift.theirs
        return None if known else drift

    def _held(self, drift: Drift) -> Outcome:
        return self._end(Result.HELD, question(drift, self.action.entry, self.target.name))

    def _too_much(self, work: Work) -> str | None:
        """Notice that the server takes less than the plan was made for."""
        room, images = self.adapter.room(self.account.facts), work.summary.images
        if room is not None and work.summary.length(room) > room.limit:
            return (
                f"the text has {work.summary.length(room)} characters as {self.target.origin} "
                f"counts, and {room.limit} fit; type the command again to plan for that"
            )
        if images and not (room and room.images and room.images.takes(images)):
            return (
                f"{self.target.origin} takes fewer or smaller images than was thought, or shorter "
                "alt texts; type the command again to plan for that"
            )
        return None

    def _advance(
        self, operation: int, attempts: Sequence[Attempt], *, sent: bool = False
    ) -> Outcome:
        """Bring every step to its receipt. `sent`: the first is in flight by our own hand."""
        done: list[Receipt] = []
        for position, attempt in enumerate(attempts):
            mark = Mark(operation, position)
            if attempt.receipt is not None:
                done.append(attempt.receipt)
                continue
            settled = self._settle(mark, attempt, done, fresh=sent and position == 0)
            if isinstance(settled, Outcome):
                return settled
            self.ledger.confirm([(mark, settled)], self.clock())
            done.append(settled)
        url = next((receipt.url for receipt in done if receipt.url), None)
        return self._end(Result.DONE, said(self.action), url)

    def _settle(
        self, mark: Mark, attempt: Attempt, done: Sequence[Receipt], *, fresh: bool
    ) -> Receipt | Outcome:
        """Find out what became of a step that may have been made; make it if it was not."""
        if fresh:
            return self._make(mark, attempt, done)
        if attempt.sends:
            found = self._look(mark, attempt, done)
            if found is not None:
                return found
        drift = self._drift_since(attempt)
        if isinstance(drift, Outcome):
            return drift
        if drift is not None:
            self.ledger.give_way(mark, drift, self.clock())
            return self._held(drift)
        self.ledger.send(mark, self.clock())
        return self._make(mark, replace(attempt, sends=attempt.sends + 1), done)

    def _drift_since(self, attempt: Attempt) -> Drift | Outcome | None:
        """Look again before an edit that an earlier run began; what it knew of is agreed to."""
        if not (isinstance(self.action, Recover) and attempt.step.replaces):
            return None
        publication = self.ledger.publications(self.target.name).get(self.action.entry)
        if publication is None or publication.standing is not Standing.PUBLISHED:
            return None
        return self._drift(publication.drifted)

    def _look(
        self, mark: Mark, attempt: Attempt, done: Sequence[Receipt]
    ) -> Receipt | Outcome | None:
        """Look for what an unanswered step left behind; None when it should be made again."""
        try:
            found = self._find(attempt.step, done)
        except PublishError as error:
            self._put_off(error)
            return self._doubt(mark, f"it could not be looked for: {error}")
        if found is not None:
            return found
        match recovery(attempt, honours_keys=self.account.honours_keys, now=self.clock()):
            case Recovery.REPEAT:
                return None
            case Recovery.WAIT:
                return self._doubt(mark, "it is not there yet; an answer may still be on its way")
            case Recovery.HOLD:
                reason = (
                    "an earlier request was never answered, and what it would have made is not "
                    f"to be found at {self.target.origin}. Look there yourself, then say what you "
                    f"saw: nowsync resolve {self.action.entry} --target {self.target.name} "
                    "with --was-posted URL, --post-again or --drop"
                )
                self.ledger.hold(mark, reason, self.clock())
                return self._end(Result.HELD, reason)

    def _find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:
        """Look, and never take for ours what is the receipt of another entry."""
        found = self.adapter.find(step, done)
        publications = self.ledger.publications(self.target.name)
        taken = {
            (receipt.kind, receipt.id)
            for entry, publication in publications.items()
            if entry != self.action.entry
            for receipt in publication.receipts
        }
        return found if found is None or (found.kind, found.id) not in taken else None

    def _make(self, mark: Mark, attempt: Attempt, done: Sequence[Receipt]) -> Receipt | Outcome:
        """Make a step that is in flight in the ledger, and write down why it got no receipt."""
        ledger, now = self.ledger, self.clock
        try:
            return self.adapter.perform(attempt.step, done)
        except Unknown as error:
            return self._look_at_once(mark, attempt, done, error)
        except Gone as error:
            ledger.lose(mark, str(error), now())
            return self._end(Result.GONE, f"{error}; it is not posted again by itself")
        except (Refused, NotSent, Unusable) as error:
            self._put_off(error)
            if attempt.sends > 1 and not attempt.step.repeatable:
                # The refusal of a repeat says nothing about the first request.
                return self._doubt(mark, str(error))
            if isinstance(error, Refused):
                ledger.refuse(mark, str(error), now())
                return self._end(Result.REFUSED, str(error))
            ledger.withdraw(mark, str(error), now())
            raise Stop(str(error)) from error

    def _look_at_once(
        self, mark: Mark, attempt: Attempt, done: Sequence[Receipt], error: Unknown
    ) -> Receipt | Outcome:
        """After a lost answer, look once; mostly the step was made, and this is its receipt."""
        answer = str(error)
        self.ledger.doubt(mark, answer, self.clock())
        self._put_off(error)
        try:
            found = self._find(attempt.step, done)
        except PublishError as unseen:
            self._put_off(unseen)
            found = None
        return found if found is not None else self._end(Result.UNKNOWN, _unknown(answer))

    def _put_off(self, error: PublishError) -> None:
        """Keep how long the server wants to be left alone, whatever else it said."""
        if error.retry_at is not None:
            self.ledger.put_off(self.target.name, error.retry_at, self.clock())

    def _doubt(self, mark: Mark, answer: str) -> Outcome:
        self.ledger.doubt(mark, answer, self.clock())
        return self._end(Result.UNKNOWN, _unknown(answer))

    def _end(self, result: Result, message: str, url: str | None = None) -> Outcome:
        return Outcome(
            entry=self.action.entry,
            target=self.target.name,
            result=result,
            message=message,
            url=url,
        )


def operation_of(action: Create | Update | Retract) -> Operation:
    """Freeze what will be sent, and what it will make known."""
    if isinstance(action, Retract):
        return action.operation
    work = action.work
    return Operation(
        verb=Verb.CREATE if isinstance(action, Create) else Verb.UPDATE,
        meaning=work.meaning,
        attempts=tuple(Attempt(step=step) for step in work.steps),
        published=work.summary.published,
        updated=work.summary.updated,
    )


def said(action: Sending) -> str:
    """Say what has been done, once it is done."""
    match action:
        case Create():
            return "published"
        case Update():
            return "updated"
        case Retract(remains=remains):
            return f"taken back; {remains}" if remains else "taken back"
        case Recover(operation=operation):
            return "taken back" if operation.verb.takes_back else "recovered"


def _unknown(answer: str) -> str:
    what = answer.rstrip(". ")
    return f"{what}. Whether it went out is not known; type nowsync publish to look again"
