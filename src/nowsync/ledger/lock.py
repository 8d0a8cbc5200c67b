"""One nowsync for each ledger."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nowsync.core.errors import LedgerBusy, LedgerError


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock while the body runs; raise LedgerBusy when another process has it.

    The kernel frees it with the process, however that ends. It is not for network file systems.
    """
    try:
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        raise LedgerError(f"{path} cannot be written: {error.strerror}") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise LedgerBusy(
                f"another nowsync is at work on this ledger (process {handle.read().strip()}); "
                "wait until it has finished, and type the command again"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
