"""The cabinet: the folder in which a ledger is kept, for one nowsync at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from nowsync.ledger.folder import close_to_others, make_folder
from nowsync.ledger.glance import Glance
from nowsync.ledger.lock import hold
from nowsync.ledger.reader import LedgerReader
from nowsync.ledger.rebuilding import rebuild
from nowsync.ledger.witness import Witness, home
from nowsync.ledger.writer import SqliteLedger

LEDGER_FILE = "ledger.sqlite"
LOCK_FILE = "lock"


class Cabinet(Struct, frozen=True):
    """Opens the ledger in a folder, and knows what remembers it elsewhere."""

    folder: Path
    witness: Witness | None

    @classmethod
    def of(cls, folder: Path, environment: Mapping[str, str]) -> "Cabinet":
        """Keep a ledger in a folder, whose witness is where the environment says."""
        outside = home(environment)
        path = folder / LEDGER_FILE
        return cls(folder, None if outside is None else Witness(outside, path))

    @contextmanager
    def reading(self) -> Iterator[LedgerReader]:
        """Open the ledger for looking; it is not touched."""
        reader = Glance.peek(self.folder / LEDGER_FILE, self.witness)
        try:
            yield reader
        finally:
            reader.close()

    @contextmanager
    def writing(
        self, clock: Callable[[], datetime], notice: Callable[[str], None]
    ) -> Iterator[SqliteLedger]:
        """Hold the ledger, and write a breach down; raise LedgerBusy when another holds it."""
        make_folder(self.folder)
        close_to_others(self.folder, notice)
        with hold(self.folder / LOCK_FILE):
            writer = SqliteLedger.open(self.folder / LEDGER_FILE, self.witness)
            try:
                if writer.breach is not None:
                    writer.break_off(writer.breach, clock())
                yield writer
            finally:
                writer.close()

    def rebuild(self, now: datetime) -> Sequence[Path]:
        """Begin a new ledger in the place of one that is of no use; give what was moved aside."""
        make_folder(self.folder)
        with hold(self.folder / LOCK_FILE):
            return rebuild(self.folder / LEDGER_FILE, self.witness, now)
