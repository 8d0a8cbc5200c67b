"""The folder that a ledger is in."""

from pathlib import Path

from nowsync.core.errors import LedgerError


def make_folder(folder: Path) -> None:
    """Make the folder that the ledger is in, for its owner alone, and hidden from git."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
    except OSError as error:
        raise LedgerError(f"{folder} cannot be written: {error.strerror}") from error
