"""The ledger: what was published where, and every step, written down before and after it."""

from nowsync.ledger.cabinet import Cabinet
from nowsync.ledger.folder import make_folder
from nowsync.ledger.lock import hold
from nowsync.ledger.reader import LedgerReader
from nowsync.ledger.writer import SqliteLedger

__all__ = ["Cabinet", "LedgerReader", "SqliteLedger", "hold", "make_folder"]
