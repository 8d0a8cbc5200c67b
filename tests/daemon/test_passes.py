"""When the worker makes its next pass."""

from datetime import UTC, datetime, timedelta

import pytest

from nowsync.daemon.passes import _until

NOW = datetime(2026, 11, 20, 9, 0, 10, 400_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "milliseconds"),
    [
        pytest.param(timedelta(seconds=2, milliseconds=600), 2600, id="at a whole second"),
        pytest.param(timedelta(seconds=2, milliseconds=100), 2100, id="within a second"),
        pytest.param(timedelta(milliseconds=-100), 600, id="within this second, and still waiting"),
        pytest.param(timedelta(), 600, id="just now, and still waiting"),
        pytest.param(timedelta(milliseconds=-400), 0, id="at the start of this second"),
        pytest.param(timedelta(seconds=-5), 0, id="long ago"),
    ],
)
def test_what_is_due_within_a_second_and_still_waits_is_due_at_its_end(
    due: timedelta, milliseconds: int
) -> None:
    assert _until(NOW + due, NOW) == timedelta(milliseconds=milliseconds)
