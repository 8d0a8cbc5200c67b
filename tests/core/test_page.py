"""Hold the gate of pages to whom it lets wait, for how long, and what it says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from nowsync.core.action import Action, Create, Hold, Wait
from nowsync.core.entry import Entry, EntryId
from nowsync.core.page import Absence
from nowsync.core.page_gate import PageGate, newest_of
from nowsync.core.plan import Plan
from tests.core.samples import DATED, FUTURE, ID, NOW, create, entry

PAGE = "https://ada.dev/now/"
NEWEST = replace(entry(), link=PAGE)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def absence(*, last: datetime = NOW, since: datetime = NOW, times: int = 1) -> Absence:
    return Absence(url=PAGE, since=since, last=last, times=times, saw="answers 404")


def through(
    *,
    absences: Mapping[EntryId, Absence] | None = None,
    newest: Entry = NEWEST,
    named: tuple[EntryId, ...] = (),
    now: datetime = NOW,
    target: str = "mastodon",
) -> Action:
    gate = PageGate(patience={target: DAY}, newest=newest, absences=absences or {}, now=now)
    (action,) = gate.of(Plan(actions=(create(ID),), named=named)).actions
    return action


def test_the_newest_entry_goes_out_once_its_page_shows_it() -> None:
    action = through()

    assert isinstance(action, Create)
    assert action.page is not None
    assert action.reason.endswith(f", once {PAGE} shows it")


def test_who_names_an_entry_waits_for_no_page() -> None:
    assert through(named=(ID,), absences={ID: absence()}) == create(ID)


def test_an_older_entry_waits_for_no_page() -> None:
    assert through(newest=replace(NEWEST, id=EntryId("2026-12"))) == create(ID)


def test_an_entry_without_an_address_waits_for_no_page() -> None:
    assert through(newest=entry()) == create(ID)


def test_a_target_that_does_not_wait_is_left_alone() -> None:
    assert through(target="devto") == create(ID)


def test_a_page_that_was_not_there_is_waited_for() -> None:
    action = through(absences={ID: absence()})

    assert isinstance(action, Wait)
    assert action.until == NOW + MINUTE
    assert action.reason == (
        f"it waits for its page: {PAGE} answers 404; the next look is at 12:01 UTC; "
        "to post it now: nowsync publish 2026-11 --target mastodon"
    )


def test_an_older_entry_that_has_begun_to_wait_goes_on_waiting() -> None:
    action = through(newest=replace(NEWEST, id=EntryId("2026-12")), absences={ID: absence()})

    assert isinstance(action, Wait)


def test_it_is_time_for_another_look_when_the_wait_is_over() -> None:
    assert isinstance(through(absences={ID: absence(last=NOW - MINUTE)}), Create)


def test_a_look_in_the_future_does_not_count() -> None:
    assert isinstance(through(absences={ID: absence(last=FUTURE)}), Create)


def test_a_page_that_was_not_there_under_another_address_does_not_count() -> None:
    moved = replace(NEWEST, link="https://ada.dev/elsewhere/")

    assert isinstance(through(newest=moved, absences={ID: absence()}), Create)


def test_a_person_is_asked_when_patience_has_come_to_its_end() -> None:
    action = through(absences={ID: absence(since=NOW - DAY)})

    assert isinstance(action, Hold)
    assert action.reason == (
        f"its page did not show it for 24 hours: {PAGE} answers 404; mend that, then, or to post "
        "it all the same: nowsync publish 2026-11 --target mastodon"
    )


def test_nobody_is_asked_before_a_look_at_the_end_of_patience() -> None:
    """A machine that slept through the wait has seen nothing since."""
    slept = absence(since=NOW - 2 * DAY, last=NOW - 2 * DAY)

    assert isinstance(through(absences={ID: slept}), Create)


@pytest.mark.parametrize(
    ("times", "pause"), [(1, MINUTE), (2, 2 * MINUTE), (6, 32 * MINUTE), (7, 60 * MINUTE)]
)
def test_the_looks_become_rarer_up_to_one_an_hour(times: int, pause: timedelta) -> None:
    assert absence(times=times).next == NOW + pause
    assert absence(times=1000).next == NOW + 60 * MINUTE


def test_the_newest_entry_is_finished_and_due() -> None:
    entries = [
        entry(identity="2026-10", date=DATED - 30 * DAY),
        entry(),
        entry(identity="2026-12", date=FUTURE),
        entry(identity="2026-11-b", date=DATED + DAY, draft=True),
    ]

    assert newest_of(entries, NOW) == entry()
