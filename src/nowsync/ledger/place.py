"""Where the ledger's file is, and whether it is there still."""

import os
from pathlib import Path
from typing import Self

from msgspec import Struct

from nowsync.core.errors import LedgerError


class Place(Struct, frozen=True):
    """A file, known by its inode, so that another one under its name is noticed."""

    path: Path
    inode: tuple[int, int]

    @classmethod
    def of(cls, path: Path) -> Self:
        """Remember which file is there now."""
        return cls(path, _inode(path))

    def check(self) -> None:
        """Raise LedgerError when the file was removed, or another one is in its place."""
        try:
            same = _inode(self.path) == self.inode
        except OSError:
            same = False
        if not same:
            raise LedgerError(
                f"the ledger {self.path} was removed or replaced while nowsync was at work; "
                "nothing more is sent. Put back the one that was there before the next run"
            )


def keep_name(path: Path) -> None:
    """Make a new file's name last through a power failure: its folders hold it."""
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
