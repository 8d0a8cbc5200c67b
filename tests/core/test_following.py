"""Hold what follows to saying the later date in the form of the earlier one."""

from datetime import date

import pytest

from nowsync.core.following import following

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("2026-11.md", DECEMBER, "2026-12.md"),
        ("now/2026/11.md", JANUARY, "now/2027/01.md"),
        ("now/2026-11/index.md", DECEMBER, "now/2026-12/index.md"),
        ("2026-11-01.md", JANUARY, "2027-01-01.md"),
        ("2026/11/1.md", JANUARY, "2027/01/1.md"),
        ("01-11-2026.md", DECEMBER, "01-12-2026.md"),
        ("11-2026.md", JANUARY, "01-2027.md"),
        ("20261101.md", JANUARY, "20270101.md"),
        ("202611.md", DECEMBER, "202612.md"),
        ("november-2026.md", DECEMBER, "december-2026.md"),
        ("NOV-26.md", JANUARY, "JAN-27.md"),
        ("now-2026-11.md", DECEMBER, "now-2026-12.md"),
        ('title: "November 2026"', JANUARY, 'title: "January 2027"'),
        ("date: 2026-11-01T00:00:00Z", DECEMBER, "date: 2026-12-01T00:00:00Z"),
        ("1 November 2026", JANUARY, "1 January 2027"),
        ("Goals for November", DECEMBER, "Goals for December"),
    ],
)
def test_a_text_says_the_later_date_in_the_same_form(text: str, after: date, expected: str) -> None:
    assert following(text, NOVEMBER, after) == expected


@pytest.mark.parametrize(
    "text", ["current.md", "2026-w45.md", "2026.md", "2025-10.md", "issue-11.md", "", "11-11-2026"]
)
def test_a_text_that_does_not_say_its_month_is_followed_by_none(text: str) -> None:
    assert following(text, date(2026, 11, 11), DECEMBER) is None


def test_a_day_follows_too() -> None:
    assert following("2026-11-05.md", date(2026, 11, 5), date(2026, 12, 3)) == "2026-12-03.md"
