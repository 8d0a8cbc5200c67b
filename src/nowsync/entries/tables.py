"""The tables of a cache, in one file; where that cannot be written, in one that goes away."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote
from weakref import finalize

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS head (
    rules TEXT NOT NULL,
    name TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,
    digest TEXT NOT NULL,
    more TEXT,
    id TEXT NOT NULL,
    date TEXT NOT NULL,
    permalink TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rest (
    rules TEXT NOT NULL, name TEXT PRIMARY KEY, stamp TEXT NOT NULL, kept TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_PUT_HEAD: Final = "INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_REST: Final = "INSERT OR REPLACE INTO rest VALUES (?, ?, ?, ?)"
_REST: Final = "SELECT kept FROM rest WHERE rules = ? AND name = ? AND stamp = ?"
_HEADS: Final = "SELECT name, stamp, digest, more, id, date, permalink FROM head WHERE rules = ?"
# A file of SQLite's own, without a name: it is in memory while it is small.
_ASIDE: Final = ""
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

Row: TypeAlias = tuple[Any, ...]


class Tables:
    """What is kept of files, by name and stamp, for the same `rules`. Nothing here raises."""

    def __init__(self, path: Path, rules: str) -> None:
        self._path = path
        self._rules = rules
        self._connections: dict[str, sqlite3.Connection] = {}

    @cached_property
    def lasting(self) -> bool:
        """Tell whether the next run may find what is kept: where there is no place, it goes."""
        with suppress(OSError):
            return self._path.parent.parent.is_dir()
        return False

    def heads(self) -> Sequence[Row]:
        """Give what is kept of all files but for the rests; a broken file is removed."""
        try:
            if not self._path.is_file():
                return ()
            with closing(sqlite3.connect(self._file, uri=True)) as connection:
                return connection.execute(_HEADS, (self._rules,)).fetchall()
        except (sqlite3.Error, OSError) as error:
            # Another nowsync may be writing it just now.
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BUSY:
                with suppress(OSError):
                    self._path.unlink()
            return ()

    def rest(self, name: str, stamp: str) -> str | None:
        """Give the rest of what is kept of one file."""
        # They stay open: mostly few rests are asked for, and ten thousand would fill the memory.
        for place in dict.fromkeys((self._file, *self._connections)):
            with suppress(sqlite3.Error):
                key = self._rules, name, stamp
                if found := self._open(place).execute(_REST, key).fetchone():
                    return str(found[0])
        return None

    def keep(self, heads: Iterable[Row], rests: Iterable[Row]) -> None:
        """Keep more, at least as long as this is there; nothing is promised."""
        if _ASIDE not in self._connections:
            with suppress(sqlite3.Error, OSError, UnicodeError):
                self._path.parent.mkdir(exist_ok=True)
                with closing(sqlite3.connect(self._path)) as connection:
                    self._write(connection, heads, rests)
                return
        with suppress(sqlite3.Error, UnicodeError):
            self._write(self._open(_ASIDE), (), rests)

    def _write(
        self, connection: sqlite3.Connection, heads: Iterable[Row], rests: Iterable[Row]
    ) -> None:
        with connection:
            connection.executescript(_SCHEMA)
            connection.executemany(_PUT_HEAD, ((self._rules, *each) for each in heads))
            connection.executemany(_PUT_REST, ((self._rules, *each) for each in rests))

    @property
    def _file(self) -> str:
        # The name of a folder need not be text.
        return f"file:{quote(os.fsencode(self._path))}?mode=ro"

    def _open(self, place: str) -> sqlite3.Connection:
        if place not in self._connections:
            self._connections[place] = sqlite3.connect(place, uri=True, check_same_thread=False)
            finalize(self, self._connections[place].close)
        return self._connections[place]
