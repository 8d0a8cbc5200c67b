"""Hold turns to the schedule, to what goes out before, and to saying what they wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from nowsync.core.action import Action, Hold, Update, Wait
from nowsync.core.entry import Entry, EntryId
from nowsync.core.identity import Seen
from nowsync.core.publication import Standing
from nowsync.core.schedule import After, CatchUp, Schedule
from nowsync.core.target import Policy, Traits
from nowsync.core.turns import Turns
from nowsync.core.windows import Windows, read_windows
from tests.core.samples import (
    HOLD,
    NOW,
    RECOVER,
    SKIP,
    TARGET,
    TRAITS,
    UPDATE,
    WAIT,
    create,
    entry,
    publication,
)

# NOW is a Friday, at noon.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = read_windows(["daily 09:00-11:00"])
NOON = read_windows(["daily 11:00-13:00"])
NIGHT = read_windows(["11:00-14:00"])
A, B = create("a"), create("b")
EDIT = structs.replace(UPDATE, entry=EntryId("a"))
TOLD = Traits(edits=True, edits_disturb=True)


def written(moment: datetime) -> Mapping[EntryId, Entry]:
    """Give entries that were all written at a moment."""
    names = map(EntryId, "abcuw")
    return {name: replace(entry(identity=name), changed=moment) for name in names}


def taken(actions: Sequence[Action], schedule: Schedule, **facts: Any) -> tuple[Action, ...]:
    """Give each of some actions its turn; all entries were written an hour ago."""
    known = publication(Standing.PUBLISHED)
    turns = Turns(
        target=structs.replace(TARGET, policy=Policy(schedule=schedule)),
        traits=TRAITS,
        entries=written(NOW - HOUR),
        publications={each.entry: known for each in actions if isinstance(each, Update)},
        seen={},
        posts={},
        ahead={},
        posts_ahead={},
        named=(),
        now=NOW,
    )
    return structs.replace(turns, **facts).of(actions)


def there(action: Action) -> Mapping[EntryId, Action]:
    """Make an action that of entry "a" on the target where it goes first."""
    return {A.entry: structs.replace(action, entry=A.entry)}


def waits(*actions: Action) -> list[timedelta | None]:
    """Tell how long from now each action waits; None for what does not."""
    return [each.until - NOW if isinstance(each, Wait) else None for each in actions]


def test_what_meets_an_open_window_goes_out() -> None:
    assert taken([A, B], Schedule(when=NOON)) == (A, B)


def test_what_meets_a_closed_window_waits_until_it_opens() -> None:
    (found,) = taken([A], Schedule(when=MORNING))

    assert found == Wait(
        entry=A.entry,
        target="mastodon",
        reason="waits for daily 09:00-11:00 (UTC); its turn comes on Sat 2026-11-21 at 09:00; "
        "to post it now: nowsync publish a --target mastodon",
        until=NOW + 21 * HOUR,
        work=A.work,
    )


def test_quiet_hours_are_waited_for() -> None:
    (found,) = taken([A], Schedule(quiet=NIGHT))

    assert waits(found) == [2 * HOUR]
    assert found.reason.startswith("quiet hours 11:00-14:00 (UTC); its turn ")


def test_who_names_an_entry_lets_it_through() -> None:
    assert taken([A], Schedule(when=MORNING, quiet=NIGHT, delay=DAY), named="a") == (A,)


def test_what_has_no_time_of_its_own_is_left_alone() -> None:
    others = (RECOVER, HOLD, SKIP)

    assert taken(others, Schedule(when=MORNING)) == others


def test_an_edit_that_people_are_told_of_waits_for_its_window() -> None:
    (found,) = taken([EDIT], Schedule(when=MORNING), traits=TOLD)

    assert waits(found) == [21 * HOUR]
    assert "to edit it now: " in found.reason


def test_an_edit_that_disturbs_nobody_is_made_at_once() -> None:
    assert taken([EDIT], Schedule(when=MORNING, quiet=NIGHT)) == (EDIT,)


def test_an_edit_waits_for_no_other_post() -> None:
    schedule = Schedule(delay=DAY, gap=DAY, max_per_day=1, after=After("feed"))

    assert taken([EDIT], schedule, posts={"b": NOW}, ahead=there(WAIT), traits=TOLD) == (EDIT,)


def test_a_new_entry_rests_for_the_delay() -> None:
    (found,) = taken([A], Schedule(delay=2 * HOUR))

    assert waits(found) == [HOUR + Policy().settle]
    assert found.reason == (
        "delay = 2 hours: it was finished at 2026-11-20 11:00; "
        "its turn comes on Fri 2026-11-20 at 13:00; "
        "to post it now: nowsync publish a --target mastodon"
    )


def test_a_delay_that_is_over_is_not_waited_for() -> None:
    assert taken([A], Schedule(delay=HOUR / 2)) == (A,)


def test_a_file_of_the_future_has_rested_since_its_date() -> None:
    assert taken([A], Schedule(delay=DAY), entries=written(NOW + DAY)) == (A,)


def test_a_file_of_this_second_was_written_now() -> None:
    this_second = written(NOW + timedelta(milliseconds=500))

    (found,) = taken([A], Schedule(delay=DAY), entries=this_second)

    assert waits(found) == [DAY + Policy().settle]


def seen(*blocks: str) -> Mapping[EntryId, Seen]:
    """Let a run have seen an entry "a" two days ago, when it said this."""
    was, since = entry(identity="a", blocks=blocks), NOW - 2 * DAY
    known = Seen(id=A.entry, source=was.source, dated=was.date, digest=was.digest, since=since)
    return {A.entry: known}


def test_a_file_that_was_only_copied_has_rested_since_a_run_saw_it() -> None:
    assert taken([A], Schedule(delay=DAY), seen=seen("Winter is near.")) == (A,)


def test_what_a_run_has_seen_says_nothing_of_an_entry_that_says_something_else() -> None:
    found = taken([A], Schedule(delay=DAY), seen=seen("Winter was near."))

    assert waits(*found) == [23 * HOUR + Policy().settle]


def test_what_waits_for_its_date_then_waits_for_a_window() -> None:
    (found,) = taken([structs.replace(WAIT, until=NOW + DAY)], Schedule(when=MORNING))

    assert waits(found) == [45 * HOUR]
    assert found.reason.startswith(
        "dated in the future; waits for daily 09:00-11:00 (UTC); its turn "
    )


def test_what_waits_for_a_moment_in_a_window_waits_no_longer() -> None:
    waiting = structs.replace(WAIT, until=NOW + DAY)

    assert taken([waiting], Schedule(when=NOON)) == (waiting,)


def test_the_command_is_named_once() -> None:
    said = "the entry says so; to post it now: nowsync publish w --target mastodon"

    (found,) = taken([structs.replace(WAIT, reason=said)], Schedule(when=MORNING))

    assert found.reason.count("nowsync publish") == 1


def test_one_new_post_keeps_its_distance_from_the_last() -> None:
    (found,) = taken([A], Schedule(gap=DAY), posts={"z": NOW - HOUR})

    assert waits(found) == [23 * HOUR]
    assert found.reason.startswith("gap = 1 day: the post before it is of 2026-11-20 11:00; ")


def test_of_several_new_posts_each_waits_for_the_one_before() -> None:
    assert waits(*taken([A, B, create("c")], Schedule(gap=DAY))) == [None, DAY, 2 * DAY]


def test_a_post_that_waits_does_not_keep_an_earlier_one_back() -> None:
    later = structs.replace(WAIT, entry=EntryId("b"), until=NOW + 2 * DAY)

    assert waits(*taken([later, A], Schedule(gap=DAY))) == [2 * DAY, None]


@pytest.mark.parametrize(
    "first",
    [pytest.param(A, id="a named one"), pytest.param(RECOVER, id="one that was interrupted")],
)
def test_what_goes_out_in_any_case_counts_as_a_post(first: Action) -> None:
    _, found = taken([first, B], Schedule(gap=DAY), named="a")

    assert waits(found) == [DAY]


def test_a_day_has_no_more_posts_than_it_may() -> None:
    found = taken([A, B, create("c")], Schedule(max_per_day=2), posts={"z": NOW - HOUR})

    assert waits(*found) == [None, 12 * HOUR, 12 * HOUR]
    assert found[1].reason.startswith("max_per_day = 2; its turn ")


AFTER = Schedule(after=After("feed", DAY))


def test_what_comes_after_another_target_waits_from_its_post_there_on() -> None:
    (found,) = taken([A], AFTER, ahead=there(SKIP), posts_ahead={"a": NOW - HOUR})

    assert waits(found) == [23 * HOUR]
    assert found.reason.startswith("it comes 1 day after feed; its turn ")


def test_once_it_has_waited_long_enough_it_goes_out() -> None:
    assert taken([A], AFTER, posts_ahead={"a": NOW - DAY}) == (A,)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param(A, DAY, id="it goes out there in this run"),
        pytest.param(RECOVER, DAY, id="it is looked for there"),
        pytest.param(structs.replace(WAIT, until=NOW + HOUR), DAY + HOUR, id="it waits"),
    ],
)
def test_what_is_not_posted_on_the_other_target_yet_waits_for_that(
    first: Action, expected: timedelta
) -> None:
    assert waits(*taken([A], AFTER, ahead=there(first))) == [expected]


def test_without_a_delay_it_comes_after_the_run_in_which_it_goes_there() -> None:
    (found,) = taken([A], Schedule(after=After("feed")), ahead=there(A))

    assert waits(found) == [timedelta(minutes=5)]
    assert found.reason.startswith("it comes after feed; ")


def test_what_is_not_meant_for_the_other_target_does_not_wait_for_it() -> None:
    assert taken([A], AFTER, ahead=there(SKIP)) == (A,)


def test_what_is_held_on_the_other_target_is_held_here() -> None:
    (found,) = taken([A], AFTER, ahead=there(HOLD))

    assert found == Hold(
        entry=A.entry,
        target="mastodon",
        reason="it is held on the target that it comes after; "
        "to post it now: nowsync publish a --target mastodon",
    )


def test_an_edit_that_is_held_on_the_other_target_holds_nothing_here() -> None:
    assert taken([A], AFTER, ahead=there(HOLD), posts_ahead={"a": NOW - DAY}) == (A,)


# What missed its window: it could have gone out on Thursday or this morning.
YESTERDAY = NOW - DAY


def missed(catch_up: CatchUp, quiet: Windows | None = None) -> Action:
    schedule = Schedule(when=MORNING, quiet=quiet, catch_up=catch_up)
    (found,) = taken([A], schedule, entries=written(YESTERDAY))
    return found


def test_what_missed_its_window_waits_for_the_next_one() -> None:
    assert waits(missed(CatchUp.NEXT)) == [21 * HOUR]


def test_what_missed_its_window_may_go_out_at_once() -> None:
    assert missed(CatchUp.NOW) == A


def test_it_goes_out_at_once_but_not_in_quiet_hours() -> None:
    assert waits(missed(CatchUp.NOW, quiet=NIGHT)) == [2 * HOUR]


def test_what_missed_its_window_may_be_held() -> None:
    assert missed(CatchUp.HOLD) == Hold(
        entry=A.entry,
        target="mastodon",
        reason="it missed its window, daily 09:00-11:00 (UTC); "
        "to post it now: nowsync publish a --target mastodon",
    )


def test_it_is_held_also_while_a_later_window_is_open() -> None:
    schedule = Schedule(when=NOON, catch_up=CatchUp.HOLD)

    (found,) = taken([A], schedule, entries=written(YESTERDAY))

    assert isinstance(found, Hold)


@pytest.mark.parametrize("catch_up", CatchUp)
def test_what_was_written_after_the_window_has_missed_nothing(catch_up: CatchUp) -> None:
    schedule = Schedule(when=MORNING, catch_up=catch_up)

    assert waits(*taken([A], schedule, entries=written(NOW - HOUR / 2))) == [21 * HOUR]


def test_what_was_not_its_turn_has_missed_nothing() -> None:
    schedule = Schedule(when=MORNING, gap=DAY, catch_up=CatchUp.NOW)

    found = taken([A], schedule, entries=written(YESTERDAY), posts={"z": NOW - 2 * HOUR})

    assert waits(*found) == [22 * HOUR]


def test_windows_that_never_open_are_told_of() -> None:
    (found,) = taken([A], Schedule(when=MORNING, quiet=read_windows(["8:00-12:00"])))

    assert isinstance(found, Hold)
    assert found.reason.startswith("quiet hours cover all of daily 09:00-11:00 (UTC); ")


def test_an_edit_that_is_held_shows_what_changed() -> None:
    schedule = Schedule(when=MORNING, catch_up=CatchUp.HOLD)

    (found,) = taken([EDIT], schedule, traits=TOLD, entries=written(YESTERDAY))

    assert isinstance(found, Hold)
    assert found.change == EDIT.change
