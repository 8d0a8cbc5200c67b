"""Lines at a terminal: whole in a pipe, and as wide as it is where somebody reads them."""

import pytest

from nowsync.cli.columns import cells, compared, fitted
from nowsync.preview.card import Comparison
from nowsync.preview.comparison import compare

TEXT = "  │ The kettle is on, and Berta has found another tin."


def test_a_line_stays_whole_where_nobody_reads_it_at_a_terminal() -> None:
    assert fitted([TEXT * 4, "end"]) == f"{TEXT * 4}\nend"


def test_a_long_line_goes_on_beside_its_bar() -> None:
    assert fitted([TEXT], 30) == (
        "  │ The kettle is on, and\n  │ Berta has found another\n  │ tin."
    )


def test_a_long_item_goes_on_below_its_text() -> None:
    assert fitted(["  - The kettle is on"], 14) == "  - The kettle\n    is on"


def test_a_long_word_stays_whole() -> None:
    link = "https://ada.example/now/2026-11/"

    assert fitted([f"  │ See {link} now"], 20) == f"  │ See\n  │ {link}\n  │ now"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("kettle", 6, id="letters"),
        pytest.param("やかん", 6, id="wide letters"),
        pytest.param("cafe\u0301", 4, id="accents"),
        pytest.param("\033[32mgreen\033[0m", 5, id="colours"),
    ],
)
def test_a_text_takes_as_many_columns_as_it_shows(text: str, columns: int) -> None:
    assert cells(text) == columns


@pytest.mark.parametrize("room", [30, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(room: int) -> None:
    lines = fitted([TEXT * 4], room).splitlines()

    assert max(map(cells, lines)) <= room


def test_an_edit_can_be_read_without_colour() -> None:
    edit = Comparison("status", compare("The kettle is on.", "The kettle was on."))

    assert fitted(compared([edit])).replace("\033[0m", "") == (
        "  what changes in the status:\n  │ The kettle \033[31m[-is-]\033[32m{+was+} on."
    )
