"""The ledger in one SQLite file, for reading. Only this folder speaks SQL."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nowsync.core.entry import EntryId, Meaning
from nowsync.core.errors import LedgerError
from nowsync.core.identity import Seen
from nowsync.core.publication import (
    Acquaintance,
    Operation,
    OperationState,
    Publication,
    Standing,
    Step,
    Verb,
)
from nowsync.ledger import rows
from nowsync.ledger.migrations import check, migrate

BUSY_SECONDS = 10.0


class LedgerReader:
    """What the ledger knows. Its methods may be called from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def peek(cls, path: Path) -> "LedgerReader":
        """Open for reading only, leaving no trace; a ledger that does not exist yet is empty."""
        with explained(path):
            if not path.exists():
                return cls._empty()
            # Without a write-ahead log nobody is writing, and the file can be read as it is, even
            # from a read-only disk. With one, reading has to go through it.
            log = path.with_name(f"{path.name}-wal")
            connection = connect(path, "mode=ro" if log.exists() else "mode=ro&immutable=1")
            try:
                check(connection)
                verify(connection)
            except BaseException:
                connection.close()
                raise
            return cls(connection)

    @classmethod
    def _empty(cls) -> "LedgerReader":
        connection = connect(None)
        migrate(connection)
        return cls(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def acquaintances(self) -> Mapping[str, Acquaintance]:
        """Tell which targets have been met, by name."""
        found = self._select(
            "SELECT name, origin, account_id, account_name, not_before FROM target"
        )
        return {
            name: Acquaintance(origin, account_id, account_name, rows.load_moment(not_before))
            for name, origin, account_id, account_name, not_before in found
        }

    def publications(self, target: str) -> Mapping[EntryId, Publication]:
        """Tell how every known entry stands on a target."""
        publications: dict[EntryId, Publication] = {}
        for entry, standing, operation in self._select(
            "SELECT entry, standing, operation FROM publication WHERE target = ?", target
        ):
            known = Publication(entry=EntryId(entry), target=target, standing=Standing(standing))
            publications[known.entry] = (
                known if operation is None else self._filled(known, operation)
            )
        for entry, operation in self._select(
            "SELECT entry, max(id) FROM operation WHERE target = ? AND state != 'dropped' "
            "GROUP BY entry",
            target,
        ):
            latest = self._operation(operation)
            known = publications.get(entry) or Publication(entry=EntryId(entry), target=target)
            if latest.state is not OperationState.DONE:
                publications[known.entry] = replace(known, operation=latest)
        return publications

    def seen(self) -> Mapping[EntryId, Seen]:
        """Tell how every entry was last seen."""
        found = self._select("SELECT id, source, dated, digest FROM entry")
        return {
            EntryId(identity): Seen(
                id=EntryId(identity),
                source=source,
                dated=datetime.fromisoformat(dated),
                digest=digest,
            )
            for identity, source, dated, digest in found
        }

    def meaning_of(self, entry: EntryId) -> Meaning:
        """Tell what an entry said when it was last seen."""
        ((meaning,),) = self._select("SELECT meaning FROM entry WHERE id = ?", entry)
        return rows.load_meaning(meaning)

    def standing_steps(self, target: str) -> tuple[Step, ...]:
        """Give the latest confirmed steps of everything that is published on a target."""
        found = self._select(
            "SELECT payload FROM publication JOIN step USING (operation) "
            "WHERE target = ? AND standing = 'published' ORDER BY entry, position",
            target,
        )
        return tuple(rows.load_step(payload) for (payload,) in found)

    def _operation(self, identity: int) -> Operation:
        ((verb, meaning, published, updated, state, reason),) = self._select(
            "SELECT verb, meaning, published_at, updated_at, state, reason FROM operation "
            "WHERE id = ?",
            identity,
        )
        attempts = self._select(
            "SELECT payload, state, sends, first_sent, last_sent, receipt, answer FROM step "
            "WHERE operation = ? ORDER BY position",
            identity,
        )
        return Operation(
            id=identity,
            verb=Verb(verb),
            meaning=rows.load_meaning(meaning),
            attempts=tuple(map(rows.load_attempt, attempts)),
            state=OperationState(state),
            reason=reason,
            published=datetime.fromisoformat(published),
            updated=datetime.fromisoformat(updated),
        )

    def _filled(self, publication: Publication, operation: int) -> Publication:
        made = self._operation(operation)
        return replace(
            publication,
            meaning=made.meaning,
            receipts=made.receipts,
            steps=tuple(attempt.step for attempt in made.attempts if attempt.receipt),
            published=made.published,
            updated=made.updated,
        )

    def _select(self, sql: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise LedgerError(f"the ledger cannot be read: {error}") from error


def connect(path: Path | None, mode: str = "mode=rwc") -> sqlite3.Connection:
    """Open a file, or a database in memory; transactions are begun and ended by hand."""
    name = ":memory:" if path is None else f"file:{quote(str(path))}?{mode}"
    return sqlite3.connect(
        name,
        uri=path is not None,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def verify(connection: sqlite3.Connection) -> None:
    """Raise LedgerError unless the file is whole: a damaged ledger may have forgotten a post."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise LedgerError(f"the ledger is damaged ({verdict}); put a backup of it in its place")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say which file could not be used, and why."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(f"the ledger {path} cannot be used: {error}") from error
