"""dev.to: the contract against a pretend Forem, and what is particular to Forem."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from nowsync.adapters.devto import DevtoAdapter, Settings
from nowsync.core.errors import Gone, Refused, Unknown
from nowsync.core.step import Step
from tests.adapters.contract import (
    EDITED,
    NOVEMBER,
    ReadsContract,
    RetractsContract,
    publication,
    publish,
)
from tests.adapters.contract import surroundings as lent
from tests.servers.forem import PretendForem
from tests.servers.wire import Fault, Served


@dataclass(frozen=True, slots=True)
class ForemRemote:
    """A pretend Forem, with its author's key."""

    server: Served[PretendForem]
    settings: Settings

    def adapter(
        self, token: str | None = None, origin: str | None = None, sent: Sequence[Step] = ()
    ) -> DevtoAdapter:
        settings = replace(self.settings, server=origin or self.server.url)
        return DevtoAdapter(settings, lent(token or "key", sent=sent))

    def texts(self) -> Sequence[str]:
        articles = self.server.pretend.articles
        return [article.now.body_markdown for article in articles if not article.deleted]

    def public(self) -> Sequence[str]:
        return [article.now.body_markdown for article in self.server.pretend.published()]


class TestDrafts(ReadsContract):
    """A target that leaves its articles as drafts."""

    @pytest.fixture
    def remote(self, forem: Served[PretendForem]) -> ForemRemote:
        return ForemRemote(forem, Settings())


class TestReleases(ReadsContract, RetractsContract):
    """A target that releases them."""

    @pytest.fixture
    def remote(self, forem: Served[PretendForem]) -> ForemRemote:
        return ForemRemote(forem, Settings(published=True))


@pytest.fixture
def drafts(forem: Served[PretendForem]) -> ForemRemote:
    return ForemRemote(forem, Settings(series="Now", tags=("Now Page", "life")))


@pytest.fixture
def releases(forem: Served[PretendForem]) -> ForemRemote:
    return ForemRemote(forem, Settings(published=True))


def test_an_article_is_a_draft_unless_told_otherwise(drafts: ForemRemote) -> None:
    _, receipts = publish(drafts.adapter(), NOVEMBER)

    assert drafts.server.pretend.published() == []
    assert receipts[-1].url is None


def test_a_released_article_has_its_final_address(releases: ForemRemote) -> None:
    _, receipts = publish(releases.adapter(), NOVEMBER)

    (article,) = releases.server.pretend.published()
    assert receipts[-1].url == f"https://dev.to/alice/{article.slug}"


def test_a_release_keeps_the_tags(releases: ForemRemote) -> None:
    publish(releases.adapter(), NOVEMBER)

    (article,) = releases.server.pretend.published()
    assert article.now.tags == ("now",)


def test_an_article_carries_what_the_target_and_the_entry_say(drafts: ForemRemote) -> None:
    publish(drafts.adapter(), NOVEMBER)

    article = drafts.server.pretend.articles[0].now
    assert article.canonical_url == NOVEMBER.permalink
    assert article.description == NOVEMBER.description
    assert article.series == "Now"
    assert article.tags == ("now", "nowpage", "life")


def test_an_edit_does_not_release_a_draft(drafts: ForemRemote) -> None:
    adapter = drafts.adapter()
    _, receipts = publish(adapter, NOVEMBER)

    publish(adapter, EDITED, publication(NOVEMBER, receipts))

    assert drafts.server.pretend.published() == []


def test_an_edit_does_not_withdraw_what_the_author_released(drafts: ForemRemote) -> None:
    adapter = drafts.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    drafts.server.pretend.edit_by_hand(int(receipts[0].id), published=True)

    publish(adapter, EDITED, publication(NOVEMBER, receipts))

    (article,) = drafts.server.pretend.published()
    assert "The kettle is off." in article.now.body_markdown


def test_a_body_cannot_release_a_draft_by_its_front_matter(drafts: ForemRemote) -> None:
    sly = replace(NOVEMBER, text="---\npublished: true\n---\n\nHello.")

    publish(drafts.adapter(), sly)

    assert drafts.server.pretend.published() == []


def test_a_lost_answer_to_a_draft_is_unknown_and_then_found(drafts: ForemRemote) -> None:
    drafts.server.fault(Fault("POST", "/api/articles", "drop_after"))
    adapter = drafts.adapter()
    (step,) = adapter.compose(NOVEMBER, None)

    with pytest.raises(Unknown):
        adapter.perform(step, ())

    assert adapter.find(step, ()) is not None


@pytest.mark.fault("N30", "found")
def test_a_draft_that_is_already_there_is_not_made_again(drafts: ForemRemote) -> None:
    publish(drafts.adapter(), NOVEMBER)

    publish(drafts.adapter(), NOVEMBER)

    assert len(drafts.texts()) == 1


def test_a_draft_of_what_the_entry_said_before_says_what_it_says_now(
    releases: ForemRemote,
) -> None:
    pretend = releases.server.pretend
    releases.server.fault(Fault("PUT", ".*", "status", status=422))
    with pytest.raises(Refused):
        publish(releases.adapter(), NOVEMBER)

    sent = releases.adapter().compose(NOVEMBER, None)
    publish(releases.adapter(sent=sent), EDITED)

    (article,) = pretend.published()
    assert article.now.body_markdown == EDITED.text
    assert len(pretend.articles) == 1


def test_a_draft_of_what_the_entry_said_before_is_not_what_is_looked_for(
    drafts: ForemRemote,
) -> None:
    adapter = drafts.adapter()
    publish(adapter, NOVEMBER)

    assert adapter.find(adapter.compose(EDITED, None)[0], ()) is None


def test_a_draft_that_somebody_has_edited_is_not_written_over(drafts: ForemRemote) -> None:
    steps, (receipt,) = publish(drafts.adapter(), NOVEMBER)
    drafts.server.pretend.edit_by_hand(int(receipt.id), body_markdown="By hand.")

    with pytest.raises(Refused, match="nowsync did not write it so"):
        publish(drafts.adapter(sent=steps), EDITED)

    assert drafts.texts() == ["By hand."]


def test_what_readers_see_already_is_not_written_over(drafts: ForemRemote) -> None:
    _, (receipt,) = publish(drafts.adapter(), NOVEMBER)
    drafts.server.pretend.edit_by_hand(int(receipt.id), published=True)
    before = drafts.texts()

    with pytest.raises(Refused, match="says something else"):
        publish(drafts.adapter(), EDITED)

    assert drafts.texts() == before


def test_entries_that_share_a_canonical_url_are_told_apart(drafts: ForemRemote) -> None:
    shared = replace(NOVEMBER, permalink="https://ada.example/now/")
    october = replace(shared, title="Now, October 2026", text="Leaves.")
    publish(drafts.adapter(), shared)

    publish(drafts.adapter(), october)

    assert len(drafts.texts()) == 2


def test_without_a_canonical_url_an_article_is_known_by_its_text(drafts: ForemRemote) -> None:
    bare = replace(NOVEMBER, permalink=None)
    publish(drafts.adapter(), bare)

    publish(drafts.adapter(), bare)

    assert len(drafts.texts()) == 1


@pytest.mark.fault("N30", "refused")
def test_a_canonical_url_of_somebody_else_refuses_the_release(releases: ForemRemote) -> None:
    other = "https://ada.example/now/2026-11/"
    releases.server.pretend.publish_as_other(title="Mine", canonical_url=other)

    with pytest.raises(Refused, match="already been taken"):
        publish(releases.adapter(), NOVEMBER)


def test_an_article_that_was_deleted_is_gone(drafts: ForemRemote) -> None:
    adapter = drafts.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    drafts.server.pretend.delete_by_hand(int(receipts[0].id))

    with pytest.raises(Gone):
        publish(adapter, EDITED, publication(NOVEMBER, receipts))


def test_a_title_that_forem_would_refuse_is_refused_before(drafts: ForemRemote) -> None:
    with pytest.raises(Refused, match="129 characters"):
        drafts.adapter().compose(replace(NOVEMBER, title="x" * 129), None)


def test_a_body_that_forem_would_refuse_is_refused_before(drafts: ForemRemote) -> None:
    long = replace(NOVEMBER, text="\N{OK HAND SIGN}" * 204_801)

    with pytest.raises(Refused, match="819,204 bytes"):
        drafts.adapter().compose(long, None)


def test_a_title_whose_signs_forem_takes_away_is_found_again(drafts: ForemRemote) -> None:
    signs = replace(NOVEMBER, title="Now \N{RIGHTWARDS ARROW} November \N{PARTIAL DIFFERENTIAL}")
    publish(drafts.adapter(), signs)

    publish(drafts.adapter(), signs)

    assert len(drafts.texts()) == 1


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        pytest.param("Now Page", "nowpage", id="blanks"),
        pytest.param("caf\u00e9-life", "caf\u00e9life", id="a letter with an accent"),
        pytest.param(
            "\u0939\u093f\u0928\u094d\u0926\u0940",
            "\u0939\u093f\u0928\u094d\u0926\u0940",
            id="marks",
        ),
        pytest.param("CO\u2082", "co", id="a digit that is none"),
    ],
)
def test_a_tag_is_written_as_forem_takes_it(drafts: ForemRemote, name: str, tag: str) -> None:
    publish(drafts.adapter(), replace(NOVEMBER, tags=(name,)))

    assert drafts.server.pretend.articles[0].now.tags[0] == tag


@pytest.mark.parametrize(
    ("tags", "left_out"),
    [
        pytest.param(("a", "b", "c", "d"), ("Now Page", "life"), id="a fifth tag"),
        pytest.param(("a", "A"), (), id="the same tag twice"),
        pytest.param(("x" * 31,), ("x" * 31,), id="a long tag"),
        pytest.param(("++",), ("++",), id="signs"),
    ],
)
def test_a_tag_that_has_no_place_is_named(
    drafts: ForemRemote, tags: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    summary = replace(NOVEMBER, tags=tags, image=None)

    assert drafts.adapter().omitted(summary) == tuple(f"the tag {tag}" for tag in left_out)


def test_four_of_the_longest_tags_are_taken(drafts: ForemRemote) -> None:
    tags = tuple(letter * 30 for letter in "abcd")

    publish(drafts.adapter(), replace(NOVEMBER, tags=tags))

    assert drafts.server.pretend.articles[0].now.tags == tags


def test_a_cover_image_that_is_no_web_address_is_left_out_and_named(drafts: ForemRemote) -> None:
    summary = replace(NOVEMBER, image="data:image/png;base64,AA")

    publish(drafts.adapter(), summary)

    assert drafts.server.pretend.articles[0].now.main_image == ""
    assert "the cover image data:image/png;base64,AA" in drafts.adapter().omitted(summary)


def test_an_article_that_was_taken_back_is_a_draft_with_its_tags(releases: ForemRemote) -> None:
    adapter = releases.adapter()
    steps, receipts = publish(adapter, NOVEMBER)

    (step,) = adapter.retraction(publication(NOVEMBER, receipts, steps)).steps
    adapter.perform(step, ())

    (article,) = releases.server.pretend.articles
    assert (article.now.published, article.now.tags) == (False, ("now",))


def test_an_article_that_its_author_deleted_is_taken_back_already(releases: ForemRemote) -> None:
    adapter = releases.adapter()
    steps, receipts = publish(adapter, NOVEMBER)
    releases.server.pretend.delete_by_hand(int(receipts[0].id))

    (step,) = adapter.retraction(publication(NOVEMBER, receipts, steps)).steps

    assert adapter.perform(step, ()) == adapter.find(step, ())


def test_it_is_said_that_the_draft_stays(drafts: ForemRemote) -> None:
    steps, receipts = publish(drafts.adapter(), NOVEMBER)

    retraction = drafts.adapter().retraction(publication(NOVEMBER, receipts, steps))

    assert "the draft stays there" in retraction.remains
