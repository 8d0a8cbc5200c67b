"""The folder that a ledger is in."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from nowsync.core.errors import LedgerError

FOLDER_MODE, FILE_MODE = 0o700, 0o600
FILES = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm")


def make_folder(folder: Path) -> None:
    """Make the folder that the ledger is in, for its owner alone, and hidden from git."""
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
    except OSError as error:
        raise LedgerError(f"{folder} cannot be written: {error.strerror}") from error


def close_to_others(folder: Path, note: Callable[[str], None]) -> None:
    """See that nobody else can read what is kept here; say what had to be mended, or cannot be."""
    for path, mode in ((folder, FOLDER_MODE), *((folder / name, FILE_MODE) for name in FILES)):
        try:
            found = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            continue
        if not found & ~mode:
            continue
        try:
            path.chmod(found & mode)
        except OSError as error:
            note(f"{path} can be read by others (mode {found:04o}): {error.strerror}")
        else:
            note(f"{path} could be read by others (mode {found:04o}); now it cannot")


def set_aside(folder: Path, moment: str) -> tuple[Path, ...]:
    """Move a ledger that is of no use out of the way, with all that belongs to it; delete nothing.

    Raise LedgerError when it cannot be moved.
    """
    moved: list[Path] = []
    # The log goes first: a ledger without its log is an older one, and would be taken for whole.
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.sqlite"):
        path, aside = folder / name, folder / f"damaged-{moment}-{name}"
        try:
            if os.path.lexists(path):
                path.rename(aside)
                moved.append(aside)
        except OSError as error:
            raise LedgerError(f"{path} cannot be moved aside: {error.strerror}") from error
    return tuple(moved)
