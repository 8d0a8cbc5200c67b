"""One nowsync for each ledger."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from nowsync.core.errors import LedgerBusy, LedgerError

BUSY = (
    "another nowsync is at work on this ledger (process {process}); "
    "wait until it has finished, and type the command again"
)


@contextmanager
def hold(path: Path, busy: str = BUSY) -> Iterator[None]:
    """Hold the lock while the body runs; raise LedgerBusy when another process has it.

    The kernel frees it with the process, however that ends. It is not for network file systems.
    """
    try:
        handle = path.open("a+b", buffering=0)
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {error.strerror}") from error
    with handle:
        _lock(handle, path, busy)
        # Who holds it is only told to others: a full disk is the ledger's to complain about.
        with suppress(OSError):
            handle.truncate(0)
            handle.write(str(os.getpid()).encode("ascii"))
        yield


def _lock(handle: FileIO, path: Path, busy: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read().decode("ascii", "replace").strip()
        raise LedgerBusy(busy.format(process=holder)) from None
    except OSError as error:
        raise LedgerError(f"{path} cannot be locked: {error.strerror}") from error
