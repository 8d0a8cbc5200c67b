"""Reports and what is kept of them come back as they were written."""

import fcntl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nowsync.core.errors import LedgerBusy
from nowsync.daemon.report import Counts, Report
from nowsync.daemon.state import State, alone, is_running

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
REPORT = Report(
    at=AT,
    heard=3,
    wakes_at=AT,
    newest=AT,
    done=("2026-11 on feed: published",),
    failed=("2026-11 on mastodon: not sent",),
    held=("2026-10 on mastodon: too many",),
    problems=("now/x.md:3: no date",),
    targets={"feed": Counts(waiting=1, published=2, latest=AT), "mastodon": Counts()},
    failure="busy",
)


@pytest.mark.parametrize("report", [REPORT, Report(at=AT)])
def test_a_report_is_read_as_it_was_written(report: Report) -> None:
    assert Report.load(report.dump()) == report


def test_a_report_is_one_line() -> None:
    assert "\n" not in REPORT.dump()


def test_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    State(REPORT, AT).save(tmp_path)

    assert State.load(tmp_path) == State(REPORT, AT)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b"null", b'{"report": 1}'])
def test_state_that_cannot_be_read_is_none(tmp_path: Path, content: bytes | None) -> None:
    _ = None if content is None else (tmp_path / "daemon.json").write_bytes(content)

    assert State.load(tmp_path) is None


def test_there_is_one_daemon_and_it_is_named(tmp_path: Path) -> None:
    with alone(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(LedgerBusy, match=r"a nowsync daemon is at work .* \(process \d+\)"):
            alone(tmp_path).__enter__()
    assert not is_running(tmp_path)


def test_who_asks_for_a_daemon_keeps_none_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alone(tmp_path):
        pass
    asking = (tmp_path / "daemon.lock").open("rb")
    fcntl.flock(asking, fcntl.LOCK_SH)
    # As is_running does, until somebody waits for it.
    monkeypatch.setattr("time.sleep", lambda _seconds: asking.close())

    with alone(tmp_path):
        assert is_running(tmp_path)
