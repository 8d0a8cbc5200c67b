"""nowsync as a person types it, on a copy of the example site."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def words(command: str) -> list[str]:
    """Split a command line, and start this nowsync."""
    return [sys.executable, "-m", "nowsync", *shlex.split(command)[1:]]


def environment(**more: str) -> dict[str, str]:
    """Give a command the environment of this test, and no other paths to Python code."""
    return {**os.environ, "PYTHONPATH": "", "PYTHONUTF8": "1", **more}


def run(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a nowsync command as it was typed; it is not at a terminal."""
    return subprocess.run(
        words(command),
        cwd=folder,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def examples_in(folder: Path) -> Path:
    """Copy the example site, as it is before anything was published."""
    copy = folder / "ada"
    shutil.copytree(ROOT / "examples", copy, ignore=shutil.ignore_patterns("public", ".nowsync"))
    return copy


def turn_to(server: str, site: Path) -> None:
    """Give the example site another Mastodon server."""
    toml = (site / "nowsync.toml").read_text("utf-8")
    (site / "nowsync.toml").write_text(toml.replace("https://mastodon.example", server))
