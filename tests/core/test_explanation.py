"""Hold explanations to what led to a plan: nothing guessed, and nothing left out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update, Wait
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import Entry, EntryId
from nowsync.core.explanation import (
    Explanation,
    Setting,
    Source,
    There,
    known_by,
    settings,
    there,
)
from nowsync.core.history import Happened, Happening
from nowsync.core.identity import Seen
from nowsync.core.overrides import Override, Overrides
from nowsync.core.publication import Standing
from tests.core.samples import (
    CORRECTED,
    DATED,
    ENTRY,
    ID,
    NOW,
    RECEIPT,
    operation,
    publication,
    work,
)

HERE = There(RECEIPT.url, NOW)
CREATE = Create(entry=ID, target="mastodon", reason="new", work=work())
UPDATE = Update(
    entry=ID,
    target="mastodon",
    reason="changed",
    work=work(),
    change=Change(ChangeKind.CORRECTED),
)
RECOVER = Recover(entry=ID, target="mastodon", reason="interrupted", operation=operation())
WAIT = Wait(entry=ID, target="mastodon", reason="too early", until=NOW)
HOLD = Hold(entry=ID, target="mastodon", reason="look there")
SKIP = Skip(entry=ID, target="mastodon", reason="old")


def explanation(
    action: Action | None, *, named: Action | None = None, there: There | None = None
) -> Explanation:
    return Explanation(
        entry=ID, target="mastodon", action=action, named=named, there=there, settings=()
    )


@pytest.mark.parametrize(
    ("action", "place", "expected"),
    [
        pytest.param(CREATE, None, "it will be published by the next nowsync publish: new"),
        pytest.param(UPDATE, HERE, "it will be edited by the next nowsync publish: changed"),
        pytest.param(
            RECOVER, None, "the next nowsync publish will finish what was begun: interrupted"
        ),
        pytest.param(WAIT, None, "it will be published later: too early"),
        pytest.param(WAIT, HERE, "it will be edited later: too early"),
        pytest.param(HOLD, None, "it is not published before you decide: look there"),
        pytest.param(HOLD, HERE, "nothing is done before you decide: look there"),
        pytest.param(SKIP, None, "it is not published by itself: old"),
        pytest.param(SKIP, HERE, "nothing will be done: old"),
        pytest.param(None, None, "it was not published, and is not in the source any more"),
    ],
)
def test_one_sentence_says_what_comes_and_the_plans_reason(
    action: Action | None, place: There | None, expected: str
) -> None:
    assert explanation(action, there=place).sentence == expected


@pytest.mark.parametrize("named", [CREATE, UPDATE, RECOVER])
def test_there_is_a_command_where_naming_the_entry_sends_something(named: Action) -> None:
    command = explanation(SKIP, named=named).command

    assert command == "nowsync publish 2026-11 --target mastodon"


@pytest.mark.parametrize("named", [WAIT, HOLD, SKIP, None])
def test_there_is_no_command_where_naming_the_entry_sends_nothing(named: Action | None) -> None:
    assert explanation(SKIP, named=named).command is None


def test_what_keeps_a_named_entry_is_told_once() -> None:
    assert explanation(SKIP, named=HOLD).advice == "look there"
    assert explanation(HOLD, named=HOLD).advice is None


def happened(what: Happening, hours: int, *, entry: EntryId = ID) -> Happened:
    at = DATED + timedelta(hours=hours)
    return Happened(at=at, target="mastodon", entry=entry, what=what)


PUBLISHED = publication(Standing.PUBLISHED)


def test_what_is_there_has_its_address_its_beginning_and_its_edits() -> None:
    known = [
        happened(Happening.PUBLISHED, 1),
        happened(Happening.EDITED, 2),
        happened(Happening.EDITED, 3),
        happened(Happening.EDITED, 4, entry=EntryId("2026-10")),
    ]

    assert there(PUBLISHED, known) == There(
        RECEIPT.url, DATED + timedelta(hours=1), 2, DATED + timedelta(hours=3)
    )


def test_the_edits_of_a_publication_that_is_gone_do_not_count() -> None:
    known = [
        happened(Happening.PUBLISHED, 1),
        happened(Happening.EDITED, 2),
        happened(Happening.GONE, 3),
        happened(Happening.PUBLISHED, 4),
    ]

    assert there(PUBLISHED, known) == There(RECEIPT.url, DATED + timedelta(hours=4))


@pytest.mark.parametrize("standing", [None, Standing.BASELINE, Standing.GONE])
def test_nothing_is_there_that_is_not_published(standing: Standing | None) -> None:
    assert there(publication(standing), [happened(Happening.PUBLISHED, 1)]) is None


CONFIGURED = {"visibility": "public", "thread": False, "tags": ("now",)}
GIVEN = ("visibility", "tags")
FROM_FILE = Setting("visibility", "public", Source.FILE)
UNSET = Setting("thread", False, Source.DEFAULT)
TAGS = Setting("tags", ("now",), Source.FILE)


def deciding(everywhere: Override, here: Override) -> Entry:
    return replace(ENTRY, overrides=Overrides(everywhere, {"mastodon": here}))


def test_a_setting_is_of_the_file_where_that_says_so() -> None:
    assert settings(ENTRY, "mastodon", CONFIGURED, GIVEN) == (FROM_FILE, UNSET, TAGS)


def test_what_an_entry_decides_takes_the_place_of_what_the_file_says() -> None:
    entry = deciding(Override(visibility="private"), Override())

    assert settings(entry, "mastodon", CONFIGURED, GIVEN) == (
        UNSET,
        TAGS,
        Setting("visibility", "private", Source.ENTRY),
    )


def test_what_an_entry_decides_for_one_target_counts_there_alone() -> None:
    entry = deciding(Override(visibility="private"), Override(visibility="direct"))

    (*_, here), (*_, elsewhere) = (
        settings(entry, name, CONFIGURED, GIVEN) for name in ("mastodon", "other")
    )

    assert here == Setting("visibility", "direct", Source.ENTRY_FOR_TARGET)
    assert elsewhere == Setting("visibility", "private", Source.ENTRY)


def test_a_list_in_the_file_goes_along_with_the_entrys_own() -> None:
    entry = deciding(Override(tags=("sea",)), Override())

    found = settings(entry, "mastodon", CONFIGURED, GIVEN)

    assert [each for each in found if each.name == "tags"] == [
        TAGS,
        Setting("tags", ("sea",), Source.ENTRY),
    ]


def test_an_entry_that_has_gone_leaves_what_the_target_says() -> None:
    assert settings(None, "mastodon", CONFIGURED, GIVEN) == (FROM_FILE, UNSET, TAGS)


SEEN = Seen(id=ID, source="now/a-walk.md", dated=DATED, digest=ENTRY.meaning().digest)
STEM = EntryId("a-walk")


@pytest.mark.parametrize(
    ("entry", "read_as", "seen", "question", "expected"),
    [
        pytest.param(ENTRY, STEM, SEEN, "which one?", "which one?", id="in doubt"),
        pytest.param(
            replace(ENTRY, own_id=True), ID, SEEN, None, "its front matter says so", id="own id"
        ),
        pytest.param(ENTRY, ID, None, None, "its file is called so", id="new"),
        pytest.param(
            replace(ENTRY, source=SEEN.source),
            STEM,
            SEEN,
            None,
            "its file was known by it before",
            id="same path",
        ),
        pytest.param(
            ENTRY,
            STEM,
            SEEN,
            None,
            "it was now/a-walk.md before, and it says the same",
            id="renamed",
        ),
        pytest.param(
            CORRECTED,
            STEM,
            SEEN,
            None,
            "it was now/a-walk.md before, and most of it is the same",
            id="renamed and edited",
        ),
    ],
)
def test_what_an_entry_is_known_by_is_told(
    entry: Entry, read_as: EntryId, seen: Seen | None, question: str | None, expected: str
) -> None:
    assert known_by(entry, read_as, seen, question) == expected
