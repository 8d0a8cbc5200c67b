"""Our count beside that of Mastodon.py, which has the pattern of Mastodon's own web page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mastodon import Mastodon

from nowsync.plaintext.counting import Count

HOSTS = ["a.org", "a-b.co.uk", "x.y_z.a.com", "пример.рф", "xn--e1afmkfd.xn--p1ai", "b.museum"]
NO_HOSTS = ["localhost", "a_b.org", "127.0.0.1", "a.invalid", "a..org", "-a.org", "a.org@b"]
PATHS = ["", "/", "/a", "/~b/", "/c_(d)", "/c_(d_(e))", "/f(g)h", "/i,j.html", "/k!*';:l", "/%20m"]
TAILS = [
    "",
    "?",
    "?n=o",
    "?p[]=(q)&r=",
    "?s;t|u",
    "#v",
    "?w#x",
    "/@bob@a.org",
    ":80/y",
    ".invalid/",
]
BEFORE = [
    "",
    " ",
    "\n",
    "(",
    "<",
    "[",
    '"',
    "_",
    "-",
    "é",
    "日本",
    "z",
    "1",
    "@",
    "#",
    "$",
    "ftp://",
]
BEHIND = [" ", "\n", ". ", ", ", ") ", "?) ", '" ', "> ", "!? ", "' ", "( ", "* "]
LINKS = st.builds(
    lambda *parts: "".join(parts),
    *(st.sampled_from(BEFORE), st.sampled_from(["https://", "http://", "HTTP://", "gopher:"])),
    *(st.sampled_from(HOSTS + NO_HOSTS), st.sampled_from(PATHS), st.sampled_from(TAILS)),
    st.sampled_from(BEHIND),
)
HANDLES = ["@bob ", "@bob@a.org ", "(@b_b@a-b.org) ", "a@a.org ", "/@bob@a.org ", "@bob@a.org! "]
GRAPHEMES = ["e\u0301", "a🇪🇪", "👩🏽\u200d💻", "각", "क्षि", "\u200d", "\ufe0f", "a"]
WORDS = st.sampled_from(HANDLES + GRAPHEMES)


@given(st.lists(LINKS | WORDS, max_size=6).map("".join))
def test_both_count_alike(text: str) -> None:
    assert Count()(text) == Mastodon.get_status_length(text)


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        pytest.param(23, 25, "https://a.org/日本", id="a path takes the letters of all scripts"),
        pytest.param(23, 26, "https://a.org/{b}", id="and braces"),
        pytest.param(24, 23, "https://a.org/b=", id="and does not end with an equals sign"),
        pytest.param(23, 27, "https://a.org/b,(c)", id="and may end with any pair of brackets"),
        pytest.param(23, 21, "gemini://example.org/", id="there are other schemes"),
        pytest.param(24, 29, "a.org/https://b.org/long", id="one in a path is part of that path"),
        pytest.param(13, 23, "https://😀.ws/", id="a host needs a form in ASCII"),
        pytest.param(15, 23, 'https://"a.org/', id="and has no quotation marks"),
        pytest.param(76, 23, "https://" + "a" * 64 + ".org", id="nor labels that are too long"),
        pytest.param(26, 23, "https://a.xn--p1-ai", id="nor hyphens in its punycode"),
        pytest.param(4097, 23, "https://a.org/" + "a" * 4083, id="a link may be too long"),
        pytest.param(4, 10, "@a.b@c.org", id="a name may have dots"),
        pytest.param(2, 18, "@a@münchen.example", id="a domain may have umlauts"),
        pytest.param(9, 3, "@a@c.org@", id="a second sign ends it"),
        pytest.param(9, 3, "=@a@c.org", id="it does not follow an equals sign"),
        pytest.param(2, 3, "\n🇪🇪", id="a line break does not cut the flag behind it"),
        pytest.param(259, 4, "@bob@" + "a" * 254, id="its domain may be too long"),
    ],
)
def test_where_they_differ_mastodons_server_decides(ours: int, theirs: int, text: str) -> None:
    assert (Count()(text), Mastodon.get_status_length(text)) == (ours, theirs)
