"""A copy of the source from which something was cut, and what the tests say of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import Cut, Mutant
from tests.shell import ROOT


@contextmanager
def mutated(cuts: Sequence[Cut], root: Path = ROOT) -> Iterator[Path]:
    """Make a copy of the source without what is cut; raise ValueError where it is not there."""
    with TemporaryDirectory(prefix="nowsync-mutant-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(root / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        (source.parent / "templates").symlink_to(root / "templates")
        for cut in cuts:
            file = source / "nowsync" / cut.file
            text = file.read_text("utf-8")
            if text.count(cut.old) != 1:
                raise ValueError(f"{cut.file} does not say once: {cut.old.strip()}")
            file.write_text(text.replace(cut.old, cut.new), "utf-8")
        yield source


def unnoticed(mutant: Mutant) -> tuple[str, ...]:
    """Run the tests that should notice; give those that do not."""
    with mutated(mutant.cuts) as source:
        failed = _failed(source, mutant.noticed_by)
    noticed = {name for each in failed for name in (each, each.partition("[")[0])}
    return tuple(test for test in mutant.noticed_by if test not in noticed)


def failing(tests: Sequence[str]) -> Sequence[str]:
    """Give the tests that fail with the source as it is."""
    with mutated(()) as source:
        return _failed(source, tests)


def _failed(source: Path, tests: Sequence[str]) -> Sequence[str]:
    options = ["-q", "-rf", "--no-header", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=ROOT,
        env=_environment(source),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return re.findall(r"^FAILED (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)


def _environment(source: Path) -> dict[str, str]:
    # A mutant is gone when the report of what was covered is made, so nobody measures it.
    inherited = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return {**inherited, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
