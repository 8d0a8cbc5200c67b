"""A seal: that a ledger's file was seen to be whole, and has been left alone since."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

# Another one each time the machine is started: what was not on the disk by then is lost.
BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
# A file may be written again within the tick of the clock that its times are taken from.
TICK: Final = 2_000_000_000
_DAY: Final = 24 * 60 * 60 * 1_000_000_000


class Seal(Struct, frozen=True):
    """Kept at a place of its own, which may be deleted at any time.

    It holds until the ledger's file is touched, the machine is started again or the day is over.
    Where a system does not tell when it was started there is none.
    """

    place: Path
    tick: int = TICK

    def check(self, ledger: Path, verify: Callable[[], None]) -> None:
        """Have a file verified, unless it is as it was when that was done last."""
        state = self._state(ledger)
        if state is None or state != self._kept():
            verify()
            self._keep(state)

    def _kept(self) -> str | None:
        with suppress(OSError, ValueError):
            return self.place.read_text(encoding="ascii")
        return None

    def _keep(self, state: str | None) -> None:
        if state is None:
            return
        with suppress(OSError):
            self.place.parent.mkdir(exist_ok=True)
            self.place.write_text(state, encoding="ascii")

    def _state(self, ledger: Path) -> str | None:
        """Tell one state of a file from all others; None while that cannot be told for sure."""
        try:
            status, boot = ledger.stat(), BOOT.read_text(encoding="ascii").strip()
        except OSError:
            return None
        modified, changed, now = status.st_mtime_ns, status.st_ctime_ns, time.time_ns()
        at_rest = max(modified, changed) < now - self.tick
        if not at_rest or ledger.with_name(f"{ledger.name}-wal").exists():
            return None
        inode = f"{status.st_ino} {status.st_dev}"
        return f"{boot} {now // _DAY} {status.st_size} {modified} {changed} {inode}"
