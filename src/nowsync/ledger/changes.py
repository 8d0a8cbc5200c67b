"""What writing in the ledger is made of: transactions, and the rows that each change touches."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from nowsync.core.continuity import Memory
from nowsync.core.entry import EntryId
from nowsync.core.errors import LedgerError
from nowsync.core.publication import Mark, Operation, OperationState, Standing, StepState
from nowsync.core.step import Verb
from nowsync.ledger import rows
from nowsync.ledger.place import Place
from nowsync.ledger.reader import LedgerReader
from nowsync.ledger.witness import Witness

# What is published, or was removed or taken back there, is created by nobody who has seen that it
# is. A feed has again what had only gone with its entry.
_INSERT = """
INSERT INTO operation (target, entry, verb, meaning, digest, published_at, updated_at, state)
SELECT :target, :entry, :verb, :meaning, :digest, :published, :updated, 'open'
WHERE :verb != 'create' OR NOT EXISTS (
    SELECT 1 FROM publication
    WHERE target = :target AND entry = :entry AND standing NOT IN ('baseline', 'withdrawn')
)
"""


class Changes(LedgerReader):
    """The parts of the ledger's writes; each public write is one transaction of them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        place: Place,
        memories: Sequence[Memory] = (),
        witness: Witness | None = None,
    ) -> None:
        super().__init__(connection, memories)
        self._place = place
        self._witness = witness

    def _insert(self, target: str, entry: EntryId, operation: Operation, now: datetime) -> int:
        identity = self._write(
            _INSERT,
            {
                "target": target,
                "entry": entry,
                "verb": operation.verb.value,
                "meaning": rows.dump(operation.meaning.dump()),
                "digest": operation.meaning.digest,
                "published": rows.dump_moment(operation.published),
                "updated": rows.dump_moment(operation.updated),
            },
        )
        for position, attempt in enumerate(operation.attempts):
            self._write(
                "INSERT INTO step (operation, position, payload, state) "
                "VALUES (?, ?, ?, 'planned')",
                (identity, position, rows.dump_step(attempt.step)),
            )
        self._event(target, entry, operation.verb.value, now, None)
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
        ((verb,),) = self._select("SELECT verb FROM operation WHERE id = ?", operation)
        if Verb(verb).takes_back:
            self._leave(operation, Verb(verb))
        else:
            self._stand(operation)

    def _is_half_made(self, operation: int) -> bool:
        """Tell whether something is there already that would be there twice if made again."""
        return self._operation(operation).half_made

    def _stand(self, operation: int) -> None:
        """Make what an operation's confirmed steps left there the entry's publication."""
        self._write(
            "INSERT INTO publication (target, entry, standing, operation) "
            "SELECT target, entry, 'published', id FROM operation WHERE id = ? "
            "ON CONFLICT (target, entry) DO UPDATE SET standing = 'published', "
            "operation = excluded.operation",
            (operation,),
        )

    def _leave(self, operation: int, verb: Verb) -> None:
        """Write down that nothing is there any more; what was, and when, stays known."""
        standing = Standing.RETRACTED if verb is Verb.RETRACT else Standing.WITHDRAWN
        self._write(
            "UPDATE publication SET standing = ? WHERE (target, entry) = "
            "(SELECT target, entry FROM operation WHERE id = ?) AND standing = 'published'",
            (standing.value, operation),
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

    def _write(self, sql: str, values: Sequence[object] | Mapping[str, object]) -> int:
        """Change exactly one row: anything else means that the ledger is not as we believe."""
        cursor = self._connection.execute(sql, values)
        if cursor.rowcount != 1 and "OR IGNORE" not in sql:
            raise LedgerError("the ledger was changed by somebody else; nothing more is sent")
        return cursor.lastrowid or 0

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit all of it or nothing; then let the witness know that more is known now."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("UPDATE epoch SET count = count + 1")
                self._place.check()
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise LedgerError(f"the ledger cannot be written: {error}") from error
                raise
            if self._witness is not None:
                self._witness.attest(self.epoch())
