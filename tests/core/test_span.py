"""Hold spans of time to the words that they are written in."""

from datetime import timedelta

import pytest

from nowsync.core.span import in_words, read_span


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("90 min", timedelta(minutes=90)),
        ("2h", timedelta(hours=2)),
        ("1 Day", timedelta(days=1)),
        ("1d 12h", timedelta(days=1, hours=12)),
        ("2 weeks", timedelta(days=14)),
        ("0 min", timedelta()),
    ],
)
def test_a_span_is_what_its_words_say(words: str, expected: timedelta) -> None:
    assert read_span(words) == expected


@pytest.mark.parametrize("words", ["2", "soon", "2m", "-1h", "1h and more", "1.5 h"])
def test_a_wrong_span_shows_how_to_write_one(words: str) -> None:
    with pytest.raises(ValueError, match=f"'{words}' is no span of time; write it like 90 min"):
        read_span(words)


def test_a_span_of_more_than_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="'400 days' is more than a year"):
        read_span("400 days")


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(minutes=150), "2 hours 30 minutes"),
        (timedelta(seconds=59), "no time"),
    ],
)
def test_a_span_is_written_in_words(span: timedelta, expected: str) -> None:
    assert in_words(span) == expected
