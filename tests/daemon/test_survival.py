"""What the daemon lives through: workers, disks and clocks that are not as they should be."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec.structs import replace

from nowsync.core.errors import LedgerBusy, LedgerError, NowsyncError
from nowsync.daemon import beside, passes
from nowsync.daemon.beside import Beside
from nowsync.daemon.clocks import Reading
from nowsync.daemon.loop import Daemon, Left, Setup, Tick, Told, Wake
from nowsync.daemon.poison import LONG, Suspects, Taster
from nowsync.daemon.report import Report
from nowsync.daemon.supervisor import Supervisor
from nowsync.daemon.wakeups import Wakeups
from nowsync.daemon.worker import Worker
from nowsync.entries import File
from tests.site import Site, feed

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
REPORT = Report(at=NOW, heard=1)


class Hired(Worker):
    """A worker that does nothing."""

    def __init__(self, *_heard: object) -> None:
        self.asked, self.stopped = 1, False

    def begin(self, *_told: object) -> None:
        return

    def ask(self) -> None:
        self.asked += 1

    def stop(self) -> None:
        self.stopped = True


class Planned(Wakeups):
    """Keeps what is planned, and lets nothing come."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self) -> None:
        return

    def every(self, name: str, period: timedelta, call: Callable[[], None]) -> None:
        self.names.append(name)

    def at(self, name: str, moment: datetime, call: Callable[[], None]) -> None:
        self.names.append(name)

    def never(self, name: str) -> None:
        return

    def look_again(self) -> None:
        return


@dataclass
class Loop:
    """A loop to which things happen; `hire` makes its workers."""

    folder: Path
    hire: Callable[..., Worker] = Hired
    keep: Callable[[Report, datetime | None], None] = lambda _report, _again: None
    watchdog: float | None = None
    wakeups: Planned = field(default_factory=Planned)
    wall: float = NOW.timestamp()

    def __post_init__(self) -> None:
        self.daemon = Daemon(
            setup=Setup(self.folder / "nowsync.toml", "", (self.folder,), timedelta(minutes=30)),
            reload=lambda: None,
            keep=self.keep,
            suspects=Suspects(self.folder / "at"),
            supervisor=Supervisor(None, self.watchdog),
            hire=self.hire,
            wakeups=self.wakeups,
            read=self.read,
        )

    def read(self) -> Reading:
        return Reading(wall=self.wall, awake=100.0, always=100.0)


def note(folder: Path) -> None:
    """Note that the worker reads a file, always in the same moment."""
    Taster(folder / "at", ()).before_file(File("/x", "x.md", "1", written=1))
    os.utime(folder / "at", (1e9, 1e9))


def test_a_worker_that_leaves_without_a_word_is_not_hired_again_at_once(tmp_path: Path) -> None:
    loop = Loop(tmp_path)
    loop.daemon.handle(Wake("started"))
    loop.daemon.handle(Left(0, 0))

    assert loop.daemon._worker is None
    assert loop.wakeups.names == ["due"]


@pytest.mark.parametrize(
    "error",
    [
        BlockingIOError(11, "Resource temporarily unavailable"),
        RuntimeError("can't start new thread"),
    ],
)
def test_a_worker_that_cannot_be_started_is_tried_again(tmp_path: Path, error: Exception) -> None:
    def fail(*_heard: object) -> Worker:
        raise error

    loop = Loop(tmp_path, hire=fail)
    loop.daemon.handle(Wake("started"))

    assert loop.wakeups.names == ["due"]


def test_a_report_that_cannot_be_kept_is_heard_all_the_same(tmp_path: Path) -> None:
    def fail(_report: Report, _again: datetime | None) -> None:
        raise OSError(28, "No space left on device")

    loop = Loop(tmp_path, keep=fail)
    loop.daemon.handle(Told(REPORT))
    loop.daemon.handle(Wake("something changed"))

    assert loop.daemon._worker is not None


def test_why_passes_fail_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    loop = Loop(tmp_path)
    for report in [replace(REPORT, failure="somebody holds the ledger")] * 3 + [REPORT]:
        loop.daemon.handle(Told(report))
    loop.daemon.handle(Told(replace(REPORT, failure="somebody holds the ledger")))

    assert caplog.messages == ["somebody holds the ledger"] * 2


@pytest.mark.parametrize("code", [0, -signal.SIGTERM, -signal.SIGKILL])
def test_the_end_of_a_worker_that_was_told_to_leave_is_no_failure(
    tmp_path: Path, code: int
) -> None:
    loop = Loop(tmp_path)
    Taster(tmp_path / "at", ()).before_file(File("/x", "x.md", "1", written=1))
    loop.daemon.handle(Wake("started"))
    worker = loop.daemon._worker
    assert worker is not None
    worker.stop()
    worker.ask()
    loop.daemon.handle(Left(code, 1))

    assert loop.wakeups.names == []
    assert loop.daemon._worker is not worker
    assert loop.daemon._worker is not None


def test_it_is_time_for_a_look_at_the_clocks_whatever_they_say(tmp_path: Path) -> None:
    loop = Loop(tmp_path, watchdog=0.1)
    loop.daemon.begin()
    loop.daemon.handle(Told(REPORT))

    assert isinstance(loop.daemon._next(), Tick)
    for _ in range(9):
        loop.daemon.events.put(Wake("something changed"))
    loop.daemon._beat = 0.0
    assert isinstance(loop.daemon._next(), Tick)
    assert isinstance(loop.daemon._next(), Wake)


def test_surveys_are_planned_anew_by_a_clock_that_was_set(tmp_path: Path) -> None:
    loop = Loop(tmp_path)
    loop.daemon.handle(Tick())
    loop.daemon.handle(Tick())
    assert loop.wakeups.names == []
    loop.wall -= 3600
    loop.daemon.handle(Tick())

    assert loop.wakeups.names == ["survey"]


@pytest.mark.parametrize("leave", [Suspects.forget, Suspects.ended])
def test_the_next_worker_is_not_taken_for_the_one_before(
    tmp_path: Path, leave: Callable[[Suspects], object]
) -> None:
    suspects = Suspects(tmp_path / "at")
    note(tmp_path)
    assert suspects.stuck(0) is None
    leave(suspects)
    note(tmp_path)

    assert suspects.stuck(LONG + 1) is None
    assert suspects.stuck(2 * LONG + 1) == "x.md"


def test_what_a_worker_was_at_that_was_stopped_is_no_suspect(tmp_path: Path) -> None:
    loop = Loop(tmp_path)
    loop.daemon.handle(Wake("started"))
    assert loop.daemon._worker is not None
    note(tmp_path)
    loop.daemon._worker.stop()
    loop.daemon.handle(Left(-signal.SIGKILL, 1))

    assert loop.daemon.suspects.ended() is None


def test_what_could_not_be_noted_is_no_suspect(tmp_path: Path) -> None:
    (tmp_path / "at").touch()

    assert Suspects(tmp_path / "at").ended() is None


@pytest.mark.parametrize("error", [LedgerError, LedgerBusy])
def test_a_pass_that_fails_with_a_word_leaves_no_suspect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[NowsyncError]
) -> None:
    site = Site(tmp_path)
    site.configure(feed())
    taster = Taster(tmp_path / "at", ())

    def fail(_app: Any, taster: Taster) -> Report:
        taster.before_file(File("/x", "x.md", "1", written=1))
        raise error("the ledger cannot be read")

    monkeypatch.setattr(passes, "one_pass", fail)
    report = passes._guarded(site.app(), taster)

    assert report.failure == "the ledger cannot be read"
    assert not (tmp_path / "at").exists()


def test_a_page_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Beside.__new__(Beside)
    page._stop = Event()
    tries = list[int]()

    def begin(_page: Beside) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return "a process"

    monkeypatch.setattr(beside, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(Beside, "_begin", begin)

    assert page._begin_again()
    assert len(tries) == 3


def test_the_pipe_to_a_page_that_ended_unheard_is_closed() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, text=True)
    assert ended.stdin is not None
    ended.wait()
    ended.stdin.write("what nobody hears")
    beside._hang_up(ended)

    assert ended.stdin.closed
