"""What nowsync ships for those who have it run by itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.shell import ROOT

UNITS = ROOT / "config/systemd"
SYSTEMD = shutil.which("systemd-analyze")
with_systemd = pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed here")
# The rest is a matter of the site: which servers it speaks to.
EXPOSURE = 1.5
GIT, BASH = shutil.which("git"), shutil.which("bash")
IDENTITY = ["-c", "user.name=Ada", "-c", "user.email=ada@ada.example"]
AT = 1_793_520_000
COMMITTED = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_COMMITTER_DATE": f"@{AT} +0000"}


def analyzed(tmp_path: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Let systemd look at a unit whose program is here, as it would be after an installation."""
    unit = (UNITS / name).read_text("utf-8")
    unit = re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", unit, flags=re.MULTILINE)
    path = tmp_path / name.replace("@", "@ada")
    path.write_text(unit)
    return subprocess.run(
        [str(SYSTEMD), *words, str(path)],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        check=False,
    )


@with_systemd
@pytest.mark.parametrize("name", sorted(path.name for path in UNITS.iterdir()))
def test_a_unit_is_understood_by_systemd(tmp_path: Path, name: str) -> None:
    for path in UNITS.iterdir():
        shutil.copy(path, tmp_path)
    said = analyzed(tmp_path, name, "verify", "--man=no")

    complaints = [line for line in said.stderr.splitlines() if name.partition("@")[0] in line]
    assert complaints == []


@with_systemd
def test_the_service_of_a_server_is_hardly_exposed(tmp_path: Path) -> None:
    said = analyzed(tmp_path, "nowsync@.service", "security", "--offline=true")
    rated = re.search(r"Overall exposure level for .*: ([\d.]+)", said.stdout)

    assert rated is not None
    assert float(rated[1]) <= EXPOSURE


@pytest.mark.parametrize("path", ["config/compose.yaml", "config/github/nowsync.yml"])
def test_it_is_yaml(path: str) -> None:
    assert isinstance(yaml.safe_load((ROOT / path).read_text("utf-8")), dict)


def test_the_container_has_no_more_than_it_needs() -> None:
    service = yaml.safe_load((ROOT / "config/compose.yaml").read_text("utf-8"))["services"][
        "nowsync"
    ]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "./:/site:ro" in service["volumes"]


def test_the_container_can_write_its_ledger_and_its_feed() -> None:
    service = yaml.safe_load((ROOT / "config/compose.yaml").read_text("utf-8"))["services"][
        "nowsync"
    ]

    assert "./.nowsync:/site/.nowsync" in service["volumes"]
    assert service["user"].startswith("${NOWSYNC_USER:?")


def test_a_backup_of_a_server_s_ledger_brings_no_witness_along() -> None:
    unit = (UNITS / "nowsync@.service").read_text("utf-8")

    assert "Environment=XDG_STATE_HOME=/var/cache/nowsync/%i\nCacheDirectory=nowsync/%i\n" in unit


def test_the_workflow_may_write_its_ledger_and_nothing_else() -> None:
    workflow = yaml.safe_load((ROOT / "config/github/nowsync.yml").read_text("utf-8"))

    assert workflow["permissions"] == {}
    assert workflow["jobs"]["publish"]["permissions"] == {"contents": "write"}
    assert workflow["concurrency"]["cancel-in-progress"] is False


def test_the_workflow_keeps_the_ledger_whatever_came_of_it() -> None:
    workflow = yaml.safe_load((ROOT / "config/github/nowsync.yml").read_text("utf-8"))
    last = workflow["jobs"]["publish"]["steps"][-1]

    assert last["name"] == "keep the ledger"
    assert last["if"] == "always()"


@pytest.mark.skipif(GIT is None or sys.platform != "linux", reason="its machines are Linux's")
def test_the_workflow_has_files_be_as_old_as_their_commit(tmp_path: Path) -> None:
    workflow = yaml.safe_load((ROOT / "config/github/nowsync.yml").read_text("utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]
    (step,) = (each for each in steps if each.get("name") == "date the files back")
    (tmp_path / "2026 11.md").write_text("The kettle is on.")
    for command in (["init", "-q"], ["add", "."], [*IDENTITY, "commit", "-qm", "November"]):
        subprocess.run([str(GIT), *command], cwd=tmp_path, env=COMMITTED, check=True)
    subprocess.run([str(BASH), "-e", "-c", step["run"]], cwd=tmp_path, check=True)

    assert (tmp_path / "2026 11.md").stat().st_mtime == AT
