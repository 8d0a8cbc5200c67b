"""The ledger in one SQLite file, for reading. Only this folder speaks SQL."""

import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

from nowsync.core.access import Access
from nowsync.core.continuity import Breach, Epoch, Memory, Recovery, judge
from nowsync.core.copies import Copy
from nowsync.core.entry import EntryId, Meaning
from nowsync.core.history import Event
from nowsync.core.identity import Seen
from nowsync.core.publication import (
    Acquaintance,
    Attempt,
    Operation,
    OperationState,
)
from nowsync.core.publications import Publications
from nowsync.core.step import Step, Verb
from nowsync.ledger import elsewhere, queries, rows, spoken
from nowsync.ledger.migrations import MIGRATIONS, check, migrate
from nowsync.ledger.opening import connect, copied, explained, failure, verify
from nowsync.ledger.seal import Seal
from nowsync.ledger.standings import Standings
from nowsync.ledger.witness import Witness


class LedgerReader:
    """What the ledger knows. Its methods may be called from several threads."""

    def __init__(self, connection: sqlite3.Connection, memories: Sequence[Memory] = ()) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._breach = judge(self.epoch(), memories)

    @classmethod
    def peek(cls, path: Path, witness: Witness | None = None, seal: Seal | None = None) -> Self:
        """Open for reading only, leaving no trace; a ledger that does not exist yet is empty.

        While its `seal` holds, it is believed to be whole.
        """
        # Remembered before the ledger is read: what is written in between is no breach.
        memories = witness.memories() if witness else ()
        with explained(path):
            if not path.exists():
                return cls._empty(memories)
            # Without a write-ahead log nobody is writing, and the file can be read as it is, even
            # from a read-only disk. With one, reading has to go through it.
            log = path.with_name(f"{path.name}-wal")
            connection = connect(path, "mode=ro" if log.exists() else "mode=ro&immutable=1")
            try:
                version = check(connection)
                whole = partial(verify, connection)
                seal.check(path, whole) if seal else whole()
            except BaseException:
                connection.close()
                raise
            return cls(connection if version == len(MIGRATIONS) else copied(connection), memories)

    @classmethod
    def _empty(cls, memories: Sequence[Memory] = ()) -> Self:
        """Give a ledger that knows nothing."""
        connection = connect(None)
        migrate(connection)
        return cls(connection, memories)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def epoch(self) -> Epoch:
        """Tell which ledger this is, and how far it has come."""
        ((ledger, count),) = self._select("SELECT ledger, count FROM epoch")
        return Epoch(ledger, count)

    @property
    def breach(self) -> Breach | None:
        """What has happened to the ledger, by its witness, that is not written down yet."""
        return self._breach

    def recovery(self, target: str) -> Recovery | None:
        """Tell whether a target has not been reconciled since the ledger was last broken."""
        if self._breach is not None:
            return Recovery(self._breach, self._last_written())
        found = self._select(
            "SELECT kind, known_until FROM breach WHERE id > coalesce("
            "(SELECT breach FROM reconciled WHERE target = ?), 0) "
            "ORDER BY known_until NULLS FIRST",
            target,
        )
        # Of several breaches the one counts after which least is known.
        return next((Recovery(Breach(kind), rows.load_moment(at)) for kind, at in found), None)

    def was_broken(self) -> bool:
        """Tell whether the ledger was ever restored or lost, reconciled since or not."""
        return bool(self._select("SELECT 1 FROM breach LIMIT 1"))

    def unfound(self, target: str) -> frozenset[EntryId]:
        """Name the entries that were not found, or not for sure, when it was reconciled."""
        found = self._select("SELECT entry FROM unfound WHERE target = ?", target)
        return frozenset(EntryId(entry) for (entry,) in found)

    def acquaintances(self) -> Mapping[str, Acquaintance]:
        """Tell which targets have been met, by name."""
        found = self._select(
            "SELECT name, origin, account_id, account_name, not_before, "
            "(SELECT max(at) FROM event WHERE event.target = target.name) FROM target"
        )
        return {
            name: Acquaintance(
                origin, account, called, rows.load_moment(until), rows.load_moment(heard)
            )
            for name, origin, account, called, until, heard in found
        }

    def accesses(self) -> Mapping[str, Access]:
        """Tell which accounts are behind targets; nothing where a nowsync without them wrote it."""
        if not self._select("SELECT 1 FROM sqlite_schema WHERE name = 'access'"):
            return {}
        found = self._select(
            "SELECT target, origin, account_id, account_name, scopes, place, paused, since, "
            "used_at FROM access"
        )
        names = ("target", "origin", "account_id", "account_name", "scopes", "place", "paused")
        return {
            row[0]: Access(
                **dict(zip(names, row, strict=False)),
                since=rows.load_moment(row[7]),
                used=rows.load_moment(row[8]),
            )
            for row in found
        }

    def publications(self, target: str) -> Publications:
        """Tell how every known entry stands on a target."""
        known = Standings(target, self._select(queries.PUBLICATIONS, target), self._operation)
        for entry, operation in self._select(queries.NOT_DONE, target):
            known.stir(entry, operation=self._operation(operation))
        for entry, *drift in self._select(queries.DRIFTS, target):
            known.stir(entry, drift=rows.load_drift(*drift))
        for entry, said in spoken.words(self._select, target):
            known.stir(entry, **said)
        return known

    def attempts(self, target: str, entry: EntryId | None = None) -> tuple[Attempt, ...]:
        """Give every step that was ever sent to a target, or for one entry there, in order."""
        return tuple(map(rows.load_attempt, self._select(queries.ATTEMPTS, target, entry)))

    def edits(self, target: str) -> Mapping[EntryId, datetime]:
        """Tell when each entry was last edited on a target, for those that ever were."""
        return self._last_made(target, Verb.UPDATE)

    def posts(self, target: str) -> Mapping[EntryId, datetime]:
        """Tell when each entry was posted on a target, for those that were."""
        return self._last_made(target, Verb.CREATE)

    def seen(self) -> Mapping[EntryId, Seen]:
        """Tell how every entry was last seen."""
        found = self._select("SELECT id, source, dated, digest, finished_at FROM entry")
        return {
            EntryId(identity): Seen(
                id=EntryId(identity),
                source=source,
                dated=datetime.fromisoformat(dated),
                digest=digest,
                draft=finished is None,
                since=rows.load_moment(finished),
            )
            for identity, source, dated, digest, finished in found
        }

    def meaning_of(self, entry: EntryId) -> Meaning:
        """Tell what an entry said when it was last seen."""
        ((meaning,),) = self._select("SELECT meaning FROM entry WHERE id = ?", entry)
        return rows.load_meaning(meaning)

    def standing_steps(self, target: str) -> tuple[Step, ...]:
        """Give the latest confirmed steps of everything that is published on a target."""
        found = self._select(queries.STANDING_STEPS, target)
        return tuple(rows.load_step(payload) for (payload,) in found)

    def standing_keys(self, target: str) -> tuple[str, ...]:
        """Give only the keys of those steps, in the same order."""
        return tuple(key for (key,) in self._select(queries.STANDING_KEYS, target))

    def taken_back(self, target: str) -> tuple[tuple[Step, datetime], ...]:
        """Give the steps that take something back on a target, made or begun, and since when."""
        return elsewhere.taken_back(self._select, target)

    def copies(self, targets: Sequence[str]) -> Mapping[str, Sequence[Copy]]:
        """Tell at which addresses everyone can read each entry on these targets, in their order."""
        return elsewhere.copies(self._select, targets)

    def addresses(self, targets: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Tell all addresses that each entry ever had on these targets."""
        return elsewhere.addresses(self._select, targets)

    def events(self) -> tuple[Event, ...]:
        """Give all that was ever noted, the oldest first."""
        return tuple(
            Event(
                at=datetime.fromisoformat(at),
                target=target,
                entry=None if entry is None else EntryId(entry),
                kind=kind,
                detail=detail,
                steps=steps,
            )
            for at, target, entry, kind, detail, steps in self._select(queries.EVENTS)
        )

    def _last_made(self, target: str, verb: Verb) -> Mapping[EntryId, datetime]:
        found = self._select(queries.LAST_MADE, target, verb.value)
        return {EntryId(entry): datetime.fromisoformat(moment) for entry, moment in found}

    def _last_written(self) -> datetime | None:
        ((moment,),) = self._select("SELECT max(at) FROM event")
        return rows.load_moment(moment)

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

    def _select(self, sql: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise failure(f"the ledger cannot be read: {error}", error) from error
