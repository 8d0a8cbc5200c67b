"""What is written when a ledger has been broken off, and when it is made whole again."""

from collections.abc import Collection
from datetime import datetime

from nowsync.core.continuity import Breach
from nowsync.core.entry import EntryId
from nowsync.core.publication import Operation
from nowsync.core.step import Verb
from nowsync.ledger import rows
from nowsync.ledger.changes import Changes

# What an event is about that is about no target.
LEDGER = "(ledger)"


class Continued(Changes):
    """A ledger that knows of its breaches."""

    def break_off(self, breach: Breach, now: datetime) -> None:
        """Write down that more may have been published than is known here.

        So a step of an open operation may have been made, even if it says here that it was not.
        """
        memories = self._witness.memories() if self._witness else ()
        ledger = self.epoch().ledger
        counts = (each.epoch.count for each in memories if each.epoch.ledger == ledger)
        ahead = max(counts, default=0)
        moment = rows.dump_moment(now)
        with self._transaction():
            until = rows.dump_moment(last) if (last := self._last_written()) else None
            self._write("UPDATE epoch SET count = max(count, ?)", (ahead,))
            self._write(
                "INSERT INTO breach (at, kind, known_until) VALUES (?, ?, ?)",
                (moment, breach.value, until),
            )
            self._connection.execute(
                "UPDATE step SET state = 'unknown', sends = max(sends, 1), "
                "first_sent = coalesce(first_sent, ?), last_sent = ? "
                "WHERE state IN ('planned', 'in flight', 'unknown') AND operation IN "
                "(SELECT id FROM operation WHERE state = 'open')",
                (until, moment),
            )
            self._event(LEDGER, None, breach.value, now, None)
        self._breach = None

    def adopt(self, target: str, entry: EntryId, operation: Operation, now: datetime) -> None:
        """Take for an entry's publication what an operation's receipts name.

        What was being done for the entry there is dropped: it has been done.
        """
        # When an edit was made that we did not see is not known; it may have been just now.
        made_at = operation.published if operation.verb is Verb.CREATE else now
        with self._transaction():
            self._connection.execute(
                "UPDATE operation SET state = 'dropped', reason = 'adopted' "
                "WHERE target = ? AND entry = ? AND state IN ('open', 'held')",
                (target, entry),
            )
            moments = rows.dump_moment(operation.published), rows.dump_moment(operation.updated)
            identity = self._write(
                "INSERT INTO operation (target, entry, verb, meaning, digest, published_at, "
                "updated_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'done')",
                (
                    *(target, entry, operation.verb.value),
                    *(rows.dump(operation.meaning.dump()), operation.meaning.digest, *moments),
                ),
            )
            made = zip(operation.attempts, operation.receipts, strict=True)
            for position, (attempt, receipt) in enumerate(made):
                self._write(
                    "INSERT INTO step (operation, position, payload, state, receipt, last_sent) "
                    "VALUES (?, ?, ?, 'confirmed', ?, ?)",
                    (
                        *(identity, position, rows.dump_step(attempt.step)),
                        *(rows.dump_receipt(receipt), rows.dump_moment(made_at)),
                    ),
                )
            self._stand(identity)
            self._event(target, entry, operation.verb.value, now, None)
            first = operation.receipts[0]
            self._event(target, entry, "adopted", now, first.url or first.id)

    def reconcile(self, target: str, doubtful: Collection[EntryId], now: datetime) -> None:
        """End a target's recovery; `doubtful` entries were not found, or not for sure."""
        with self._transaction():
            self._connection.execute(
                "INSERT INTO reconciled (target, breach) "
                "SELECT ?, coalesce(max(id), 0) FROM breach WHERE true "
                "ON CONFLICT (target) DO UPDATE SET breach = excluded.breach",
                (target,),
            )
            for entry in sorted(doubtful):
                self._write(
                    "INSERT OR IGNORE INTO unfound (target, entry) VALUES (?, ?)", (target, entry)
                )
            self._event(target, None, "reconciled", now, None)

    def question(self, target: str, entry: EntryId, reason: str, now: datetime) -> None:
        """Hold an entry that seems to be there already, until a person has settled it."""
        with self._transaction():
            self._write(
                "INSERT OR IGNORE INTO unfound (target, entry) VALUES (?, ?)", (target, entry)
            )
            self._event(target, entry, "held", now, reason)

    def leave(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry that was not found be left alone, like one that was here before."""
        with self._transaction():
            self._write(
                "INSERT OR IGNORE INTO publication (target, entry, standing) "
                "VALUES (?, ?, 'baseline')",
                (target, entry),
            )
            self._event(target, entry, "dropped", now, "for good")
