"""Hold things in a row to being told apart, whatever is in them."""

import pytest

from nowsync.core.fitting import fit
from nowsync.core.target import Room
from nowsync.rendering.series import Series, bulleted, listed


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(["a", "b"], "a, b", id="commas"),
        pytest.param(["a, b", "c"], "a, b; c", id="an item with a comma"),
        pytest.param(["a.", "b."], "a, b", id="no full stops"),
        pytest.param(["a...", "b"], "a..., b", id="an ellipsis stays"),
        pytest.param(["a", "", "b"], "a, b", id="nothing is no item"),
        pytest.param([], "", id="none"),
    ],
)
def test_things_are_listed(items: list[str], expected: str) -> None:
    assert str(listed(items)) == expected


def test_some_scripts_list_things_their_own_way() -> None:
    assert str(listed(["一", "二"], "zh")) == "一\u3001二"


def test_things_may_stand_below_each_other() -> None:
    assert str(bulleted(["a", "", "b\nc"])) == "• a\n• b\n  c"


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param(listed(["one", "two", "three", "four"]), "one, two and 2 more", id="listed"),
        pytest.param(
            listed(["one, 1", "two", "three four"]), "one, 1; and 2 more", id="semicolons"
        ),
        pytest.param(
            bulleted(["one", "two", "three", "four"]), "• one\n• and 3 more", id="bullets"
        ),
        pytest.param(listed(["one", "two", "three four"], "de"), "one und 2 mehr", id="German"),
        pytest.param(listed(["one", "two", "three four"], "tlh"), "one, two, +1", id="another"),
        pytest.param(Series(("#one", "#two", "#threefour"), " "), "#one #two", id="tags"),
    ],
)
def test_it_ends_early_where_there_is_little_room(series: Series, expected: str) -> None:
    fitted = fit(series.shortened(), Room(len(expected), len))

    assert fitted is not None
    assert fitted.text == expected


def test_a_part_of_it_is_like_it() -> None:
    tags = Series(("#a", "#b", "#c"), " ")

    assert (str(tags[:2]), tags[0], len(tags), list(tags)) == ("#a #b", "#a", 3, ["#a", "#b", "#c"])
