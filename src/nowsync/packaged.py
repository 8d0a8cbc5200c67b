"""Files that travel with the package; in a source tree they stand at the top level."""

from pathlib import Path

_INSTALLED = Path(__file__).parent
_SOURCE_TREE = _INSTALLED.parents[1]


def templates() -> Path:
    """Find the folder of the templates that come with nowsync."""
    installed = _INSTALLED / "templates"
    return installed if installed.is_dir() else _SOURCE_TREE / "templates"


def style() -> str:
    """Read the style sheet for feeds that comes with nowsync."""
    return (templates() / "feed.css").read_text(encoding="utf-8").rstrip("\n")


def example() -> str:
    """Read the nowsync.toml that shows every key, with what each means above it."""
    installed = _INSTALLED / "nowsync.toml"
    path = installed if installed.is_file() else _SOURCE_TREE / "config/nowsync.toml"
    return path.read_text(encoding="utf-8")
