"""Answers: what a person decides about entries on targets, whether they type it or press a button.

Each method writes it down, and gives a sentence that says so.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from nowsync.adapters.abilities import Adopts
from nowsync.core.action import Hold
from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.identity import identify
from nowsync.core.publication import Mark, Operation, Standing
from nowsync.core.step import of_kind
from nowsync.daemon.bell import ring

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Ledger
    from nowsync.core.plan import Plan
    from nowsync.core.publication import Publication

_AWAY = (Standing.GONE, Standing.RETRACTED, Standing.WITHDRAWN)


class Answers(Struct, frozen=True):
    """Takes a person's word for entries, and wakes a daemon where something may go out by it."""

    app: "App"
    ledger: "Ledger"

    def hold(self, words: Sequence[str], only: Sequence[str]) -> Iterator[str]:
        """Keep entries back."""
        for entry, target in self._meant(words, only):
            known = self.ledger.publications(target).get(entry)
            if known is None or known.on_hold is None:
                self.ledger.hold_back(target, entry, self.app.clock())
            yield f"{entry} is held on {target}."

    def release(self, words: Sequence[str], only: Sequence[str]) -> Iterator[str]:
        """Let entries go that were held; raise UsageError if none was."""
        held = [
            (entry, target)
            for entry, target in self._meant(words, only)
            if (there := self.ledger.publications(target).get(entry)) and there.on_hold
        ]
        if not held:
            raise UsageError(f"{', '.join(words)} is not held; to see what is: nowsync status")
        for entry, target in held:
            self.ledger.release(target, entry, self.app.clock())
            yield f"{entry} is let go on {target}."
        wake(self.app)

    def approve(self, held: Sequence[Hold]) -> Iterator[str]:
        """Let go out what these actions would send, and nothing else."""
        for each in held:
            if each.approves is None:
                continue
            self.ledger.approve(each.target, each.entry, each.approves, self.app.clock())
            yield f"{each.entry} may go out on {each.target}, as it is now."
        wake(self.app)

    def case(self, word: str, target: str) -> "Case":
        """Find what a person decides about: an entry on a target."""
        self.app.targets([target])
        known = self.ledger.publications(target)
        entries = self.app.folder.entries
        entry = EntryId(word) if word in known else self.app.choose([word], entries)[0]
        return Case(self.app, self.ledger, entry, target, known.get(entry))

    def _meant(self, words: Sequence[str], only: Sequence[str]) -> list[tuple[EntryId, str]]:
        entries = self.app.prepare(self.ledger, words=words, only=only, retract=True).named
        targets = [each.target.name for each in self.app.targets(only)]
        return [(entry, target) for entry in entries for target in targets]


def wake(app: "App") -> None:
    """Let a daemon know that something may go out now."""
    ring(app.configuration.state_folder(app.environment))


def awaiting(plan: "Plan") -> tuple[Hold, ...]:
    """Give what waits for a person's approval."""
    return tuple(each for each in plan.actions if isinstance(each, Hold) and each.approves)


class Case(Struct, frozen=True):
    """An entry on a target, and what is known of it there: what a person decides about."""

    app: "App"
    ledger: "Ledger"
    entry: EntryId
    target: str
    known: "Publication | None"

    def was_posted(self, url: str) -> str:
        """Take what stands at an address for the entry's post."""
        if (operation := self._held) is not None:
            place = self._adopted(operation, url)
        elif self._standing is Standing.PUBLISHED:
            raise self._nothing
        else:
            reconciler = self.app.reconciler(self.ledger, [self.target])
            place = reconciler.adopt(self.ledger, self.entry, url)
        return f"It is written down as posted: {place}"

    def _adopted(self, held: Operation, url: str) -> str:
        """Take for a held operation's post what stands at an address; give the address."""
        app = self.app
        adapter = app.places.adapter(app.targets([self.target])[0], self.ledger)
        if not isinstance(adapter, Adopts):
            raise UsageError(f"{self.target} cannot take a post by its address")
        doubt = next(n for n, each in enumerate(held.attempts) if each.receipt is None)
        receipt = of_kind(adapter.adopt(url), held.attempts[doubt].step)
        self.ledger.confirm([(Mark(held.id, doubt), receipt)], app.clock())
        return receipt.url or receipt.id

    def post_again(self) -> str:
        """Let it go out again, or the part of it that is missing."""
        now, publish = self.app.clock(), f"nowsync publish {self.entry} --target {self.target}"
        if (operation := self._held) is not None:
            if operation.half_made:
                self.ledger.reopen(operation.id, now)
                wake(self.app)
                return f"Only what is missing goes out. To post it: {publish}"
            self.ledger.drop(operation.id, now, again=True)
            wake(self.app)
        elif self._standing in _AWAY:
            self.ledger.readmit(self.target, self.entry, now)
        else:
            raise self._nothing
        return f"It may go out again. To post it: {publish}"

    def drop(self) -> str:
        """Leave the entry alone there."""
        if (operation := self._held) is not None:
            self.ledger.drop(operation.id, self.app.clock(), again=False)
        elif self._standing is None and self.entry in self.ledger.unfound(self.target):
            self.ledger.leave(self.target, self.entry, self.app.clock())
        else:
            raise self._nothing
        return "It is left alone, unless you name it."

    def keep_theirs(self) -> str:
        """Take what is there for what the entry says now, if it has one that says anything."""
        app, ledger, known = self.app, self.ledger, self.known
        if known is None or known.drifted is None or known.meaning is None:
            raise UsageError(
                f"nobody is known to have edited {self.entry} on {self.target}; "
                "to look: nowsync status --remote"
            )
        here = identify(app.folder.entries, ledger.seen(), ledger.meaning_of).entries
        says = (each.at(self.target).meaning() for each in here if each.id == self.entry)
        ledger.keep(self.target, self.entry, next(says, known.meaning), app.clock())
        return f"What is there is kept. It is edited again when {self.entry} changes."

    def let_stay(self) -> str:
        """Leave what is published there, unless it is on its way back."""
        known = self.known
        if known is None or known.standing is not Standing.PUBLISHED:
            raise UsageError(f"nothing of {self.entry} is published on {self.target}")
        if known.operation and known.operation.begun and known.operation.verb.takes_back:
            raise UsageError(f"{self.entry} is being taken back from {self.target} already")
        self.ledger.let_stay(self.target, self.entry, self.app.clock())
        return f"It stays on {self.target}, whatever becomes of its file."

    @property
    def _held(self) -> "Operation | None":
        operation = self.known.operation if self.known else None
        return operation if operation is not None and operation.held else None

    @property
    def _standing(self) -> Standing | None:
        return self.known.standing if self.known else None

    @property
    def _nothing(self) -> UsageError:
        return UsageError(f"nothing of {self.entry} is held on {self.target}")
