"""A new ledger in the place of one that is of no use."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from nowsync.core.continuity import Breach
from nowsync.core.errors import LedgerUnfit, UsageError
from nowsync.ledger.folder import set_aside
from nowsync.ledger.reader import LedgerReader
from nowsync.ledger.witness import Witness
from nowsync.ledger.writer import SqliteLedger


def rebuild(path: Path, witness: Witness | None, now: datetime) -> Sequence[Path]:
    """Begin a new ledger, whose targets wait to be reconciled; give what was moved aside.

    Raise UsageError where a ledger is whole. The lock must be held.
    """
    if path.exists() and not _is_unfit(path):
        raise UsageError(
            "the ledger is whole, and is left as it is. To look for posts that it does not know: "
            "nowsync reconcile"
        )
    moved = set_aside(path.parent, f"{now:%Y%m%dT%H%M%S}")
    with closing(SqliteLedger.open(path, witness)) as writer:
        writer.break_off(Breach.LOST, now)
    return moved


def _is_unfit(path: Path) -> bool:
    """Tell whether a file is of no use as a ledger; raise LedgerError if it cannot be told."""
    try:
        LedgerReader.peek(path).close()
    except LedgerUnfit:
        return True
    return False
