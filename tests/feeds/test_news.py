"""What readers notice of a new version of a feed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.entry import EntryId
from nowsync.core.notice import Notice
from nowsync.core.summary import Summary
from tests.feeds.samples import JULY, JUNE, MAY, feed, publish, steps
from tests.feeds.test_volumes import NEWEST, YEARS, month

LATER = datetime(2026, 8, 1, tzinfo=UTC)


def noticed(folder: Path, *summaries: Summary) -> list[tuple[Notice, str]]:
    adapter = feed(folder, standing=steps(feed(folder), MAY, JUNE))
    return [(each.notice, each.title) for each in adapter.draft(steps(adapter, *summaries)).noticed]


@pytest.mark.parametrize(
    ("summary", "notice"),
    [
        (JULY, Notice.NEW),
        (replace(MAY, updated=LATER, content="<p>Moved.</p>"), Notice.REVISED),
        (replace(MAY, content="<p>Moving houses.</p>"), Notice.CORRECTED),
    ],
)
def test_a_change_is_noticed_for_what_it_is(
    tmp_path: Path, summary: Summary, notice: Notice
) -> None:
    publish(feed(tmp_path), MAY, JUNE)

    assert noticed(tmp_path, summary) == [(notice, summary.title)]


def test_what_is_as_it_was_is_not_noticed(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY, JUNE)

    assert noticed(tmp_path, MAY) == []


def test_what_is_not_there_any_more_is_noticed(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY, JUNE, replace(JULY, entry=EntryId("x")))

    assert noticed(tmp_path, MAY) == [(Notice.GONE, JULY.title)]


def test_what_moves_between_feed_and_archive_is_not_noticed(tmp_path: Path) -> None:
    adapter = feed(tmp_path, settings=NEWEST)
    publish(adapter, *YEARS)
    later = feed(tmp_path, settings=NEWEST, standing=steps(adapter, *YEARS))

    draft = later.draft(steps(later, month(2027, 1)))

    assert [(each.notice, each.title) for each in draft.noticed] == [(Notice.NEW, "1/2027")]
    assert [file.name for file in draft.files if file.changed] == [
        "now-2025.xml",
        "now-2026.xml",
        "now.xml",
    ]
