"""Hold fitting to its promise: the richest version that fits, nothing cut in the middle."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.fitting import Fitted, essentials, fit, split, tidy, whole
from nowsync.core.marks import (
    END,
    NEXT,
    PART,
    effort,
    either_start,
    listing,
    nesting,
    optional_start,
    prose,
)
from nowsync.core.prose import LONGEST_OPENING
from nowsync.core.target import Room

MARKS = re.compile("[\ufdd0-\ufdef]")


def optional(text: str, rank: int = 1) -> str:
    return f"{optional_start(rank)}{text}{END}"


def either(*ways: str) -> str:
    return either_start() + NEXT.join(ways) + END


def listed(*items: str) -> str:
    return listing(items, joint=", ", more=" and {} more")


def room(limit: int) -> Room:
    return Room(limit, len)


MARKED = "Now" + optional(", in Porto") + optional(", reading") + "\nhttps://ada.example/now/"
RANKED = "Now" + optional(", in Porto", 2) + optional(", reading")
NESTED = "Now" + optional(" reading" + optional(" Middlemarch")) + "."
GROUPED = "Now\n" + optional("Goals:" + optional("\n- rest") + optional("\n- paint")) + "\nend"
LABELLED = "Now\nGoals:\n" + optional("- rest\n") + optional("- paint\n") + "end"
FOUR = listed("one", "two", "three", "four")
THREE = "I painted the dinghy green. It took two days. So there."
TEXT = prose(THREE)


@pytest.mark.parametrize(
    ("marked", "limit", "expected"),
    [
        pytest.param(MARKED, 47, "Now, in Porto, reading\nhttps://ada.example/now/", id="all"),
        pytest.param(MARKED, 46, "Now, in Porto\nhttps://ada.example/now/", id="the last goes"),
        pytest.param(MARKED, 37, "Now, reading\nhttps://ada.example/now/", id="what fits stays"),
        pytest.param(MARKED, 28, "Now\nhttps://ada.example/now/", id="the essentials stay"),
        pytest.param(RANKED, 13, "Now, reading", id="the higher rank goes first"),
        pytest.param(NESTED, 24, "Now reading Middlemarch.", id="a part in a part"),
        pytest.param(NESTED, 23, "Now reading.", id="an inner part goes first"),
        pytest.param(NESTED, 11, "Now.", id="an inner part goes with the outer one"),
        pytest.param(GROUPED, 21, "Now\nGoals:\n- rest\nend", id="a group with one part"),
        pytest.param(GROUPED, 17, "Now\n\nend", id="a group goes with its last part"),
        pytest.param(LABELLED, 30, "Now\nGoals:\n- rest\n- paint\nend", id="a label stays"),
        pytest.param(LABELLED, 17, "Now\nend", id="a label goes with what it is for"),
        pytest.param(FOUR, 21, "one, two, three, four", id="a whole list"),
        pytest.param(FOUR, 20, "one, two and 2 more", id="a shorter list"),
        pytest.param(FOUR, 14, "one and 3 more", id="the shortest list"),
        pytest.param(listed("a", "b") + "!", 5, "a, b!", id="a list that is shorter whole"),
        pytest.param(TEXT, 55, THREE, id="a whole text"),
        pytest.param(TEXT, 54, "I painted the dinghy green. It took two days.", id="sentences"),
        pytest.param(TEXT, 44, "I painted the dinghy green.", id="one sentence"),
        pytest.param(
            prose("I painted the dinghy of Berta green."),
            34,
            "I painted the dinghy of Berta…",
            id="not even a sentence",
        ),
        pytest.param(either("All of it.", "Less."), 10, "All of it.", id="the first way that fits"),
        pytest.param(either("All of it.", "Less."), 9, "Less.", id="the next way that fits"),
        pytest.param(either("It.", "Longer."), 3, "It.", id="a first way that is shorter"),
        pytest.param(
            either("All of it.", "Less" + optional(", more")), 9, "Less", id="parts in a way"
        ),
        pytest.param("Now", 3, "Now", id="nothing to fit"),
        pytest.param("", 0, "", id="nothing at all"),
        pytest.param("a" + optional(FOUR), 12, "a", id="a list in a part that goes"),
        pytest.param(
            "a " + optional(FOUR), 16, "a one and 3 more", id="a list in a part that stays"
        ),
    ],
)
def test_the_richest_version_that_fits(marked: str, limit: int, expected: str) -> None:
    fitted = fit(marked, room(limit))

    assert fitted is not None
    assert fitted.text == expected


@pytest.mark.parametrize(
    ("marked", "limit"),
    [
        pytest.param(MARKED, 27, id="the essentials"),
        pytest.param("a" + optional(" \n"), 0, id="an empty part does not help"),
        pytest.param(FOUR, 13, id="the shortest list"),
        pytest.param(prose("I painted the dinghy green."), 20, id="less than says something"),
        pytest.param(either("All of it.", "Less."), 4, id="the shortest way"),
    ],
)
def test_what_does_not_fit_at_its_least_is_refused(marked: str, limit: int) -> None:
    assert fit(marked, room(limit)) is None


@pytest.mark.parametrize(
    ("marked", "limit", "left_out"),
    [
        pytest.param(MARKED, 46, (", reading",), id="a part"),
        pytest.param(NESTED, 11, ("reading Middlemarch",), id="a part with what is in it"),
        pytest.param(LABELLED, 17, ("- rest", "- paint"), id="the parts of a label"),
        pytest.param(FOUR, 20, ("three, four",), id="items"),
        pytest.param(TEXT, 54, ("So there.",), id="a sentence"),
        pytest.param(prose("I painted the dinghy of Berta green."), 34, ("green.",), id="words"),
        pytest.param(optional("Read: " + FOUR), 9, ("Read: one, two, three, four",), id="whole"),
        pytest.param(
            either("All of it.", "Less" + optional(", more")), 9, (", more",), id="of the way"
        ),
        pytest.param(either("All of it.", "Less."), 10, (), id="nothing of a way not taken"),
    ],
)
def test_it_is_told_what_had_to_go(marked: str, limit: int, left_out: tuple[str, ...]) -> None:
    fitted = fit(marked, room(limit))

    assert fitted is not None
    assert fitted.left_out == left_out


def test_parts_of_the_next_rank_get_what_room_is_left() -> None:
    marked = FOUR + optional("; five", 2)

    fitted = fit(marked, room(25))

    assert fitted is not None
    assert fitted.text == "one, two, three, four"


def test_everything_stands_well_before_anything_is_longer() -> None:
    marked = optional(FOUR) + optional(" So.")

    fitted = fit(marked, room(23))

    assert fitted is not None
    assert fitted.text == "one, two and 2 more So."


def test_where_any_length_fits_all_of_it_stays() -> None:
    assert fit(MARKED, None) == Fitted("Now, in Porto, reading\nhttps://ada.example/now/")


def test_room_is_measured_on_what_will_be_sent() -> None:
    measured: list[str] = []

    def count(text: str) -> int:
        measured.append(text)
        return len(text)

    fit("Now  \n\n\n" + optional("x"), Room(3, count))

    assert set(measured) == {"Now", "Now\n\nx"}


def test_the_essentials_are_the_least_that_it_can_be() -> None:
    assert essentials(f"{MARKED}  \n{FOUR}") == "Now\nhttps://ada.example/now/\none and 3 more"


def test_the_whole_keeps_its_layout() -> None:
    assert whole(f"\n\n  code  \n\n\n{optional('more  ')}\n") == "  code  \n\n\nmore  "


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(optional_start() + "a", id="an open part"),
        pytest.param("a" + END, id="a stray end"),
        pytest.param("a" + NEXT, id="a stray next"),
        pytest.param(listed("a", "b")[:-2], id="half a list"),
        pytest.param(optional("a").replace("1", "x"), id="no rank"),
    ],
)
def test_a_mark_that_lost_its_other_half_means_nothing(broken: str) -> None:
    fitted = fit(broken, None)

    assert fitted is not None
    assert fitted.text == "a"


def test_labels_before_parts_that_may_go_may_be_many() -> None:
    part = f"label:\n{optional_start()}said\n{END}"

    assert essentials(f"x\n{part * 2000}") == "x"


@pytest.mark.parametrize(
    ("marked", "depth"),
    [
        ("plain", 0),
        (f"{either_start()}a{NEXT}b{END}{prose('c')}", 1),
        (f"{optional_start()}{either_start()}a{NEXT}{prose('b')}{END}{END}", 3),
        (END * 5, 0),
    ],
)
def test_it_is_known_how_deep_parts_stand_in_parts(marked: str, depth: int) -> None:
    assert nesting(marked) == depth


def test_the_effort_of_shortening_grows_with_the_square_of_a_text_that_can_be_shortened() -> None:
    long = prose("a" * 100)

    assert effort("a" * 100) == 0
    assert effort(f"{optional_start()}{long}{END}{long}{END}") == 2 * 100**2
    assert effort(prose(long)) == 2 * 100**2
    assert effort(prose("a" * 99_999)) == LONGEST_OPENING**2


def test_a_thread_may_be_parted_where_the_template_says_so() -> None:
    fitted = split(f"one two{PART}three", Room(9, len, parts=5))

    assert fitted == Fitted("one two", thread=("three",))


def test_what_is_no_thread_has_no_mark_of_its_parts() -> None:
    assert fit(f"one{PART} two", None) == Fitted("one two")


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


word = st.text("abcäß👋🏽", min_size=1, max_size=7)
words = st.lists(word, min_size=1, max_size=9).map(" ".join)
sentence = words.map(lambda said: f"{said.capitalize()}.")
texts = st.lists(sentence, max_size=4).map(" ".join)
leaves = st.one_of(
    texts,
    st.just("\n"),
    st.just("Label: "),
    texts.map(prose),
    st.lists(words, max_size=4).map(lambda items: listed(*items)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(inner, st.integers(1, 3)).map(lambda pair: optional(*pair)),
        st.lists(inner, min_size=1, max_size=3).map(lambda ways: either(*ways)),
    ),
    max_leaves=12,
)
limits = st.integers(0, 200)


@given(trees, limits)
def test_whatever_is_returned_fits(marked: str, limit: int) -> None:
    fitted = fit(marked, room(limit))

    assert fitted is None or room(limit).fits(fitted.text)


@given(trees, limits)
def test_only_what_is_too_long_at_its_least_is_refused(marked: str, limit: int) -> None:
    assert fit(marked, room(limit)) is not None or len(essentials(marked)) > limit


@given(trees, limits, limits)
def test_more_room_never_makes_it_poorer(marked: str, one: int, other: int) -> None:
    poorer, richer = fit(marked, room(min(one, other))), fit(marked, room(max(one, other)))

    assert poorer is None or (richer is not None and poorer.richness <= richer.richness)


@given(trees)
def test_with_room_for_all_nothing_is_left_out(marked: str) -> None:
    fitted = fit(marked, room(100_000))

    assert fitted is not None
    assert fitted.left_out == ()
    assert fitted.text == tidy(whole(marked))


@given(trees, limits)
def test_the_same_is_made_each_time(marked: str, limit: int) -> None:
    assert fit(marked, room(limit)) == fit(marked, room(limit))


@given(trees, limits)
def test_no_mark_is_ever_sent(marked: str, limit: int) -> None:
    fitted = fit(marked, room(limit)) or Fitted("")

    assert not MARKS.search("".join([fitted.text, *fitted.left_out]))


@given(trees, limits)
def test_there_is_never_a_double_blank_line(marked: str, limit: int) -> None:
    fitted = fit(marked, room(limit)) or Fitted("")

    assert "\n\n\n" not in fitted.text


@given(texts.filter(bool), limits)
def test_no_word_is_ever_cut(text: str, limit: int) -> None:
    fitted = fit(optional(prose(text)), room(limit)) or Fitted("")

    said = {each.strip(".…") for each in fitted.text.split()}
    assert said <= {each.strip(".") for each in text.split()}


@given(words)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
