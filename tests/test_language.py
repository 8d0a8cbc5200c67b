"""Hold dates and small words to the languages that they are in."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from nowsync.rendering.language import and_more, comma, long_date, month, still

NOVEMBER = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "November 2026"),
        ("en-GB", "November 2026"),
        ("de", "November 2026"),
        ("de-AT", "November 2026"),
        ("fr", "novembre 2026"),
        ("pt-BR", "novembro de 2026"),
        ("ja", "2026年11月"),
        ("zh_TW", "2026年11月"),
        ("tlh", "2026-11"),
        ("no such language", "2026-11"),
    ],
)
def test_a_month_is_named_in_its_language(language: str, expected: str) -> None:
    assert month(NOVEMBER, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "November 3, 2026"),
        ("en-US", "November 3, 2026"),
        ("en-GB", "3 November 2026"),
        ("en-IE", "3 November 2026"),
        ("de", "3. November 2026"),
        ("fr", "3 novembre 2026"),
        ("tlh", "2026-11-03"),
    ],
)
def test_a_day_is_written_as_people_do(language: str, expected: str) -> None:
    assert long_date(NOVEMBER, language) == expected


WITHOUT_BABEL = """
import sys
sys.modules["babel"] = None
from datetime import UTC, datetime
from nowsync.rendering.language import long_date, month
november = datetime(2026, 11, 3, tzinfo=UTC)
print(month(november, "fr"), long_date(november, "fr"), month(november, "en"))
"""


def test_without_babel_other_languages_are_written_in_figures() -> None:
    command = [sys.executable, "-c", WITHOUT_BABEL]

    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    assert printed == "2026-11 2026-11-03 November 2026\n"


def test_english_needs_no_babel() -> None:
    code = (
        "import sys; from datetime import datetime; from nowsync.rendering.language import month; "
        "month(datetime(2026, 11, 3), 'en'); print('babel' in sys.modules)"
    )

    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

    assert printed.stdout == b"False\n"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", " and {} more"), ("de-CH", " und {} mehr"), ("tlh", ", +{}"), ("", ", +{}")],
)
def test_the_rest_of_a_list_is_counted(language: str, expected: str) -> None:
    assert and_more(language) == expected


def test_small_words_are_left_out_where_they_are_not_known() -> None:
    assert (still("en"), still("tlh")) == ("still", "")


def test_some_scripts_have_a_comma_of_their_own() -> None:
    assert (comma("en"), comma("zh-TW")) == (", ", "\u3001")
