"""The worker as the daemon sees it: however it ends, its end is heard of."""

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest

from nowsync.daemon.report import Report
from nowsync.daemon.worker import Worker
from tests.shell import PATIENCE

REPORT = Report(at=datetime(2026, 11, 24, tzinfo=UTC), heard=1)
# In the place of the worker: it hears nothing, says this much, and ends.
DEAF = "import os; os.close(0); os.write(1, {said!r}); os._exit(3)\n"


@pytest.fixture
def saying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file whose code runs in the place of the worker's."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "sitecustomize.py"


def test_the_end_of_a_worker_that_could_not_be_asked_is_heard_of(saying: Path) -> None:
    saying.write_text(DEAF.format(said=f"{REPORT.dump()}\n".encode()))
    ends: SimpleQueue[tuple[int, int]] = SimpleQueue()
    # It may report before we know it by a name.
    made: SimpleQueue[Worker] = SimpleQueue()
    made.put(
        Worker(
            lambda _report: made.get(timeout=PATIENCE).ask(),
            lambda code, heard: ends.put((code, heard)),
        )
    )

    assert ends.get(timeout=PATIENCE) == (3, 1)


def test_the_end_of_a_worker_that_left_half_a_line_is_heard_of(saying: Path) -> None:
    saying.write_text(DEAF.format(said=REPORT.dump()[:40].encode()))
    ends: SimpleQueue[tuple[int, int]] = SimpleQueue()
    Worker(lambda _report: None, lambda code, heard: ends.put((code, heard)))

    assert ends.get(timeout=PATIENCE) == (3, 0)


LINES = [
    pytest.param(b'{"at": "2026-11-24T00:00:00+00:00", "targets": {}}\n', id="an older form"),
    pytest.param(
        b'{"at": "2026-11-24T00:00:00+00:00", "targets": {"feed": {"newer": 1}}}\n', id="a newer"
    ),
    pytest.param(b'{"at": "2026-11-24T00:00:00+00:00", "targets": 1}\n', id="another"),
    pytest.param(b"[]\n", id="no table"),
    pytest.param(b"\xff\xfe\n", id="no text"),
]


@pytest.mark.parametrize("line", LINES)
def test_the_end_of_a_worker_that_nobody_understands_is_heard_of(saying: Path, line: bytes) -> None:
    saying.write_text(DEAF.format(said=line + f"{REPORT.dump()}\n".encode()))
    ends: SimpleQueue[tuple[int, int]] = SimpleQueue()
    Worker(lambda _report: None, lambda code, heard: ends.put((code, heard)))

    assert ends.get(timeout=PATIENCE) == (3, 1)


def test_the_end_of_a_worker_is_heard_of_though_its_report_was_too_much(
    saying: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: SimpleQueue[object] = SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda told: raised.put(told.exc_type))
    saying.write_text(DEAF.format(said=f"{REPORT.dump()}\n".encode()))
    ends: SimpleQueue[tuple[int, int]] = SimpleQueue()

    def fail(_report: Report) -> None:
        raise MemoryError

    Worker(fail, lambda code, heard: ends.put((code, heard)))

    assert ends.get(timeout=PATIENCE) == (3, 1)
    # It comes after that, and is not to reach the next test.
    assert raised.get(timeout=PATIENCE) is MemoryError


def test_who_is_told_to_leave_before_it_can_obey_is_known_to_be_stopped(saying: Path) -> None:
    saying.write_text("import time; time.sleep(9999)\n")
    ends: SimpleQueue[int] = SimpleQueue()
    worker = Worker(lambda _report: None, lambda code, _heard: ends.put(code))
    assert not worker.stopped
    worker.stop()

    assert ends.get(timeout=PATIENCE) == -signal.SIGTERM
    assert worker.stopped
