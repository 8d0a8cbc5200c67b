"""Hold what templates are given to plain data, in words people read, that calls nobody."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from nowsync.core.change import Difference
from nowsync.core.entry import EntryId, Item, Section
from nowsync.core.summary import Form
from nowsync.core.target import Author, Site
from nowsync.rendering.context import Lazy, context_of, defused
from nowsync.rendering.lists import Lists, label
from tests.core.samples import DATED, ENTRY

SITE = Site("https://ada.example", "Ada, now", Author("Ada Example"))
BREAK = "\u200b"
FORM = Form(template="own", markup=False, room=None, published=DATED, updated=DATED)
MARKUP = structs.replace(FORM, markup=True)


def value_of(context: Mapping[str, Any], name: str) -> Any:
    """A value of a context, as a template gets it."""
    value = context[name]
    return value.value if isinstance(value, Lazy) else value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("currentlyReading", "Currently reading"),
        ("currently_reading", "Currently reading"),
        ("currently-reading", "Currently reading"),
        ("CurrentlyReading", "Currently reading"),
        ("Currently Reading", "Currently reading"),
        ("books", "Books"),
        ("TIL", "TIL"),
        ("RSSFeeds", "RSS feeds"),
        ("myPCGames", "My PC games"),
        ("üben", "Üben"),
        ("übenHeute", "Üben heute"),
        ("naïveIdeas", "Naïve ideas"),
        ("日本語", "日本語"),
        ("2026", "2026"),
        ("_", "_"),
        ("", ""),
        ("TILs", "TILs"),
        ("myTILs", "My TILs"),
        ("URLsToRead", "URLs to read"),
        ("nowPlaying2", "Now playing 2"),
        ("besteÜbung", "Beste übung"),
    ],
)
def test_a_key_is_read_as_words(name: str, text: str) -> None:
    assert label(name) == text


@pytest.mark.parametrize(
    ("month", "text"),
    [(1, "January 2026"), (2, "February 2026"), (11, "November 2026"), (12, "December 2026")],
)
def test_the_month_is_that_of_the_entry(month: int, text: str) -> None:
    of = replace(ENTRY, date=DATED.replace(month=month))

    assert context_of(of, SITE, FORM)["month"] == text


FREE = [
    "ada@mail.example",
    "Write to ada@mail.example.",
    "mailto:ada@mail.example",
    "https://social.example/@ada",
    "https://social.example/@ada#about",
    "https://ada.example/notes#glue",
    "https://ada.example/#top",
    "https://ada.example/?by=@ada",
    "social.example/@ada",
    "`document:readme#viewer@user:mangesh`",
    "C# and F#",
    "at 5 @ the harbour",
    "# 1",
    "&#39;",
    "日本@ada",
]
HELD = [
    ("@ada", f"@{BREAK}ada"),
    ("Hello @ada!", f"Hello @{BREAK}ada!"),
    ("@ada@social.example", f"@{BREAK}ada@social.example"),
    ("(@ada)", f"(@{BREAK}ada)"),
    ("“@ada”", f"“@{BREAK}ada”"),
    ("@_ada", f"@{BREAK}_ada"),
    ("@日本", f"@{BREAK}日本"),
    ("\uff20ada", f"\uff20{BREAK}ada"),
    ("`@retry(times=2)`", f"`@{BREAK}retry(times=2)`"),
    ("#glue", f"#{BREAK}glue"),
    ("of #glue, #brass", f"of #{BREAK}glue, #{BREAK}brass"),
    ("##glue", f"##{BREAK}glue"),
    ("#日本", f"#{BREAK}日本"),
    ("\uff03glue", f"\uff03{BREAK}glue"),
    (".@ada", f".@{BREAK}ada"),
    ("Thanks.@ada", f"Thanks.@{BREAK}ada"),
]
BROKEN_LINKS = [
    "https://ada.example/~@ada",
    "https://ada.example/(@ada)",
    "https://ada.example/a-#b",
    "https://ada.example/?#top",
    "https://ada.example/?at=38.7,@9",
]


class TestDefused:
    @pytest.mark.parametrize("text", FREE)
    def test_what_calls_nobody_is_left_alone(self, text: str) -> None:
        assert defused(text) == text

    @pytest.mark.parametrize(("text", "expected"), HELD)
    def test_a_mention_or_a_tag_is_broken_after_its_sign(self, text: str, expected: str) -> None:
        assert defused(text) == expected

    @pytest.mark.parametrize("text", BROKEN_LINKS)
    def test_an_address_is_left_alone(self, text: str) -> None:
        assert defused(text) == text

    def test_it_is_done_once(self) -> None:
        assert defused(defused("@ada #glue")) == defused("@ada #glue")

    def test_it_reaches_into_everything_that_holds_text(self) -> None:
        value = {"a": ["@ada", ({"b": "#glue"}, 1, None, True)], "c": Item("@ada", "#glue")}

        expected = {
            "a": [f"@{BREAK}ada", ({"b": f"#{BREAK}glue"}, 1, None, True)],
            "c": Item(f"@{BREAK}ada", f"#{BREAK}glue"),
        }
        assert defused(value) == expected


CALLING = replace(
    ENTRY,
    title="@ada",
    description="@ada",
    fields={"mood": "@ada"},
    lists={"friends": ("@ada",)},
    body="Hello @ada.",
    sections=(Section("@ada", 2, ("@ada",), (Item("@ada", "@ada", items=(Item("@ada"),)),)),),
)


class TestPlain:
    @pytest.mark.parametrize(
        "name",
        [
            *("title", "headline", "description", "excerpt", "opening", "text", "paragraphs"),
            *("sections", "others", "changes"),
        ],
    )
    def test_whatever_the_author_wrote_is_defused(self, name: str) -> None:
        form = structs.replace(FORM, changes=(Difference("@ada", "@ada", "@ada"),))
        value = value_of(context_of(CALLING, SITE, form), name)

        assert "@ada" not in str(value)
        assert "@" in str(value)

    def test_fields_are_defused_at_any_depth(self) -> None:
        of = replace(ENTRY, fields={"met": "@ada", "deep": {"met": "@ada"}})

        fields = context_of(of, SITE, FORM)["fields"]
        assert fields["met"] == fields["deep"]["met"] == f"@{BREAK}ada"

    def test_a_tag_that_would_call_somebody_is_defused(self) -> None:
        of = replace(ENTRY, tags=("@ada@social.example",))

        assert context_of(of, SITE, FORM)["tags"] == (f"@{BREAK}ada@social.example",)

    def test_what_is_news_is_defused(self) -> None:
        form = structs.replace(
            FORM, before=lambda: replace(CALLING, id=EntryId("2026-10"), lists={})
        )

        assert list(context_of(CALLING, SITE, form)["delta"].started) == [f"@{BREAK}ada"]

    def test_items_of_lists_are_defused(self) -> None:
        assert context_of(CALLING, SITE, FORM)["lists"]["friends"].items == (f"@{BREAK}ada",)

    def test_it_has_neither_markdown_nor_html(self) -> None:
        assert not {"markdown", "html"} & context_of(ENTRY, SITE, FORM).keys()


class TestMarkup:
    def test_it_adds_markdown_and_html_to_the_same_names(self) -> None:
        plain, markup = (context_of(ENTRY, SITE, form).keys() for form in (FORM, MARKUP))

        assert markup - plain == {"markdown", "html"}

    def test_the_authors_text_is_left_alone(self) -> None:
        assert context_of(CALLING, SITE, MARKUP)["title"] == "@ada"

    def test_its_html_is_safe(self) -> None:
        of = replace(ENTRY, body="a <script>alert(1)</script> [b](javascript:alert(1))")

        assert "alert" not in value_of(context_of(of, SITE, MARKUP), "html")

    @pytest.mark.parametrize(
        ("permalink", "link", "address"),
        [
            (
                "https://ada.example/now/1/",
                "https://ada.example/now/",
                "https://ada.example/now/1/b",
            ),
            (None, "https://ada.example/now/", "https://ada.example/now/b"),
            (None, None, "https://ada.example/b"),
        ],
        ids=["permalink", "link", "site"],
    )
    def test_its_addresses_start_at_the_entrys_own(
        self, permalink: str | None, link: str | None, address: str
    ) -> None:
        of = replace(ENTRY, body="[a](b)", permalink=permalink, link=link)

        assert f'href="{address}"' in value_of(context_of(of, SITE, MARKUP), "html")


class TestLists:
    READING, EMPTY = "currentlyReading", "currentlyWatching"
    LISTS = context_of(
        replace(ENTRY, lists={READING: ("Middlemarch", "Orlando"), EMPTY: (), "tils": ("a",)}),
        SITE,
        FORM,
    )["lists"]

    def test_they_are_found_by_name(self) -> None:
        found = self.LISTS[self.READING]

        assert (found.label, found.items) == ("Currently reading", ("Middlemarch", "Orlando"))

    @pytest.mark.parametrize(
        ("name", "short", "is_doing"),
        [
            ("currentlyReading", "Reading", True),
            ("now_reading", "Reading", True),
            ("reading", "Reading", True),
            ("currently", "Currently", False),
            ("books", "Books", False),
            ("nowOnMyDesk", "On my desk", False),
            ("thingsImBuilding", "Things im building", False),
        ],
    )
    def test_a_short_label_lacks_what_goes_without_saying(
        self, name: str, short: str, is_doing: bool
    ) -> None:
        found = context_of(replace(ENTRY, lists={name: ("a",)}), SITE, FORM)["lists"][name]

        assert (found.short_label, found.is_doing) == (short, is_doing)

    def test_what_is_new_comes_before_what_is_still_there(self) -> None:
        before = replace(ENTRY, id=EntryId("2026-10"), lists={"reading": ("Middlemarch",)})
        of = replace(ENTRY, lists={"reading": ("Middlemarch", "Orlando")})
        form = structs.replace(FORM, before=lambda: before)

        found = context_of(of, SITE, form)["lists"]["reading"]
        assert str(found.with_news) == "Orlando, still Middlemarch"

    @pytest.mark.parametrize("before", [("Orlando",), ("Orlando", "Middlemarch")])
    def test_where_all_or_nothing_is_new_there_is_only_the_list(
        self, before: tuple[str, ...]
    ) -> None:
        form = structs.replace(FORM, before=lambda: replace(ENTRY, lists={"reading": before}))
        of = replace(ENTRY, lists={"reading": ("Orlando", "Middlemarch")[: len(before)]})

        found = context_of(of, SITE, form)["lists"]["reading"]
        assert str(found.with_news) == ", ".join(of.lists["reading"])

    def test_they_come_in_the_authors_order(self) -> None:
        assert [each.name for each in self.LISTS] == [self.READING, "tils"]

    def test_an_empty_list_is_none(self) -> None:
        assert len(self.LISTS) == 2

    def test_an_entry_without_lists_has_none(self) -> None:
        assert not Lists({})


def test_there_is_no_path_and_no_function_in_it() -> None:
    context = context_of(ENTRY, SITE, MARKUP)
    values = [value_of(context, name) for name in context]

    assert not [value for value in values if isinstance(value, Path) or callable(value)]


def test_of_the_site_only_what_everybody_may_know_is_in_it() -> None:
    expected = {"title": "Ada, now", "url": "https://ada.example", "author": "Ada Example"}

    assert context_of(ENTRY, SITE, FORM)["site"] == expected
