"""The ledger: what was published where, and every step, written down before and after it."""

from nowsync.ledger.folder import close_to_others, make_folder, set_aside
from nowsync.ledger.lock import hold
from nowsync.ledger.reader import LedgerReader
from nowsync.ledger.rebuilding import rebuild
from nowsync.ledger.witness import Witness, home
from nowsync.ledger.writer import SqliteLedger

__all__ = [
    "LedgerReader",
    "SqliteLedger",
    "Witness",
    "close_to_others",
    "hold",
    "home",
    "make_folder",
    "rebuild",
    "set_aside",
]
