"""The ledger knows its file: a lost, replaced or remote one is noticed, and nothing is sent."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from nowsync.core.errors import LedgerError
from nowsync.core.publication import Mark
from nowsync.ledger import SqliteLedger, hold
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


@pytest.mark.fault("D01", "the ledger is locked; that it cannot be written is said by the ledger")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_does_not_keep_the_lock_from_being_held(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.symlink_to("/dev/full")

    with hold(lock):
        assert os.path.realpath(lock) == "/dev/full"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes no such name")
def test_a_ledger_in_a_folder_whose_name_is_not_utf_8_is_found_again(tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode(b"n\xff")
    place.mkdir()
    site = Site(place)
    site.configure(feed())
    site.write("2026-11")
    outcomes = site.publish()

    assert len(outcomes) == 1
    assert [*site.preview().sending] == []
