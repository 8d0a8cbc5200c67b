"""Hold the gates to what they keep back, and to saying how to go on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from nowsync.core.action import Action, Create, Hold, Recover, Retract, Skip, Update, Wait, work_of
from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId
from nowsync.core.gates import edit_gate, flood_gate, put_off, removal_gate
from nowsync.core.plan import decide
from nowsync.core.publication import Standing
from nowsync.core.target import OnChange, Policy, Traits
from tests.core.samples import (
    CORRECTED,
    ENTRY,
    FEED,
    FOUR,
    HOLD,
    NOW,
    RECOVER,
    REVISED,
    SKIP,
    TARGET,
    TRAITS,
    UPDATE,
    WAIT,
    compose,
    create,
    operation,
    publication,
    situation,
    step,
)

DRIFT = Drift({"text": "The kettle is on."}, {"text": "The kettle is mine."})
DRIFTED = replace(publication(Standing.PUBLISHED), drift=DRIFT)


def kinds(actions: tuple[Action, ...]) -> list[type[Action]]:
    return [type(action) for action in actions]


@pytest.mark.fault("T05", "more than max_new at once are held")
@pytest.mark.fault("T06", "more than max_new at once are held")
@pytest.mark.parametrize(
    ("actions", "traits", "named", "expected"),
    [
        pytest.param(FOUR[:3], TRAITS, (), [Create] * 3, id="as many as allowed"),
        pytest.param(FOUR, TRAITS, (), [Hold] * 4, id="one too many holds all"),
        pytest.param(FOUR, FEED, (), [Create] * 4, id="a feed takes any number"),
        pytest.param(FOUR, TRAITS, "abcd", [Create] * 4, id="all were named"),
        pytest.param(FOUR, TRAITS, "a", [Create] * 4, id="the named one does not count"),
        pytest.param(
            (*FOUR, create("e")), TRAITS, "a", [Create] + [Hold] * 4, id="the named one goes out"
        ),
        pytest.param(
            (*FOUR, UPDATE, RECOVER, WAIT, HOLD, SKIP),
            TRAITS,
            (),
            [*[Hold] * 4, Update, Recover, Wait, Hold, Skip],
            id="only new posts are held",
        ),
        pytest.param(
            (*FOUR[:3], UPDATE, UPDATE), TRAITS, (), [Create] * 3 + [Update] * 2, id="edits"
        ),
        pytest.param((), TRAITS, (), [], id="nothing"),
    ],
)
def test_a_flood_of_new_posts_is_held_whole(
    actions: tuple[Action, ...], traits: Traits, named: str, expected: list[type[Action]]
) -> None:
    passed = flood_gate(actions, TARGET, traits, tuple(map(EntryId, named)))

    assert kinds(passed) == expected


def test_the_flood_gate_says_how_to_go_on() -> None:
    expected = (
        "4 new posts at once are more than max_new = 3; none is sent. "
        "Name the entries to publish them, or raise max_new"
    )

    held = flood_gate(FOUR, TARGET, TRAITS, ())

    assert {action.reason for action in held} == {expected}


def test_the_flood_gate_opens_as_far_as_the_policy_says() -> None:
    target = structs.replace(TARGET, policy=Policy(max_new=4))

    assert flood_gate(FOUR, target, TRAITS, ()) == FOUR


DISTURBING = Traits(edits=True, edits_disturb=True)
EDITS = tuple(structs.replace(UPDATE, entry=EntryId(name)) for name in "abcd")


@pytest.mark.parametrize(
    ("actions", "traits", "named", "expected"),
    [
        pytest.param(EDITS[:3], DISTURBING, "", [Update] * 3, id="as many as allowed"),
        pytest.param(EDITS, DISTURBING, "", [Hold] * 4, id="one too many holds all"),
        pytest.param(EDITS, TRAITS, "", [Update] * 4, id="where they disturb nobody"),
        pytest.param(EDITS, DISTURBING, "abcd", [Update] * 4, id="all were named"),
        pytest.param(
            (*FOUR[:1], *EDITS[1:], RECOVER, WAIT, HOLD, SKIP),
            DISTURBING,
            "",
            [Create, Update, Update, Update, Recover, Wait, Hold, Skip],
            id="only edits count",
        ),
        pytest.param(
            (create("n"), *EDITS), DISTURBING, "", [Create] + [Hold] * 4, id="only edits are held"
        ),
    ],
)
def test_a_flood_of_edits_is_held_whole(
    actions: tuple[Action, ...], traits: Traits, named: str, expected: list[type[Action]]
) -> None:
    passed = edit_gate(actions, TARGET, traits, tuple(map(EntryId, named)))

    assert kinds(passed) == expected


def test_the_edit_gate_says_how_to_go_on() -> None:
    expected = (
        "4 edits at once are more than max_edits = 3; none is made. "
        "Name the entries to edit them, or raise max_edits"
    )

    held = edit_gate(EDITS, TARGET, DISTURBING, ())

    assert {action.reason for action in held} == {expected}


def test_the_edit_gate_tells_what_would_be_edited() -> None:
    held = edit_gate(EDITS, TARGET, DISTURBING, ())[0]

    assert isinstance(held, Hold)
    assert held.change == UPDATE.change


def test_the_edit_gate_opens_as_far_as_the_policy_says() -> None:
    target = structs.replace(TARGET, policy=Policy(max_edits=4))

    assert edit_gate(EDITS, target, DISTURBING, ()) == EDITS


UNTIL = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("action", [FOUR[0], UPDATE, RECOVER], ids=["create", "update", "recover"])
def test_what_would_be_sent_waits_for_a_server_that_put_us_off(action: Action) -> None:
    expected = Wait(
        entry=action.entry,
        target="mastodon",
        reason="its server allows no more for now: it waits until 2026-11-20 12:30:00 UTC",
        until=UNTIL,
        work=work_of(action),
    )

    assert put_off([action], UNTIL) == (expected,)


@pytest.mark.parametrize("action", [WAIT, HOLD, SKIP], ids=["wait", "hold", "skip"])
def test_what_is_not_sent_is_not_put_off(action: Action) -> None:
    assert put_off([action], UNTIL) == (action,)


WRITTEN = replace(ENTRY, changed=NOW - timedelta(seconds=9))
SETTLED = replace(ENTRY, changed=NOW - timedelta(seconds=10))
EARLIER = replace(ENTRY, changed=NOW - timedelta(seconds=9, milliseconds=600))


@pytest.mark.parametrize(
    ("entry", "changes", "expected"),
    [
        pytest.param(WRITTEN, {}, Wait, id="just written"),
        pytest.param(replace(ENTRY, changed=NOW), {}, Wait, id="written this second"),
        pytest.param(SETTLED, {}, Create, id="settled"),
        pytest.param(
            replace(ENTRY, changed=NOW + timedelta(milliseconds=140)), {}, Wait, id="a moment ago"
        ),
        pytest.param(replace(ENTRY, changed=NOW + timedelta(hours=1)), {}, Create, id="in future"),
        pytest.param(
            WRITTEN, {"moment": NOW + timedelta(milliseconds=999)}, Wait, id="nearly settled"
        ),
        pytest.param(
            EARLIER,
            {"moment": NOW + timedelta(milliseconds=400)},
            Create,
            id="settled within this second",
        ),
        pytest.param(SETTLED, {"looked": NOW - timedelta(minutes=5)}, Wait, id="read long ago"),
        pytest.param(
            WRITTEN, {"looked": NOW - timedelta(minutes=5)}, Wait, id="written while it was read"
        ),
        pytest.param(SETTLED, {"looked": NOW}, Create, id="settled when it was read"),
        pytest.param(WRITTEN, {"named": True}, Create, id="named"),
        pytest.param(WRITTEN, {"traits": FEED}, Wait, id="in a feed, too"),
    ],
)
def test_what_was_written_just_now_waits(
    entry: Entry, changes: Mapping[str, Any], expected: type[Action]
) -> None:
    made = decide(structs.replace(situation(entry), **changes), compose)

    assert type(made) is expected


def test_what_waits_for_its_file_can_be_read_meanwhile() -> None:
    action = decide(situation(replace(ENTRY, changed=NOW)), compose)

    assert isinstance(action, Wait)
    assert action.work is not None


def test_what_a_server_puts_off_can_be_read_meanwhile() -> None:
    (action,) = put_off([create("a")], UNTIL)

    assert isinstance(action, Wait)
    assert action.work == create("a").work


def test_the_wait_is_over_when_the_file_has_settled() -> None:
    made = decide(situation(WRITTEN), compose)

    assert isinstance(made, Wait)
    assert made.until == NOW + timedelta(seconds=1)


SAME = replace(publication(Standing.PUBLISHED), steps=(step(),))
ASKS = Policy(on_revision=OnChange.ASK)


def test_a_person_who_is_asked_is_told_what_changed() -> None:
    made = decide(situation(REVISED, publication(Standing.PUBLISHED), policy=ASKS), compose)

    assert isinstance(made, Hold)
    assert made.change is not None
    assert list(map(str, made.change.differences)) == ['+ reading: "Orlando"']


def test_nobody_is_asked_about_a_change_that_is_not_shown_there() -> None:
    made = decide(situation(REVISED, SAME, policy=ASKS), compose)

    assert (type(made), made.reason) == (Skip, "changed since, but nothing that is shown there")


def test_a_person_is_asked_once_the_file_has_settled() -> None:
    written = replace(REVISED, changed=NOW)

    made = decide(situation(written, publication(Standing.PUBLISHED), policy=ASKS), compose)

    assert isinstance(made, Wait)


@pytest.mark.parametrize(
    ("edited", "changes", "expected"),
    [
        pytest.param(NOW - timedelta(hours=23), {}, Wait, id="a day has not passed"),
        pytest.param(NOW - timedelta(hours=24), {}, Update, id="a day has passed"),
        pytest.param(NOW, {}, Wait, id="edited this second"),
        pytest.param(None, {}, Update, id="never edited"),
        pytest.param(NOW + timedelta(days=1), {}, Update, id="edited in the future"),
        pytest.param(NOW, {"named": True}, Update, id="named"),
        pytest.param(NOW, {"publication": SAME}, Skip, id="nothing that is shown there"),
    ],
)
def test_an_edit_soon_after_another_waits(
    edited: datetime | None, changes: Mapping[str, Any], expected: type[Action]
) -> None:
    before = situation(CORRECTED, publication(Standing.PUBLISHED))

    made = decide(structs.replace(before, edited=edited, **changes), compose)

    assert type(made) is expected


def test_no_time_between_edits_is_no_wait() -> None:
    policy = Policy(between_edits=timedelta(0))
    before = situation(CORRECTED, publication(Standing.PUBLISHED), policy=policy)

    assert isinstance(decide(structs.replace(before, edited=NOW), compose), Update)


@pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])
def test_what_somebody_has_edited_there_is_held(*, named: bool) -> None:
    action = decide(situation(CORRECTED, DRIFTED, named=named), compose)

    assert isinstance(action, Hold)
    assert "it was edited on mastodon since" in action.reason
    assert action.change is not None


def test_who_wants_it_overwritten_lets_it_through_with_what_they_lose() -> None:
    here = structs.replace(situation(CORRECTED, DRIFTED, named=True), overwrite=True)

    action = decide(here, compose)

    assert isinstance(action, Update)
    assert action.overwrites == DRIFT
    assert DRIFT.evidence in action.reason


def test_what_somebody_has_edited_there_is_told_of_an_unchanged_entry() -> None:
    action = decide(situation(ENTRY, DRIFTED), compose)

    assert isinstance(action, Skip)
    assert DRIFT.evidence in action.reason


def retract(identity: str) -> Retract:
    return Retract(
        entry=EntryId(identity), target="mastodon", reason="", operation=operation(), there=()
    )


MOST, TOO_MANY = tuple(map(retract, "abc")), tuple(map(retract, "abcd"))


@pytest.mark.parametrize(
    ("actions", "named", "empty", "expected"),
    [
        pytest.param(MOST, (), False, [Retract] * 3, id="as many as allowed"),
        pytest.param(TOO_MANY, (), False, [Hold] * 4, id="one too many holds all"),
        pytest.param(TOO_MANY, "abcd", False, [Retract] * 4, id="all were named"),
        pytest.param(MOST[:1], (), True, [Hold], id="no entry is left at all"),
        pytest.param(
            (*TOO_MANY, UPDATE, SKIP), (), False, [*[Hold] * 4, Update, Skip], id="the rest goes on"
        ),
    ],
)
def test_a_folder_that_lost_its_entries_is_no_wish_to_take_them_back(
    actions: tuple[Action, ...], named: str, empty: bool, expected: list[type[Action]]
) -> None:
    passed = removal_gate(actions, TARGET, [EntryId(each) for each in named], empty=empty)

    assert kinds(passed) == expected


def test_the_removal_gate_says_how_to_go_on() -> None:
    held, *_ = removal_gate(TOO_MANY, TARGET, (), empty=False)

    assert held.reason == (
        "4 entries at once were removed or are drafts again, more than max_removed = 3; none is "
        "taken back. To do that: nowsync retract with their names, or raise max_removed"
    )


@pytest.mark.parametrize("named", [True, False])
def test_what_a_person_holds_is_neither_published_nor_edited(named: bool) -> None:
    new = situation(ENTRY, replace(publication(), on_hold=NOW), named=named)
    changed = replace(publication(Standing.PUBLISHED), on_hold=NOW)
    edit = situation(REVISED, changed, named=named)

    assert {decide(each, compose).reason for each in (new, edit)} == {
        "you held it on 2026-11-20; to let it go: nowsync release 2026-11 --target mastodon"
    }


def test_what_a_person_holds_and_nothing_would_be_sent_of_is_as_ever() -> None:
    there = replace(publication(Standing.PUBLISHED), on_hold=NOW)

    assert isinstance(decide(situation(ENTRY, there), compose), Skip)


def test_what_was_begun_is_finished_though_it_is_held() -> None:
    begun = replace(publication(), on_hold=NOW, operation=operation())

    assert isinstance(decide(situation(ENTRY, begun), compose), Recover)
