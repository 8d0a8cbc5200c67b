"""Hold fitting to its promise: the richest version that fits, nothing cut in the middle."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.summary import (
    OPTIONAL_END,
    OPTIONAL_START,
    Fitted,
    essentials,
    fit,
    tidy,
    whole,
)
from nowsync.core.target import Room
from tests.core.samples import summary


def optional(text: str) -> str:
    return f"{OPTIONAL_START}{text}{OPTIONAL_END}"


def room(limit: int) -> Room:
    return Room(limit, len)


MARKED = "Now" + optional(", in Porto") + optional(", reading") + "\nhttps://ada.example/now/"
NESTED = "Now" + optional(" reading" + optional(" Middlemarch")) + "."


@pytest.mark.parametrize(
    ("marked", "limit", "expected"),
    [
        pytest.param(
            MARKED,
            47,
            Fitted("Now, in Porto, reading\nhttps://ada.example/now/"),
            id="all",
        ),
        pytest.param(
            MARKED,
            46,
            Fitted("Now, in Porto\nhttps://ada.example/now/", (", reading",)),
            id="the lowest goes first",
        ),
        pytest.param(
            MARKED,
            37,
            Fitted("Now, reading\nhttps://ada.example/now/", (", in Porto",)),
            id="what is too long goes, what is short enough stays",
        ),
        pytest.param(
            MARKED,
            28,
            Fitted("Now\nhttps://ada.example/now/", (", in Porto", ", reading")),
            id="the essentials stay",
        ),
        pytest.param(MARKED, 27, None, id="nothing fits"),
        pytest.param(NESTED, 24, Fitted("Now reading Middlemarch."), id="nested, all"),
        pytest.param(
            NESTED, 23, Fitted("Now.", ("reading Middlemarch",)), id="nested, gone with the outer"
        ),
        pytest.param("Now", 3, Fitted("Now"), id="no optional parts"),
        pytest.param("", 0, Fitted(""), id="nothing at all"),
        pytest.param(
            "a" + optional("bb") + optional("cc") + optional("d"),
            4,
            Fitted("abbd", ("cc",)),
            id="the first goes before the later",
        ),
        pytest.param("a" + optional(" \n"), 0, None, id="an empty part does not help"),
        pytest.param(
            "a\n" + optional("\n") + "b" + optional("!"), 3, Fitted("a\nb", ("!",)), id="unnamed"
        ),
    ],
)
def test_the_richest_version_that_fits(marked: str, limit: int, expected: Fitted | None) -> None:
    assert fit(marked, room(limit)) == expected


def test_where_any_length_fits_all_of_it_stays() -> None:
    assert fit(MARKED, None) == Fitted("Now, in Porto, reading\nhttps://ada.example/now/")


def test_room_is_measured_on_what_will_be_sent() -> None:
    measured: list[str] = []

    def count(text: str) -> int:
        measured.append(text)
        return len(text)

    fit("Now  \n\n\n" + optional("x"), Room(3, count))

    assert measured == ["Now", "Now\n\nx"]


def test_the_essentials_are_what_may_not_go() -> None:
    assert essentials(f"{MARKED}  \n") == "Now\nhttps://ada.example/now/"


def test_the_whole_keeps_its_layout() -> None:
    assert whole(f"\n\n  code  \n\n\n{optional('more  ')}\n") == "  code  \n\n\nmore  "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a  \nb", "a\nb", id="trailing blanks"),
        pytest.param("a\n\n\n\nb", "a\n\nb", id="double blank lines"),
        pytest.param("a\n  \n \nb", "a\n\nb", id="lines of blanks"),
        pytest.param("\n \na\n\n", "a", id="both ends"),
        pytest.param("a\n  b", "a\n  b", id="an indent stays"),
        pytest.param("a  b", "a  b", id="inner blanks stay"),
        pytest.param("a\r\nb", "a\nb", id="another line end"),
        pytest.param(" \n ", "", id="nothing"),
    ],
)
def test_a_text_is_tidied(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_a_content_warning_counts() -> None:
    warned = replace(summary(text="Winter"), content_warning="cold")

    assert warned.length(room(0)) == len("Winter") + len("cold")


words = st.text("abc 👋🏽\n", max_size=12)
parts = st.lists(st.tuples(words, words), max_size=5).map(
    lambda pairs: "".join(f"{first}{optional(second)}" for first, second in pairs)
)
# Blanks that a line ends with go away, so that a part made of them can make a text shorter.
solid = st.lists(st.tuples(*[st.text("abc\n", max_size=12)] * 2), max_size=5).map(
    lambda pairs: "".join(f"{first}{optional(second)}" for first, second in pairs)
)
limits = st.integers(0, 80)


@given(parts, limits)
def test_whatever_is_returned_fits(marked: str, limit: int) -> None:
    fitted = fit(marked, room(limit))

    assert fitted is None or room(limit).fits(fitted.text)


@given(parts, limits)
def test_what_fits_without_its_optional_parts_is_never_given_up(marked: str, limit: int) -> None:
    assert fit(marked, room(limit)) is not None or len(essentials(marked)) > limit


@given(solid, limits, limits)
def test_more_room_never_gives_a_shorter_text(marked: str, one: int, other: int) -> None:
    least = fit(marked, room(min(one, other)))
    most = fit(marked, room(max(one, other)))

    assert least is None or (most is not None and len(most.text) >= len(least.text))


@given(parts)
def test_no_mark_is_ever_sent(marked: str) -> None:
    fitted = fit(marked, None)

    assert fitted is not None
    assert {OPTIONAL_START, OPTIONAL_END}.isdisjoint(fitted.text)


@given(words)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
