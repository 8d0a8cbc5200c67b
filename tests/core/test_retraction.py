"""Hold retraction to its rules: a person's word, an entry that went away, and what says neither."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from nowsync.core.action import Action, Hold, Recover, Retract, Retraction, Skip, Wait
from nowsync.core.plan import decide
from nowsync.core.publication import Attempt, Operation, OperationState, Publication, Standing
from nowsync.core.retraction import taken_back, vanished
from nowsync.core.situation import Absence, Situation, TakeBack
from nowsync.core.step import Verb
from nowsync.core.target import OnRemoved, Policy
from tests.core.samples import (
    ENTRY,
    FEED,
    ID,
    NOW,
    TARGET,
    compose,
    entry,
    operation,
    publication,
    situation,
    step,
)

AT = "https://mastodon.example/@ada/42"
THERE = "2026-11 --target mastodon"
ASKED = (
    "and is still published; to take it back: nowsync retract "
    f"{THERE}; to leave it there: nowsync resolve {THERE} --keep"
)
REFUSAL = (
    f"taking it back was refused: no; to try again: nowsync retract {THERE}; "
    f"to leave it there: nowsync resolve {THERE} --keep"
)
PUBLISHED = publication(Standing.PUBLISHED)
ABSENT = Absence()
DRAFT = entry(draft=True)
RETRACTS, KEEPS = Policy(on_removed=OnRemoved.RETRACT), Policy(on_removed=OnRemoved.KEEP)
DELETE = step("gone", kind="delete", repeatable=True)


def take_back(publication: Publication, verb: Verb) -> Retraction:
    return Retraction(steps=(DELETE,), remains="the draft stays there")


def with_operation(state: OperationState, verb: Verb, of: Publication = PUBLISHED) -> Publication:
    left: Operation = operation(state, attempts=[Attempt(step=DELETE)], reason="no")
    return replace(of, operation=structs.replace(left, verb=verb))


OPEN = with_operation(OperationState.OPEN, Verb.RETRACT)
REFUSED = with_operation(OperationState.REFUSED, Verb.WITHDRAW)


@pytest.mark.parametrize(
    ("there", "expected", "reason"),
    [
        pytest.param(PUBLISHED, Retract, f"you take it back: {AT}", id="published"),
        pytest.param(REFUSED, Retract, f"you take it back: {AT}", id="refused before"),
        pytest.param(
            replace(PUBLISHED, on_hold=NOW), Retract, f"you take it back: {AT}", id="on hold"
        ),
        pytest.param(publication(), Skip, "nothing of it is published there", id="never there"),
        pytest.param(
            publication(Standing.BASELINE), Skip, "nothing of it is published there", id="baseline"
        ),
        pytest.param(
            publication(Standing.GONE), Skip, "it was removed there already", id="gone by hand"
        ),
        pytest.param(
            publication(Standing.RETRACTED), Skip, "it was taken back there already", id="retracted"
        ),
        pytest.param(
            publication(Standing.WITHDRAWN), Skip, "it was taken back there already", id="withdrawn"
        ),
        pytest.param(
            OPEN, Recover, "an earlier run was interrupted: go on where it stopped", id="begun"
        ),
        pytest.param(
            with_operation(OperationState.OPEN, Verb.CREATE, publication()),
            Hold,
            f"an earlier run is not finished there; first: nowsync publish {THERE}",
            id="not finished",
        ),
        pytest.param(
            with_operation(OperationState.HELD, Verb.CREATE, publication()), Hold, "no", id="held"
        ),
    ],
)
def test_a_persons_word(there: Publication, expected: type[Action], reason: str) -> None:
    action = taken_back(there, take_back)

    assert (type(action), action.reason) == (expected, reason)


def test_what_cannot_be_taken_back_is_held() -> None:
    action = taken_back(PUBLISHED, None)

    assert isinstance(action, Hold)
    assert action.reason == "this platform has no way to take anything back"


def test_a_retraction_freezes_what_takes_back_and_shows_what_is_there() -> None:
    action = taken_back(PUBLISHED, take_back)

    assert isinstance(action, Retract)
    assert [each.step for each in action.operation.attempts] == [DELETE]
    assert action.operation.verb is Verb.RETRACT
    assert action.operation.meaning == PUBLISHED.meaning
    assert action.there == PUBLISHED.steps
    assert action.remains == "the draft stays there"


def missed(
    there: Publication,
    absence: Absence = ABSENT,
    policy: Policy = RETRACTS,
    way: TakeBack | None = take_back,
) -> Action | None:
    return vanished(there, absence, structs.replace(TARGET, policy=policy), way, NOW)


GONE = "it is not in the source any more"
JUST_NOW = NOW - timedelta(seconds=9)


@pytest.mark.parametrize(
    ("action", "expected", "reason"),
    [
        pytest.param(missed(PUBLISHED), Retract, f"{GONE}: {AT}", id="taken back"),
        pytest.param(
            missed(PUBLISHED, policy=Policy()), Hold, f"{GONE}, {ASKED}", id="asked about"
        ),
        pytest.param(
            missed(replace(PUBLISHED, stays=True)),
            Skip,
            f"{GONE}; what was published stays, as you said",
            id="kept",
        ),
        pytest.param(
            missed(PUBLISHED, policy=KEEPS),
            Skip,
            f"{GONE}; what was published stays as it is",
            id="left alone",
        ),
        pytest.param(
            missed(PUBLISHED, policy=Policy(), way=None),
            Skip,
            f"{GONE}; what was published stays as it is",
            id="no way to take it back",
        ),
        pytest.param(
            missed(PUBLISHED, Absence(excuse="it cannot be read")),
            Skip,
            f"{GONE} (it cannot be read); what was published stays",
            id="excused",
        ),
        pytest.param(
            missed(PUBLISHED, Absence(since=JUST_NOW)),
            Wait,
            "its file went away just now, and may come back",
            id="just now",
        ),
        pytest.param(
            missed(PUBLISHED, Absence(since=NOW - timedelta(seconds=10))),
            Retract,
            f"{GONE}: {AT}",
            id="ten seconds ago",
        ),
        pytest.param(
            missed(PUBLISHED, Absence(since=NOW + timedelta(days=1))),
            Retract,
            f"{GONE}: {AT}",
            id="in the future, which says nothing",
        ),
        pytest.param(
            missed(replace(PUBLISHED, on_hold=NOW)),
            Hold,
            f"you held it on 2026-11-20; to let it go: nowsync release {THERE}",
            id="on hold",
        ),
        pytest.param(missed(REFUSED), Hold, REFUSAL, id="refused"),
        pytest.param(
            missed(OPEN),
            Recover,
            "an earlier run was interrupted: go on where it stopped",
            id="open",
        ),
        pytest.param(
            missed(with_operation(OperationState.HELD, Verb.UPDATE)), Hold, "no", id="held"
        ),
    ],
)
def test_an_entry_that_went_away(
    action: Action | None, expected: type[Action], reason: str
) -> None:
    assert action is not None
    assert (type(action), action.reason) == (expected, reason)


@pytest.mark.parametrize(
    "standing", [None, Standing.BASELINE, Standing.GONE, Standing.RETRACTED, Standing.WITHDRAWN]
)
def test_nothing_is_said_of_what_is_not_there(standing: Standing | None) -> None:
    assert missed(publication(standing)) is None


def decided(here: Situation) -> Action:
    return decide(structs.replace(here, take_back=take_back), compose)


AGAIN = "it is a draft again"
AWAY = f"and is not posted again by itself; to allow it: nowsync resolve {THERE} --post-again"


@pytest.mark.parametrize(
    ("here", "expected", "reason"),
    [
        pytest.param(situation(DRAFT, PUBLISHED), Hold, f"{AGAIN}, {ASKED}", id="asked about"),
        pytest.param(
            situation(DRAFT, PUBLISHED, policy=RETRACTS),
            Retract,
            f"{AGAIN}: {AT}",
            id="taken back",
        ),
        pytest.param(
            situation(replace(DRAFT, changed=JUST_NOW), PUBLISHED, policy=RETRACTS),
            Wait,
            "its file was written just now, and may not be finished",
            id="written just now",
        ),
        pytest.param(
            situation(DRAFT, replace(PUBLISHED, on_hold=NOW), policy=RETRACTS, named=True),
            Hold,
            f"you held it on 2026-11-20; to let it go: nowsync release {THERE}",
            id="on hold",
        ),
        pytest.param(situation(ENTRY, REFUSED), Hold, REFUSAL, id="refused, not a draft any more"),
        pytest.param(
            situation(ENTRY, publication(Standing.RETRACTED), named=True),
            Skip,
            f"it was taken back there, {AWAY}",
            id="retracted",
        ),
        pytest.param(
            situation(ENTRY, publication(Standing.RETRACTED), traits=FEED),
            Skip,
            f"it was taken back there, {AWAY}",
            id="retracted from a feed",
        ),
        pytest.param(
            situation(ENTRY, publication(Standing.WITHDRAWN)),
            Skip,
            f"it was taken back there, {AWAY}",
            id="withdrawn, and here again",
        ),
    ],
)
def test_what_becomes_of_a_draft_and_of_what_was_taken_back(
    here: Situation, expected: type[Action], reason: str
) -> None:
    action = decided(here)

    assert (type(action), action.reason) == (expected, reason)


def test_a_feed_has_again_what_was_only_missing() -> None:
    there = replace(publication(Standing.WITHDRAWN), entry=ID)

    assert type(decided(situation(ENTRY, there, traits=FEED))).__name__ == "Create"


def test_a_retraction_that_follows_from_its_entry_is_another_verb() -> None:
    action = missed(PUBLISHED)

    assert isinstance(action, Retract)
    assert action.operation.verb is Verb.WITHDRAW
