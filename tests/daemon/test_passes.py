"""What a pass of the worker tells, and when it makes the next one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from nowsync.app import App
from nowsync.core.errors import Problem, Unreadable
from nowsync.daemon.passes import _until, one_pass
from nowsync.daemon.poison import Taster
from tests.site import Site, feed

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


def test_what_was_published_is_told_even_if_no_plan_can_be_made_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-11")
    plans, prepare = list[object](), App.prepare

    def once(app: App, *words: Any, **more: Any) -> Any:
        plans.append(None)
        if len(plans) > 1:
            raise Unreadable(Problem("the file was changed", "now/2026-11.md"))
        return prepare(app, *words, **more)

    monkeypatch.setattr(App, "prepare", once)
    report = one_pass(site.app(), Taster(tmp_path / "at", ()))

    assert "2026-11 on feed: published" in report.done[0]
    assert report.failure == "now/2026-11.md: the file was changed"
