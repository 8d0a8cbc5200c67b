"""Hold the plan to its decision table, and to saying why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import Entry
from nowsync.core.overrides import Override
from nowsync.core.plan import Plan, before_first_contact, decide
from nowsync.core.publication import Attempt, OperationState, Standing
from nowsync.core.situation import Situation
from nowsync.core.step import Receipt
from nowsync.core.target import OnChange, Policy, Traits
from tests.core.samples import (
    CORRECTED,
    ENTRY,
    FEED,
    FOUR,
    FUTURE,
    HOLD,
    ID,
    NOW,
    OLD,
    RECOVER,
    REVISED,
    SKIP,
    UPDATE,
    WAIT,
    compose,
    entry,
    operation,
    publication,
    situation,
    step,
    work,
)

NO_EDITS = Traits(edits=False)
DRAFT = entry(draft=True)
SKIPPED = replace(ENTRY, own=Override(skip=True))
LATER = replace(ENTRY, own=Override(not_before=FUTURE))
OLD_BUT_LATER = replace(entry(date=OLD), own=Override(not_before=NOW))
PUBLISHED = publication(Standing.PUBLISHED)
BASELINE = publication(Standing.BASELINE)
GONE = publication(Standing.GONE)
OPEN = operation(attempts=[Attempt(step=step())])
DOUBTFUL = operation()
HELD = publication(operation=operation(OperationState.HELD, reason="look there"))
HELD_SILENTLY = publication(operation=operation(OperationState.HELD))
REFUSED = publication(operation=operation(OperationState.REFUSED, reason="too rude"))
EDIT_REFUSED = publication(
    Standing.PUBLISHED, operation=operation(OperationState.REFUSED, of=CORRECTED, reason="no")
)
HALF_REFUSED = publication(
    Standing.PUBLISHED, operation=operation(OperationState.REFUSED, reason="no")
)
NEW = "new, dated 2026-11-01"
BY_NAME = "nowsync publish 2026-11 --target mastodon"
TO_EDIT = f"to edit it there: {BY_NAME}"
IGNORES = Policy(on_correction=OnChange.IGNORE)
ASKS = Policy(on_revision=OnChange.ASK)


@pytest.mark.parametrize(
    ("given_situation", "expected", "reason"),
    [
        pytest.param(situation(), Create, NEW, id="new"),
        pytest.param(situation(named=True), Create, "you named it", id="new and named"),
        pytest.param(
            situation(ENTRY, publication(operation=DOUBTFUL)),
            Recover,
            "an earlier run ended without an answer: look there first",
            id="open, in doubt",
        ),
        pytest.param(
            situation(ENTRY, publication(operation=OPEN)),
            Recover,
            "an earlier run was interrupted: go on where it stopped",
            id="open, interrupted",
        ),
        pytest.param(
            situation(DRAFT, publication(operation=DOUBTFUL)),
            Recover,
            "an earlier run ended without an answer: look there first",
            id="open goes before draft",
        ),
        pytest.param(
            situation(CORRECTED, replace(PUBLISHED, operation=DOUBTFUL)),
            Recover,
            "an earlier run ended without an answer: look there first",
            id="open goes before an edit",
        ),
        pytest.param(situation(DRAFT), Skip, "it is a draft", id="draft"),
        pytest.param(
            situation(replace(DRAFT, unfinished_by="status: wip")),
            Skip,
            "it is a draft (status: wip)",
            id="draft by a flag",
        ),
        pytest.param(
            situation(DRAFT, named=True),
            Hold,
            "it is a draft: finish it, and say so in now/2026-11.md",
            id="draft, named",
        ),
        pytest.param(
            situation(DRAFT, PUBLISHED),
            Skip,
            "it is a draft again; what was published stays as it is",
            id="draft again",
        ),
        pytest.param(
            situation(DRAFT, PUBLISHED, named=True),
            Skip,
            "it is a draft again; what was published stays as it is",
            id="draft again, named",
        ),
        pytest.param(situation(DRAFT, HELD), Skip, "it is a draft", id="draft goes before held"),
        pytest.param(situation(ENTRY, HELD), Hold, "look there", id="held"),
        pytest.param(situation(ENTRY, HELD, named=True), Hold, "look there", id="held, named"),
        pytest.param(situation(ENTRY, HELD_SILENTLY), Hold, "held", id="held without a reason"),
        pytest.param(
            situation(ENTRY, GONE),
            Skip,
            "it was removed there, and is not posted again by itself; to allow it: "
            "nowsync resolve 2026-11 --target mastodon --post-again",
            id="gone",
        ),
        pytest.param(
            situation(ENTRY, PUBLISHED),
            Skip,
            "published at https://mastodon.example/@ada/42, and unchanged since",
            id="published",
        ),
        pytest.param(
            situation(ENTRY, publication(Standing.PUBLISHED, receipts=[Receipt("42")])),
            Skip,
            "published, and unchanged since",
            id="published without an address",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED),
            Update,
            "corrected since it was published",
            id="corrected",
        ),
        pytest.param(
            situation(REVISED, PUBLISHED), Update, "revised since it was published", id="revised"
        ),
        pytest.param(
            situation(entry(title="Later", blocks=("Snow.",)), PUBLISHED),
            Update,
            "revised since it was published",
            id="revised in several places",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, traits=NO_EDITS),
            Skip,
            "changed since, but this platform has no edits",
            id="no edits",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, policy=IGNORES),
            Skip,
            f"corrected since it was published, and on_change ignores that; {TO_EDIT}",
            id="corrected, ignored",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, policy=IGNORES, named=True),
            Update,
            "corrected since it was published",
            id="corrected, ignored, named",
        ),
        pytest.param(
            situation(REVISED, PUBLISHED, policy=IGNORES),
            Update,
            "revised since it was published",
            id="revised, only corrections are ignored",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, traits=FEED, policy=IGNORES, stale="the feed is gone"),
            Update,
            "the feed is gone",
            id="ignored, but written anew for another reason",
        ),
        pytest.param(
            situation(REVISED, PUBLISHED, policy=ASKS),
            Hold,
            f"revised since it was published, and on_change asks you first; {TO_EDIT}",
            id="revised, asked for",
        ),
        pytest.param(
            situation(REVISED, PUBLISHED, policy=ASKS, named=True),
            Update,
            "revised since it was published",
            id="revised, asked for, named",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, policy=ASKS),
            Update,
            "corrected since it was published",
            id="corrected, only revisions are asked for",
        ),
        pytest.param(
            situation(REVISED, PUBLISHED, traits=FEED, policy=ASKS, stale="the feed is gone"),
            Hold,
            f"revised since it was published, and on_change asks you first; {TO_EDIT}",
            id="asked for, whatever became of the feed",
        ),
        pytest.param(
            situation(ENTRY, PUBLISHED, traits=FEED, policy=ASKS, stale="the feed is gone"),
            Update,
            "the feed is gone",
            id="what did not change is not asked for",
        ),
        pytest.param(
            situation(ENTRY, PUBLISHED, traits=FEED, stale="the feed is gone"),
            Update,
            "the feed is gone",
            id="stale",
        ),
        pytest.param(
            situation(CORRECTED, PUBLISHED, traits=FEED, stale="the feed is gone"),
            Update,
            "the feed is gone",
            id="stale and corrected",
        ),
        pytest.param(
            situation(entry(draft=True), PUBLISHED, traits=FEED, stale="the feed is gone"),
            Skip,
            "it is a draft again; what was published stays as it is",
            id="draft goes before stale",
        ),
        pytest.param(
            situation(ENTRY, REFUSED),
            Hold,
            "refused: too rude. Change now/2026-11.md, or name the entry to try again",
            id="refused",
        ),
        pytest.param(
            situation(ENTRY, REFUSED, named=True), Create, "you named it", id="refused, named"
        ),
        pytest.param(situation(CORRECTED, REFUSED), Create, NEW, id="refused, changed since"),
        pytest.param(
            situation(CORRECTED, EDIT_REFUSED),
            Hold,
            "refused: no. Change now/2026-11.md, or name the entry to try again",
            id="edit refused",
        ),
        pytest.param(
            situation(CORRECTED, EDIT_REFUSED, named=True),
            Update,
            "corrected since it was published",
            id="edit refused, named",
        ),
        pytest.param(
            situation(REVISED, EDIT_REFUSED),
            Update,
            "revised since it was published",
            id="edit refused, changed since",
        ),
        pytest.param(
            situation(ENTRY, EDIT_REFUSED),
            Skip,
            "published at https://mastodon.example/@ada/42, and unchanged since",
            id="edit refused, taken back",
        ),
        pytest.param(
            situation(ENTRY, HALF_REFUSED),
            Hold,
            "refused: no. Change now/2026-11.md, or name the entry to try again",
            id="a part refused",
        ),
        pytest.param(
            situation(ENTRY, HALF_REFUSED, named=True),
            Update,
            "only a part of it is there, and you named it",
            id="a part refused, named",
        ),
        pytest.param(
            situation(entry(date=FUTURE)),
            Wait,
            "dated in the future, 2026-11-21 12:00",
            id="future",
        ),
        pytest.param(
            situation(entry(date=FUTURE), met=False),
            Wait,
            "dated in the future, 2026-11-21 12:00",
            id="future at first contact",
        ),
        pytest.param(
            situation(entry(date=FUTURE), traits=FEED),
            Wait,
            "dated in the future, 2026-11-21 12:00",
            id="future in a feed",
        ),
        pytest.param(
            situation(entry(date=FUTURE), named=True), Create, "you named it", id="future, named"
        ),
        pytest.param(
            situation(entry(date=NOW)), Create, "new, dated 2026-11-20", id="dated this very second"
        ),
        pytest.param(
            situation(ENTRY, BASELINE),
            Skip,
            f"it was here before this target; to post it: {BY_NAME}",
            id="baseline",
        ),
        pytest.param(
            situation(ENTRY, BASELINE, named=True), Create, "you named it", id="baseline, named"
        ),
        pytest.param(
            situation(met=False),
            Skip,
            f"it was here before this target; to post it: {BY_NAME}",
            id="first contact",
        ),
        pytest.param(
            situation(met=False, named=True), Create, "you named it", id="first contact, named"
        ),
        pytest.param(situation(met=False, traits=FEED), Create, NEW, id="first contact of a feed"),
        pytest.param(situation(ENTRY, BASELINE, traits=FEED), Create, NEW, id="baseline of a feed"),
        pytest.param(
            situation(entry(date=OLD)),
            Skip,
            f"dated 2026-08-12, older than max_age = 45 days; to post it: {BY_NAME}",
            id="too old",
        ),
        pytest.param(
            situation(entry(date=NOW - timedelta(days=45))),
            Create,
            "new, dated 2026-10-06",
            id="just not too old",
        ),
        pytest.param(
            situation(entry(date=OLD), named=True), Create, "you named it", id="too old, named"
        ),
        pytest.param(
            situation(entry(date=OLD), traits=FEED),
            Create,
            "new, dated 2026-08-12",
            id="too old in a feed",
        ),
        pytest.param(situation(SKIPPED), Skip, "the entry says skip", id="skip"),
        pytest.param(situation(SKIPPED, named=True), Skip, "the entry says skip", id="skip, named"),
        pytest.param(
            situation(SKIPPED, traits=FEED), Skip, "the entry says skip", id="skip in a feed"
        ),
        pytest.param(
            situation(replace(SKIPPED, blocks=("Snow.",)), PUBLISHED),
            Skip,
            "the entry says skip; what was published stays as it is",
            id="skip what is published, and changed since",
        ),
        pytest.param(
            situation(SKIPPED, PUBLISHED, traits=FEED, stale="the feed is gone"),
            Skip,
            "the entry says skip; what was published stays as it is",
            id="skip goes before stale",
        ),
        pytest.param(
            situation(SKIPPED, publication(operation=DOUBTFUL)),
            Recover,
            "an earlier run ended without an answer: look there first",
            id="open goes before skip",
        ),
        pytest.param(situation(SKIPPED, HELD), Hold, "look there", id="held goes before skip"),
        pytest.param(
            structs.replace(situation(SKIPPED), doubt="is it another?"),
            Skip,
            "the entry says skip",
            id="skip goes before a doubt",
        ),
        pytest.param(
            situation(replace(SKIPPED, draft=True)), Skip, "it is a draft", id="draft before skip"
        ),
        pytest.param(
            situation(LATER),
            Wait,
            "the entry says not_before 2026-11-21 12:00; to post it now: " + BY_NAME,
            id="not before",
        ),
        pytest.param(
            situation(LATER, traits=FEED, met=False),
            Wait,
            "the entry says not_before 2026-11-21 12:00; to post it now: " + BY_NAME,
            id="not before in a feed, at first contact",
        ),
        pytest.param(
            situation(LATER, named=True),
            Create,
            "you named it, though the entry says not_before 2026-11-21 12:00",
            id="not before, named",
        ),
        pytest.param(
            situation(replace(LATER, blocks=("Winter is here.",)), PUBLISHED),
            Update,
            "corrected since it was published",
            id="not before does not hold back a correction",
        ),
        pytest.param(
            situation(replace(ENTRY, own=Override(not_before=NOW))),
            Create,
            NEW,
            id="not before this very second",
        ),
        pytest.param(
            situation(replace(ENTRY, own=Override(not_before=OLD)), named=True),
            Create,
            "you named it",
            id="not before what has passed, named",
        ),
        pytest.param(
            situation(replace(entry(date=FUTURE), own=Override(not_before=OLD))),
            Wait,
            "dated in the future, 2026-11-21 12:00",
            id="not before does not bring the date forward",
        ),
        pytest.param(
            situation(OLD_BUT_LATER),
            Create,
            "new, dated 2026-08-12",
            id="old, but to be posted now",
        ),
    ],
)
def test_the_first_rule_that_applies_decides(
    given_situation: Situation, expected: type[Action], reason: str
) -> None:
    action = decide(given_situation, compose)

    assert (type(action), action.reason) == (expected, reason)


def test_an_action_names_its_entry_and_its_target() -> None:
    action = decide(situation(), compose)

    assert (action.entry, action.target) == ("2026-11", "mastodon")


def test_what_is_open_is_finished_as_it_was_begun() -> None:
    action = decide(situation(CORRECTED, publication(operation=DOUBTFUL)), compose)

    assert action == Recover(entry=ID, target="mastodon", reason=action.reason, operation=DOUBTFUL)


def test_an_entry_from_the_future_waits_until_its_date() -> None:
    action = decide(situation(entry(date=FUTURE)), compose)

    assert isinstance(action, Wait)
    assert action.until == FUTURE


def test_an_entry_that_says_not_before_waits_until_then() -> None:
    action = decide(situation(LATER), compose)

    assert isinstance(action, Wait)
    assert action.until == FUTURE


def test_an_update_says_what_changed() -> None:
    action = decide(situation(CORRECTED, PUBLISHED), compose)

    assert isinstance(action, Update)
    assert action.change.kind is ChangeKind.CORRECTED


def changes_composed(given_situation: Situation) -> list[ChangeKind]:
    """Decide, and tell for what changes something was composed."""
    composed: list[ChangeKind] = []

    def remember(_: Situation, change: Change) -> Work:
        composed.append(change.kind)
        return work()

    decide(given_situation, remember)
    return composed


@pytest.mark.parametrize(
    ("given_situation", "expected"),
    [
        pytest.param(situation(), [ChangeKind.NEW], id="create"),
        pytest.param(situation(REVISED, PUBLISHED), [ChangeKind.REVISED], id="update"),
        pytest.param(situation(stale="moved", there=PUBLISHED), [ChangeKind.NONE], id="stale"),
        pytest.param(situation(ENTRY, PUBLISHED), [], id="unchanged"),
        pytest.param(situation(CORRECTED, PUBLISHED, traits=NO_EDITS), [], id="no edits"),
        pytest.param(situation(CORRECTED, PUBLISHED, policy=IGNORES), [], id="ignored"),
        pytest.param(situation(DRAFT), [], id="draft"),
        pytest.param(situation(entry(date=OLD)), [], id="too old"),
    ],
)
def test_only_what_is_sent_is_composed(
    given_situation: Situation, expected: list[ChangeKind]
) -> None:
    assert changes_composed(given_situation) == expected


@pytest.mark.parametrize(
    ("standing", "named", "met"),
    [
        pytest.param(Standing.BASELINE, False, True, id="baseline"),
        pytest.param(Standing.BASELINE, True, False, id="baseline, named"),
        pytest.param(Standing.PUBLISHED, True, True, id="published, named"),
        pytest.param(Standing.GONE, True, True, id="gone, named"),
        pytest.param(None, True, False, id="first contact, named"),
    ],
)
def test_a_draft_is_never_sent(standing: Standing | None, *, named: bool, met: bool) -> None:
    action = decide(situation(DRAFT, publication(standing), named=named, met=met), compose)

    assert isinstance(action, Skip | Hold)


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        pytest.param(ENTRY, True, id="finished"),
        pytest.param(entry(date=NOW), True, id="dated this very second"),
        pytest.param(DRAFT, False, id="draft"),
        pytest.param(entry(date=FUTURE), False, id="future"),
        pytest.param(LATER, False, id="not before the future"),
    ],
)
def test_what_was_finished_at_first_contact_is_no_news(here: Entry, *, expected: bool) -> None:
    assert before_first_contact(here, NOW) is expected


def test_a_plan_wakes_at_its_earliest_wait() -> None:
    later = structs.replace(WAIT, until=FUTURE + timedelta(days=1))

    assert Plan(actions=(SKIP, later, WAIT)).wakes_at == FUTURE


def test_a_plan_without_waits_never_wakes() -> None:
    assert Plan(actions=(SKIP, *FOUR)).wakes_at is None


def test_only_creates_updates_and_recoveries_send() -> None:
    plan = Plan(actions=(SKIP, UPDATE, WAIT, FOUR[0], HOLD, RECOVER))

    assert plan.sending == (UPDATE, FOUR[0], RECOVER)
