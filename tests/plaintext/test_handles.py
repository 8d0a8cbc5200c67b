"""Whom Mastodon finds on other servers."""

import pytest

from nowsync.plaintext.handles import find_handles


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("bob", "@bob@social.example", id="alone"),
        pytest.param("bob", "hi @bob@social.example!", id="before a mark"),
        pytest.param("bob", "(@bob@social.example)", id="in brackets"),
        pytest.param("b.o-b", "@b.o-b@social.example", id="dots and hyphens inside the name"),
        pytest.param("b_b_", "@b_b_@social.example", id="underscores anywhere"),
        pytest.param("bob", "@bob@münchen.example", id="a domain with an umlaut"),
        pytest.param("bob", "@bob@localhost", id="a domain without a dot"),
        pytest.param("bob", "@bob@" + "a" * 253, id="the longest domain"),
        pytest.param("bob", "日本 @bob@social.example日本", id="a domain takes all letters"),
    ],
)
def test_a_handle_is_found(name: str, text: str) -> None:
    assert [handle.name for handle in find_handles(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("@bob", id="somebody of the same server"),
        pytest.param("bob@social.example", id="an e-mail address"),
        pytest.param("ada@bob@social.example", id="after a letter"),
        pytest.param("日本@bob@social.example", id="after a letter of another script"),
        pytest.param("_@bob@social.example", id="after an underscore"),
        pytest.param("/@bob@social.example", id="after a slash"),
        pytest.param("=@bob@social.example", id="after an equals sign"),
        pytest.param("@.bob@social.example", id="a name that begins with a dot"),
        pytest.param("@bob.@social.example", id="a name that ends with a dot"),
        pytest.param("@bøb@social.example", id="a name that is not ASCII"),
        pytest.param("@bob@social.example@", id="before another sign"),
        pytest.param("@bob@social.example://", id="before a scheme's colon"),
        pytest.param("@bob@social.example\u0301", id="before an accent"),
        pytest.param("@bob@" + "a" * 254, id="a domain that is too long"),
    ],
)
def test_this_is_no_handle(text: str) -> None:
    assert list(find_handles(text)) == []


def test_a_handle_ends_with_its_domain() -> None:
    text = "ask @bob@social.example. Or @eve@mail.example-"

    assert [handle.of(text) for handle in find_handles(text)] == [
        "@bob@social.example",
        "@eve@mail.example",
    ]
