"""What was understood of files that have not changed since. May be deleted at any time."""

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote
from weakref import finalize

from nowsync.core.errors import Problem, Unreadable
from nowsync.entries.files import File, PassedOver
from nowsync.entries.kept import (
    BROKEN,
    FORM,
    REST,
    Reading,
    Understand,
    dump_head,
    dump_rest,
    load_head,
    load_rest,
)

# A file may be written again within the tick of the clock that its times are taken from. In
# nanoseconds; file systems differ, and two seconds is the coarsest.
TICK: Final = 2_000_000_000

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


# The parts of nowsync that reading an entry runs through.
READERS: Final = ("core", "entries", "front_matter", "markdown")


class Cache(Protocol):
    """Remembers the entry in a file, by what its `stat` says."""

    def get(self, file: File, understand: Understand) -> Reading | None:
        """Give what was understood, if the file is certainly as it was then.

        `understand` reads it again, should what is remembered be gone when it is asked for.
        """
        ...

    def put(self, file: File, reading: Reading) -> None:
        """Remember it; nothing is promised."""
        ...


class NoCache:
    """Remembers nothing."""

    def get(self, file: File, understand: Understand) -> Reading | None:  # noqa: ARG002
        """Give nothing."""
        return None

    def put(self, file: File, reading: Reading) -> None:
        """Forget it."""


NO_CACHE: Final = NoCache()


class FileCache:
    """A cache in one file; whatever is wrong with that file, the answer is only slower.

    `rules` stands for everything else that an entry depends on, the code that reads it included:
    with other rules, all is forgotten. Files must be looked at after it is made.
    """

    def __init__(self, path: Path, rules: str, *, tick: int = TICK) -> None:
        self._path = path
        self._rules = f"{rules} {FORM}"
        self._at_rest = time.time_ns() - tick
        self._fresh: dict[str, tuple[str, Reading]] = {}

    def get(self, file: File, understand: Understand) -> Reading | None:
        """Give what was understood, if size, times and inode are what they were."""
        known = self._heads.get(file.source)
        if known is None or known[1] != file.stamp:
            return None
        try:
            return load_head(file, known[2:], self._rest, understand)
        except BROKEN:
            return None

    def put(self, file: File, reading: Reading) -> None:
        """Remember it, unless the file is so young that it may change without a trace."""
        if file.written < self._at_rest:
            self._fresh[file.source] = file.stamp, reading

    def save(self) -> None:
        """Write down what is new; a place that cannot be written is no harm."""
        if not self._fresh or not self._path.parent.parent.is_dir():
            return
        new = [(self._rules, name, *each) for name, each in self._fresh.items()]
        # One after the other: the texts of all are as much as all entries once more.
        heads = ((*key, *dump_head(reading)) for *key, reading in new)
        rests = ((*key, dump_rest(reading.entry)) for *key, reading in new)
        with suppress(sqlite3.Error, OSError, UnicodeError):
            self._path.parent.mkdir(exist_ok=True)
            with closing(sqlite3.connect(self._path)) as connection, connection:
                connection.executescript(_SCHEMA)
                connection.executemany(_PUT_HEAD, heads)
                connection.executemany(_PUT_REST, rests)

    @cached_property
    def _heads(self) -> Mapping[str, tuple[Any, ...]]:
        return {row[0]: row for row in self._rows(_HEADS)}

    @cached_property
    def _rests(self) -> sqlite3.Connection | None:
        """Stay open for rests: mostly few are asked for, and ten thousand would fill the memory."""
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(self._place, uri=True, check_same_thread=False)
            finalize(self, connection.close)
            return connection
        return None

    def _rest(self, file: File, digest: str, understand: Understand) -> Mapping[str, Any]:
        """Give what the head of an entry is without, from the file itself if it must be."""
        with suppress(*BROKEN):
            if kept := self._kept(file):
                return load_rest(kept)
        now = understand(file)
        if isinstance(now, PassedOver) or now.entry.digest != digest:
            message = "the file was changed while nowsync was at work; start it again"
            raise Unreadable(Problem(message, file.source))
        return {name: getattr(now.entry, name) for name in REST}

    def _kept(self, file: File) -> str | None:
        if self._rests is None:
            return None
        with suppress(sqlite3.Error):
            found = self._rests.execute(_REST, (self._rules, file.source, file.stamp)).fetchone()
            return str(found[0]) if found else None
        return None

    @property
    def _place(self) -> str:
        return f"file:{quote(str(self._path))}?mode=ro"

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        if not self._path.is_file():
            return []
        try:
            with closing(sqlite3.connect(self._place, uri=True)) as connection:
                return connection.execute(sql, (self._rules,)).fetchall()
        except (sqlite3.Error, OSError):
            with suppress(OSError):
                self._path.unlink()
            return []
