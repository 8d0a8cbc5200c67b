"""Hold the gist of an entry to what its author would say first, and to nothing about the page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from nowsync.core.entry import Entry, Item, Section
from nowsync.core.marks import PART
from nowsync.rendering.gist import excerpt, gist, headline, opening, others, paragraphs, text
from tests.core.samples import DATED, ENTRY

NOTICES = [
    "What is a now page?",
    "If you have a site too, you should make a now page.",
    "This is a now page, and if you have your own site, you should make one.",
    "Inspired by nownownow.com.",
    "Derek Sivers came up with this.",
    "Last updated 3 November 2026.",
    "Updated on 3 November, in Lisbon.",
    "Updated: 2026-11-03",
    "Updated monthly.",
    "(Last updated November 2026)",
    "This page was last modified on 2026-11-03",
    "Here's what I'm up to right now:",
    "Here is what I am doing these days.",
    "This is what I\u2019m focused on in June 2026.",
    "These are the things that I care about at the moment.",
    "I am currently working on these things...",
]
NEWS = [
    "I should move these notes away from a now page, so that they can be found again.",
    "I've built a now page for Berta, who has no computer.",
    "Winter is near.",
    "Changed jobs in March, and moved to Porto.",
    "Updated my bookshelf.",
    "This is the month of the dinghy.",
    "I edited three films.",
    "Here I am again, in Porto.",
]


def of(*sections: Section) -> Entry:
    return replace(ENTRY, sections=sections)


def said(*texts: str) -> Section:
    return Section("Life", 2, texts)


class TestNotices:
    @pytest.mark.parametrize("notice", NOTICES)
    def test_a_notice_about_the_page_is_passed_over(self, notice: str) -> None:
        assert excerpt(of(said(notice, "Second."))) == "Second."

    @pytest.mark.parametrize("notice", NOTICES)
    def test_it_is_passed_over_as_a_summary_too(self, notice: str) -> None:
        assert excerpt(replace(of(said("Second.")), description=notice)) == "Second."

    @pytest.mark.parametrize("news", NEWS)
    def test_what_the_author_tells_is_none(self, news: str) -> None:
        assert paragraphs(of(said(news))) == (news,)

    def test_only_the_sentence_that_is_one_goes(self) -> None:
        told = said("Updated monthly. I am in Porto. It rains.")

        assert paragraphs(of(told)) == ("I am in Porto. It rains.",)

    def test_what_is_listed_is_never_one(self) -> None:
        entry = replace(ENTRY, body="## Ideas\n\n- This is a now page no more\n- Updated 2026-11")

        assert text(entry) == "Ideas\n• This is a now page no more\n• Updated 2026-11"


class TestExcerpt:
    def test_it_is_the_authors_own_summary(self) -> None:
        assert excerpt(replace(of(said("Winter is near.")), description="Mine.")) == "Mine."

    def test_without_a_summary_it_is_the_first_paragraph(self) -> None:
        assert excerpt(of(said("First.", "Second."))) == "First."

    def test_what_announces_the_rest_announces_nothing(self) -> None:
        assert excerpt(of(said("I rest. I also made a list:", "Second."))) == "I rest."

    def test_a_paragraph_that_only_announces_is_passed_over(self) -> None:
        assert excerpt(of(said("Tinkering with:", "Second."))) == "Second."

    def test_an_entry_of_lists_alone_has_none(self) -> None:
        assert excerpt(of()) == ""


class TestOpening:
    def test_it_goes_on_to_the_end_of_the_section(self) -> None:
        assert opening(of(said("First.", "Second."), said("Third."))) == "First.\n\nSecond."

    def test_it_is_the_first_section_that_tells_something(self) -> None:
        assert opening(of(said(NOTICES[0]), said("First.", "Second."))) == "First.\n\nSecond."

    def test_it_ends_where_something_is_announced(self) -> None:
        assert opening(of(said("I rest. He wrote:", "Very handsome."))) == "I rest."

    def test_it_is_the_authors_own_summary(self) -> None:
        assert opening(replace(of(said("First.")), description="Mine.")) == "Mine."


GOALS = Section("Goals", 2, (), (Item("rest"), Item("paint")))


class TestOthers:
    def test_the_section_of_the_opening_is_none_of_them(self) -> None:
        life = Section("Life", 2, ("Third.",))

        assert others(of(said("First."), GOALS, life), ()) == (GOALS, life)

    def test_what_the_lists_have_said_is_not_said_again(self) -> None:
        assert others(of(GOALS), ("Goals",)) == ()

    def test_the_history_of_the_page_is_none_of_them(self) -> None:
        assert others(of(structs.replace(GOALS, title="Version History")), ()) == ()

    def test_a_title_that_the_headline_has_said_is_left_out(self) -> None:
        entry = replace(of(structs.replace(GOALS, title="November")), title="November")

        assert [each.title for each in others(entry, ())] == [""]


class TestGist:
    def test_of_a_list_it_is_the_items(self) -> None:
        assert str(gist(GOALS, "en")) == "rest, paint"

    def test_of_items_with_names_it_is_the_names(self) -> None:
        named = structs.replace(GOALS, items=(Item("a boat", "Biscuit"), Item("a cat", "Offcut")))

        assert str(gist(named, "en")) == "Biscuit, Offcut"

    def test_items_without_a_title_stand_below_each_other(self) -> None:
        assert str(gist(structs.replace(GOALS, title=""), "en")) == "• rest\n• paint"

    def test_of_a_text_it_is_the_first_paragraph_that_says_something(self) -> None:
        assert gist(said("Here's what I did:", "First.", "Second."), "en") == "First."


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("November 2026", "en", "Now, November 2026"),
        ("november 2026", "en", "Now, November 2026"),
        ("Now, November 2026", "en", "Now, November 2026"),
        ("Now, November 2026", "fr", "Now, novembre 2026"),
        ("Novembre 2026", "fr", "Now, novembre 2026"),
        ("2026-11", "en", "Now, November 2026"),
        ("2026 11", "en", "Now, November 2026"),
        ("2026-11-01", "en", "Now, November 2026"),
        ("October 2026", "en", "October 2026"),
        ("Three months of glue", "en", "Three months of glue"),
    ],
)
def test_a_headline_says_more_than_the_month(title: str, language: str, expected: str) -> None:
    entry = replace(ENTRY, title=title, language=language, date=DATED)

    assert headline(entry) == expected


def test_the_month_of_a_headline_is_that_of_the_author() -> None:
    entry = replace(ENTRY, title="2026-11", date=datetime(2026, 11, 1, tzinfo=UTC))

    assert headline(entry) == "Now, November 2026"


def test_the_text_has_all_but_notices_and_may_be_parted_at_its_headings() -> None:
    entry = replace(ENTRY, body="Last updated 2026-11-03.\n\nWinter.\n\n## Goals\n\n- rest\n")

    assert text(entry) == f"Winter.\n\n{PART}Goals\n• rest"


def test_a_heading_that_repeats_the_title_is_no_part_of_the_text() -> None:
    entry = replace(ENTRY, title="Winter", body="## Winter\n\nIt is cold.")

    assert text(entry) == "It is cold."


def test_a_few_words_are_no_excerpt_if_more_is_said_later() -> None:
    told = said("At home.", "I painted the dinghy, and it is blue.")

    assert excerpt(of(told)) == "I painted the dinghy, and it is blue."
