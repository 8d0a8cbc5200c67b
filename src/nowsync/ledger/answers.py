"""What a person has said, as the ledger keeps it: hold this, let it go, leave that there."""

from datetime import datetime

from nowsync.core.entry import EntryId
from nowsync.ledger import rows
from nowsync.ledger.changes import Changes


class Answers(Changes):
    """The writes that follow a person's word. It is kept until they say otherwise."""

    def hold_back(self, target: str, entry: EntryId, now: datetime) -> None:
        """Keep an entry back until it is released."""
        with self._transaction():
            self._write(
                "INSERT INTO hold (target, entry, since) VALUES (?, ?, ?)",
                (target, entry, rows.dump_moment(now)),
            )
            self._event(target, entry, "held back", now, None)

    def release(self, target: str, entry: EntryId, now: datetime) -> None:
        """Let an entry go that was kept back."""
        with self._transaction():
            self._write(
                "UPDATE hold SET released = ? WHERE target = ? AND entry = ? AND released IS NULL",
                (rows.dump_moment(now), target, entry),
            )
            self._event(target, entry, "released", now, None)

    def approve(self, target: str, entry: EntryId, deed: str, now: datetime) -> None:
        """Let an entry go out there as this deed, and not as another one."""
        with self._transaction():
            self._write(
                "INSERT INTO approval (target, entry, deed, given_at) VALUES (?, ?, ?, ?)",
                (target, entry, deed, rows.dump_moment(now)),
            )
            self._event(target, entry, "approved", now, None)

    def let_stay(self, target: str, entry: EntryId, now: datetime) -> None:
        """Leave what is published there, until it is edited.

        A retraction that was refused, or of which nothing has left yet, is dropped.
        """
        with self._transaction():
            self._write(
                "UPDATE publication SET stays = operation "
                "WHERE target = ? AND entry = ? AND standing = 'published'",
                (target, entry),
            )
            for (operation,) in self._select(
                "SELECT id FROM operation WHERE target = ? AND entry = ? "
                "AND verb IN ('retract', 'withdraw') AND (state = 'refused' OR (state = 'open' "
                "AND NOT EXISTS (SELECT 1 FROM step WHERE operation = id AND state != 'planned')))",
                target,
                entry,
            ):
                self._write("UPDATE operation SET state = 'dropped' WHERE id = ?", (operation,))
            self._event(target, entry, "stays", now, None)
