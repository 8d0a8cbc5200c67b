"""Hold prose to ending only where its author could have ended it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.prose import openings, sentences

ONE = {
    "an abbreviation": "I read a lot, e.g. Middlemarch.",
    "a title": "I met Dr. Renwick again.",
    "initials": "A book by J. R. R. Tolkien.",
    "a version": "On to Python 3.12 now.",
    "an ellipsis that goes on": "I was thinking… about glue.",
    "brackets": "I rest (it rained. It pours.) and wait.",
    "curly quotes": "She said “Go on. Go home.” and left.",
    "straight quotes": 'She said "Go on. Go home." and left.',
    "a numbered item": "1. Paint the dinghy.",
    "an announcement": "What I did:\n\nNothing at all.",
    "an address": "See https://ada.example/a.b?c=d! for more.",
    "a question in a sentence": "Is it? is what I asked.",
    "nothing": "Nothing",
}
MORE = {
    "a full stop": ["One. ", "Two."],
    "a question": ["Why? ", "Because! ", "So."],
    "closing quotes": ["“One.” ", "Two."],
    "a closing bracket": ["(One.) ", "Two."],
    "no capitals": ["我住在台北。", "我喜歡書\uff01", "真的\uff1f"],
    "a digit": ["One. ", "2 of them."],
    "a paragraph": ["One\n\n", "Two"],
    "a line": ["One.\n", "two."],
    "I at the end": ["So did I. ", "You too."],
    "an unclosed bracket in a paragraph": ["One (two. Three.\n\n", "Four."],
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE.keys())
def test_one_sentence_is_not_parted(text: str) -> None:
    assert sentences(text) == (text,)


@pytest.mark.parametrize("parts", MORE.values(), ids=MORE.keys())
def test_sentences_are_parted(parts: list[str]) -> None:
    assert sentences("".join(parts)) == tuple(parts)


def test_nothing_has_no_sentence() -> None:
    assert sentences("") == ()


@given(st.text('.!?。 \n"()“”:abcI1'))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text


LONG = "I am mending the dinghy of Berta, which (by the way) is green, and the oars."


def test_a_sentence_may_break_off_behind_a_word_that_can_stand_last() -> None:
    assert openings(LONG) == (
        "I am mending the dinghy of Berta…",
        "I am mending the dinghy of Berta, which (by the way)…",
        "I am mending the dinghy of Berta, which (by the way) is green…",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I rest a lot.", id="too short"),
        pytest.param("Donaudampfschifffahrtsgesellschaftskapitän", id="one word"),
        pytest.param("“This is all one long quote that nobody may cut”", id="one quote"),
    ],
)
def test_a_sentence_may_have_no_opening(text: str) -> None:
    assert openings(text) == ()


def test_a_script_without_blanks_breaks_off_behind_a_comma() -> None:
    text = "最近因為部落格怪怪的感到很困擾所以決定來自架部落格\uff0c所以有了你目前看到的頁面。"

    assert openings(text) == ("最近因為部落格怪怪的感到很困擾所以決定來自架部落格…",)


@given(st.text('ab ,.()“”"'))
def test_an_opening_is_how_the_sentence_begins(text: str) -> None:
    assert all(text.startswith(opening[:-1]) for opening in openings(text))
