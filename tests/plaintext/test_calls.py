"""Text in which nobody is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.plaintext.calls import BREAK, quiet
from nowsync.plaintext.hashtags import find_hashtags

HOSTILE = st.text(st.sampled_from("@#\uff03aé1·_=/)(:.?~ \nhtps\u200c"), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("@ada", f"@{BREAK}ada", id="a name"),
        pytest.param("@ada@b.example", f"@{BREAK}ada@b.example", id="a name on another server"),
        pytest.param("@日本", f"@{BREAK}日本", id="a name that Mastodon does not know"),
        pytest.param("\uff20ada", f"\uff20{BREAK}ada", id="a name behind a wide sign"),
        pytest.param("?by=@ada", "?by=@ada", id="no name after an equals sign"),
        pytest.param("(#glue)", f"(#{BREAK}glue)", id="a tag of Mastodon 4.5"),
        pytest.param("_#glue", f"_#{BREAK}glue", id="a tag after an underscore"),
        pytest.param("#c++", f"#{BREAK}c++", id="what would be another tag"),
        pytest.param("#2026-11", "#2026-11", id="digits are no tag"),
        pytest.param("is #1 of 3", "is #1 of 3", id="nor is a rank"),
        pytest.param("ftp://a.example/~@ada", "ftp://a.example/~@ada", id="in any address"),
        pytest.param("(http://a.example)@ada", f"(http://a.example)@{BREAK}ada", id="behind one"),
        pytest.param("http://a.example,@ada", f"http://a.example,@{BREAK}ada", id="and a comma"),
        pytest.param("http://a:b@a.example/~@b", "http://a:b@a.example/~@b", id="of a user"),
        pytest.param(
            "http://a.example/?q=ж-#b", "http://a.example/?q=ж-#b", id="in a query of letters"
        ),
        pytest.param("#ahttp://b", f"#{BREAK}ahttp://b", id="a tag right before an address"),
    ],
)
def test_signs_that_call_are_broken(text: str, expected: str) -> None:
    assert quiet(text) == expected


@given(HOSTILE)
def test_once_is_enough(text: str) -> None:
    assert quiet(quiet(text)) == quiet(text)


@given(HOSTILE)
def test_nothing_else_is_changed(text: str) -> None:
    assert quiet(text).replace(BREAK, "") == text


@given(HOSTILE.filter(lambda text: "://" not in text))
def test_outside_of_addresses_no_tag_is_left(text: str) -> None:
    assert list(find_hashtags(quiet(text))) == []
