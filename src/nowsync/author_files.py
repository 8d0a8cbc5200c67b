"""Files of the author's: replaced only while they are as they were read."""

import os
import shutil
from functools import partial
from pathlib import Path
from typing import Final

from nowsync.files import replace

# From <linux/fcntl.h> and <linux/fs.h>; see renameat2(2).
_FROM_HERE: Final = -100
_EXCHANGE: Final = 2


def replace_unless_changed(path: Path, before: bytes, after: bytes) -> bool:
    """Put other content in the place of what was read; return False if it is there no longer.

    The file keeps its mode, its owner and its times: that its author wrote it then stays true. A
    symbolic link goes on pointing to it. OSError names the path.
    """
    real = Path(os.path.realpath(path))
    try:
        return replace(real, after, put=partial(_put, real, before, after))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def untouchable(path: Path) -> str | None:
    """Say why a file is not to be replaced; None if it may be."""
    status = path.stat()
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        return "it is read-only"
    if not os.access(os.path.realpath(path.parent), os.W_OK):
        return "its folder is read-only"
    if os.geteuid() not in (0, status.st_uid):
        return "it belongs to somebody else"
    return "it has a second name, a hard link" if status.st_nlink > 1 else None


def _put(real: Path, before: bytes, after: bytes, temporary: Path) -> bool:
    status = real.stat()
    os.chown(temporary, status.st_uid, status.st_gid)
    shutil.copystat(real, temporary)
    if real.read_bytes() != before:
        return False
    if not _exchanged(temporary, real):
        # Nothing tells us then what is replaced in the moment after we looked.
        temporary.replace(real)
    elif temporary.read_bytes() != before:
        _put_back(temporary, real, after)
        return False
    return True


def _put_back(temporary: Path, real: Path, ours: bytes) -> None:
    """Give what was saved at the last moment its place again, unless it was saved anew since."""
    laid, taken = ours, temporary.read_bytes()
    while _exchanged(temporary, real):
        out = temporary.read_bytes()
        if out == laid:
            return
        laid, taken = taken, out


def _exchanged(one: Path, other: Path) -> bool:
    """Let two files take each other's names in one go; False where the system has no way to."""
    import ctypes

    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    old, new = os.fsencode(one), os.fsencode(other)
    return bool(exchange(_FROM_HERE, old, _FROM_HERE, new, _EXCHANGE) == 0)
