"""What the flow asks of a ledger. Whoever keeps one elsewhere keeps these promises."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nowsync.core.access import Access
from nowsync.core.continuity import Breach, Recovery
from nowsync.core.copies import Copy
from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId, Meaning
from nowsync.core.history import Event
from nowsync.core.identity import Seen
from nowsync.core.publication import Acquaintance, Attempt, Mark, Operation
from nowsync.core.publications import Publications
from nowsync.core.step import Receipt, Step
from nowsync.core.target import Account, Target


class Records(Protocol):
    """A ledger, for reading."""

    def acquaintances(self) -> Mapping[str, Acquaintance]:
        """Tell which targets have been met, by name."""
        ...

    def accesses(self) -> Mapping[str, Access]:
        """Tell which accounts are behind targets, by the target's name."""
        ...

    def recovery(self, target: str) -> Recovery | None:
        """Tell whether a target has not been reconciled since the ledger was last broken."""
        ...

    def was_broken(self) -> bool:
        """Tell whether the ledger was ever restored or lost, reconciled since or not."""
        ...

    def unfound(self, target: str) -> Collection[EntryId]:
        """Name the entries that were not found, or not for sure, when it was reconciled."""
        ...

    def publications(self, target: str) -> Publications:
        """Tell how every known entry stands on a target."""
        ...

    def attempts(self, target: str, entry: EntryId | None = None) -> Sequence[Attempt]:
        """Give every step that was ever sent to a target, or for one entry there, in order."""
        ...

    def edits(self, target: str) -> Mapping[EntryId, datetime]:
        """Tell when each entry was last edited on a target, for those that ever were."""
        ...

    def posts(self, target: str) -> Mapping[EntryId, datetime]:
        """Tell when each entry was posted on a target, for those that were."""
        ...

    def seen(self) -> Mapping[EntryId, Seen]:
        """Tell how every entry was last seen."""
        ...

    def meaning_of(self, entry: EntryId) -> Meaning:
        """Tell what an entry said when it was last seen."""
        ...

    def standing_steps(self, target: str) -> Sequence[Step]:
        """Give the latest confirmed steps of everything that is published on a target."""
        ...

    def standing_keys(self, target: str) -> Sequence[str]:
        """Give only the keys of those steps, in the same order."""
        ...

    def taken_back(self, target: str) -> Sequence[tuple[Step, datetime]]:
        """Give the steps that take something back on a target, made or begun, and since when."""
        ...

    def copies(self, targets: Sequence[str]) -> Mapping[str, Sequence[Copy]]:
        """Tell at which addresses everyone can read each entry on these targets, in their order."""
        ...

    def addresses(self, targets: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Tell all addresses that each entry ever had on these targets."""
        ...

    def events(self) -> Sequence[Event]:
        """Give all that was ever noted, the oldest first."""
        ...


class Ledger(Records, Protocol):
    """A ledger, for writing. Whatever a method writes is durable when it returns.

    Every method raises LedgerError when that cannot be had, or when the ledger is not as the
    caller believes; nothing may be sent then.
    """

    def see(self, entries: Iterable[Entry], now: datetime) -> None:
        """Keep how entries are now, so that they are recognised under another name."""
        ...

    def meet(self, target: Target, baseline: Sequence[EntryId], now: datetime) -> None:
        """Get to know a target: what is here already becomes its baseline."""
        ...

    def recognise(self, target: str, account: Account, now: datetime) -> None:
        """Keep which account a target is, so that another one is noticed."""
        ...

    def admit(self, access: Access, now: datetime) -> None:
        """Keep that a person signed in: from now on the target is this account's."""
        ...

    def dismiss(self, target: str, now: datetime) -> None:
        """Keep that a person signed out; which account it was stays known."""
        ...

    def reach(self, target: Target, account: Account, now: datetime) -> None:
        """Keep that the account let us in; a pause is over then."""
        ...

    def pause(self, target: Target, reason: str, now: datetime) -> None:
        """Keep why a target cannot be used until its owner acts; noted once for each reason."""
        ...

    def put_off(self, target: str, until: datetime, now: datetime) -> None:
        """Keep that a target's server does not want to hear from us before a moment."""
        ...

    def begin(
        self,
        target: str,
        entries: Sequence[EntryId],
        operations: Sequence[Operation],
        now: datetime,
    ) -> tuple[int, ...]:
        """Freeze operations, the first step of each in flight."""
        ...

    def send(self, mark: Mark, now: datetime) -> None:
        """Put a later step, or a repeated one, in flight."""
        ...

    def confirm(self, receipts: Sequence[tuple[Mark, Receipt]], now: datetime) -> None:
        """Write down receipts; an operation whose last step is confirmed is done."""
        ...

    def doubt(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that a step may or may not have been made."""
        ...

    def refuse(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that a step was refused: the operation ends, and says why.

        What its earlier steps made that cannot be repeated is published from then on.
        """
        ...

    def hold(self, mark: Mark, reason: str, now: datetime) -> None:
        """Write down that only a person can tell what became of a step."""
        ...

    def withdraw(self, mark: Mark, answer: str, now: datetime) -> None:
        """Take back a step that did not leave; an operation of which nothing left is dropped.

        But for what a person wants to have back: that is not planned anew by itself.
        """
        ...

    def lose(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that what was published has been removed there."""
        ...

    def drifted(self, target: str, entry: EntryId, drift: Drift, now: datetime) -> None:
        """Keep that what is published is not as we left it; noted once for the same drift."""
        ...

    def restored(self, target: str, entry: EntryId, now: datetime) -> None:
        """Keep that what had drifted is as we left it again."""
        ...

    def give_way(self, mark: Mark, drift: Drift, now: datetime) -> None:
        """Drop an edit of which no more is sent, because somebody has changed what is there."""
        ...

    def keep(self, target: str, entry: EntryId, meaning: Meaning, now: datetime) -> None:
        """Take what has drifted for what is published, and for saying what the entry says now."""
        ...

    def miss(self, target: str, entry: EntryId, answer: str, now: datetime) -> None:
        """Write down that what was published is not there any more."""
        ...

    def drop(self, operation: int, now: datetime, *, again: bool) -> None:
        """End a held operation: its entry may go out `again`, or is left alone like a baseline."""
        ...

    def reopen(self, operation: int, now: datetime) -> None:
        """Let the doubtful step of a held operation be made after all, and the ones after it."""
        ...

    def hold_back(self, target: str, entry: EntryId, now: datetime) -> None:
        """Keep an entry back, which nobody holds yet, until it is released."""
        ...

    def release(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry go that was kept back."""
        ...

    def approve(self, target: str, entry: EntryId, deed: str, now: datetime) -> None:
        """Let an entry go out there as this deed, whose digest it is, and not as another one."""
        ...

    def let_stay(self, target: str, entry: EntryId, now: datetime) -> None:
        """Leave what is published there, until it is edited.

        A retraction that was refused, or of which nothing has left yet, is dropped.
        """
        ...

    def readmit(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry that is not there any more be published again, once a person names it."""
        ...

    def break_off(self, breach: Breach, now: datetime) -> None:
        """Write down that more may have been published than is known here.

        So a step of an open operation may have been made, even if it says here that it was not.
        """
        ...

    def adopt(self, target: str, entry: EntryId, operation: Operation, now: datetime) -> None:
        """Take for an entry's publication what an operation's receipts name.

        What was being done for the entry there is dropped: it has been done.
        """
        ...

    def reconcile(self, target: str, doubtful: Collection[EntryId], now: datetime) -> None:
        """End a target's recovery; `doubtful` entries were not found, or not for sure."""
        ...

    def question(self, target: str, entry: EntryId, reason: str, now: datetime) -> None:
        """Hold an entry that seems to be there already, until a person has settled it."""
        ...

    def leave(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry that was not found be left alone, like one that was here before."""
        ...
