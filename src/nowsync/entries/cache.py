"""What was understood of files that have not changed since. May be deleted at any time."""

import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

from nowsync.core.errors import Problem, Unreadable
from nowsync.entries.files import File, PassedOver, is_as_it_was
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
from nowsync.entries.tables import Row, Tables

# A file may be written again within the tick of the clock that its times are taken from. In
# nanoseconds; file systems differ, and two seconds is the coarsest.
TICK: Final = 2_000_000_000
# So many entries are written at once: each time waits for the disk.
BATCH: Final = 1000
# So many entries of those that were understood just now stay in memory as a whole, and so many of
# those that were asked for; of all others, only what decisions rest on.
FRESH: Final = 10_000
WHOLE: Final = 1000

# The parts of nowsync that reading an entry runs through.
READERS: Final = ("core", "entries", "front_matter", "markdown")


class Cache(Protocol):
    """Remembers the entry in a file, by what its `stat` says."""

    def get(self, file: File, understand: Understand) -> Reading | None:
        """Give what was understood, if the file is certainly as it was then.

        `understand` reads it again, should what is remembered be gone when it is asked for.
        """
        ...

    def put(self, file: File, reading: Reading, understand: Understand) -> Reading:
        """Remember it if possible, and give what takes less memory and says the same."""
        ...


class NoCache:
    """Remembers nothing."""

    def get(self, file: File, understand: Understand) -> Reading | None:  # noqa: ARG002
        """Give nothing."""
        return None

    def put(self, file: File, reading: Reading, understand: Understand) -> Reading:  # noqa: ARG002
        """Give it back."""
        return reading


NO_CACHE: Final = NoCache()


class FileCache:
    """A cache in one file; whatever is wrong with that file, the answer is only slower.

    `rules` stands for everything else that an entry depends on, the code that reads it included:
    with other rules, all is forgotten. Files must be looked at after it is made.
    """

    def __init__(self, path: Path, rules: str, *, tick: int = TICK) -> None:
        self._tables = Tables(path, f"{rules} {FORM}")
        self._at_rest = time.time_ns() - tick
        self._rests = Rests(self._tables)
        self._fresh = 0
        # Not a method of this: entries hold it, and all of this would be held with it.
        self._rest = lru_cache(WHOLE)(self._rests.read)

    def get(self, file: File, understand: Understand) -> Reading | None:
        """Give what was understood, if size, times and inode are what they were."""
        known = self._heads.get(file.source)
        if known is None or known[1] != file.stamp:
            return None
        try:
            return load_head(file, known[2:], self._rest, understand)
        except BROKEN:
            return None

    def put(self, file: File, reading: Reading, understand: Understand) -> Reading:
        """Remember it, unless the file is so young that it may change without a trace.

        Nor if it has been written since it was looked at: it is another one than its stamp says.
        """
        if file.written >= self._at_rest or not is_as_it_was(file):
            return reading
        self._fresh += 1
        if self._fresh <= FRESH and not self._tables.lasting:
            # Nobody would read it.
            return reading
        head = dump_head(reading)
        self._rests.keep(file, head, dump_rest(reading.entry))
        return reading if self._fresh <= FRESH else load_head(file, head, self._rest, understand)

    def save(self) -> None:
        """Write down the last of what is new, after all files have been looked at."""
        self._rests.write()
        self._heads.clear()

    @cached_property
    def _heads(self) -> dict[str, Row]:
        return {row[0]: row for row in self._tables.heads()}


class Rests:
    """What the heads of entries are without, to be read when it is asked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._new: dict[str, tuple[str, Row, str]] = {}

    def keep(self, file: File, head: Row, rest: str) -> None:
        """Keep what is new, and write it down when there is enough of it."""
        self._new[file.source] = file.stamp, head, rest
        if len(self._new) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write down what is new."""
        if self._new:
            heads = [(name, stamp, *head) for name, (stamp, head, _) in self._new.items()]
            rests = [(name, stamp, rest) for name, (stamp, _, rest) in self._new.items()]
            self._tables.keep(heads, rests)
            self._new.clear()

    def read(self, file: File, digest: str, understand: Understand) -> Mapping[str, Any]:
        """Read it, from the file itself if it must be; raise Unreadable if that has changed."""
        with suppress(*BROKEN):
            if kept := self._kept(file):
                return load_rest(kept)
        now = understand(file)
        if isinstance(now, PassedOver) or now.entry.digest != digest or not is_as_it_was(file):
            message = "the file was changed while nowsync was at work; start it again"
            raise Unreadable(Problem(message, file.source))
        return {name: getattr(now.entry, name) for name in REST}

    def _kept(self, file: File) -> str | None:
        stamp, _, rest = self._new.get(file.source, ("", (), ""))
        return rest if stamp == file.stamp else self._tables.rest(file.source, file.stamp)
