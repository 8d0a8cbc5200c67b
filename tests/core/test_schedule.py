"""Hold schedules to their windows, to quiet hours, and to what they let out at most."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.schedule import After, Schedule, before
from nowsync.core.windows import read_windows

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    """Read a time of November 2026 in Paris: 24 is a Tuesday."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=PARIS)


def schedule(*when: str, quiet: str = "", gap: str = "0", most: int | None = None) -> Schedule:
    return Schedule(
        when=read_windows(when) if when else None,
        quiet=read_windows([quiet]) if quiet else None,
        gap=timedelta(hours=float(gap)),
        max_per_day=most,
        zone=PARIS,
    )


@pytest.mark.parametrize(
    ("made", "moment", "expected"),
    [
        pytest.param(schedule(), "24 12:00", "24 12:00", id="without windows it is always open"),
        pytest.param(schedule("tue 9:00-13:00"), "24 12:00", "24 12:00", id="in a window"),
        pytest.param(schedule("tue-wed 9:00-11:00"), "24 12:00", "25 09:00", id="after a window"),
        pytest.param(schedule(quiet="22:00-07:00"), "24 23:00", "25 07:00", id="in quiet hours"),
        pytest.param(schedule(quiet="22:00-07:00"), "24 12:00", "24 12:00", id="out of them"),
        pytest.param(
            schedule("daily 6:00-8:00", quiet="22:00-07:00"),
            *("24 12:00", "25 07:00"),
            id="a window that begins quietly",
        ),
        pytest.param(
            schedule("tue-thu 9:00-10:00", quiet="wed"),
            *("24 12:00", "26 09:00"),
            id="a window that is quiet all along",
        ),
    ],
)
def test_things_may_go_out_in_a_window_without_quiet_hours(
    made: Schedule, moment: str, expected: str
) -> None:
    assert made.open_from(at(moment)) == at(expected)


def test_windows_that_quiet_hours_cover_never_open() -> None:
    made = schedule("tue 9:00-10:00", quiet="weekdays 8:00-20:00")

    assert made.open_from(at("24 12:00")) is None
    assert made.turn(at("24 12:00"), ()) is None
    assert made.next_opening(at("24 12:00")) is None


@pytest.mark.parametrize(
    ("made", "posts", "expected"),
    [
        pytest.param(schedule(gap="2"), ["24 11:00"], "24 13:00", id="the gap is not over"),
        pytest.param(schedule(gap="2"), ["24 09:00"], "24 12:00", id="the gap is over"),
        pytest.param(schedule(gap="2"), [], "24 12:00", id="no post yet"),
        pytest.param(schedule(most=2), ["24 09:00"], "24 12:00", id="room today"),
        pytest.param(schedule(most=1), ["24 09:00"], "25 00:00", id="no room today"),
        pytest.param(
            schedule(most=1), ["24 09:00", "25 09:00"], "26 00:00", id="nor on the day after"
        ),
        pytest.param(
            schedule("daily 9:00-13:00", most=1),
            *(["24 11:00"], "25 09:00"),
            id="tomorrow's window",
        ),
        pytest.param(
            schedule("daily 9:00-13:00", gap="3"),
            *(["24 11:00"], "25 09:00"),
            id="the gap ends after the window",
        ),
    ],
)
def test_a_new_post_keeps_its_distance_from_the_others(
    made: Schedule, posts: list[str], expected: str
) -> None:
    assert made.turn(at("24 12:00"), [at(each) for each in posts]) == at(expected)


def test_the_day_of_a_post_is_that_of_the_sites_zone() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert schedule(most=1).is_full(at("24 12:00"), [late])


@pytest.mark.parametrize(
    ("made", "moment", "expected"),
    [
        pytest.param(schedule("daily 9:00-11:00"), "24 09:00", True, id="closed since"),
        pytest.param(schedule("daily 9:00-13:00"), "24 09:00", False, id="still open"),
        pytest.param(schedule("mon-tue"), "23 09:00", False, id="one that goes on at midnight"),
        pytest.param(schedule("daily 9:00-11:00"), "24 13:00", False, id="not yet open"),
        pytest.param(schedule(quiet="11:00-13:00"), "24 09:00", False, id="no window to miss"),
    ],
)
def test_a_window_is_missed_once_it_has_closed(made: Schedule, moment: str, expected: bool) -> None:
    assert made.is_missed(at(moment), at("24 12:00")) is expected


def test_the_next_window_opens_where_quiet_hours_end() -> None:
    found = schedule("daily 6:00-8:00", quiet="22:00-07:00").next_opening(at("24 12:00"))

    assert found is not None
    assert (found.opens, found.closes) == (at("25 07:00"), at("25 08:00"))


def test_a_schedule_without_windows_has_no_openings() -> None:
    assert schedule(quiet="22:00-07:00").next_opening(at("24 12:00")) is None


def test_the_targets_before_one_are_named_from_the_nearest_on() -> None:
    chain = {
        "feed": Schedule(),
        "mastodon": Schedule(after=After("feed")),
        "devto": Schedule(after=After("mastodon")),
    }

    assert before("devto", chain) == ("mastodon", "feed")


@given(
    st.sampled_from(["tue-thu 09:00-11:00", "1st-5th 18:00", "daily 20:00", "22:00-08:00"]),
    st.sampled_from(["22:00-07:00", "sun", "daily 09:30-10:00"]),
    st.integers(0, 366 * 24 * 60),
)
def test_once_things_may_go_out_they_may_go_out_at_once(
    when: str, quiet: str, minutes: int
) -> None:
    made, moment = schedule(when, quiet=quiet), at("01") + timedelta(minutes=minutes)

    found = made.open_from(moment)

    assert found is not None
    assert found >= moment
    assert made.open_from(found) == found
