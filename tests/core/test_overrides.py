"""Hold what an entry decides about its publication to its precedence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.detection import detect
from nowsync.core.entry import Entry, Meaning
from nowsync.core.overrides import Override, Overrides, objection
from nowsync.core.suggestion import did_you_mean
from tests.core.samples import DATED, ENTRY

SOON = datetime(2026, 11, 25, 9, tzinfo=UTC)
ALL = Override(
    text="Own words",
    content_warning="food",
    tags=("books",),
    language="de",
    visibility="public",
    skip=False,
    not_before=SOON,
)
OTHER = Override(
    text="Other words",
    content_warning="",
    tags=(),
    language="fr",
    visibility="direct",
    skip=True,
    not_before=SOON + timedelta(days=1),
)
MASTODON = ("public", "unlisted", "private", "direct")


def saying(override: Override, **targets: Override) -> Entry:
    return replace(ENTRY, overrides=Overrides(override, targets))


@pytest.mark.parametrize("name", list(ALL.decided()))
class TestPrecedence:
    """What is said for one target goes before what is said for all."""

    def test_what_nobody_decides_is_undecided(self, name: str) -> None:
        assert getattr(Overrides().at("mastodon"), name) is None

    def test_what_is_said_for_all_targets_counts_for_each(self, name: str) -> None:
        found = Overrides(ALL).at("mastodon")

        assert getattr(found, name) == getattr(ALL, name)

    def test_what_is_said_for_one_target_goes_before_what_is_said_for_all(self, name: str) -> None:
        found = Overrides(ALL, {"mastodon": OTHER}).at("mastodon")

        assert getattr(found, name) == getattr(OTHER, name)

    def test_what_is_said_for_one_target_is_not_said_for_another(self, name: str) -> None:
        found = Overrides(ALL, {"feed": OTHER}).at("mastodon")

        assert getattr(found, name) == getattr(ALL, name)

    def test_what_one_target_leaves_open_is_decided_for_all(self, name: str) -> None:
        found = Overrides(ALL, {"mastodon": structs.replace(OTHER, **{name: None})}).at("mastodon")

        assert getattr(found, name) == getattr(ALL, name)


def test_an_entry_has_for_a_target_the_tags_and_the_language_that_it_decides() -> None:
    entry = saying(Override(tags=("books",)), mastodon=Override(language="de")).at("mastodon")

    assert (entry.tags, entry.language, entry.own.language) == (("books",), "de", "de")


def test_an_entry_that_decides_nothing_is_the_same_for_every_target() -> None:
    assert ENTRY.at("mastodon") is ENTRY


def test_tags_can_be_taken_away() -> None:
    assert saying(Override(tags=())).at("mastodon").tags == ()


@pytest.mark.parametrize(
    ("not_before", "due"),
    [
        pytest.param(None, DATED, id="none"),
        pytest.param(DATED - timedelta(days=1), DATED, id="before its date"),
        pytest.param(SOON, SOON, id="after its date"),
    ],
)
def test_an_entry_is_due_on_its_date_or_later(not_before: datetime | None, due: datetime) -> None:
    assert saying(Override(not_before=not_before)).at("mastodon").due == due


class TestMeaning:
    """What is said on a target belongs to what is published there, and to nothing else."""

    def test_it_does_not_belong_to_what_the_entry_says(self) -> None:
        assert saying(ALL).meaning().digest == ENTRY.meaning().digest

    @pytest.mark.parametrize(
        "override",
        [
            pytest.param(Override(text="Own words"), id="text"),
            pytest.param(Override(content_warning="food"), id="content warning"),
            pytest.param(Override(content_warning=""), id="no content warning"),
            pytest.param(Override(tags=("books",)), id="tags"),
            pytest.param(Override(language="de"), id="language"),
        ],
    )
    def test_what_readers_get_is_a_correction(self, override: Override) -> None:
        before, after = ENTRY.meaning(), saying(override).at("mastodon").meaning()

        kinds = [detect(*pair).kind for pair in ((before, after), (after, before))]

        assert kinds == [ChangeKind.CORRECTED] * 2

    @pytest.mark.parametrize(
        "override",
        [
            pytest.param(Override(visibility="direct"), id="visibility"),
            pytest.param(Override(skip=True), id="skip"),
            pytest.param(Override(not_before=SOON), id="not before"),
            pytest.param(Override(tags=ENTRY.tags), id="the same tags"),
            pytest.param(Override(language=ENTRY.language), id="the same language"),
        ],
    )
    def test_when_and_for_whom_it_is_published_is_no_change(self, override: Override) -> None:
        after = saying(override).at("mastodon").meaning()

        assert after.digest == ENTRY.meaning().digest
        assert detect(ENTRY.meaning(), after) == Change(ChangeKind.NONE)

    def test_another_line_break_in_an_own_text_is_a_change(self) -> None:
        before = saying(Override(text="One\ntwo")).at("mastodon").meaning()
        after = saying(Override(text="One two")).at("mastodon").meaning()

        assert detect(before, after).differences == (Difference("text", "One\ntwo", "One two"),)

    def test_what_was_kept_before_it_could_be_said_is_not_changed_by_it(self) -> None:
        kept = {
            name: value
            for name, value in ENTRY.meaning().dump().items()
            if name not in ("text", "content_warning")
        }

        after = saying(Override(text="Own words", content_warning="food")).at("feed").meaning()

        assert detect(Meaning.load(kept), after).kind is ChangeKind.NONE

    def test_what_is_kept_now_is_changed_by_it(self) -> None:
        kept = Meaning.load(ENTRY.meaning().dump())

        after = saying(Override(text="Own words")).at("feed").meaning()

        assert detect(kept, after).kind is ChangeKind.CORRECTED


@pytest.mark.parametrize(
    ("wanted", "known", "expected"),
    [
        pytest.param(None, MASTODON, None, id="undecided"),
        pytest.param("direct", MASTODON, None, id="known"),
        pytest.param(
            "publc",
            MASTODON,
            "the entry says visibility 'publc', which is not known on mastodon; "
            "did you mean 'public'?",
            id="misspelt",
        ),
        pytest.param(
            "friends",
            MASTODON,
            "the entry says visibility 'friends', which is not known on mastodon; "
            "there are public, unlisted, private, direct",
            id="unlike any",
        ),
        pytest.param("public", (), None, id="public where all is public"),
        pytest.param("unlisted", (), None, id="unlisted where all is public"),
        pytest.param(
            "private",
            (),
            "the entry says visibility 'private', but on mastodon everyone sees everything; to "
            "leave it out there, write under nowsync: in its front matter mastodon: {skip: true}",
            id="private where all is public",
        ),
    ],
)
def test_a_visibility_that_a_target_cannot_give_is_objected_to(
    wanted: str | None, known: tuple[str, ...], expected: str | None
) -> None:
    assert objection(Override(visibility=wanted), "mastodon", known) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("publc", "; did you mean 'public'?", id="near"),
        pytest.param("friends", "", id="far"),
    ],
)
def test_the_nearest_word_is_suggested(word: str, expected: str) -> None:
    assert did_you_mean(word, MASTODON) == expected
