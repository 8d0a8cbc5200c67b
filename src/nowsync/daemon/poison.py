"""Entries that nowsync does not survive: noted before they are put into words, set aside after."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from nowsync.core.entry import Entry
from nowsync.core.errors import Refused

FILE = "at"
# Once may be chance, and twice may be the same chance.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Taster:
    """Lets the worker note which entry it is at, and keeps it from those that are set aside."""

    path: Path
    aside: Collection[str]

    def before(self, entry: Entry) -> None:
        """Note the entry; raise Refused if it is set aside."""
        if entry.id in self.aside:
            raise Refused(
                f"nowsync ended {ENOUGH} times while it was at this entry, and leaves it alone "
                "until the daemon starts again; please report this with the entry's file"
            )
        self.path.write_text(entry.id, encoding="utf-8", errors="surrogatepass")

    def done(self) -> None:
        """Note that none of them did any harm."""
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Suspects:
    """Counts at which entry the worker ended by itself."""

    path: Path
    _times: Counter[str] = field(default_factory=Counter)

    @property
    def aside(self) -> frozenset[str]:
        """Name the entries that are set aside."""
        return frozenset(entry for entry, times in self._times.items() if times >= ENOUGH)

    def ended(self) -> str | None:
        """Count one more end; give the entry that the worker was at, if it was at one."""
        try:
            entry = self.path.read_text(encoding="utf-8", errors="surrogatepass")
            self.path.unlink()
        except (OSError, ValueError):
            return None
        self._times[entry] += 1
        return entry
