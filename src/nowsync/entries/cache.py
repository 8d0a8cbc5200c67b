"""What was understood of files that have not changed since. May be deleted at any time."""

import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, fields
from datetime import datetime
from os import stat_result
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from nowsync.core.entry import Entry, EntryId, Item, Section
from nowsync.core.image import Picture
from nowsync.core.overrides import Overrides
from nowsync.entries.files import PassedOver

Understood: TypeAlias = Entry | PassedOver

# A file may be written again within the tick of the clock that its times are taken from. In
# nanoseconds; file systems differ, and two seconds is the coarsest.
TICK: Final = 2_000_000_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS file (
    name TEXT PRIMARY KEY, stamp TEXT NOT NULL, understood TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""


class Cache(Protocol):
    """Remembers what was understood of a file, by what its `stat` says."""

    def get(self, name: str, stat: stat_result) -> Understood | None:
        """Give what was understood, if the file is certainly as it was then."""
        ...

    def put(self, name: str, stat: stat_result, understood: Understood) -> None:
        """Remember it; nothing is promised."""
        ...


class NoCache:
    """Remembers nothing."""

    def get(self, name: str, stat: stat_result) -> Understood | None:  # noqa: ARG002
        """Give nothing."""
        return None

    def put(self, name: str, stat: stat_result, understood: Understood) -> None:
        """Forget it."""


NO_CACHE: Final = NoCache()


class FileCache:
    """A cache in one file; whatever is wrong with that file, the answer is only slower.

    `rules` stands for everything else that an entry depends on: with other rules, all is forgotten.
    """

    def __init__(self, path: Path, rules: str, *, tick: int = TICK) -> None:
        self._path = path
        self._rules = rules
        self._tick = tick
        self._known = self._load()
        self._fresh: dict[str, tuple[str, Understood]] = {}

    def get(self, name: str, stat: stat_result) -> Understood | None:
        """Give what was understood, if size, times and inode are what they were."""
        stamp, written = self._known.get(name, ("", ""))
        if stamp != self._stamp(stat):
            return None
        with suppress(ValueError, TypeError, KeyError):
            return _read(json.loads(written))
        return None

    def put(self, name: str, stat: stat_result, understood: Understood) -> None:
        """Remember it, unless the file is so young that it may change without a trace."""
        if time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > self._tick:
            self._fresh[name] = self._stamp(stat), understood

    def save(self) -> None:
        """Write down what is new; a place that cannot be written is no harm."""
        if not self._fresh or not self._path.parent.parent.is_dir():
            return
        rows = [
            (name, stamp, json.dumps(_write(understood), ensure_ascii=False))
            for name, (stamp, understood) in self._fresh.items()
        ]
        with suppress(sqlite3.Error, OSError, UnicodeError):
            self._path.parent.mkdir(exist_ok=True)
            with closing(sqlite3.connect(self._path)) as connection, connection:
                connection.execute(_SCHEMA)
                connection.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", rows)

    def _load(self) -> Mapping[str, tuple[str, str]]:
        if not self._path.is_file():
            return {}
        try:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
                rows = connection.execute("SELECT name, stamp, understood FROM file").fetchall()
        except (sqlite3.Error, OSError):
            with suppress(OSError):
                self._path.unlink()
            return {}
        return {name: (stamp, understood) for name, stamp, understood in rows}

    def _stamp(self, stat: stat_result) -> str:
        # A change of content always changes ctime, which no tool can set back.
        times = f"{stat.st_mtime_ns} {stat.st_ctime_ns}"
        return f"{stat.st_size} {times} {stat.st_ino} {stat.st_dev} {self._rules}"


def _write(understood: Understood) -> dict[str, Any]:
    if isinstance(understood, PassedOver):
        return {"passed_over": asdict(understood)}
    entry = {each.name: getattr(understood, each.name) for each in fields(Entry)}
    parts = {
        name: [asdict(each) for each in getattr(understood, name)]
        for name in ("sections", "images")
    }
    changed = understood.changed.isoformat() if understood.changed else None
    moments = {"date": understood.date.isoformat(), "changed": changed}
    del entry["own"]  # An entry has that for a target, and is read for none.
    overrides = understood.overrides.dump()
    return {"entry": entry | moments | parts | {"overrides": overrides}}


def _read(written: Mapping[str, Any]) -> Understood:
    if "passed_over" in written:
        return PassedOver(**written["passed_over"])
    data = dict(written["entry"])
    data["id"] = EntryId(data["id"])
    data["date"] = datetime.fromisoformat(data["date"])
    data["changed"] = datetime.fromisoformat(data["changed"]) if data["changed"] else None
    data["lists"] = {name: tuple(items) for name, items in data["lists"].items()}
    data["sections"] = tuple(map(_section, data["sections"]))
    data["images"] = tuple(Picture(**each) for each in data["images"])
    data["blocks"] = tuple(data["blocks"])
    data["tags"] = tuple(data["tags"])
    data["overrides"] = Overrides.load(data["overrides"])
    return Entry(**data)


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        title=data["title"],
        level=data["level"],
        paragraphs=tuple(data["paragraphs"]),
        items=tuple(map(_item, data["items"])),
    )


def _item(data: Mapping[str, Any]) -> Item:
    return Item(data["text"], data["name"], data["done"], tuple(map(_item, data["items"])))
