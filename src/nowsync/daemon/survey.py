"""A survey of watched places: whether anything there is not as it was, told by stat alone."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct


class Survey(Struct, frozen=True):
    """How many files there are, and a sum over what stat tells of each; no file is opened."""

    files: int
    total: int

    @classmethod
    def of(cls, places: Sequence[Path]) -> "Survey":
        """Look at files, and at all that is in folders; what is hidden is left out."""
        files = total = 0
        for path, status in _found(places):
            files += 1
            # A sum, so that the order in which a folder names its files is of no importance.
            # Who sets back the time of a change leaves another trace: ctime.
            times = status.st_mtime_ns, status.st_ctime_ns
            total += hash((path, status.st_size, *times, status.st_ino))
        return cls(files, total)


def is_watched(name: str) -> bool:
    """Tell by its name whether a file or folder may concern entries; ours is hidden, too."""
    return not name.startswith(".") and name != "node_modules"


def _found(places: Sequence[Path]) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [str(place) for place in places]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)  # noqa: PTH116  # a path object for each file would cost more
        except (OSError, ValueError):
            continue
        yield path, status
        if not stat.S_ISDIR(status.st_mode):
            continue
        try:
            with os.scandir(path) as inside:
                for each in filter(lambda found: is_watched(found.name), inside):
                    if each.is_dir(follow_symlinks=False):
                        waiting.append(each.path)
                    elif found := _told(each):
                        yield each.path, found
        except OSError:
            continue


def _told(found: os.DirEntry[str]) -> os.stat_result | None:
    """Ask for a file; of a link that leads nowhere, for the link; of what has gone, nothing."""
    for follow in (True, False):
        with suppress(OSError):
            return found.stat(follow_symlinks=follow)
    return None
