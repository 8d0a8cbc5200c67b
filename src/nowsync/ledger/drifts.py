"""What the ledger keeps of edits and removals that were made on a platform, not by us."""

from datetime import datetime

from nowsync.core.drift import Drift
from nowsync.core.entry import EntryId, Meaning
from nowsync.core.errors import LedgerError
from nowsync.core.publication import Mark, OperationState, StepState
from nowsync.ledger import rows
from nowsync.ledger.changes import Changes


class Drifts(Changes):
    """The writes that follow from a look at what is there."""

    def drifted(self, target: str, entry: EntryId, drift: Drift, now: datetime) -> None:
        """Keep that what is published is not as we left it; noted once for the same drift."""
        with self._transaction():
            self._found(target, entry, drift, now)

    def restored(self, target: str, entry: EntryId, now: datetime) -> None:
        """Keep that what had drifted is as we left it again."""
        with self._transaction():
            self._write(
                "UPDATE drift SET state = 'over' WHERE operation = ? AND state = 'found'",
                (self._standing(target, entry),),
            )
            self._event(target, entry, "restored there", now, None)

    def give_way(self, mark: Mark, drift: Drift, now: datetime) -> None:
        """Drop an edit of which no more is sent, because somebody has changed what is there."""
        with self._transaction():
            ((target, entry),) = self._select(
                "SELECT target, entry FROM operation WHERE id = ?", mark.operation
            )
            self._write(
                "UPDATE step SET state = ?, answer = ? WHERE operation = ? AND position = ? "
                "AND state IN ('planned', 'in flight', 'unknown')",
                (StepState.REFUSED.value, drift.evidence, mark.operation, mark.position),
            )
            self._end(mark.operation, OperationState.DROPPED, drift.evidence)
            self._found(target, EntryId(entry), drift, now)

    def keep(self, target: str, entry: EntryId, meaning: Meaning, now: datetime) -> None:
        """Take what has drifted for what is published, and for saying what the entry says now.

        What was published is written down once more, with another meaning.
        """
        with self._transaction():
            before = self._standing(target, entry)
            kept = self._write(
                "INSERT INTO operation (target, entry, verb, meaning, digest, published_at, "
                "updated_at, state) SELECT target, entry, verb, ?, ?, published_at, updated_at, "
                "'done' FROM operation WHERE id = ?",
                (rows.dump(meaning.dump()), meaning.digest, before),
            )
            self._connection.execute(
                "INSERT INTO step SELECT ?, position, payload, state, sends, first_sent, "
                "last_sent, receipt, answer FROM step "
                "WHERE operation = ? AND state = 'confirmed'",
                (kept, before),
            )
            self._write(
                "INSERT INTO drift (operation, found_at, state, ours, theirs) "
                "SELECT ?, found_at, 'kept', ours, theirs FROM drift "
                "WHERE operation = ? AND state = 'found'",
                (kept, before),
            )
            self._write(
                "UPDATE publication SET operation = ? WHERE target = ? AND entry = ?",
                (kept, target, entry),
            )
            self._event(target, entry, "kept", now, None)

    def miss(self, target: str, entry: EntryId, answer: str, now: datetime) -> None:
        """Write down that what was published is not there any more."""
        with self._transaction():
            self._write(
                "UPDATE publication SET standing = 'gone' "
                "WHERE target = ? AND entry = ? AND standing = 'published'",
                (target, entry),
            )
            self._event(target, entry, "gone", now, answer)

    def _found(self, target: str, entry: EntryId, drift: Drift, now: datetime) -> None:
        operation = self._standing(target, entry)
        ours, theirs = rows.dump(drift.ours), rows.dump(drift.theirs)
        if self._select(
            "SELECT 1 FROM drift WHERE operation = ? AND state = 'found' AND theirs = ?",
            *(operation, theirs),
        ):
            return
        self._write(
            "INSERT INTO drift (operation, found_at, state, ours, theirs) "
            "VALUES (?, ?, 'found', ?, ?) ON CONFLICT (operation) DO UPDATE SET "
            "found_at = excluded.found_at, state = 'found', ours = excluded.ours, "
            "theirs = excluded.theirs",
            (operation, rows.dump_moment(now), ours, theirs),
        )
        self._event(target, entry, "edited there", now, drift.evidence)

    def _standing(self, target: str, entry: EntryId) -> int:
        """Find the operation by which an entry is published."""
        found = self._select(
            "SELECT operation FROM publication "
            "WHERE target = ? AND entry = ? AND standing = 'published'",
            *(target, entry),
        )
        if not found:
            raise LedgerError(f"{entry} is not published on {target} any more")
        return int(found[0][0])
