"""The wheel and the sdist: built twice, apart from each other, and the same each time."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
# Where neither the environment nor a repository tells: 2026-01-01.
EPOCH = 1_767_225_600


class Differs(Exception):
    """Two builds of one source are not the same."""


def build(into: Path) -> tuple[Path, ...]:
    """Build everything twice, from two copies of the source, and keep it if it is the same.

    Raise Differs when it is not.
    """
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        first, second = _built(Path(one)), _built(Path(two))
        if first != second:
            names = {name for name, _ in set(first.items()) ^ set(second.items())}
            raise Differs(f"built twice, these are not the same: {', '.join(sorted(names))}")
        into.mkdir(parents=True, exist_ok=True)
        return tuple(
            Path(shutil.copy(Path(one) / "dist" / name, into / name)) for name in sorted(first)
        )


def epoch() -> int:
    """Say when the source was made: SOURCE_DATE_EPOCH, or when it was last committed."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return EPOCH
    return int(done.stdout)


def _built(folder: Path) -> Mapping[str, str]:
    """Build from a copy of the source; give the digests of what came of it, by their names."""
    source, into = folder / "source", folder / "dist"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "public")
    shutil.copytree(ROOT, source, ignore=ignored)
    # What is not released is told by git's own list, and this is a copy without it.
    shutil.copy(ROOT / ".gitignore", source)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in into.iterdir()}
