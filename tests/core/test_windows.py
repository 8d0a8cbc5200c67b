"""Hold windows to the words that they are written in, to the calendar and to the clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.windows import read_windows
from tests.zones import ODD, WALLS, walk

PARIS = ZoneInfo("Europe/Paris")
# A Tuesday.
NOON = datetime(2026, 11, 24, 12, tzinfo=PARIS)


def opens(*words: str, zone: ZoneInfo = PARIS, after: datetime = NOON) -> str:
    """Tell when windows open next, and when they close then, as the clocks there show it."""
    found = read_windows(words).next_opening(after, zone)
    first, last = found.opens.astimezone(zone), found.closes.astimezone(zone)
    return f"{first:%a %Y-%m-%d %H:%M} - {last:%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tue-thu 09:00-11:00", "Wed 2026-11-25 09:00 - Wed 2026-11-25 11:00"),
        (
            "Tuesday \N{EN DASH} Thursday  9:00 - 11:00",
            "Wed 2026-11-25 09:00 - Wed 2026-11-25 11:00",
        ),
        ("fri-mon 09:00-11:00", "Fri 2026-11-27 09:00 - Fri 2026-11-27 11:00"),
        ("mon, thu and fri 9:00-9:30", "Thu 2026-11-26 09:00 - Thu 2026-11-26 09:30"),
        ("weekdays 8:00-20:00", "Wed 2026-11-25 08:00 - Wed 2026-11-25 20:00"),
        ("weekends 8:00-20:00", "Sat 2026-11-28 08:00 - Sat 2026-11-28 20:00"),
        ("mondays 10:00", "Mon 2026-11-30 10:00 - Tue 2026-12-01 00:00"),
        ("daily 18:00", "Tue 2026-11-24 18:00 - Wed 2026-11-25 00:00"),
        ("every day 18:00-20:00", "Tue 2026-11-24 18:00 - Tue 2026-11-24 20:00"),
        ("18:00-24:00", "Tue 2026-11-24 18:00 - Wed 2026-11-25 00:00"),
        ("22:00-07:00", "Tue 2026-11-24 22:00 - Wed 2026-11-25 07:00"),
        ("1st-5th 18:00-20:00", "Tue 2026-12-01 18:00 - Tue 2026-12-01 20:00"),
        ("30th-2nd 18:00-20:00", "Mon 2026-11-30 18:00 - Mon 2026-11-30 20:00"),
        ("31st 9:00-10:00", "Thu 2026-12-31 09:00 - Thu 2026-12-31 10:00"),
        ("first monday 10:00-12:00", "Mon 2026-12-07 10:00 - Mon 2026-12-07 12:00"),
        ("2nd tue 10:00-12:00", "Tue 2026-12-08 10:00 - Tue 2026-12-08 12:00"),
        ("fifth tuesday 10:00-12:00", "Tue 2026-12-29 10:00 - Tue 2026-12-29 12:00"),
        ("last friday 17:00-18:00", "Fri 2026-11-27 17:00 - Fri 2026-11-27 18:00"),
        ("last day 9:00-10:00", "Mon 2026-11-30 09:00 - Mon 2026-11-30 10:00"),
        ("first weekday 9:00-10:00", "Tue 2026-12-01 09:00 - Tue 2026-12-01 10:00"),
        ("sat", "Sat 2026-11-28 00:00 - Sun 2026-11-29 00:00"),
    ],
)
def test_a_window_opens_when_its_words_say(words: str, expected: str) -> None:
    assert opens(words) == expected


def test_of_several_windows_the_next_one_opens() -> None:
    assert opens("sat 9:00-10:00", "wed 20:00-21:00").startswith("Wed 2026-11-25 20:00")


def test_of_windows_that_open_together_the_longest_counts() -> None:
    assert opens("wed 9:00-10:00", "wed 9:00-12:00").endswith("12:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24T08:59", False),
        ("2026-11-24T09:00", True),
        ("2026-11-24T10:59", True),
        ("2026-11-24T11:00", False),
        ("2026-11-23T10:00", False),
    ],
)
def test_a_window_is_open_from_its_first_minute_until_before_its_last(
    moment: str, expected: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=PARIS)

    opening = read_windows(["tue-thu 09:00-11:00"]).opening(at, PARIS)

    assert (opening is not None) is expected


def test_of_windows_that_are_open_together_the_one_that_closes_last_counts() -> None:
    opening = read_windows(["tue 9:00-13:00", "tue 11:00-15:00"]).opening(NOON, PARIS)

    assert opening is not None
    assert opening.closes == datetime(2026, 11, 24, 15, tzinfo=PARIS)


def test_a_window_of_the_night_is_still_open_in_the_morning() -> None:
    opening = read_windows(["mon 22:00-13:00"]).opening(NOON, PARIS)

    assert opening is not None
    assert opening.opens == datetime(2026, 11, 23, 22, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("zone", "words", "after", "expected"),
    [
        pytest.param(
            *("Europe/Paris", "daily 02:30-03:30", "2026-03-28T12:00"),
            "Sun 2026-03-29 03:30 - Sun 2026-03-29 04:30",
            id="an hour that is left out comes an hour later, and is an hour long",
        ),
        pytest.param(
            *("Europe/Paris", "daily 01:30-02:30", "2026-03-28T12:00"),
            "Sun 2026-03-29 01:30 - Sun 2026-03-29 03:30",
            id="it closes an hour later if that is the hour that is left out",
        ),
        pytest.param(
            *("Europe/Paris", "daily 02:30-02:45", "2026-10-24T12:00"),
            "Sun 2026-10-25 02:30 - Sun 2026-10-25 02:45",
            id="an hour that comes twice opens once",
        ),
        pytest.param(
            *("America/Santiago", "daily 00:00-00:20", "2026-09-05T12:00"),
            "Sun 2026-09-06 01:00 - Sun 2026-09-06 01:20",
            id="a midnight that is left out",
        ),
        pytest.param(
            *("Australia/Lord_Howe", "daily 02:15-02:20", "2026-10-03T12:00"),
            "Sun 2026-10-04 02:45 - Sun 2026-10-04 02:50",
            id="half an hour that is left out",
        ),
        pytest.param(
            *("Pacific/Apia", "fri 09:00-11:00", "2011-12-29T12:00"),
            "Sat 2011-12-31 09:00 - Sat 2011-12-31 11:00",
            id="a day that is left out opens on the next one",
        ),
        pytest.param(
            *("Pacific/Apia", "daily 09:00-11:00", "2011-12-31T09:00"),
            "Sun 2012-01-01 09:00 - Sun 2012-01-01 11:00",
            id="and does not open twice with it",
        ),
    ],
)
def test_clocks_that_are_changed_neither_skip_nor_double_a_window(
    zone: str, words: str, after: str, expected: str
) -> None:
    there = ZoneInfo(zone)

    moment = datetime.fromisoformat(after).replace(tzinfo=there)

    assert opens(words, zone=there, after=moment) == expected


@pytest.mark.fault("T01", "each window opens once on each of its days")
@pytest.mark.parametrize("name", ODD)
def test_a_daily_window_opens_once_on_each_day_in_zones_with_odd_rules(name: str) -> None:
    walks = [walk(name, wall, date(2011, 1, 1), date(2013, 1, 1)) for wall in WALLS]

    assert [wrong for done in walks for wrong in done.wrong] == []


@pytest.mark.fault("T02", "its window opens once, with that of the day after it")
def test_the_window_of_a_day_that_is_left_out_opens_with_the_next_one() -> None:
    friday, saturday = (
        read_windows([f"{day} 09:00"]).next_opening(
            datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia")), ZoneInfo("Pacific/Apia")
        )
        for day in ("fri", "sat")
    )

    assert friday.opens == saturday.opens


def test_a_walk_leaves_out_the_day_that_a_zone_left_out() -> None:
    assert walk("Pacific/Apia", time(9), date(2011, 12, 28), date(2012, 1, 2)).openings == 5


WORDS = st.lists(
    st.sampled_from(
        [
            "tue-thu 09:00-11:00",
            "22:00-07:00",
            "first monday 10:00",
            "31st",
            "daily 02:30-03:15",
            "weekdays 23:30-00:30",
        ]
    ),
    min_size=1,
    max_size=3,
)
ZONES = st.sampled_from(ODD).map(ZoneInfo)
MOMENTS = st.integers(0, 30 * 366 * 24 * 60).map(
    lambda minutes: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(WORDS, ZONES, MOMENTS)
def test_windows_are_open_when_they_say_that_they_open(
    words: list[str], zone: ZoneInfo, moment: datetime
) -> None:
    windows = read_windows(words)
    found = windows.next_opening(moment, zone)
    closing = windows.opening(found.closes - timedelta(seconds=1), zone)

    assert moment < found.opens < found.closes
    assert windows.opening(found.opens, zone) is not None
    assert closing is not None
    assert closing.closes >= found.closes


@given(WORDS, ZONES, MOMENTS, st.timedeltas(timedelta(), timedelta(days=40)))
def test_what_opens_after_a_later_moment_opens_no_earlier(
    words: list[str], zone: ZoneInfo, moment: datetime, later: timedelta
) -> None:
    windows = read_windows(words)
    first, second = (windows.next_opening(at, zone) for at in (moment, moment + later))

    assert first.opens <= second.opens


@given(WORDS, ZONES, MOMENTS)
def test_the_next_opening_is_the_same_until_it_opens(
    words: list[str], zone: ZoneInfo, moment: datetime
) -> None:
    windows = read_windows(words)
    found = windows.next_opening(moment, zone)

    assert windows.next_opening(found.opens - timedelta(seconds=1), zone) == found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tusday 9:00", "'tusday' is no day; did you mean 'tuesday'?"),
        (
            "often",
            "'often' is no day; write days like tue-thu, weekdays, 1st-5th, first monday or "
            "last day",
        ),
        (
            "first 9:00",
            "'first' names no days; write them like tue-thu, weekdays, 1st-5th, first monday or "
            "last day",
        ),
        ("32nd", "'32nd' is no day of a month; write 1st, 2nd, … 31st, or last day"),
        ("1st-x", "'x' is no day of a month; write 1st, 2nd, … 31st, or last day"),
        (
            "tue 9-11",
            "'9' is neither a day nor a time; write a day like 1st, a time like 09:00",
        ),
        ("9:00-25:00", "'25:00' in '9:00-25:00' is no time of day; write it like 09:00"),
        ("9:00-9:60", "'9:60' in '9:00-9:60' is no time of day; write it like 09:00"),
        (
            "tue 9:00-9:00",
            "'tue 9:00-9:00' closes when it opens; leave the time out for whole days",
        ),
        ("24:00-7:00", "'24:00-7:00' opens at 24:00; write 00:00 and the day after"),
        (
            "mon 9:00, tue 10:00",
            "'mon 9:00, tue 10:00' goes on after a time; write several windows as a list",
        ),
        (
            "-",
            "'-' names no days; write them like tue-thu, weekdays, 1st-5th, first monday or "
            "last day",
        ),
        (
            "  ",
            'is empty; write windows like "tue-thu 09:00-11:00", "weekdays 8:00-20:00" or '
            '"first monday 10:00"',
        ),
    ],
)
def test_a_wrong_window_says_what_is_wrong_and_what_would_be_right(
    words: str, expected: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read_windows([words])


def test_no_windows_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="says nothing; write windows like"):
        read_windows([])
