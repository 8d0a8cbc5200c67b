"""Hold publications to their recovery table, their moments and their keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from nowsync.core.entry import EntryId
from nowsync.core.image import ImageFile
from nowsync.core.publication import (
    KEY_WINDOW,
    SETTLE,
    Attempt,
    Operation,
    OperationState,
    Publication,
    Recovery,
    StepState,
    moments,
    recovery,
)
from nowsync.core.step import Receipt, Request, Step, Verb, keyed, reference, resolved
from tests.core.samples import DATED, ID, NOW, RECEIPT, operation, publication, step

SECOND = timedelta(seconds=1)


def sent(first: timedelta, last: timedelta | None = None, *, repeatable: bool = False) -> Attempt:
    """Make an attempt that was sent so long ago, and again so long ago."""
    return Attempt(
        step=step(repeatable=repeatable),
        state=StepState.UNKNOWN,
        sends=1 if last is None else 2,
        first_sent=NOW - first,
        last_sent=NOW - (first if last is None else last),
    )


def upload(ago: timedelta) -> Attempt:
    """Make an attempt to upload a file, so long ago."""
    attempt = sent(ago, repeatable=True)
    file = ImageFile("now.png", "ab", "image/png", 9)
    request = structs.replace(attempt.step.request, file=file)
    return structs.replace(attempt, step=structs.replace(attempt.step, request=request))


@pytest.mark.fault("T03", "a clock that went back is waited for")
@pytest.mark.parametrize(
    ("attempt", "keys", "expected"),
    [
        pytest.param(
            sent(SETTLE - SECOND, repeatable=True), True, Recovery.WAIT, id="settling, repeatable"
        ),
        pytest.param(
            sent(SETTLE, repeatable=True), False, Recovery.REPEAT, id="settled, repeatable"
        ),
        pytest.param(
            sent(timedelta(days=9), repeatable=True), False, Recovery.REPEAT, id="harmless, late"
        ),
        pytest.param(upload(SECOND), False, Recovery.REPEAT, id="a file, at once"),
        pytest.param(Attempt(step=step()), False, Recovery.REPEAT, id="never sent"),
        pytest.param(sent(timedelta(0)), True, Recovery.WAIT, id="this very moment"),
        pytest.param(sent(SETTLE - SECOND), True, Recovery.WAIT, id="settling, keys"),
        pytest.param(sent(SETTLE - SECOND), False, Recovery.WAIT, id="settling, no keys"),
        pytest.param(sent(SETTLE), True, Recovery.REPEAT, id="settled, keys"),
        pytest.param(sent(SETTLE), False, Recovery.HOLD, id="settled, no keys"),
        pytest.param(sent(KEY_WINDOW - SECOND), True, Recovery.REPEAT, id="key just known"),
        pytest.param(sent(KEY_WINDOW), True, Recovery.HOLD, id="key forgotten"),
        pytest.param(
            sent(KEY_WINDOW, SETTLE), True, Recovery.HOLD, id="the key is as old as the first send"
        ),
        pytest.param(
            sent(timedelta(minutes=20), SECOND), True, Recovery.WAIT, id="the last send settles"
        ),
        pytest.param(sent(timedelta(days=-1)), True, Recovery.WAIT, id="the clock went back"),
    ],
)
def test_after_a_look_that_found_nothing(
    attempt: Attempt, *, keys: bool, expected: Recovery
) -> None:
    assert recovery(attempt, honours_keys=keys, now=NOW) is expected


def test_a_key_is_never_repeated_after_the_server_may_have_forgotten_it() -> None:
    forgotten_after = timedelta(seconds=3600)

    assert forgotten_after > KEY_WINDOW + SETTLE


DAY = timedelta(days=1)
UNPUBLISHED = publication()
BEFORE = Publication(
    entry=EntryId("2026-11"), target="feed", published=NOW - 9 * DAY, updated=NOW - 5 * DAY
)


@pytest.mark.parametrize(
    ("dated", "there", "revised", "expected"),
    [
        pytest.param(NOW - DAY, UNPUBLISHED, False, (NOW, NOW), id="fresh"),
        pytest.param(NOW - 45 * DAY, UNPUBLISHED, False, (NOW, NOW), id="just fresh"),
        pytest.param(NOW - 46 * DAY, UNPUBLISHED, False, (NOW - 46 * DAY,) * 2, id="old"),
        pytest.param(NOW + DAY, UNPUBLISHED, False, (NOW, NOW), id="from the future, named"),
        pytest.param(NOW, BEFORE, False, (NOW - 9 * DAY, NOW - 5 * DAY), id="corrected"),
        pytest.param(NOW, BEFORE, True, (NOW - 9 * DAY, NOW), id="revised"),
    ],
)
def test_a_feed_tells_when_an_entry_was_published_and_changed(
    dated: datetime,
    there: Publication,
    *,
    revised: bool,
    expected: tuple[datetime, datetime],
) -> None:
    assert moments(dated, there, revised=revised, now=NOW, max_age=45 * DAY) == expected


STEPS = (step("one"), step("two"))


def keys(
    steps: tuple[Step, ...] = STEPS,
    *,
    target: str = "mastodon",
    entry: str = "2026-11",
    verb: Verb = Verb.CREATE,
) -> list[str]:
    made = keyed(steps, target=target, entry=EntryId(entry), verb=verb)
    return [each.key for each in made]


def test_the_same_intent_gets_the_same_key_on_any_machine() -> None:
    assert keys()[0] == "xpl5d73jeoyxuz4g2eez2sgtseol7emj"


def test_a_key_does_not_depend_on_the_key_before() -> None:
    assert keys(tuple(structs.replace(each, key="before") for each in STEPS)) == keys()


def test_a_key_is_fit_for_a_header() -> None:
    assert [len(key) for key in keys() if key.isascii() and key.isalnum()] == [32, 32]


REQUEST = STEPS[0].request


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(keys((step("other"),)), id="payload"),
        pytest.param(
            keys((structs.replace(STEPS[0], request=structs.replace(REQUEST, url="x")),)), id="URL"
        ),
        pytest.param(
            keys((structs.replace(STEPS[0], request=structs.replace(REQUEST, method="PUT")),)),
            id="method",
        ),
        pytest.param(keys(entry="2026-12"), id="entry"),
        pytest.param(keys(target="other"), id="target"),
        pytest.param(keys(verb=Verb.UPDATE), id="verb"),
        pytest.param(keys((STEPS[1], STEPS[0]))[1:], id="position"),
    ],
)
def test_another_intent_gets_another_key(other: list[str]) -> None:
    assert keys()[0] != other[0]


def test_another_file_gets_another_key() -> None:
    files = [None, *(ImageFile("x.png", name, "image/png", 1) for name in ("a", "b"))]
    steps = [
        structs.replace(step(), request=structs.replace(step().request, file=file))
        for file in files
    ]

    keys = [keyed([each], target="t", entry=ID, verb=Verb.CREATE)[0].key for each in steps]

    assert len(set(keys)) == 3


def test_a_file_alone_says_nothing() -> None:
    file = ImageFile("x.png", "a", "image/png", 1)
    made = structs.replace(step(), request=structs.replace(step().request, file=file))

    assert made.says == {}


def test_a_key_leaves_the_rest_of_its_step_alone() -> None:
    made = keyed(STEPS, target="mastodon", entry=EntryId("2026-11"), verb=Verb.CREATE)

    assert tuple(structs.replace(each, key="k") for each in made) == STEPS


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(StepState.PLANNED, False, id="planned"),
        pytest.param(StepState.IN_FLIGHT, True, id="in flight"),
        pytest.param(StepState.UNKNOWN, True, id="unknown"),
        pytest.param(StepState.CONFIRMED, False, id="confirmed"),
        pytest.param(StepState.REFUSED, False, id="refused"),
    ],
)
def test_only_what_may_have_been_made_is_doubtful(state: StepState, *, expected: bool) -> None:
    assert operation(attempts=[Attempt(step=step(), state=state)]).doubtful is expected


def test_one_doubtful_step_makes_an_operation_doubtful() -> None:
    confirmed = Attempt(step=step(), state=StepState.CONFIRMED, receipt=RECEIPT)

    assert operation(attempts=[confirmed, sent(SECOND)]).doubtful


@pytest.mark.parametrize("state", OperationState, ids=lambda state: state.value)
def test_only_what_is_held_needs_a_person(state: OperationState) -> None:
    assert operation(state).held is (state is OperationState.HELD)


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        pytest.param([Attempt(step=step(), receipt=RECEIPT), Attempt(step=step())], True, id="yes"),
        pytest.param([Attempt(step=step()), Attempt(step=step())], False, id="nothing is there"),
        pytest.param(
            [Attempt(step=step(repeatable=True), receipt=RECEIPT), Attempt(step=step())],
            False,
            id="what is there may be made again",
        ),
    ],
)
def test_what_cannot_be_made_twice_makes_an_operation_half_made(
    attempts: list[Attempt], *, expected: bool
) -> None:
    assert operation(attempts=attempts).half_made is expected


def test_a_reference_becomes_the_id_that_its_step_was_given() -> None:
    done = [Receipt("41"), Receipt("42")]

    assert resolved([reference(0), reference(1), "43"], done) == ["41", "42", "43"]


def test_only_a_reference_and_nothing_else_is_one() -> None:
    said = f"See {reference(0)}"

    assert resolved(said, [Receipt("41")]) == said


def test_what_a_step_says_is_told_from_what_it_refers_to() -> None:
    body = {"status": "Hello", "in_reply_to_id": reference(0), "media_ids": [reference(1)]}
    made = Step("reply", Request("POST", "https://mastodon.example", body), repeatable=False)

    assert made.says == {"status": "Hello"}


def test_an_operation_gives_the_receipts_of_its_confirmed_steps() -> None:
    confirmed = Attempt(step=step(), state=StepState.CONFIRMED, receipt=RECEIPT)
    begun: Operation = operation(attempts=[confirmed, Attempt(step=step())])

    assert begun.receipts == (RECEIPT,)


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        pytest.param([RECEIPT], RECEIPT.url, id="one"),
        pytest.param([Receipt("1"), RECEIPT], RECEIPT.url, id="the draft had none"),
        pytest.param([Receipt("1", ""), Receipt("2")], None, id="none was told"),
        pytest.param([], None, id="nothing published"),
    ],
)
def test_a_publication_is_found_at_the_first_address_that_was_told(
    receipts: list[Receipt], expected: str | None
) -> None:
    there = Publication(entry=EntryId("2026-11"), target="devto", receipts=tuple(receipts))

    assert there.url == expected


def test_moments_are_those_of_the_first_publication_whatever_the_date_says_now() -> None:
    there = replace(publication(), published=DATED, updated=DATED)
    later = datetime(2027, 1, 1, tzinfo=UTC)

    assert moments(later, there, revised=False, now=NOW, max_age=DAY) == (DATED, DATED)
