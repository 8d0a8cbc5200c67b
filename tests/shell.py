"""nowsync as a person types it, on a copy of the example site."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What has not happened by then will not.
PATIENCE = 60.0
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


@contextmanager
def started(command: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a daemon beside the body, from its first pass on; what it logs can be read."""
    process = subprocess.Popen(
        words(command),
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not (folder / ".nowsync" / "daemon.json").exists():
            assert time.monotonic() < end, "it made no pass"
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate()


def examples_in(folder: Path) -> Path:
    """Copy the example site, as it is before anything was published."""
    copy = folder / "ada"
    shutil.copytree(ROOT / "examples", copy, ignore=shutil.ignore_patterns("public", ".nowsync"))
    return copy


def turn_to(server: str, site: Path) -> None:
    """Give the example site another Mastodon server."""
    toml = (site / "nowsync.toml").read_text("utf-8")
    (site / "nowsync.toml").write_text(toml.replace("https://mastodon.example", server))
