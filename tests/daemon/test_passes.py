"""When the worker makes its next pass."""

from datetime import UTC, datetime, timedelta

import pytest

from nowsync.daemon.passes import LINGER, _until_next
from nowsync.daemon.report import Report

NOW = datetime(2026, 11, 20, 9, 0, 10, 400_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "milliseconds"),
    [
        pytest.param(timedelta(seconds=2, milliseconds=600), 2600, id="at a whole second"),
        pytest.param(timedelta(seconds=2, milliseconds=100), 2600, id="within a second"),
        pytest.param(timedelta(seconds=-5), 0, id="already"),
    ],
)
def test_what_is_due_within_a_second_is_due_at_its_end(due: timedelta, milliseconds: int) -> None:
    report = Report(at=NOW, wakes_at=NOW + due)

    assert _until_next(report, NOW) == timedelta(milliseconds=milliseconds)


@pytest.mark.parametrize("wakes_at", [None, NOW + LINGER + timedelta(seconds=1)])
def test_a_worker_leaves_when_nothing_is_due_soon(wakes_at: datetime | None) -> None:
    assert _until_next(Report(at=NOW, wakes_at=wakes_at), NOW) is None
