"""Hold the history to telling what the ledger's notes mean, each thing once."""

from datetime import timedelta

import pytest

from nowsync.core.entry import EntryId
from nowsync.core.history import Event, Happened, Happening, history
from tests.core.samples import ID, NOW, RECEIPT

URL = RECEIPT.url or ""
OTHER = EntryId("2026-10")


def noted(kind: str, detail: str | None = None, *, steps: int = 0, entry: EntryId = ID) -> Event:
    return Event(at=NOW, target="mastodon", entry=entry, kind=kind, detail=detail, steps=steps)


def of_target(kind: str, detail: str) -> Event:
    return Event(at=NOW, target="mastodon", entry=None, kind=kind, detail=detail)


CREATE, UPDATE = noted("create", steps=1), noted("update", steps=1)
THREAD = noted("create", steps=2)
SENT, SECOND = noted("sent", "step 1"), noted("sent", "step 2")
CONFIRMED = noted("confirmed", URL)
UNKNOWN = noted("unknown", "the connection broke")
ABSENT = noted("unknown", "it is not there yet")
HELD = noted("held", "look there yourself")


def said(*events: Event) -> list[str]:
    """Say what happened, with what is told of it besides."""
    return [" | ".join(filter(None, (each.what.value, each.detail))) for each in history(events)]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([CREATE, SENT, CONFIRMED], ["published"], id="published"),
        pytest.param([UPDATE, SENT, CONFIRMED], ["edited"], id="edited"),
        pytest.param([CREATE, SENT, noted("refused", "no")], ["refused | no"], id="refused"),
        pytest.param([CREATE, SENT, noted("not sent", "off")], ["not sent | off"], id="not sent"),
        pytest.param([UPDATE, SENT, noted("gone", "404")], ["gone | 404"], id="gone"),
        pytest.param([CREATE, SENT], ["sent"], id="sent and never answered"),
        pytest.param(
            [CREATE, SENT, UNKNOWN, CONFIRMED],
            ["unknown | the connection broke", "published | it was found there"],
            id="found",
        ),
        pytest.param(
            [CREATE, SENT, UNKNOWN, ABSENT],
            ["unknown | the connection broke", "looked for | it is not there yet"],
            id="not found yet",
        ),
        pytest.param(
            [CREATE, SENT, UNKNOWN, SENT, CONFIRMED],
            ["unknown | the connection broke", "sent | again", "published"],
            id="sent again",
        ),
        pytest.param(
            [CREATE, SENT, SENT, CONFIRMED],
            ["sent", "sent | again", "published"],
            id="sent again after a crash",
        ),
        pytest.param(
            [CREATE, SENT, noted("not sent", "off"), SENT, CONFIRMED],
            ["not sent | off", "published"],
            id="what did not leave is not repeated",
        ),
        pytest.param(
            [CREATE, SENT, HELD, CONFIRMED],
            ["held | look there yourself", "published | you said so"],
            id="it was posted, as a person said",
        ),
        pytest.param(
            [CREATE, SENT, HELD, noted("dropped", "for good")],
            ["held | look there yourself", "resolved | for good"],
            id="dropped",
        ),
        pytest.param(
            [THREAD, SENT, HELD, noted("reopened", "the rest"), SENT, CONFIRMED],
            ["held | look there yourself", "resolved | the rest", "made"],
            id="reopened",
        ),
        pytest.param(
            [noted("readmitted")],
            ["resolved | it may be posted again, though it was removed"],
            id="readmitted",
        ),
        pytest.param([noted("retract", steps=1), SENT, CONFIRMED], ["taken back"], id="retracted"),
        pytest.param([noted("withdraw", steps=1), SENT, CONFIRMED], ["taken back"], id="withdrawn"),
        pytest.param([noted("held back")], ["held back"], id="held back"),
        pytest.param([noted("released")], ["released"], id="released"),
        pytest.param([noted("stays")], ["resolved | what is published stays there"], id="stays"),
        pytest.param([noted("blessed", "twice")], ["noted | blessed: twice"], id="not known"),
        pytest.param([of_target("met", "2 entries")], ["met | 2 entries"], id="met"),
        pytest.param([of_target("account", "@ada")], ["account | @ada"], id="account"),
    ],
)
def test_what_was_noted_is_told(events: list[Event], expected: list[str]) -> None:
    assert said(*events) == expected


def test_the_steps_of_one_operation_are_numbered() -> None:
    told = history([THREAD, SENT, CONFIRMED, SECOND, CONFIRMED])

    assert [(each.what, each.step, each.steps) for each in told] == [
        (Happening.MADE, 1, 2),
        (Happening.PUBLISHED, 2, 2),
    ]


def test_an_address_is_told_and_a_bare_id_is_not() -> None:
    told = history([THREAD, SENT, noted("confirmed", "42"), SECOND, CONFIRMED])

    assert [each.url for each in told] == [None, URL]


def test_a_wait_is_told_with_its_end() -> None:
    later = NOW + timedelta(hours=1)

    (told,) = history([of_target("put off", later.isoformat())])

    assert (told.what, told.until, told.detail) == (Happening.PUT_OFF, later, None)


def test_each_entry_has_a_course_of_its_own() -> None:
    first, second = noted("sent", "step 1", entry=OTHER), noted("confirmed", URL, entry=OTHER)
    begun = noted("update", steps=1, entry=OTHER)

    told = history([CREATE, SENT, begun, first, CONFIRMED, second])

    assert [(each.entry, each.what) for each in told] == [
        (ID, Happening.PUBLISHED),
        (OTHER, Happening.EDITED),
    ]


def test_a_plain_publication_is_told_whole() -> None:
    assert history([CREATE, SENT, CONFIRMED]) == (
        Happened(at=NOW, target="mastodon", entry=ID, what=Happening.PUBLISHED, url=URL),
    )
