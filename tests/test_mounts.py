"""A disk of another machine is recognised, and the ledger is not trusted to it without a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from nowsync import mounts as module
from nowsync.cli import cli
from nowsync.mounts import remote
from tests.site import Site, feed

MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
35 21 0:31 / {remote} rw,relatime shared:2 - {kind} server:/export rw,vers=4.2
36 35 8:17 / {local} rw,relatime - ext4 /dev/sdb1 rw
"""


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Have the folder `remote disk` on a file system of some type, and `local` in it on none."""

    def mount(kind: str) -> Path:
        disk = tmp_path / "remote disk"
        (disk / "local").mkdir(parents=True)
        written = str(disk).replace(" ", r"\040")
        mounts = tmp_path / "mountinfo"
        mounts.write_text(MOUNTS.format(remote=written, local=f"{written}/local", kind=kind))
        monkeypatch.setattr(module, "MOUNTS", mounts)
        return disk

    return mount


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_a_disk_on_another_machine_is_recognised(mounted: Callable[[str], Path], kind: str) -> None:
    assert remote(mounted(kind) / "not there yet") == kind


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "tmpfs", "overlay", "fuse.encfs"])
def test_a_disk_on_this_machine_is_not_doubted(mounted: Callable[[str], Path], kind: str) -> None:
    assert remote(mounted(kind)) is None


def test_a_local_disk_within_a_remote_one_is_not_doubted(mounted: Callable[[str], Path]) -> None:
    assert remote(mounted("nfs4") / "local") is None


def test_where_nobody_tells_what_is_mounted_nothing_is_doubted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOUNTS", tmp_path / "missing")

    assert remote(tmp_path) is None


@pytest.mark.fault("D13", "published, with a warning on standard error")
def test_publishing_warns_of_a_ledger_on_a_network_disk(
    mounted: Callable[[str], Path], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOWSYNC_STATE", str(mounted("nfs4")))
    site.configure(feed())
    site.write("2026-11")

    done = CliRunner().invoke(cli, ["--config", f"{site.folder}/nowsync.toml", "publish"])

    assert done.exit_code == 0
    assert "the ledger is on a network disk (nfs4)" in done.stderr
    assert "warning" not in done.stdout
