"""The ledger knows its file: a lost, replaced or remote one is noticed, and nothing is sent."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from nowsync.cli import cli
from nowsync.core.errors import LedgerError
from nowsync.core.publication import Mark
from nowsync.ledger import SqliteLedger, hold, place, remote
from tests.core.samples import ID, NOW, RECEIPT, TARGET
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, feed, mastodon_at
from tests.test_ledger import ONE, begin, publish


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger.open(path)) as opened:
        opened.meet(TARGET, (), NOW)
        yield opened


def removed(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)


def folder_removed(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


@pytest.mark.fault("D08", "nothing is sent; the file is named")
@pytest.mark.parametrize("change", [removed, replaced, folder_removed])
def test_a_ledger_that_is_not_there_any_more_begins_nothing(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    (tmp_path / "state").mkdir()
    path = tmp_path / "state" / "ledger.sqlite"
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.meet(TARGET, (), NOW)
        change(path)

        with pytest.raises(LedgerError, match=f"{path} was removed or replaced"):
            begin(ledger)


@pytest.mark.fault("D08", "nothing is sent; the file is named")
def test_nothing_is_sent_once_the_ledger_is_gone(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    app = site.app()
    with app.writing() as ledger:
        plan = app.prepare(ledger, words=["2026-11"])
        (site.folder / ".nowsync" / "ledger.sqlite").unlink()

        with pytest.raises(LedgerError, match="was removed or replaced"):
            app.carry_out(plan, ledger, lambda _: None)
    assert mastodon.requests == []


def test_what_is_published_is_not_created_by_a_plan_from_before(ledger: SqliteLedger) -> None:
    publish(ledger)

    with pytest.raises(LedgerError, match="changed by somebody else"):
        begin(ledger)


def test_what_was_removed_there_is_not_created_by_a_plan_from_before(ledger: SqliteLedger) -> None:
    ledger.lose(begin(ledger), "it is gone", NOW)

    with pytest.raises(LedgerError, match="changed by somebody else"):
        begin(ledger)


def test_two_writers_that_both_planned_a_post_make_one(ledger: SqliteLedger, path: Path) -> None:
    with closing(SqliteLedger.open(path)) as other:
        (identity,) = other.begin("mastodon", [ID], [ONE], NOW)
        other.confirm([(Mark(identity, 0), RECEIPT)], NOW)

        with pytest.raises(LedgerError, match="changed by somebody else"):
            begin(ledger)


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
        monkeypatch.setattr(place, "MOUNTS", mounts)
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
    monkeypatch.setattr(place, "MOUNTS", tmp_path / "missing")

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


@pytest.mark.fault("D01", "the ledger is locked; that it cannot be written is said by the ledger")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_does_not_keep_the_lock_from_being_held(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.symlink_to("/dev/full")

    with hold(lock):
        assert os.path.realpath(lock) == "/dev/full"
