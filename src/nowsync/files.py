"""Files that others read: written whole or not at all."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MODE = 0o644
BLOCK = 1 << 20


def write_atomically(path: Path, *parts: bytes | memoryview) -> bool:
    """Replace a file in one go; leave it alone, and return False, if it holds just these parts.

    Whatever crashes, a reader finds the old content or the new. The file keeps its mode, and a
    symbolic link goes on pointing to it. Its folder is made when only that one is missing; a
    missing folder further up is more likely a typing error. OSError names the path.
    """
    if _holds(path, parts):
        return False
    try:
        replace(Path(os.path.realpath(path)), *parts)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    return True


def replace(
    path: Path, *parts: bytes | memoryview, put: Callable[[Path], bool] | None = None
) -> bool:
    """Write a file beside a place, and have it `put` there; return False if it was not."""
    if not path.parent.exists():
        path.parent.mkdir(exist_ok=True)
    prefix = f".{path.name}.nowsync-"
    _clean(path.parent, prefix)
    temporary = path.with_name(prefix + os.urandom(8).hex())
    # O_EXCL: nobody can have put a file or a link there for us to write through.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _mode(path))
            file.writelines(parts)
            file.flush()
            os.fsync(descriptor)
        if put is None:
            temporary.replace(path)
        elif not put(temporary):
            return False
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)
    return True


def _holds(path: Path, parts: Iterable[bytes | memoryview]) -> bool:
    try:
        with path.open("rb") as file:
            same = all(file.read(len(block)) == block for block in _blocks(parts))
            return same and not file.read(1)
    except OSError:
        return False


def _blocks(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Cut parts small: a feed may be large, and need not be held twice."""
    for part in parts:
        for start in range(0, len(part), BLOCK):
            yield bytes(part[start : start + BLOCK])


def _clean(folder: Path, prefix: str) -> None:
    """Remove what killed runs left of this file. A writer that we rob of it fails unharmed."""
    for left in folder.iterdir():
        if left.name.startswith(prefix) and left.lstat().st_uid == os.geteuid():
            left.unlink()


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return MODE


def _sync(folder: Path) -> None:
    """Make a rename last: it is the folder that holds the name."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
