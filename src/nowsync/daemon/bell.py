"""A bell: a file of the state folder that a command touches, and that wakes a daemon."""

from pathlib import Path

FILE = "bell"


def hang(folder: Path) -> None:
    """Put the bell where the daemon listens for it."""
    (folder / FILE).touch()


def ring(folder: Path) -> None:
    """Let the daemon know that something may go out now; where there is none, nobody hears it."""
    bell = folder / FILE
    if bell.exists():
        bell.touch()
