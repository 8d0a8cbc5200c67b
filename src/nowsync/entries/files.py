"""The files of a folder: which of them may be entries, and their text."""

import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from nowsync.core.errors import ConfigurationError, Problem, Unreadable

SUFFIXES: Final = (".md", ".mdx", ".markdown")
LARGEST: Final = 1024 * 1024
_LEFTOVERS: Final = ("~", "#", ".swp", ".swo", ".tmp", ".bak", ".orig", ".save")
_DOWNLOADS: Final = (".part", ".partial", ".crdownload", ".download")
# What Syncthing, Dropbox and Nextcloud call a copy that they could not merge.
_CONFLICTS: Final = re.compile(r"\.sync-conflict-|conflicted copy|conflict copy|\(conflict")
_INDEXES: Final = ("index.", "_index.")
# A name may hold line ends, and signs that a terminal obeys or that turn what is read.
_OBEYED: Final = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "?"
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
# Links are not followed and pipes are not waited for. Windows has neither flag.
_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class PassedOver(Struct, frozen=True):
    """A file or folder that is no entry, and why."""

    source: str
    reason: str


class File(Struct, frozen=True):
    """A file that may be an entry: where it is, and its name for messages.

    `stamp` is another one whenever the file has been written since; `written` is when it was, in
    nanoseconds.
    """

    place: str
    source: str
    stamp: str
    written: int

    @classmethod
    def at(cls, path: Path, root: Path) -> "File":
        """Look at one file; raise Unreadable when it is not there."""
        name = source(path, root)
        try:
            return cls(str(path), name, *_stamped(path.lstat()))
        except OSError as error:
            raise _unreadable(error, name) from error


def is_as_it_was(file: File) -> bool:
    """Tell whether a file has not been written since it was looked at."""
    try:
        # A path object for each file would cost more.
        return _stamped(os.lstat(file.place))[0] == file.stamp
    except (OSError, ValueError):
        return False


def _stamped(status: os.stat_result) -> tuple[str, int]:
    """Tell one state of a file from all others. No tool can set back the ctime of a change."""
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    stamp = f"{status.st_size} {modified} {changed} {status.st_ino} {status.st_dev}"
    return stamp, max(modified, changed)


def source(path: Path, root: Path) -> str:
    """Name a file for messages, as seen from the root."""
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return _shown(name.as_posix())


def _shown(name: str) -> str:
    if name.isprintable():
        return name
    return name.encode(errors="replace").decode().translate(_OBEYED)


def candidates(folder: Path, root: Path) -> Iterator[File | PassedOver | Problem]:
    """Give every file that may be an entry, and what else was met, in the order of names."""
    if not folder.is_dir():
        missing = f"there is no folder {folder}; set entries.folder to where the entries are"
        raise ConfigurationError((Problem(missing),))
    named = "" if folder == root else f"{source(folder, root)}/"
    waiting = [(str(folder), named)]
    while waiting:
        inner, named = waiting.pop()
        try:
            with os.scandir(inner) as listing:
                found = sorted(listing, key=lambda each: each.name)
        except OSError as error:
            problem = f"the folder cannot be read: {error.strerror}"
            yield Problem(problem, named.removesuffix("/") or ".")
            continue
        at_top = inner == str(folder)
        for each in found:
            name = named + _shown(each.name)
            reason = _why_not(each, at_top=at_top)
            if reason:
                yield PassedOver(name, reason)
            elif each.is_dir(follow_symlinks=False):
                waiting.append((each.path, f"{name}/"))
            elif each.name.casefold().endswith(SUFFIXES):
                yield _looked_at(each, name)


def _looked_at(found: os.DirEntry[str], name: str) -> File | Problem:
    try:
        return File(found.path, name, *_stamped(found.stat(follow_symlinks=False)))
    except OSError:
        return Problem("the file went away while it was read", name)


def _why_not(found: os.DirEntry[str], *, at_top: bool) -> str | None:
    name = found.name.casefold()
    if found.name.startswith((".", "_")) and not name.startswith(_INDEXES):
        return f'its name begins with "{found.name[0]}"'
    if name.endswith(_LEFTOVERS):
        return "an editor left it behind"
    if name.endswith(_DOWNLOADS):
        return "it is still on its way"
    if "conflict" in name and _CONFLICTS.search(name):
        return "a copy that could not be merged; keep what is right in one file"
    if found.is_dir(follow_symlinks=False):
        return None
    if found.is_symlink():
        return "a symbolic link"
    if not name.endswith(SUFFIXES):
        return None
    if not found.is_file(follow_symlinks=False):
        return "not a regular file"
    if at_top and name.startswith(_INDEXES):
        return "the index of the folder"
    return "about the folder" if name.startswith("readme.") else None


class Content(Struct, frozen=True):
    """What a file says, and when that was written."""

    text: str
    written: datetime


def content(file: File) -> Content:
    """Read a file's text; raise Unreadable when it is not one of reasonable size."""
    name = file.source
    try:
        data, written = _bytes(file)
    except OSError as error:
        raise _unreadable(error, name) from error
    if data.startswith(_UTF_16):
        raise Unreadable(Problem("the file is in UTF-16; save it in UTF-8", name, 1))
    if b"\0" in data:
        message = "a NUL character stands here; is this a text file?"
        raise Unreadable(Problem(message, name, _line(data, data.index(b"\0"))))
    try:
        return Content(data.decode(), written)
    except UnicodeDecodeError as error:
        message = "this line is not UTF-8; save the file in that encoding"
        raise Unreadable(Problem(message, name, _line(data, error.start))) from error


def _bytes(file: File) -> tuple[bytes, datetime]:
    descriptor = os.open(file.place, os.O_RDONLY | _CAREFULLY)
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(Problem("this is not a regular file", file.source))
        # To ask for so many bytes as there may be at most would fetch the memory for them first.
        data = b"" if status.st_size > LARGEST else opened.readall()
        # Once more: it may have been written while it was read.
        written = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)
    if status.st_size > LARGEST or len(data) > LARGEST:
        message = "the file is larger than 1 MiB, too large for an entry"
        raise Unreadable(Problem(message, file.source))
    return data, written


def _unreadable(error: OSError, name: str) -> Unreadable:
    return Unreadable(Problem(f"the file cannot be read: {error.strerror}", name))


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
