"""What a platform makes of a plain text: links, tags and names, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.preview.running_text import Run, first_link, runs

LINK = "https://www.ada.org/now/2026-11/and/some/more/of/it/"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for run in runs(text)]


def test_links_tags_and_names_are_told_from_text() -> None:
    assert kinds(f"See {LINK} #boats @berta@ada.org.") == [
        ("text", "See "),
        ("link", LINK),
        ("text", " "),
        ("tag", "#boats"),
        ("text", " "),
        ("name", "@berta@ada.org"),
        ("text", "."),
    ]


def test_a_tag_in_a_link_is_part_of_the_link() -> None:
    assert kinds("https://ada.org/a-#now") == [("link", "https://ada.org/a-#now")]


def test_of_a_long_link_the_beginning_is_shown_without_its_scheme() -> None:
    run = Run(LINK, "link")

    assert (run.before, run.shown) == ("https://www.", "ada.org/now/2026-11/and/some/m")
    assert run.before + run.shown + run.after == LINK


@pytest.mark.parametrize(
    ("text", "address"), [("https://ada.org", "https://ada.org"), ("gopher://ada.org", None)]
)
def test_only_addresses_of_the_web_lead_somewhere(text: str, address: str | None) -> None:
    assert Run(text, "link").address == address


def test_text_leads_nowhere() -> None:
    assert Run("https://ada.org").address is None


def test_a_card_is_made_of_the_first_link() -> None:
    assert first_link(f"See {LINK} and https://berta.org") == LINK


@given(st.text("#@a.:/ \n\u200bé", max_size=40))
def test_the_runs_together_are_the_text(text: str) -> None:
    assert "".join(run.text for run in runs(text)) == text
