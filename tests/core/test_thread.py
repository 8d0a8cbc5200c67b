"""Hold threads to their promise: all of the text, in parts that fit and read well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.target import Room
from nowsync.core.thread import thread


def room(limit: int, parts: int = 25, *, numbered: bool = False) -> Room:
    return Room(limit, len, parts=parts, numbered=numbered)


@pytest.mark.parametrize(
    ("sections", "limit", "expected"),
    [
        pytest.param(["One.", "Two."], 10, ("One.\n\nTwo.",), id="all in one"),
        pytest.param(["One.", "Two."], 9, ("One.", "Two."), id="a section in each"),
        pytest.param(
            ["One.\n\nTwo.", "Six."], 10, ("One.\n\nTwo.", "Six."), id="a section stays whole"
        ),
        pytest.param(["One.\n\nTwo is long."], 12, ("One.", "Two is long."), id="paragraphs"),
        pytest.param(["a line\nb line"], 8, ("a line", "b line"), id="lines"),
        pytest.param(["One two. Six."], 9, ("One two.", "Six."), id="sentences"),
        pytest.param(["one two three"], 8, ("one two", "three"), id="words"),
        pytest.param(
            ["Goals\n- a b c\n- d e f"], 13, ("Goals\n- a b c", "- d e f"), id="a heading"
        ),
        pytest.param(["- a:\n- b\n- c d"], 9, ("- a:\n- b", "- c d"), id="what a colon announces"),
        pytest.param([], 9, (), id="nothing"),
    ],
)
def test_a_text_is_parted_where_it_reads_well(
    sections: list[str], limit: int, expected: tuple[str, ...]
) -> None:
    assert thread(sections, room(limit)) == expected


def test_a_word_that_does_not_fit_makes_no_thread() -> None:
    assert thread(["https://ada.example/now/"], room(10)) is None


def test_more_parts_than_there_may_be_make_no_thread() -> None:
    assert thread(["One.", "Two.", "Six."], room(4, parts=2)) is None


def test_the_parts_may_be_numbered() -> None:
    assert thread(["One.", "Two."], room(11, parts=9, numbered=True)) == (
        "One.\n\n1/2",
        "Two.\n\n2/2",
    )


def test_a_single_part_has_no_number() -> None:
    assert thread(["One."], room(11, numbered=True)) == ("One.",)


texts = st.lists(st.text("abc.: \n", max_size=40).map(str.strip).filter(bool), max_size=4)


@given(texts, st.integers(1, 30), st.booleans())
def test_every_part_fits(sections: list[str], limit: int, numbered: bool) -> None:
    made = thread(sections, room(limit, numbered=numbered)) or ()

    assert [part for part in made if len(part) > limit] == []


@given(texts, st.integers(1, 30))
def test_every_word_is_there_in_its_order(sections: list[str], limit: int) -> None:
    made = thread(sections, room(limit, parts=1000))

    assert made is None or " ".join(made).split() == " ".join(sections).split()


@pytest.mark.parametrize(
    ("text", "least", "expected"),
    [
        pytest.param("One. Two. Six.", 2, ("One. Two.", "Six."), id="as many as there are"),
        pytest.param("One. Two. Six.", 3, ("One.", "Two.", "Six."), id="one for each sentence"),
        pytest.param("One.", 2, ("One.",), id="too little for so many"),
    ],
)
def test_what_has_parts_already_keeps_as_many(
    text: str, least: int, expected: tuple[str, ...]
) -> None:
    assert thread([text], Room(500, len, parts=25, least=least)) == expected


@given(texts, st.integers(1, 6), st.integers(20, 60))
def test_keeping_parts_loses_no_word(sections: list[str], least: int, limit: int) -> None:
    made = thread(sections, Room(limit, len, parts=1000, least=least))

    assert made is None or " ".join(made).split() == " ".join(sections).split()
