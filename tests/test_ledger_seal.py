"""A ledger's file is verified anew unless nothing can have happened to it."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import TypeAlias

import pytest

from nowsync.cli.doctor import setup_of
from nowsync.core.errors import LedgerUnfit
from nowsync.ledger import cabinet as cabinets
from nowsync.ledger import reader
from nowsync.ledger import seal as sealing
from nowsync.ledger.cabinet import LEDGER_FILE, Cabinet
from nowsync.ledger.seal import Seal
from tests.site import START, Site, feed

# Files are at rest after this many nanoseconds here: longer than a tick of this kernel.
TICK = 20_000_000
DAY = 24 * 60 * 60 * 1_000_000_000

Happens: TypeAlias = Callable[[Path], object]


@pytest.fixture(autouse=True)
def boot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a machine that tells that it was started."""
    path = tmp_path / "boot_id"
    path.write_text("1\n", encoding="ascii")
    monkeypatch.setattr(sealing, "BOOT", path)
    return path


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    path.write_text("whole", encoding="ascii")
    rest(path)
    return path


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path / "cache" / "whole", tick=TICK)


def rest(_path: Path) -> None:
    time.sleep(2 * TICK / 1e9)


def looks(seal: Seal, ledger: Path) -> int:
    """Count how often a file is verified when it is opened."""
    looked: list[Path] = []
    seal.check(ledger, lambda: looked.append(ledger))
    return len(looked)


def fail() -> None:
    raise LedgerUnfit("damaged")


def rewritten(path: Path) -> None:
    """Write as many other bytes, and set back the time of change."""
    before = path.stat()
    path.write_text("other", encoding="ascii")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_in_its_place(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def begun_to_be_written(path: Path) -> None:
    path.with_name(f"{path.name}-wal").touch()


def started_again(path: Path) -> None:
    path.with_name("boot_id").write_text("2\n", encoding="ascii")


def lost_its_boot(path: Path) -> None:
    path.with_name("boot_id").unlink()


def garbled(path: Path) -> None:
    (path.parent / "cache" / "whole").write_bytes(b"\xff")


HAPPENS = [rewritten, put_in_its_place, begun_to_be_written, started_again, lost_its_boot, garbled]


def test_a_file_that_was_left_alone_is_verified_once(seal: Seal, ledger: Path) -> None:
    assert [looks(seal, ledger), looks(seal, ledger)] == [1, 0]


@pytest.mark.parametrize("happens", HAPPENS, ids=lambda each: each.__name__)
def test_a_file_to_which_something_may_have_happened_is_verified_anew(
    seal: Seal, ledger: Path, happens: Happens
) -> None:
    looks(seal, ledger)
    happens(ledger)
    rest(ledger)

    assert looks(seal, ledger) == 1


def test_a_file_is_verified_anew_each_day(
    seal: Seal, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(seal, ledger)
    tomorrow = time.time_ns() + DAY
    monkeypatch.setattr(time, "time_ns", lambda: tomorrow)

    assert looks(seal, ledger) == 1


def test_a_file_that_was_written_just_now_is_verified_each_time(seal: Seal, ledger: Path) -> None:
    young = Seal(seal.place, tick=DAY)

    assert [looks(young, ledger), looks(young, ledger)] == [1, 1]


def test_a_damaged_file_is_never_sealed(seal: Seal, ledger: Path) -> None:
    with pytest.raises(LedgerUnfit):
        seal.check(ledger, fail)

    assert looks(seal, ledger) == 1


def test_a_place_that_cannot_be_written_is_no_harm(seal: Seal, ledger: Path) -> None:
    seal.place.mkdir(parents=True)

    assert [looks(seal, ledger), looks(seal, ledger)] == [1, 1]


@pytest.fixture
def cabinet(tmp_path: Path, seal: Seal) -> Cabinet:
    """Give a cabinet with a ledger that is damaged, though its seal says that it is whole."""
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-11")
    site.publish()
    path = tmp_path / ".nowsync" / LEDGER_FILE
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 8192) + data[-4096:])
    rest(path)
    assert looks(seal, path) == 1
    return Cabinet(path.parent, None, seal)


def test_whoever_writes_into_a_ledger_believes_no_seal(cabinet: Cabinet) -> None:
    with pytest.raises(LedgerUnfit), cabinet.writing(lambda: START, print):
        pass


def test_whoever_wants_to_be_sure_believes_no_seal(cabinet: Cabinet) -> None:
    with pytest.raises(LedgerUnfit), cabinet.reading(anew=True):
        pass


def test_a_ledger_that_is_damaged_after_it_was_sealed_is_noticed(cabinet: Cabinet) -> None:
    (cabinet.folder / LEDGER_FILE).touch()

    with pytest.raises(LedgerUnfit), cabinet.reading():
        pass


@pytest.mark.parametrize("cached", [True, False])
def test_there_is_a_seal_where_there_are_caches(tmp_path: Path, *, cached: bool) -> None:
    assert (Cabinet.of(tmp_path, {}, cached=cached).seal is not None) is cached


def test_the_doctor_believes_no_seal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cabinets, "Seal", lambda place: Seal(place, tick=TICK))
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-11")
    site.publish()
    app = site.app()
    rest(tmp_path)
    with app.reading():
        pass
    looked: list[Connection] = []
    monkeypatch.setattr(reader, "verify", looked.append)

    with app.reading():
        assert not looked
    with setup_of(app).reading():
        assert len(looked) == 1
