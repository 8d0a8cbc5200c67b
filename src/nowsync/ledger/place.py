"""Where the ledger's file is: whether it is there still, and whether its disk can be relied on."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nowsync.core.errors import LedgerError

# Linux tells here what is mounted (proc_pid_mountinfo(5)); other systems have no such file.
MOUNTS = Path("/proc/self/mountinfo")
# Where another machine may write too, and neither locks nor the disk's word can be relied on.
REMOTE = re.compile(r"(nfs|cifs|smb|afs|ceph|9p|ncp|gluster|lustre|davfs|fuse\.(sshfs|rclone|s3))")
ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Place:
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


def remote(folder: Path) -> str | None:
    """Name the type of file system that a folder is on, if that one is on another machine."""
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
        there = folder.resolve()
    except OSError:
        return None
    found = [each for each in _mounted(mounts) if there.is_relative_to(each[0])]
    # Of two mounts at one place the later one covers the other.
    _, kind = max(found, key=lambda each: len(each[0].parts), default=(there, ""))
    return kind if REMOTE.match(kind) else None


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


def _mounted(mounts: str) -> Iterator[tuple[Path, str]]:
    """Read the lines from the last to the first."""
    for line in reversed(mounts.splitlines()):
        before, _, after = line.partition(" - ")
        yield Path(_unescaped(before.split(" ")[4])), after.split(" ")[0]


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
