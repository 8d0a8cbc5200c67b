"""The cards: what readers will see, as the requests say it."""

from dataclasses import replace

import pytest
from msgspec import structs

from nowsync.core.action import Create, Retract, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import EntryId
from nowsync.core.plan import Plan
from nowsync.core.publication import Standing
from nowsync.core.step import Request, Step
from nowsync.preview.card import Card, Live, Look, cards
from nowsync.preview.comparison import Line
from tests.core import samples

ADDRESS = "https://mastodon.example/api/v1/statuses"
ARTICLE = Step(
    "draft",
    Request(
        "POST",
        "https://dev.to/api/articles",
        {
            "article": {
                "title": "Now, November 2026",
                "body_markdown": "Winter is near.",
                "tags": ["now", "boats"],
                "published": False,
            }
        },
    ),
    repeatable=True,
)
LIVE: Live = {("mastodon", samples.ID): samples.publication(Standing.PUBLISHED)}


def made(work: Work, live: Live | None = None) -> Card:
    update = Update(
        entry=samples.ID,
        target="mastodon",
        reason="revised",
        work=work,
        change=Change(ChangeKind.REVISED),
    )
    (card,) = cards(Plan(actions=(update,)), live or {})
    return card


STATUS = structs.replace(samples.work(), length=15, limit=500)


def test_a_text_with_a_limit_is_a_status() -> None:
    assert made(STATUS).look is Look.STATUS


def test_a_text_of_any_length_is_an_article() -> None:
    assert made(structs.replace(samples.work(), steps=(ARTICLE,))).look is Look.ARTICLE


def test_a_text_in_html_is_read_in_a_feed() -> None:
    summary = structs.replace(samples.summary(), content="<p>Winter is near.</p>")

    assert made(structs.replace(samples.work(), summary=summary)).look is Look.FEED


def test_what_is_not_sent_is_not_shown() -> None:
    assert made(STATUS).title == ""


def test_what_is_sent_is_shown() -> None:
    card = made(structs.replace(samples.work(), steps=(ARTICLE,)))

    assert (card.title, card.tags) == ("Now, November 2026", ("now", "boats"))


def test_a_text_that_the_adapter_mended_is_shown_as_it_is_sent() -> None:
    mended = structs.replace(STATUS, summary=samples.summary(text="Winter is near.\0"))

    assert [post.text for post in made(mended).posts] == ["Winter is near."]


def test_words_beside_the_texts_are_facts() -> None:
    assert made(structs.replace(samples.work(), steps=(ARTICLE,))).facts == {"published": "no"}


def test_an_edit_is_compared_with_what_was_sent_last() -> None:
    (comparison,) = made(STATUS, LIVE).comparisons

    (line,) = comparison.pieces
    assert isinstance(line, Line)
    assert comparison.name == "text"
    assert (line.before[0].text, line.after[0].text) == ("before", "Winter is near.")


def test_only_what_is_there_is_compared() -> None:
    there = samples.publication(Standing.PUBLISHED)
    gone: Live = {("mastodon", samples.ID): replace(there, standing=Standing.GONE)}

    assert made(STATUS, gone).comparisons == ()


def test_a_moment_is_no_change_that_anybody_reads() -> None:
    dated = Step(
        "status",
        Request("PUT", ADDRESS, {"status": "before", "updated": "2026-11-20T12:00:00+00:00"}),
        repeatable=True,
    )

    assert made(structs.replace(STATUS, steps=(dated,)), LIVE).comparisons == ()


WAIT = Wait(entry=samples.ID, target="mastodon", reason="later", until=samples.FUTURE, work=STATUS)


def test_what_waits_is_shown_as_it_would_be_now() -> None:
    (card,) = cards(Plan(actions=(WAIT,)), {})

    assert [post.text for post in card.posts] == ["Winter is near."]


def test_what_is_finished_shows_what_is_sent_for_it() -> None:
    long = samples.step("Winter is near. " * 10)
    attempt = structs.replace(samples.operation().attempts[0], step=long)
    recover = structs.replace(samples.RECOVER, operation=samples.operation(attempts=[attempt]))

    (card,) = cards(Plan(actions=(recover,)), {})

    assert [post.text for post in card.posts] == ["Winter is near. " * 10]


FED = Step(
    "feed entry",
    Request(
        "PUT",
        "public/now.xml",
        {"entry": samples.ID, "title": "Now", "content": "<p>Winter is near.</p>", "tags": ["now"]},
    ),
    repeatable=True,
)


def taken_back(*there: Step) -> Card:
    back = Step("deletion", Request("DELETE", ADDRESS, {}), repeatable=True)
    attempt = structs.replace(samples.operation().attempts[0], step=back)
    retract = Retract(
        entry=samples.ID,
        target="mastodon",
        reason="you said so",
        operation=samples.operation(attempts=[attempt]),
        there=there,
    )
    (card,) = cards(Plan(actions=(retract,)), {})
    return card


def test_a_thread_that_is_taken_back_is_shown_as_it_is_there() -> None:
    card = taken_back(samples.step("Winter."), samples.step("Spring."))

    assert (card.look, [post.text for post in card.posts]) == (
        Look.STATUS,
        ["Winter.", "Spring."],
    )


@pytest.mark.parametrize(
    ("there", "look", "title", "text"),
    [
        (ARTICLE, Look.ARTICLE, "Now, November 2026", "Winter is near."),
        (FED, Look.FEED, "Now", "<p>Winter is near.</p>"),
    ],
)
def test_an_article_that_is_taken_back_is_shown_as_one(
    there: Step, look: Look, title: str, text: str
) -> None:
    card = taken_back(there)

    assert (card.look, card.title, [post.text for post in card.posts]) == (look, title, [text])


def test_a_setting_is_no_post_however_short_the_text_is() -> None:
    short = Step(
        "status", Request("POST", ADDRESS, {"status": "Tea.", "visibility": "unlisted"}), False
    )

    assert [post.text for post in taken_back(short).posts] == ["Tea."]


def test_what_takes_back_is_what_is_sent() -> None:
    assert [step.kind for step in taken_back(ARTICLE).steps] == ["deletion"]


def test_what_says_nothing_to_readers_is_no_post() -> None:
    told = Step("links", Request("PUT", "links.json", {"entry": samples.ID}), repeatable=True)

    assert taken_back(told).posts == ()


def test_what_is_skipped_has_no_card() -> None:
    assert cards(Plan(actions=(samples.SKIP,)), {}) == ()


@pytest.mark.parametrize("entry", ["2026-11", "2026-10"])
def test_a_card_is_of_one_entry(entry: str) -> None:
    create = Create(entry=EntryId(entry), target="mastodon", reason="new", work=STATUS)

    (card,) = cards(Plan(actions=(create,)), LIVE)

    assert len(card.comparisons) == (entry == samples.ID)
