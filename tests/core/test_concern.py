"""Hold what is told of a run to what is of concern in it."""

import pytest

from nowsync.core.concern import Concern, concerns, stuck
from nowsync.core.entry import EntryId
from nowsync.core.errors import Problem
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome, Result
from tests.core.samples import HOLD, ID, RECOVER, SKIP, UPDATE, WAIT, create

NOTHING = Plan(actions=())


def came(result: Result, message: str = "why\nand more", *, entry: str = ID) -> Outcome:
    return Outcome(entry=EntryId(entry), target="mastodon", result=result, message=message)


def of(result: Result) -> Concern:
    (found,) = concerns(NOTHING, [came(result)])
    return found


@pytest.mark.parametrize("result", [Result.DONE, Result.WAITS])
def test_what_goes_as_it_should_concerns_nobody(result: Result) -> None:
    assert concerns(Plan(actions=(create(ID), WAIT, SKIP, UPDATE)), [came(result)]) == ()


def test_what_stops_a_target_is_told_once_for_all_its_entries() -> None:
    outcomes = [came(Result.NOT_SENT), came(Result.NOT_SENT, entry="2026-10")]

    assert [each.text for each in concerns(NOTHING, outcomes)] == ["mastodon: why"]


@pytest.mark.parametrize("result", [Result.REFUSED, Result.HELD, Result.UNKNOWN, Result.GONE])
def test_what_failed_is_told_with_its_reason(result: Result) -> None:
    assert of(result).text == "2026-11 on mastodon: why"


def test_what_is_unknown_may_be_found_before_anybody_hears_of_it() -> None:
    assert of(Result.UNKNOWN).patience > of(Result.HELD).patience


def test_that_something_is_gone_does_not_come_to_an_end() -> None:
    assert not of(Result.GONE).lasting


def test_what_is_held_is_told() -> None:
    (found,) = concerns(Plan(actions=(HOLD,)), [])

    assert found.text == f"{HOLD.entry} on mastodon is held: {HOLD.reason}"


def test_a_refusal_and_the_hold_that_comes_of_it_are_one_matter() -> None:
    (held,) = concerns(Plan(actions=(HOLD,)), [])
    (both,) = concerns(Plan(actions=(HOLD,)), [came(Result.REFUSED, entry=HOLD.entry)])

    assert held.key == both.key


def test_a_file_that_cannot_be_read_may_be_half_written() -> None:
    problem = Problem("it has no date", "now/2026-12.md", 2)

    (found,) = concerns(Plan(actions=(), problems=(problem,)), [])

    assert found.text == "now/2026-12.md:2: it has no date"
    assert found.patience.total_seconds() == 3600


def test_a_target_that_waits_for_its_owner_is_told() -> None:
    plan = Plan(actions=(), paused={"mastodon": "its token was revoked"})

    (found,) = concerns(plan, [])

    assert (found.text, found.until_sent) == ("mastodon: its token was revoked", True)


def test_a_target_that_went_on_in_this_run_does_not_wait_any_more() -> None:
    plan = Plan(actions=(), paused={"mastodon": "its token was revoked"})

    assert concerns(plan, [came(Result.DONE)]) == ()


def test_a_target_is_stuck_while_something_should_go_out_and_nothing_does() -> None:
    plan = Plan(actions=(RECOVER,))

    assert stuck(plan, [came(Result.NOT_SENT)]) == {"mastodon"}
    assert stuck(plan, [came(Result.DONE)]) == set()
    assert stuck(Plan(actions=(WAIT,)), []) == {"mastodon"}
    assert stuck(Plan(actions=(SKIP, HOLD)), []) == set()
