"""Hold the pairing of lines to what a person would pair, also where there are many."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.change import ChangeKind
from nowsync.core.detection import detect
from nowsync.core.likeness import changed, is_done, paired, settled, share, words
from nowsync.core.thing import likeness, thing
from tests.core.samples import ENTRY

MANY = 1000
EMPTY = replace(ENTRY.meaning(), blocks=())
lines = st.lists(st.sampled_from("abcde"), max_size=12)


def pairs(before: list[str], after: list[str]) -> dict[int, int]:
    return paired(before, after, key=settled, read=thing, likeness=likeness)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Caf\u00e9 CR\u00c8ME", ["cafe", "creme"], id="accents and case"),
        pytest.param(
            "[a](https://b.example/c d) e", ["a", "](https://b.example/c d)", "e"], id="link"
        ),
        pytest.param("C++ isn\u2019t C#", ["c++", "isn't", "c#"], id="signs"),
        pytest.param("\u4eca\u6708", ["\u4eca", "\u6708"], id="unspaced"),
        pytest.param(
            "\u0939\u093f\u0928\u094d\u0926\u0940",
            ["\u0939\u093f\u0928\u094d\u0926\u0940"],
            id="marks",
        ),
        pytest.param("\u2615 \u2014 !", [], id="no words"),
    ],
)
def test_a_text_is_taken_apart_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a b c", "a b c", 0, id="none"),
        pytest.param("a b c", "c a b", 0, id="another order"),
        pytest.param("a b c", "a b d", 1, id="one for one"),
        pytest.param("a b", "a b c d", 2, id="two more"),
        pytest.param("the harbour", "the harbor", 0, id="a spelling"),
        pytest.param("chapter12", "chapter13", 1, id="a number"),
        pytest.param("a b c d e f g h i", "1 2 3 4 5 6 7 8 9", 9, id="all"),
        pytest.param("x" * 50, "x" * 51, 1, id="too long to be a word"),
    ],
)
def test_changed_words_are_counted(before: str, after: str, expected: int) -> None:
    assert changed(Counter(words(before)), Counter(words(after))) == expected


def test_of_nothing_all_is_kept() -> None:
    assert share(Counter(), Counter()) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x] Rest", True),
        ("[X] Rest", True),
        ("\u2705 Rest", True),
        ("~~Rest~~", True),
        ("[ ] Rest", False),
        ("[x](https://a.example) Rest", False),
        ("~~Rest~~ Swim", False),
    ],
)
def test_what_is_ticked_off_is_done(text: str, *, expected: bool) -> None:
    assert is_done(text) is expected


@given(lines, lines)
def test_no_line_belongs_to_two(before: list[str], after: list[str]) -> None:
    found = pairs(before, after)

    assert len(set(found.values())) == len(found)


@given(lines, lines)
def test_equal_lines_are_paired_as_often_as_they_can(before: list[str], after: list[str]) -> None:
    assert len(pairs(before, after)) == (Counter(before) & Counter(after)).total()


@given(lines)
def test_a_list_is_paired_with_itself_in_order(listed: list[str]) -> None:
    assert all(two == one + 1 for one, two in pairwise(pairs(listed, listed).values()))


def test_among_many_lines_those_that_share_rare_words_are_paired() -> None:
    before = [f"book{number} of the many books" for number in range(MANY)]
    after = [f"The {each} (still)" for each in reversed(before)]

    assert pairs(before, after) == {i: MANY - 1 - i for i in range(MANY)}


def test_among_many_lines_opposite_ones_are_paired() -> None:
    before = [f"fountain{'abcdefghij'[number % 10]}head" for number in range(MANY)]
    after = [f"{each[:5]}x{each[6:]}" for each in before]

    assert len(pairs([*before, "more"], after)) == MANY


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("- line {} of many", "- line {} of very many", id="reworded"),
        pytest.param("- line {} of many", "- other{} words, quite different{}", id="other"),
        pytest.param("same line", "another line", id="repeated"),
        pytest.param("## part {}", "## chapter {}", id="headings"),
        pytest.param("](" * 100, "](" * 101, id="brackets"),
    ],
)
def test_many_lines_are_compared_before_pytest_gives_up(before: str, after: str) -> None:
    old = replace(EMPTY, blocks=[before.format(number, number) for number in range(MANY)])
    new = replace(EMPTY, blocks=[after.format(number, number) for number in range(MANY)])

    found = detect(old, new)

    assert found.kind is not ChangeKind.NONE
