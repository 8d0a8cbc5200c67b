"""Hold reminders to the day, the hour and the zone in which they are due."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nowsync.core.entry import Entry
from nowsync.core.reminder import Reminder
from tests.core.samples import entry

LISBON, AUCKLAND = ZoneInfo("Europe/Lisbon"), ZoneInfo("Pacific/Auckland")
OCTOBER = entry(identity="2026-10", date=datetime(2026, 10, 1, tzinfo=UTC))
NOVEMBER = entry()
FIFTH = Reminder(day=5)


def said(reminder: Reminder, *entries: Entry, now: datetime) -> list[str]:
    return [each.text for each in reminder.of(entries, now, LISBON)]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_month_without_an_entry_is_told_on_its_day() -> None:
    assert said(FIFTH, OCTOBER, now=at(5)) == [
        "no entry for November 2026 yet, and it is the 5th; to start it: nowsync new"
    ]


@pytest.mark.parametrize("now", [at(1), at(4, 23), at(5, 8)])
def test_it_is_not_told_before_nine_on_its_day(now: datetime) -> None:
    assert said(FIFTH, OCTOBER, now=now) == []


@pytest.mark.parametrize(
    ("day", "word"), [(5, "5th"), (11, "11th"), (21, "21st"), (22, "22nd"), (23, "23rd")]
)
def test_a_late_reminder_says_what_day_it_is(day: int, word: str) -> None:
    assert f"it is the {word};" in said(FIFTH, now=at(day))[0]


def test_a_month_with_an_entry_is_not_told() -> None:
    assert said(FIFTH, OCTOBER, NOVEMBER, now=at(20)) == []


def test_a_draft_is_no_entry_yet() -> None:
    draft = replace(NOVEMBER, draft=True)

    assert said(FIFTH, draft, now=at(7)) == ["2026-11 is still a draft, and it is the 7th"]


def test_each_month_is_a_matter_of_its_own() -> None:
    keys = [
        each.key for month in (11, 12) for each in FIFTH.of([], at(5).replace(month=month), LISBON)
    ]

    assert keys == ["month 2026-11", "month 2026-12"]


def test_a_month_is_that_of_the_authors_zone() -> None:
    """On the first of December in Auckland it is still November in Lisbon."""
    now = datetime(2026, 11, 30, 21, tzinfo=UTC)
    first = Reminder(day=1)

    assert [each.key for each in first.of([], now, AUCKLAND)] == ["month 2026-12"]
    assert [each.key for each in first.of([], now, LISBON)] == ["month 2026-11"]


def test_a_newest_entry_that_has_become_old_is_told_once() -> None:
    reminder = Reminder(after_days=60)

    assert said(reminder, OCTOBER, now=at(29)) == []
    assert said(reminder, OCTOBER, now=at(30)) == ["the newest entry, 2026-10, is 60 days old"]
    (first,) = reminder.of([OCTOBER], at(30), LISBON)
    (second,) = reminder.of([OCTOBER], at(30, 23), LISBON)
    assert first.key == second.key


def test_nobody_is_reminded_without_having_asked() -> None:
    assert said(Reminder(), now=at(20)) == []
    assert Reminder().next([OCTOBER], at(20), LISBON) is None


def test_the_next_reminder_is_on_the_next_day_of_that_number() -> None:
    assert FIFTH.next([], at(2), LISBON) == at(5)
    assert FIFTH.next([], at(5, 10), LISBON) == at(5).replace(month=12)
    assert Reminder(after_days=60).next([OCTOBER], at(2), LISBON) == at(30, 0)
