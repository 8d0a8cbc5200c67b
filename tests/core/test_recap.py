"""Hold a recap to what the entries of its time say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from nowsync.core.entry import Entry, EntryId
from nowsync.core.recap import Course, Period, period, recap
from tests.core.samples import ENTRY


def of_month(month: int, *reading: str, draft: bool = False) -> Entry:
    return replace(
        ENTRY,
        id=EntryId(f"2026-{month:02}"),
        date=datetime(2026, month, 1, tzinfo=UTC),
        lists={"reading": reading},
        draft=draft,
    )


def courses(*entries: Entry) -> Sequence[Course]:
    ((_, found),) = recap(entries, Period((2026, 1), (2026, 12), "2026")).lists
    return found


JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (6, 7, 8))


class TestPeriods:
    @pytest.mark.parametrize(
        ("text", "first", "last", "name"),
        [
            ("2026", (2026, 1), (2026, 12), "2026"),
            ("2026-Q1", (2026, 1), (2026, 3), "January to March 2026"),
            ("2026-q4", (2026, 10), (2026, 12), "October to December 2026"),
            ("2026-07", (2026, 7), (2026, 7), "July 2026"),
            ("2026-05..2026-08", (2026, 5), (2026, 8), "May to August 2026"),
            ("2025-11..2026-02", (2025, 11), (2026, 2), "November 2025 to February 2026"),
            ("2025..2026", (2025, 1), (2026, 12), "2025 to 2026"),
            ("2026-Q1..2026-Q2", (2026, 1), (2026, 6), "January to June 2026"),
        ],
    )
    def test_a_period_is_some_months_with_a_name(
        self, text: str, first: tuple[int, int], last: tuple[int, int], name: str
    ) -> None:
        assert period(text) == Period(first, last, name)

    @pytest.mark.parametrize(
        "text", ["", "now", "2026-13", "2026-Q5", "26", "2026..2025", "2026-07-01"]
    )
    def test_anything_else_is_none(self, text: str) -> None:
        assert period(text) is None

    def test_a_day_is_in_it_or_not(self) -> None:
        quarter = Period((2026, 4), (2026, 6), "April to June 2026")

        assert [day in quarter for day in (date(2026, 3, 31), JUNE, JULY)] == [False, True, False]


class TestCourses:
    def test_a_thing_has_ended_when_a_later_list_lacks_it(self) -> None:
        found = courses(of_month(6, "Orlando"), of_month(7, "Middlemarch"))

        assert found == (
            Course("Orlando", JUNE, JUNE, ended=True),
            Course("Middlemarch", JULY, JULY),
        )

    def test_a_thing_goes_on_under_another_wording(self) -> None:
        found = courses(of_month(6, "Orlando by Virginia Woolf"), of_month(7, "Orlando"))

        assert found == (Course("Orlando", JUNE, JULY),)

    def test_an_entry_that_says_nothing_of_a_list_ends_nothing(self) -> None:
        silent = replace(of_month(7), lists={})

        assert courses(of_month(6, "Orlando"), silent) == (Course("Orlando", JUNE, JUNE),)

    def test_a_thing_may_come_back(self) -> None:
        found = courses(of_month(6, "Orlando"), of_month(7), of_month(8, "Orlando"))

        assert found == (Course("Orlando", JUNE, AUGUST),)

    def test_what_is_done_has_ended(self) -> None:
        assert courses(of_month(6, "✅ Orlando")) == (Course("✅ Orlando", JUNE, JUNE, ended=True),)

    def test_entries_are_taken_in_the_order_of_their_dates(self) -> None:
        found = courses(of_month(7), of_month(6, "Orlando"))

        assert found == (Course("Orlando", JUNE, JUNE, ended=True),)


def test_only_finished_entries_of_the_period_are_in_it() -> None:
    june, draft, next_year = of_month(6), of_month(7, draft=True), of_month(8)
    next_year = replace(next_year, date=datetime(2027, 1, 1, tzinfo=UTC))

    made = recap([next_year, draft, june], Period((2026, 1), (2026, 12), "2026"))

    assert made.entries == (june,)
