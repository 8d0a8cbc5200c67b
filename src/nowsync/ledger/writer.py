"""The ledger in one SQLite file, for writing.

Nothing is deleted, and what has been confirmed is never doubted again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from nowsync.core.entry import Entry, EntryId
from nowsync.core.publication import Mark, Operation, OperationState, StepState
from nowsync.core.step import Receipt
from nowsync.core.target import Account, Target
from nowsync.ledger import rows
from nowsync.ledger.accesses import Accesses
from nowsync.ledger.answers import Answers
from nowsync.ledger.continued import Continued
from nowsync.ledger.drifts import Drifts
from nowsync.ledger.migrations import check, migrate
from nowsync.ledger.opening import connect, explained, verified
from nowsync.ledger.place import Place, keep_name
from nowsync.ledger.witness import Witness


class SqliteLedger(Accesses, Drifts, Answers, Continued):
    """The ledger, open for writing. Its methods may be called from several threads."""

    @classmethod
    def open(
        cls,
        path: Path,
        witness: Witness | None = None,
        beside: Callable[[], object] = lambda: None,
    ) -> "SqliteLedger":
        """Open for writing, creating and migrating as needed; raise LedgerError if it is unfit.

        The witness learns of every write, once it is durable. `beside` is done while the file is
        looked through; it must not need the ledger.
        """
        memories = witness.memories() if witness else ()
        with ExitStack() as opened:
            with explained(path):
                if not path.exists():
                    _create(path)
                place, connection = Place.of(path), connect(path)
                opened.callback(connection.close)
                check(connection)
                _prepare(connection)
            with verified(path):
                beside()
            opened.pop_all()
        return cls(connection, place, memories, witness)

    def see(self, entries: Iterable[Entry], now: datetime) -> None:
        """Keep how entries are now, so that they are recognised under another name."""
        moment = rows.dump_moment(now)
        with self._transaction():
            for entry in entries:
                meaning = entry.meaning()
                self._write(
                    "INSERT INTO entry "
                    "(id, source, dated, digest, meaning, first_seen, finished_at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                    "source = excluded.source, dated = excluded.dated, "
                    "digest = excluded.digest, meaning = excluded.meaning, "
                    "finished_at = iif(digest = excluded.digest AND excluded.finished_at NOTNULL, "
                    "coalesce(finished_at, excluded.finished_at), excluded.finished_at)",
                    (
                        *(entry.id, entry.source, entry.date.isoformat(), meaning.digest),
                        *(rows.dump(meaning.dump()), moment, None if entry.draft else moment),
                    ),
                )

    def meet(self, target: Target, baseline: Sequence[EntryId], now: datetime) -> None:
        """Get to know a target: what is here already becomes its baseline."""
        with self._transaction():
            self._write(
                "INSERT INTO target (name, platform, origin, met_at) VALUES (?, ?, ?, ?)",
                (target.name, target.platform, target.origin, rows.dump_moment(now)),
            )
            self._bind(target)
            for entry in baseline:
                self._write(
                    "INSERT OR IGNORE INTO publication (target, entry, standing) "
                    "VALUES (?, ?, 'baseline')",
                    (target.name, entry),
                )
            self._event(
                target.name, None, "met", now, f"entries that were here before: {len(baseline)}"
            )

    def recognise(self, target: str, account: Account, now: datetime) -> None:
        """Keep which account a target is, so that another one is noticed."""
        with self._transaction():
            self._write(
                "UPDATE target SET account_id = ?, account_name = ? WHERE name = ?",
                (account.id, account.name, target),
            )
            self._event(target, None, "account", now, account.name)

    def put_off(self, target: str, until: datetime, now: datetime) -> None:
        """Keep that a target's server does not want to hear from us before a moment."""
        with self._transaction():
            self._write(
                "UPDATE target SET not_before = ? WHERE name = ?", (rows.dump_moment(until), target)
            )
            self._event(target, None, "put off", now, rows.dump_moment(until))

    def begin(
        self,
        target: str,
        entries: Sequence[EntryId],
        operations: Sequence[Operation],
        now: datetime,
    ) -> tuple[int, ...]:
        """Freeze operations, the first step of each in flight; durable when this returns."""
        with self._transaction():
            return tuple(
                self._insert(target, entry, operation, now)
                for entry, operation in zip(entries, operations, strict=True)
            )

    def send(self, mark: Mark, now: datetime) -> None:
        """Put a later step, or a repeated one, in flight; durable when this returns."""
        with self._transaction():
            self._in_flight(mark, now)

    def confirm(self, receipts: Sequence[tuple[Mark, Receipt]], now: datetime) -> None:
        """Write down receipts; an operation whose last step is confirmed is done."""
        with self._transaction():
            for mark, receipt in receipts:
                self._write(
                    "UPDATE step SET state = 'confirmed', receipt = ?, answer = NULL "
                    "WHERE operation = ? AND position = ? AND state IN ('in flight', 'unknown')",
                    (rows.dump_receipt(receipt), mark.operation, mark.position),
                )
                self._note(mark.operation, "confirmed", now, receipt.url or receipt.id)
                self._conclude(mark.operation)

    def doubt(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that a step may or may not have been made."""
        with self._transaction():
            self._settle(mark, StepState.UNKNOWN, answer)
            self._note(mark.operation, "unknown", now, answer)

    def refuse(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that a step was refused: the operation ends, and says why."""
        with self._transaction():
            self._settle(mark, StepState.REFUSED, answer)
            self._end(mark.operation, OperationState.REFUSED, answer)
            if self._is_half_made(mark.operation):
                self._stand(mark.operation)
            self._note(mark.operation, "refused", now, answer)

    def hold(self, mark: Mark, reason: str, now: datetime) -> None:
        """Write down that only a person can tell what became of a step."""
        with self._transaction():
            self._settle(mark, StepState.UNKNOWN, reason)
            self._end(mark.operation, OperationState.HELD, reason)
            self._note(mark.operation, "held", now, reason)

    def withdraw(self, mark: Mark, answer: str, now: datetime) -> None:
        """Take back a step that did not leave; an operation of which nothing left is dropped.

        But for what a person wants to have back: that is not planned anew by itself.
        """
        with self._transaction():
            self._write(
                # Of a repeat that did not leave, the first request still did.
                "UPDATE step SET state = iif(sends > 1, 'unknown', 'planned'), answer = ?, "
                "sends = sends - 1, "
                "first_sent = iif(sends > 1, first_sent, NULL), "
                "last_sent = iif(sends > 1, last_sent, NULL) "
                "WHERE operation = ? AND position = ? AND state IN ('in flight', 'unknown')",
                (answer, mark.operation, mark.position),
            )
            left = self._select(
                "SELECT 1 FROM step JOIN operation ON id = operation "
                "WHERE operation = ? AND (step.state != 'planned' OR verb = 'retract')",
                mark.operation,
            )
            if not left:
                self._end(mark.operation, OperationState.DROPPED, answer)
            self._note(mark.operation, "not sent", now, answer)

    def lose(self, mark: Mark, answer: str, now: datetime) -> None:
        """Write down that what was published has been removed there."""
        with self._transaction():
            self._settle(mark, StepState.REFUSED, answer)
            self._end(mark.operation, OperationState.DROPPED, answer)
            self._write(
                "INSERT INTO publication (target, entry, standing) "
                "SELECT target, entry, 'gone' FROM operation WHERE id = ? "
                "ON CONFLICT (target, entry) DO UPDATE SET standing = 'gone'",
                (mark.operation,),
            )
            self._note(mark.operation, "gone", now, answer)

    def drop(self, operation: int, now: datetime, *, again: bool) -> None:
        """End a held operation: its entry may go out `again`, or is left alone like a baseline."""
        with self._transaction():
            self._write(
                "UPDATE operation SET state = 'dropped' WHERE id = ? AND state = 'held'",
                (operation,),
            )
            if self._is_half_made(operation):
                self._stand(operation)
            elif not again:
                self._write(
                    "INSERT OR IGNORE INTO publication (target, entry, standing) "
                    "SELECT target, entry, 'baseline' FROM operation WHERE id = ?",
                    (operation,),
                )
            self._note(operation, "dropped", now, "to be posted again" if again else "for good")

    def reopen(self, operation: int, now: datetime) -> None:
        """Let the doubtful step of a held operation be made after all, and the ones after it."""
        with self._transaction():
            self._write(
                "UPDATE operation SET state = 'open', reason = NULL WHERE id = ? "
                "AND state = 'held'",
                (operation,),
            )
            self._write(
                "UPDATE step SET state = 'planned', sends = 0, first_sent = NULL, "
                "last_sent = NULL WHERE operation = ? AND state = 'unknown'",
                (operation,),
            )
            self._note(operation, "reopened", now, "the missing part is to be posted")

    def readmit(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry that is not there any more be published again, once a person names it."""
        with self._transaction():
            self._write(
                "UPDATE publication SET standing = 'baseline', operation = NULL "
                "WHERE target = ? AND entry = ? AND standing IN ('gone', 'retracted', 'withdrawn')",
                (target, entry),
            )
            self._event(target, entry, "readmitted", now, None)


def _create(path: Path) -> None:
    """Make a ledger aside and move it into place whole; an empty file is never a ledger."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    connection = connect(aside)
    try:
        migrate(connection)
    finally:
        connection.close()
    aside.replace(path)
    keep_name(path)


def _prepare(connection: sqlite3.Connection) -> None:
    """Make every commit durable, and bring the schema up to date."""
    connection.execute("PRAGMA journal_mode = WAL")
    # A step must be on the disk before it is on the wire; NORMAL may lose a commit.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = 1")
    # A migration may make a table anew that others refer to.
    migrate(connection)
    connection.execute("PRAGMA foreign_keys = ON")
