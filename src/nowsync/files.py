"""Files that others read: written whole or not at all."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

MODE = 0o644


def write_atomically(path: Path, content: bytes) -> bool:
    """Replace a file in one go; leave it alone, and return False, if it holds just this.

    Whatever crashes, a reader finds the old content or the new. The file keeps its mode, and a
    symbolic link goes on pointing to it. Its folder is made when only that one is missing; a
    missing folder further up is more likely a typing error. OSError names the path.
    """
    if _holds(path, content):
        return False
    try:
        _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    return True


def replace_unless_changed(path: Path, before: bytes, after: bytes) -> bool:
    """Put other content in the place of what was read; return False if it is there no longer.

    The file keeps its mode, its owner and its times: that its author wrote it then stays true. A
    symbolic link goes on pointing to it. OSError names the path.
    """
    real = Path(os.path.realpath(path))

    def unchanged(temporary: Path) -> bool:
        status = real.stat()
        os.chown(temporary, status.st_uid, status.st_gid)
        shutil.copystat(real, temporary)
        return real.read_bytes() == before

    try:
        return _replace(real, after, unchanged)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def untouchable(path: Path) -> str | None:
    """Say why a file, which somebody else wrote, is not to be replaced; None if it may be."""
    status = path.stat()
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        return "it is read-only"
    if not os.access(os.path.realpath(path.parent), os.W_OK):
        return "its folder is read-only"
    if os.geteuid() not in (0, status.st_uid):
        return "it belongs to somebody else"
    return "it has a second name, a hard link" if status.st_nlink > 1 else None


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _anyway(_temporary: Path) -> bool:
    return True


def _replace(path: Path, content: bytes, ready: Callable[[Path], bool] = _anyway) -> bool:
    """Put a file in a place, if it is `ready` for it at the last moment."""
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
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        if not ready(temporary):
            return False
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)
    return True


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
