"""The files of a folder: which of them may be entries, and their text."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nowsync.core.errors import ConfigurationError, Problem, Unreadable

SUFFIXES: Final = (".md", ".mdx", ".markdown")
LARGEST: Final = 1024 * 1024
_LEFTOVERS: Final = ("~", "#", ".swp", ".swo", ".tmp", ".bak", ".orig", ".save")
_DOWNLOADS: Final = (".part", ".partial", ".crdownload", ".download")
# What Syncthing, Dropbox and Nextcloud call a copy that they could not merge.
_CONFLICTS: Final = (".sync-conflict-", "conflicted copy", "conflict copy", "(conflict")
_INDEXES: Final = ("index.", "_index.")
# A name may hold line ends, and signs that a terminal obeys or that turn what is read.
_OBEYED: Final = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "?"
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
# Links are not followed and pipes are not waited for. Windows has neither flag.
_CAREFULLY: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file or folder that is no entry, and why."""

    source: str
    reason: str


def source(path: Path, root: Path) -> str:
    """Name a file for messages, as seen from the root."""
    name = path.relative_to(root) if path.is_relative_to(root) else path
    shown = name.as_posix().encode(errors="replace").decode()
    return shown.translate(_OBEYED)


def candidates(folder: Path, root: Path) -> Iterator[Path | PassedOver | Problem]:
    """Give every file that may be an entry, and what else was met, in the order of names."""
    if not folder.is_dir():
        missing = f"there is no folder {folder}; set entries.folder to where the entries are"
        raise ConfigurationError((Problem(missing),))
    waiting = [folder]
    while waiting:
        inner = waiting.pop()
        try:
            with os.scandir(inner) as listing:
                found = sorted(listing, key=lambda each: each.name)
        except OSError as error:
            yield Problem(f"the folder cannot be read: {error.strerror}", source(inner, root))
            continue
        for each in found:
            path = Path(each.path)
            reason = _why_not(each, at_top=inner == folder)
            if reason:
                yield PassedOver(source(path, root), reason)
            elif each.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif path.suffix.casefold() in SUFFIXES:
                yield path


def _why_not(found: os.DirEntry[str], *, at_top: bool) -> str | None:
    name = found.name.casefold()
    if found.name.startswith((".", "_")) and not name.startswith(_INDEXES):
        return f'its name begins with "{found.name[0]}"'
    if name.endswith(_LEFTOVERS):
        return "an editor left it behind"
    if name.endswith(_DOWNLOADS):
        return "it is still on its way"
    if any(sign in name for sign in _CONFLICTS):
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


def content(path: Path, name: str) -> str:
    """Read a file's text; raise Unreadable when it is not one of reasonable size."""
    try:
        data = _bytes(path, name)
    except OSError as error:
        raise Unreadable(Problem(f"the file cannot be read: {error.strerror}", name)) from error
    if data.startswith(_UTF_16):
        raise Unreadable(Problem("the file is in UTF-16; save it in UTF-8", name, 1))
    if b"\0" in data:
        message = "a NUL character stands here; is this a text file?"
        raise Unreadable(Problem(message, name, _line(data, data.index(b"\0"))))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = "this line is not UTF-8; save the file in that encoding"
        raise Unreadable(Problem(message, name, _line(data, error.start))) from error


def _bytes(path: Path, name: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | _CAREFULLY)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(Problem("this is not a regular file", name))
        data = b"" if status.st_size > LARGEST else file.read(LARGEST + 1)
    if status.st_size > LARGEST or len(data) > LARGEST:
        raise Unreadable(Problem("the file is larger than 1 MiB, too large for an entry", name))
    return data


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
