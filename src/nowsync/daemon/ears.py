"""Ears: what a system tells of changes, and what is done where it tells nothing."""

import logging
import sys
import time
from collections.abc import Collection, Iterator, Set
from pathlib import Path
from typing import Protocol, TypeAlias

from nowsync.daemon.survey import is_watched

log = logging.getLogger("nowsync")

# In milliseconds. A change is told once nothing has changed for this long. watchfiles looks at its
# clock this often, so a shorter time costs: at its default of 50 it wakes 20 times a second.
QUIET = 2_000
LONGEST = 10_000

_Batches: TypeAlias = Iterator[Set[tuple[object, str]]]


class Ear(Protocol):
    """Listens to some files and folders, from when it is made until it is closed."""

    @property
    def outdated(self) -> bool:
        """Tell whether another one is needed, to hear of all."""

    def hear(self, seconds: float) -> bool:
        """Wait for so long for a change; tell whether there may have been one."""

    def close(self) -> None:
        """Listen no more."""


def ear(places: Collection[Path]) -> Ear:
    """Give the best ear that there is for these places."""
    if sys.platform != "linux":
        return Watchfiles(places)
    from nowsync.daemon.inotify import Inotify

    try:
        return Inotify(places)
    except OSError as error:
        # The usual cause is a limit of inotify(7), used up by other programs.
        log.warning("the system tells us of no changes (%s): we look every minute", error.strerror)
        return Deaf()


class Deaf:
    """Hears nothing, and so takes everything for changed."""

    outdated = False

    def hear(self, seconds: float) -> bool:
        """Wait for so long, and tell that there may have been a change."""
        time.sleep(seconds)
        return True

    def close(self) -> None:
        """Do nothing."""


class Watchfiles:
    """Listens by watchfiles, which wakes again and again to look whether it has heard something."""

    def __init__(self, places: Collection[Path]) -> None:
        self._places = tuple(places)
        self._batches: _Batches | None = None
        self._outdated = False

    @property
    def outdated(self) -> bool:
        """Tell whether it has given up: one file name that is not UTF-8 has it do so."""
        return self._outdated

    def hear(self, seconds: float) -> bool:
        """Wait for so long for a change; tell whether there may have been one."""
        first = self._batches is None
        self._batches = self._batches or self._listening(seconds)
        try:
            # What changed while it began to listen has not been heard.
            return bool(next(self._batches)) or first
        except (OSError, RuntimeError, UnicodeError, StopIteration):
            # samuelcolvin/watchfiles#348
            self._outdated = True
            return True

    def close(self) -> None:
        """Listen no more."""
        self._batches = None

    def _listening(self, seconds: float) -> _Batches:
        from watchfiles import watch

        return watch(
            *self._places,
            watch_filter=lambda _change, path: self._concerns(path),
            debounce=LONGEST,
            step=QUIET,
            rust_timeout=round(1000 * seconds),
            yield_on_timeout=True,
            raise_interrupt=False,
        )

    def _concerns(self, path: str) -> bool:
        inside = (Path(path).relative_to(place) for place in self._places if _holds(place, path))
        return any(all(map(is_watched, each.parts)) for each in inside)


def _holds(place: Path, path: str) -> bool:
    return Path(path).is_relative_to(place)
