"""How long a text is for Mastodon."""

import pytest

from nowsync.plaintext.counting import Count

# What Mastodon itself showed for these, as published with Mastodon.py (test_status_length.py).
PUBLISHED = [
    (0, ""),
    (5, "hello"),
    (31, " leading and trailing spaces   "),
    (19, " tabs\tand\nnewlines\r\n"),
    (57, "check http://example.com and https://example.org/page?x=1#frag"),
    (32, "ftp://files.example.net/resource"),
    (38, "http://user:pass@example.com:8080/path"),
    (28, "http://127.0.0.1:3000/health"),
    (28, "https://[2001:db8::1]/status"),
    (52, "https://[2001:db8:85a3::8a2e:370:7334]:443/path?ok=1"),
    (26, "mailto:someone@example.com"),
    (39, "git+ssh://git@example.co.uk:22/repo.git"),
    (23, "https://very.long.tld.example.museum/collection/item"),
    (6, "@alice"),
    (4, "@bob@example.com"),
    (22, "hi @charlie and @dora@example.social!"),
    (50, "hey @me@example.com look at https://example.com/a-b_c~d?e=f#g and @you  "),
    (4, "a: 🇪🇪"),
    (4, "b: 👨\u200d👩\u200d👧\u200d👦"),
    (4, "c: 👩🏽\u200d💻"),
    (4, "d: ✊🏿"),
    (1, "é"),
    (1, "f\u0301"),
    (48, "https://sub.sub2.Путин.рф/увидимся/в?Гааге=военный#преступник"),
    (30, "clusters: 😀😃😄😁😆😅😂🤣😊🙂😉🙃😇🥰😍🤩😘😗😙😚"),
    (
        114,
        "See: http://example.com https://[2001:db8::2]:8443/a"
        " ftp://user:pw@files.example.org:21/x http://192.168.0.1/",
    ),
    (41, "@one https://example.social/@two 👩🏽\u200d💻 🇪🇪 @three@example.com ✊🏿"),
    (30, "(see https://example.com.)"),
    (53, "[link: http://user:pass@host.example:8080/path?x=y#z]"),
    (20, "<@root> and {@admin@example.net}"),
    (23, "https://example.com/a-b_c~d?param_a=1&param-b=2"),
]
# From Mastodon's own status_length_validator_spec.rb, and its rules.
OURS = [
    pytest.param(100, "a" * 76 + " http://" + "b" * 30 + ".com/example", id="a link weighs 23"),
    pytest.param(125, "a" * 76 + "http://" + "b" * 30 + ".com/example", id="not after a letter"),
    pytest.param(82, "a" * 75 + " @alice@" + "b" * 30 + ".com", id="a handle without its server"),
    pytest.param(100, "✨" * 100, id="an emoji is one"),
    pytest.param(23, "http://a.org", id="a short link weighs as much"),
    pytest.param(4097, "https://example.org/" + "a" * 4077, id="an endless link does not"),
    pytest.param(24, "https://ada.example/now/", id="nor one that Mastodon does not know"),
    pytest.param(9, ":blobcat:", id="a custom emoji counts in full"),
    pytest.param(6, "#boats", id="so does a tag"),
    pytest.param(23, "https://a.org/~@ada@b.example", id="a handle in a link is part of it"),
    pytest.param(28, "@ada https://a.org/", id="a link after a handle"),
]


@pytest.mark.parametrize(("length", "text"), PUBLISHED)
def test_it_is_what_mastodon_shows(length: int, text: str) -> None:
    assert Count()(text) == length


@pytest.mark.parametrize(("length", "text"), OURS)
def test_it_is_what_mastodon_allows(length: int, text: str) -> None:
    assert Count()(text) == length


def test_a_server_may_weigh_links_otherwise() -> None:
    assert Count(url_weight=30)("https://example.org/ @ada@example.org") == 35


def test_servers_that_count_in_full_are_believed() -> None:
    assert Count(in_full=True)("https://example.org/" + "x" * 80) == 100


def test_servers_that_count_in_full_may_count_less() -> None:
    assert Count(in_full=True)("http://a.org") == 23


def test_a_content_warning_is_never_shortened() -> None:
    assert Count().plain("https://example.org/" + "x" * 80) == 100


def test_a_short_link_in_a_content_warning_weighs_its_length() -> None:
    assert Count().plain("http://a.org é") == 14


def test_a_content_warning_counts_in_code_points_where_all_does() -> None:
    assert Count(in_full=True).plain("🇪🇪") == 2
