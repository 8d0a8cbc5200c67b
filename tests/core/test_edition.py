"""A page rewritten in place has editions: a new one is a rewritten page in a later month."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nowsync.core.edition import edition_date, edition_id
from nowsync.core.entry import Entry
from nowsync.core.identity import Seen
from tests.core.samples import ENTRY

NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 2, 9, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
PAGE = replace(ENTRY, id=edition_id(FIRST), date=FIRST, blocks=("Tea.", "Books.", "Boats."))
CORRECTED = replace(PAGE, blocks=("Tea.", "Books!", "Boats."))
REWRITTEN = replace(PAGE, blocks=("Snow.", "Skis.", "A long walk over the ice to the island."))


def dated(page: Entry, now: datetime, *before: Entry) -> datetime:
    seen = [
        Seen(id=each.id, source=each.source, dated=each.date, digest=each.digest) for each in before
    ]
    meanings = {each.id: each.meaning() for each in before}
    # A page without a date is read with the moment of reading in its place.
    return edition_date(replace(page, date=now), seen, meanings.__getitem__, now)


def test_the_first_edition_is_dated_when_it_is_seen() -> None:
    assert dated(PAGE, NOVEMBER) == NOVEMBER


@pytest.mark.parametrize(
    ("page", "now", "expected"),
    [
        pytest.param(PAGE, DECEMBER, FIRST, id="nothing changed"),
        pytest.param(CORRECTED, NOVEMBER, FIRST, id="corrected in its month"),
        pytest.param(CORRECTED, DECEMBER, FIRST, id="corrected in a later month"),
        pytest.param(REWRITTEN, NOVEMBER, FIRST, id="rewritten in its month"),
        pytest.param(REWRITTEN, DECEMBER, DECEMBER, id="rewritten in a later month"),
    ],
)
def test_only_a_rewritten_page_in_a_later_month_is_a_new_edition(
    page: Entry, now: datetime, expected: datetime
) -> None:
    assert dated(page, now, PAGE) == expected


def test_the_latest_edition_is_what_a_page_is_compared_with() -> None:
    later = replace(REWRITTEN, id=edition_id(DECEMBER), date=DECEMBER)

    assert dated(REWRITTEN, DECEMBER, PAGE, later) == DECEMBER


def test_an_edition_is_named_by_its_day() -> None:
    assert edition_id(DECEMBER) == "2026-12-02"
