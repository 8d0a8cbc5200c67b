"""The ledger in one SQLite file, for writing.

Nothing is deleted, and what has been confirmed is never doubted again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nowsync.core.entry import EntryId
from nowsync.core.errors import LedgerError
from nowsync.core.publication import (
    Mark,
    Operation,
    OperationState,
    Receipt,
    StepState,
)
from nowsync.core.target import Account, Target
from nowsync.ledger import rows
from nowsync.ledger.migrations import check, migrate
from nowsync.ledger.reader import LedgerReader, connect, explained, verify


class SqliteLedger(LedgerReader):
    """The ledger, open for writing. Its methods may be called from several threads."""

    @classmethod
    def open(cls, path: Path) -> "SqliteLedger":
        """Open for writing, creating and migrating as needed; raise LedgerError if it is unfit."""
        with explained(path):
            if not path.exists():
                _create(path)
            connection = connect(path)
            try:
                check(connection)
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
        return cls(connection)

    def meet(self, target: Target, baseline: Sequence[EntryId], now: datetime) -> None:
        """Get to know a target: what is here already becomes its baseline."""
        with self._transaction():
            self._write(
                "INSERT INTO target (name, platform, origin, met_at) VALUES (?, ?, ?, ?)",
                (target.name, target.platform, target.origin, rows.dump_moment(now)),
            )
            for entry in baseline:
                self._write(
                    "INSERT OR IGNORE INTO publication (target, entry, standing) "
                    "VALUES (?, ?, 'baseline')",
                    (target.name, entry),
                )
            self._event(target.name, None, "met", now, f"{len(baseline)} entries were here before")

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
            self._note(mark.operation, "refused", now, answer)

    def hold(self, mark: Mark, reason: str, now: datetime) -> None:
        """Write down that only a person can tell what became of a step."""
        with self._transaction():
            self._settle(mark, StepState.UNKNOWN, reason)
            self._end(mark.operation, OperationState.HELD, reason)
            self._note(mark.operation, "held", now, reason)

    def withdraw(self, mark: Mark, answer: str, now: datetime) -> None:
        """Take back a step that did not leave; an operation of which nothing left is dropped."""
        with self._transaction():
            self._write(
                "UPDATE step SET state = 'planned', answer = ?, sends = sends - 1, "
                "first_sent = iif(sends > 1, first_sent, NULL), "
                "last_sent = iif(sends > 1, last_sent, NULL) "
                "WHERE operation = ? AND position = ? AND state IN ('in flight', 'unknown')",
                (answer, mark.operation, mark.position),
            )
            left = self._select(
                "SELECT 1 FROM step WHERE operation = ? AND state != 'planned'", mark.operation
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
            if not again:
                self._write(
                    "INSERT OR IGNORE INTO publication (target, entry, standing) "
                    "SELECT target, entry, 'baseline' FROM operation WHERE id = ?",
                    (operation,),
                )
            self._note(operation, "dropped", now, "to be posted again" if again else "for good")

    def readmit(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry that was removed there be published again, once a person names it."""
        with self._transaction():
            self._write(
                "UPDATE publication SET standing = 'baseline', operation = NULL "
                "WHERE target = ? AND entry = ? AND standing = 'gone'",
                (target, entry),
            )
            self._event(target, entry, "readmitted", now, None)

    def _insert(self, target: str, entry: EntryId, operation: Operation, now: datetime) -> int:
        moments = rows.dump_moment(operation.published), rows.dump_moment(operation.updated)
        verb, meaning = operation.verb.value, rows.dump(operation.meaning.dump())
        identity = self._write(
            "INSERT INTO operation (target, entry, verb, meaning, published_at, "
            "updated_at, state) VALUES (?, ?, ?, ?, ?, ?, 'open')",
            (target, entry, verb, meaning, *moments),
        )
        for position, attempt in enumerate(operation.attempts):
            self._write(
                "INSERT INTO step (operation, position, payload, state) "
                "VALUES (?, ?, ?, 'planned')",
                (identity, position, rows.dump_step(attempt.step)),
            )
        self._event(target, entry, verb, now, None)
        self._in_flight(Mark(identity, 0), now)
        return identity

    def _in_flight(self, mark: Mark, now: datetime) -> None:
        moment = rows.dump_moment(now)
        self._write(
            "UPDATE step SET state = 'in flight', sends = sends + 1, "
            "first_sent = coalesce(first_sent, ?), last_sent = ? WHERE operation = ? "
            "AND position = ? AND state IN ('planned', 'in flight', 'unknown') "
            "AND EXISTS (SELECT 1 FROM operation WHERE id = step.operation AND state = 'open')",
            (moment, moment, mark.operation, mark.position),
        )
        self._note(mark.operation, "sent", now, f"step {mark.position + 1}")

    def _settle(self, mark: Mark, state: StepState, answer: str) -> None:
        self._write(
            "UPDATE step SET state = ?, answer = ? WHERE operation = ? AND position = ? "
            "AND state IN ('in flight', 'unknown')",
            (state.value, answer, mark.operation, mark.position),
        )

    def _end(self, operation: int, state: OperationState, reason: str) -> None:
        self._write(
            "UPDATE operation SET state = ?, reason = ? WHERE id = ? AND state = 'open'",
            (state.value, reason, operation),
        )

    def _conclude(self, operation: int) -> None:
        """Make an operation's entry published once all of its steps are confirmed."""
        if self._select(
            "SELECT 1 FROM step WHERE operation = ? AND state != 'confirmed'", operation
        ):
            # Held for this step; the next ones may go now.
            self._write("UPDATE operation SET state = 'open' WHERE id = ?", (operation,))
            return
        self._write("UPDATE operation SET state = 'done' WHERE id = ?", (operation,))
        self._write(
            "INSERT INTO publication (target, entry, standing, operation) "
            "SELECT target, entry, 'published', id FROM operation WHERE id = ? "
            "ON CONFLICT (target, entry) DO UPDATE SET standing = 'published', "
            "operation = excluded.operation",
            (operation,),
        )

    def _note(self, operation: int, kind: str, now: datetime, detail: str) -> None:
        ((target, entry),) = self._select(
            "SELECT target, entry FROM operation WHERE id = ?", operation
        )
        self._event(target, EntryId(entry), kind, now, detail)

    def _event(
        self, target: str, entry: EntryId | None, kind: str, now: datetime, detail: str | None
    ) -> None:
        self._write(
            "INSERT INTO event (at, target, entry, kind, detail) VALUES (?, ?, ?, ?, ?)",
            (rows.dump_moment(now), target, entry, kind, detail),
        )

    def _write(self, sql: str, values: Sequence[object]) -> int:
        """Change exactly one row: anything else means that the ledger is not as we believe."""
        cursor = self._connection.execute(sql, values)
        if cursor.rowcount != 1 and "OR IGNORE" not in sql:
            raise LedgerError("the ledger was changed by somebody else; nothing more is sent")
        return cursor.lastrowid or 0

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit all of it or nothing."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise LedgerError(f"the ledger cannot be written: {error}") from error
                raise


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


def _prepare(connection: sqlite3.Connection) -> None:
    """Make every commit durable, bring the schema up to date, and see that the file is whole."""
    connection.execute("PRAGMA journal_mode = WAL")
    # A step must be on the disk before it is on the wire; NORMAL may lose a commit.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = 1")
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    verify(connection)
