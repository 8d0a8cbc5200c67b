"""Which words went and which came, so that a person sees it at a glance and misses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.preview.comparison import Fate, Gap, Line, Words, compare

KETTLE = "The kettle is on."


def marked(before: str, after: str) -> list[str]:
    """Write what came of each line as people do by hand."""
    signs = {Fate.SAME: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "{{+{}+}}"}
    return [
        f"({piece.lines})"
        if isinstance(piece, Gap)
        else "".join(signs[each.fate].format(each.text) for each in piece.merged)
        for piece in compare(before, after)
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(KETTLE, ["The kettle is on."], id="nothing"),
        pytest.param("The kettle was on.", ["The kettle [-is-]{+was+} on."], id="a word"),
        pytest.param("The old kettle is on.", ["The{+ old+} kettle is on."], id="one more"),
        pytest.param("The kettle is.", ["The kettle is[- on-]."], id="one less"),
        pytest.param(
            "A kettle is off, now.", ["[-The-]{+A+} kettle is [-on-]{+off, now+}."], id="several"
        ),
        pytest.param("", ["[-The kettle is on.-]"], id="all"),
        pytest.param(
            "The kettle is on.\nTea?", ["The kettle is on.", "{+Tea?+}"], id="a line more"
        ),
    ],
)
def test_words_that_went_and_came_are_told_apart(after: str, expected: list[str]) -> None:
    assert marked(KETTLE, after) == expected


def test_words_in_a_row_are_exchanged_together() -> None:
    assert marked("blue, because blue", "green after all") == [
        "[-blue, because blue-]{+green after all+}"
    ]


def test_lines_that_stay_are_counted_where_there_are_many() -> None:
    assert marked("a\nb\nc\nd", "a\nb\nc\ne") == ["(3)", "[-d-]{+e+}"]


def test_few_lines_that_stay_are_left_to_be_read() -> None:
    assert marked("a\nb\nd", "a\nb\ne") == ["a", "b", "[-d-]{+e+}"]


def test_a_very_long_line_is_exchanged_as_a_whole() -> None:
    long = "word " * 1_500

    assert compare(long + "old", long + "new") == (
        Line(
            (Words(long + "old", Fate.GONE),),
            (Words(long + "new", Fate.NEW),),
        ),
    )


def whole(words: tuple[Words, ...]) -> str:
    return "".join(each.text for each in words)


TEXTS = st.text("ab ,.é", max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_in_a_comparison(before: str, after: str) -> None:
    (line,) = compare(before, after) or (Line((), ()),)

    assert isinstance(line, Line)
    assert (whole(line.before), whole(line.after)) == (before, after)


@given(TEXTS, TEXTS)
def test_what_is_marked_in_one_row_is_both_texts(before: str, after: str) -> None:
    (line,) = compare(before, after) or (Line((), ()),)

    assert isinstance(line, Line)
    kept = [each for each in line.merged if each.fate is not Fate.NEW]
    assert whole(tuple(kept)) == before
