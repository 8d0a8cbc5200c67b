"""The platform that docs/adding-a-platform.md builds: it works as the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell import ROOT, environment, examples_in, run

PAGE = ROOT / "docs/adding-a-platform.md"
NAMED_FILE = re.compile(r"^\*\*`(\S+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^```toml\n(\[targets\.board\]\n.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def noticeboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page's files, and install its package beside them, into `installed`."""
    folder = tmp_path_factory.mktemp("noticeboard")
    for name, content in NAMED_FILE.findall(PAGE.read_text("utf-8")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    where = ["--no-build-isolation", "--target", str(folder / "installed"), str(folder)]
    subprocess.run([*install, *where], check=True, env=environment(), timeout=100)
    return folder


def test_the_platform_of_the_page_keeps_the_contract(noticeboard: Path) -> None:
    paths = os.pathsep.join(map(str, [noticeboard / "installed", ROOT]))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]

    done = subprocess.run(
        command,
        cwd=noticeboard,
        env=environment(PYTHONPATH=paths),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout.decode()


def test_the_platform_of_the_page_joins_the_contract_in_30_lines(noticeboard: Path) -> None:
    joined = (noticeboard / "tests/test_noticeboard.py").read_text("utf-8")

    assert len([line for line in joined.splitlines() if line]) <= 30


def test_the_platform_of_the_page_is_found_by_its_entry_point(
    noticeboard: Path, tmp_path: Path
) -> None:
    ada = examples_in(tmp_path)
    (table,) = TARGET.findall(PAGE.read_text("utf-8"))
    own = f'[templates]\nfolder = "{noticeboard / "templates"}"\n'
    with (ada / "nowsync.toml").open("a") as toml:
        toml.write(f"\n{own}\n{table}")

    done = run(
        "nowsync preview 2026-11 --target board", ada, PYTHONPATH=str(noticeboard / "installed")
    )

    assert done.returncode == 0, done.stderr
    assert "POST https://board.example/api/notices" in done.stdout
