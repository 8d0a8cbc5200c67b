"""One target's lane: its actions in order, apart from all other targets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.adapters.abilities import Batch, Recalls
from nowsync.adapters.base import Adapter
from nowsync.core.access import how_to_sign_in
from nowsync.core.action import Create, Recover, Sending
from nowsync.core.continuity import PAUSE, SLACK, there_already
from nowsync.core.entry import EntryId, Json
from nowsync.core.errors import NotSent, PublishError, Unauthorized, Unknown, Unusable
from nowsync.core.ledger import Ledger
from nowsync.core.post import Post
from nowsync.core.publication import Mark, Outcome, Result
from nowsync.core.reconciliation import likely_there
from nowsync.core.step import Step
from nowsync.core.target import Account, Target
from nowsync.lookout import identified
from nowsync.passage import Passage, Stop, operation_of, said


class Lane(Struct, frozen=True, kw_only=True):
    """Carries out one target's actions, one after the other."""

    target: Target
    adapter: Adapter
    ledger: Ledger
    clock: Callable[[], datetime]
    remember: Callable[[str, Mapping[str, Json]], None]
    tell: Callable[[Outcome], None]
    halted: Callable[[], bool]

    def run(self, actions: Sequence[Sending]) -> tuple[Outcome, ...]:
        """Carry out the actions; what fails for one entry does not keep the others back."""
        outcomes: list[Outcome] = []
        for outcome in self._outcomes(actions):
            self.tell(outcome)
            outcomes.append(outcome)
        return tuple(outcomes)

    def _outcomes(self, actions: Sequence[Sending]) -> Iterator[Outcome]:
        if isinstance(self.adapter, Batch):
            yield from self._together(self.adapter, actions)
            return
        stopped: str | None = None
        there: Mapping[EntryId, Post] = {}
        try:
            heard = self.ledger.acquaintances()[self.target.name].heard
            account = self._account()
            there = self._there_already(actions, heard)
        except PublishError as error:
            stopped = self._stopped(error)
        for action in actions:
            if self.halted():
                return
            if stopped is not None:
                yield self._outcome(action, Result.NOT_SENT, stopped)
                continue
            if post := there.get(action.entry):
                reason = there_already(post.name)
                self.ledger.question(self.target.name, action.entry, reason, self.clock())
                yield self._outcome(action, Result.HELD, reason)
                continue
            try:
                yield self._passage(action, account).publish()
            except Stop as stop:
                stopped = str(stop)
                yield self._outcome(action, Result.NOT_SENT, stopped)

    def _account(self) -> Account:
        """See that the credential still is for the account that we published with before."""
        known = self.ledger.acquaintances()[self.target.name]
        account = identified(self.adapter, self.target.name, known)
        if known.account_id is None:
            self.ledger.recognise(self.target.name, account, self.clock())
        self.ledger.reach(self.target, account, self.clock())
        self.remember(self.target.name, account.facts)
        return account

    def _stopped(self, error: PublishError) -> str:
        """Say why nothing can be sent, and keep it where a person has to act or time has to pass.

        The next run asks again before it sends anything, whoever has put it right by then.
        """
        self._note_wait(error)
        reason = str(error)
        if isinstance(error, Unauthorized):
            reason += f"; {how_to_sign_in(self.target.name)}"
        if isinstance(error, Unusable):
            self.ledger.pause(self.target, reason.partition("\n")[0], self.clock())
        return reason

    def _there_already(
        self, actions: Sequence[Sending], heard: datetime | None
    ) -> Mapping[EntryId, Post]:
        """Look whether what is new to the ledger is new there, too, where the ledger may not know.

        What a person has been asked about already is posted because they named it.
        """
        settled = self.ledger.unfound(self.target.name)
        new = {
            each.entry: each.work
            for each in actions
            if isinstance(each, Create) and each.entry not in settled
        }
        if not new or heard is None or not isinstance(self.adapter, Recalls):
            return {}
        broken, paused = self.ledger.was_broken(), self.clock() - heard >= PAUSE
        if not broken and not paused:
            return {}
        # What a broken ledger does not know may be older than the ledger is.
        oldest = min(each.summary.dated for each in new.values())
        since = (min(oldest, heard) if broken else heard) - SLACK
        known = self.ledger.publications(self.target.name).values()
        try:
            return likely_there(self.adapter.posts(since), new, known)
        except NotSent:
            raise
        except PublishError:
            return {}  # A list that cannot be read says nothing, and may never be readable.

    def _together(self, adapter: Batch, actions: Sequence[Sending]) -> Iterator[Outcome]:
        """Make all steps in one write, with one transaction before and one after it."""
        marks, steps = self._begin_all(actions)
        try:
            receipts = adapter.perform_all(steps)
        except PublishError as error:
            unknown = isinstance(error, Unknown)
            for mark, action in zip(marks, actions, strict=True):
                write = self.ledger.doubt if unknown else self.ledger.withdraw
                write(mark, str(error), self.clock())
                result = Result.UNKNOWN if unknown else Result.NOT_SENT
                yield self._outcome(action, result, str(error))
            return
        self.ledger.confirm(list(zip(marks, receipts, strict=True)), self.clock())
        for action, receipt in zip(actions, receipts, strict=True):
            yield self._outcome(action, Result.DONE, said(action), receipt.url)

    def _begin_all(self, actions: Sequence[Sending]) -> tuple[list[Mark], list[Step]]:
        fresh = [each for each in actions if not isinstance(each, Recover)]
        entries = [each.entry for each in fresh]
        operations = [operation_of(each) for each in fresh]
        identities = self.ledger.begin(self.target.name, entries, operations, self.clock())
        begun = dict(zip(entries, zip(identities, operations, strict=True), strict=True))
        marks: list[Mark] = []
        steps: list[Step] = []
        for action in actions:
            if isinstance(action, Recover):
                marks.append(Mark(action.operation.id, 0))
                steps.append(action.operation.attempts[0].step)
                self.ledger.send(marks[-1], self.clock())
            else:
                identity, operation = begun[action.entry]
                marks.append(Mark(identity, 0))
                steps.append(operation.attempts[0].step)
        return marks, steps

    def _note_wait(self, error: PublishError) -> None:
        if error.retry_at is not None:
            self.ledger.put_off(self.target.name, error.retry_at, self.clock())

    def _outcome(
        self, action: Sending, result: Result, message: str, url: str | None = None
    ) -> Outcome:
        return Outcome(
            entry=action.entry, target=self.target.name, result=result, message=message, url=url
        )

    def _passage(self, action: Sending, account: Account) -> Passage:
        return Passage(
            target=self.target,
            adapter=self.adapter,
            ledger=self.ledger,
            clock=self.clock,
            account=account,
            action=action,
        )
