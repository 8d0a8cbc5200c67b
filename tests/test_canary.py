"""Hold the search for leaked secrets to finding them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.canary import VALUE, found_in, plant
from tests.shell import ROOT
from tests.site import Site

LEAKS = """
from tests.canary import VALUE

def test_prints():
    print("token: " + VALUE)

def test_writes(tmp_path):
    (tmp_path / "log").write_text(VALUE.encode().hex())

def test_keeps_it():
    pass
"""


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    planted = plant(tmp_path / "planted")
    (tmp_path / "clean").write_text("nothing here")

    found = found_in([tmp_path])

    shutil.rmtree(tmp_path / "planted")
    assert sorted(found) == sorted(planted)


def test_the_canary_is_the_secret_of_every_test(site: Site) -> None:
    assert {*site.environment.values(), os.environ["NOWSYNC_MASTODON_TOKEN"]} == {VALUE}


def test_a_leak_fails_the_run_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_leaks.py").write_text(LEAKS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.canary_hooks", "--basetemp", "left"]

    ran = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NOWSYNC_TEST_CANARY": "canary/of+another"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = ran.stdout.partition("a secret has leaked")[2].splitlines()[1:3]
    assert said == ["test_leaks.py::test_prints", f"{tmp_path}/left/test_writes0/log"]
    assert ran.returncode == 1
