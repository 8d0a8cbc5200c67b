"""What nowsync does not survive: noted before it is read or put into words, set aside after."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, Refused, Unreadable

if TYPE_CHECKING:
    from nowsync.entries import File

FILE = "at"
# Once may be chance, and twice may be the same chance.
ENOUGH = 3
# In seconds. Reading one file, or putting one entry into words, takes some hundredths of one.
LONG = 600.0
_SINCE = (
    "until it is changed or the daemon starts again; please report this with the file that it is in"
)


class Taster(Struct, frozen=True):
    """Lets the worker note what it is at, and keeps it from what is set aside.

    What is set aside is so as it was then: its name, and what tells it from other states.
    """

    path: Path
    aside: Collection[str]

    def before(self, entry: Entry) -> None:
        """Note the entry; raise Refused if it is set aside."""
        if not self._note(entry.id, entry.digest):
            raise Refused(
                f"nowsync ended {ENOUGH} times while it was at this entry, "
                f"and leaves it alone {_SINCE}"
            )

    def before_file(self, file: "File") -> None:
        """Note the file; raise Unreadable if it is set aside."""
        if not self._note(file.source, file.stamp):
            message = f"nowsync ended {ENOUGH} times while it read this, and leaves it alone"
            raise Unreadable(Problem(f"{message} {_SINCE}", file.source))

    def done(self) -> None:
        """Note that nothing did any harm."""
        self.path.unlink(missing_ok=True)

    def _note(self, name: str, state: str) -> bool:
        noted = f"{name}\n{state}"
        if noted in self.aside:
            return False
        self.path.write_text(noted, encoding="utf-8", errors="surrogatepass")
        return True


@dataclass(slots=True)
class Suspects:
    """Counts what the worker was at when it ended by itself."""

    path: Path
    _times: Counter[str] = field(default_factory=Counter)
    _at: tuple[str, int] | None = None
    _since: float = 0.0

    @property
    def aside(self) -> frozenset[str]:
        """Give what is set aside, as a Taster takes it."""
        return frozenset(noted for noted, times in self._times.items() if times >= ENOUGH)

    def ended(self) -> str | None:
        """Count one more end; name the entry or file that the worker was at, if there was one."""
        found = self._noted()
        # What stays on a disk that nobody can write to would be counted with each worker.
        if not self.forget() or found is None:
            return None
        noted, _written = found
        self._times[noted] += 1
        return _name(noted)

    def forget(self) -> bool:
        """Begin anew with the next worker: what this one was at is over.

        False if it still stands there, as on a disk that nobody can write to.
        """
        self._at = None
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def stuck(self, awake: float) -> str | None:
        """Name what the worker has been at for LONG, if it still is at the same.

        `awake` are seconds by a clock that stands still while the machine sleeps.
        """
        found = self._noted()
        if found is None or found != self._at:
            self._at, self._since = found, awake
            return None
        return _name(found[0]) if awake - self._since >= LONG else None

    def _noted(self) -> tuple[str, int] | None:
        try:
            noted = self.path.read_text(encoding="utf-8", errors="surrogatepass")
            # On a disk that is full, nothing could be noted.
            return (noted, self.path.stat().st_mtime_ns) if noted else None
        except (OSError, ValueError):
            return None


def _name(noted: str) -> str:
    return noted.partition("\n")[0]
