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
    ("line", "second"),
    [
        pytest.param("  │ 冬の準備をします。", "  │ します。", id="between letters"),
        pytest.param("  │ 冬の準備し、です", "  │ し、です", id="not before a comma"),
        pytest.param("  │ 冬の準備「です", "  │ 「です", id="not behind a bracket"),
        pytest.param("  │ やかんや👩\u200d🚀", "  │ 👩\u200d🚀", id="around an emoji of several"),
        pytest.param("  │ やかん of やかん", "  │ やかん", id="rather at a blank"),
        pytest.param("  │ 주전자가끓는다", "", id="never in a Korean word"),
    ],
)
def test_a_text_without_blanks_goes_on_beside_its_bar(line: str, second: str) -> None:
    assert fitted([line], 15).partition("\n")[2] == second


def test_a_reason_goes_on_a_little_further_in() -> None:
    assert fitted(["2026-11 → feed  hold: it is a draft"], 24) == (
        "2026-11 → feed  hold: it\n  is a draft"
    )


def test_a_colour_goes_on_behind_the_bar() -> None:
    assert fitted(["  │ \033[31mやかんやかん\033[0m"], 12) == (
        "  │ \033[31mやかんや\033[0m\n  │ \033[31mかん\033[0m"
    )


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
