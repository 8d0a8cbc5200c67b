"""How a ledger's file is opened, and what is said when it cannot be."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from nowsync.core.errors import LedgerError, LedgerUnfit
from nowsync.ledger.migrations import migrate

BUSY_SECONDS = 10.0


def connect(path: Path | None, mode: str = "mode=rwc") -> sqlite3.Connection:
    """Open a file, or a database in memory; transactions are begun and ended by hand."""
    # The name of a folder need not be text.
    name = ":memory:" if path is None else f"file:{quote(os.fsencode(path))}?{mode}"
    return sqlite3.connect(
        name,
        uri=path is not None,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Copy a ledger of an older schema, so that it is read as it will be once it is written."""
    copy = connect(None)
    connection.backup(copy)
    connection.close()
    migrate(copy)
    return copy


def verify(connection: sqlite3.Connection) -> None:
    """Raise LedgerUnfit unless the file is whole: a damaged ledger may have forgotten a post.

    Its indexes, too, must say what its tables do: how entries stand is read from them, and a disk
    may keep an older page of one.
    """
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        # Some begin with a line that names the database: there is but one.
        raise LedgerUnfit(f"the ledger is damaged ({verdict.splitlines()[-1]})")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say which file could not be used, and why."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise failure(f"the ledger {path} cannot be used: {error}", error) from error


@contextmanager
def verified(path: Path) -> Iterator[None]:
    """See whether a file is whole beside what is done within: SQLite takes no interpreter for it.

    Raise as `verify` does, whatever has come of the rest.
    """
    errors: list[Exception] = []
    # Who may only read is through a large file in two thirds of the time.
    with explained(path):
        reader = connect(path, "mode=ro")

    def look() -> None:
        try:
            with closing(reader):
                verify(reader)
        except Exception as error:  # noqa: BLE001  # it is raised below, where somebody hears it
            errors.append(error)

    looking = Thread(target=look, name="nowsync-verification")
    try:
        try:
            looking.start()
        except RuntimeError:
            # No thread is to be had: then one after the other.
            look()
        yield
    finally:
        _end(looking, reader)
        with explained(path):
            for error in errors:
                raise error


def _end(looking: Thread, reader: sqlite3.Connection) -> None:
    """Wait for the end of a look; whoever is interrupted meanwhile leaves no log behind."""
    if looking.ident is None:
        return
    try:
        looking.join()
    except BaseException:
        with suppress(sqlite3.Error):
            reader.interrupt()
        looking.join()
        raise


def failure(message: str, error: Exception) -> LedgerError:
    """Tell a file that is of no use from one that cannot be reached just now."""
    # Not its subclasses: a disk that is full, or a lock, damages nothing.
    damaged = type(error) is sqlite3.DatabaseError
    return LedgerUnfit(message) if damaged else LedgerError(message)
