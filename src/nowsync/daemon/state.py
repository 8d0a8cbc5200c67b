"""What the daemon last knew, in a file of the state folder, for those who ask how it is."""

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from nowsync.core.errors import LedgerBusy
from nowsync.daemon.report import Report
from nowsync.files import write_atomically
from nowsync.ledger import hold

LOCK_FILE = "daemon.lock"
STATE_FILE = "daemon.json"
# In seconds. Who asks whether a daemon is at work has its lock for an instant.
_WAITS = (0.01, 0.03, 0.1, 0.3)


class State(Struct, frozen=True):
    """The last report, and when the daemon means to look again."""

    report: Report
    again: datetime | None

    def save(self, folder: Path) -> None:
        """Write it for others to read."""
        content = {"report": json.loads(self.report.dump()), "again": self.again}
        write_atomically(
            folder / STATE_FILE, json.dumps(content, default=datetime.isoformat).encode()
        )

    @classmethod
    def load(cls, folder: Path) -> "State | None":
        """Read what the daemon last knew; None if there is nothing that can be read."""
        try:
            content = json.loads((folder / STATE_FILE).read_bytes())
            again = content["again"]
            return cls(
                Report.load(json.dumps(content["report"])),
                None if again is None else datetime.fromisoformat(again),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one daemon of this ledger while the body runs; raise LedgerBusy if there is one."""
    with ExitStack() as stack:
        for wait in _WAITS:
            with suppress(LedgerBusy):
                stack.enter_context(_holding(folder))
                break
            time.sleep(wait)
        else:
            stack.enter_context(_holding(folder))
        yield


def _holding(folder: Path) -> AbstractContextManager[None]:
    return hold(
        folder / LOCK_FILE,
        busy="a nowsync daemon is at work for this site (process {process}); "
        "there can be only one: stop that one first",
    )


def is_running(folder: Path) -> bool:
    """Tell whether a daemon works for this ledger: its lock goes with it, however it ends."""
    try:
        with (folder / LOCK_FILE).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
