"""inotify(7): Linux tells of a change as it happens, and costs nothing while there is none."""

import ctypes
import os
import select
import struct
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from nowsync.daemon.survey import is_watched

# In seconds. Who saves does several things in a row: they are told as one, after such a silence.
QUIET = 0.3
LONGEST = 10.0

# inotify(7). Who only reads is of no interest.
_ATTRIB, _MODIFY, _MOVED, _CREATE, _DELETE = 0x4, 0x2, 0x40 | 0x80, 0x100, 0x200
_DELETE_SELF, _MOVE_SELF = 0x400, 0x800
_UNMOUNT, _OVERFLOW, _IGNORED = 0x2000, 0x4000, 0x8000
_IS_FOLDER = 0x40000000
_ANY = _ATTRIB | _MODIFY | _MOVED | _CREATE | _DELETE | _DELETE_SELF | _MOVE_SELF
_LOST = _DELETE_SELF | _MOVE_SELF | _UNMOUNT | _OVERFLOW | _IGNORED
# struct inotify_event: number of the watch, mask, cookie, length of the name that follows.
_EVENT = struct.Struct("iIII")
_ENOUGH = 64 * 1024


class Inotify:
    """Listens to files, and to folders with all that is in them; what is hidden is left out.

    Raises OSError where the system has no more to give.
    """

    def __init__(self, places: Collection[Path]) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = _done(self._libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        self._ready = select.poll()
        self._ready.register(self._descriptor, select.POLLIN)
        self._outdated = False
        try:
            self._listen_to([str(place) for place in places])
        except OSError:
            self.close()
            raise

    @property
    def outdated(self) -> bool:
        """Tell whether there may be folders that it does not listen to."""
        return self._outdated

    def close(self) -> None:
        """Listen no more."""
        os.close(self._descriptor)

    def hear(self, seconds: float) -> bool:
        """Wait for so long for a change; once it is quiet again, tell whether one has come."""
        if not self._comes(seconds):
            return False
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            time.sleep(QUIET)
            if not self._comes(0):
                break
        return True

    def _comes(self, seconds: float) -> bool:
        if not self._ready.poll(1000 * seconds):
            return False
        events = list(_events(os.read(self._descriptor, _ENOUGH)))
        masks = [mask for mask, name in events if is_watched(name)]
        self._outdated = self._outdated or any(map(_is_elsewhere, masks))
        return bool(masks)

    def _listen_to(self, waiting: list[str]) -> None:
        while waiting:
            path = waiting.pop()
            try:
                # First this, then a look inside: what comes in between is heard of.
                _done(self._libc.inotify_add_watch(self._descriptor, os.fsencode(path), _ANY))
                with os.scandir(path) as inside:
                    waiting += [each.path for each in inside if _is_folder(each)]
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue


def _done(result: int) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _is_folder(found: "os.DirEntry[str]") -> bool:
    return is_watched(found.name) and found.is_dir(follow_symlinks=False)


def _is_elsewhere(mask: int) -> bool:
    return bool(mask & _LOST or (mask & _IS_FOLDER and mask & (_CREATE | _MOVED)))


def _events(data: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(data):
        _, mask, _, length = _EVENT.unpack_from(data, at)
        at += _EVENT.size
        yield mask, os.fsdecode(data[at : at + length].rstrip(b"\0"))
        at += length
