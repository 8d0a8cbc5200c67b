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
from nowsync.ledger.seal import Seal
from nowsync.ledger.witness import Witness, home
from nowsync.ledger.writer import SqliteLedger

LEDGER_FILE = "ledger.sqlite"
LOCK_FILE = "lock"
SEAL_FILE = "cache/whole"


class Cabinet(Struct, frozen=True):
    """Opens the ledger in a folder, and knows what remembers it elsewhere.

    With a `seal`, a file that was seen to be whole is believed to be so as long as it holds.
    """

    folder: Path
    witness: Witness | None
    seal: Seal | None = None

    @classmethod
    def of(cls, folder: Path, environment: Mapping[str, str], *, cached: bool = False) -> "Cabinet":
        """Keep a ledger in a folder, whose witness is where the environment says."""
        outside = home(environment)
        path = folder / LEDGER_FILE
        witness = None if outside is None else Witness(outside, path)
        return cls(folder, witness, Seal(folder / SEAL_FILE) if cached else None)

    @contextmanager
    def reading(self, *, anew: bool = False) -> Iterator[LedgerReader]:
        """Open the ledger for looking; it is not touched. See `anew` whether it is whole."""
        seal = None if anew else self.seal
        reader = Glance.peek(self.folder / LEDGER_FILE, self.witness, seal)
        try:
            yield reader
        finally:
            reader.close()

    @contextmanager
    def writing(
        self,
        clock: Callable[[], datetime],
        notice: Callable[[str], None],
        beside: Callable[[], object] = lambda: None,
    ) -> Iterator[SqliteLedger]:
        """Hold the ledger, and write a breach down; raise LedgerBusy when another holds it.

        `beside` is done while all of it is looked through; it must not need the ledger.
        """
        make_folder(self.folder)
        close_to_others(self.folder, notice)
        with hold(self.folder / LOCK_FILE):
            writer = SqliteLedger.open(self.folder / LEDGER_FILE, self.witness, beside)
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
