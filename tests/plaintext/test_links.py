"""Where Mastodon finds a link, and where it ends: one rule each."""

import pytest

from nowsync.plaintext.links import find_addresses, find_links
from nowsync.plaintext.top_level import TOP_LEVEL


def links(text: str) -> list[str]:
    return [link.of(text) for link in find_links(text)]


WHOLE = [
    pytest.param("http://a.org", id="the least"),
    pytest.param("HTTPS://EXAMPLE.ORG/", id="in capitals"),
    pytest.param("https://example.org:8080/a", id="a port"),
    pytest.param("https://a.b.c.example.org", id="subdomains"),
    pytest.param("https://a_b.example.org", id="an underscore in a subdomain"),
    pytest.param("https://a-b.org", id="a hyphen in a domain"),
    pytest.param("https://example.co.uk", id="a domain of a country"),
    pytest.param("https://example.museum", id="a long top-level domain"),
    pytest.param("https://xn--e1afmkfd.xn--p1ai/", id="punycode"),
    pytest.param("https://пример.рф/", id="Cyrillic letters"),
    pytest.param("https://例え.みんな/", id="Japanese letters"),
    pytest.param("https://I❤.ws/", id="a heart, which is in Unicode 3.2"),
    pytest.param("https://bücher.example.org", id="an umlaut"),
    pytest.param("https://abcdefghij.onion/", id="an onion"),
    pytest.param("https://gone.xperia/", id="a top-level domain that was given up"),
    pytest.param("gemini://example.org/", id="a scheme of the small web"),
    pytest.param("ipfs://example.org/", id="another"),
    pytest.param("https://example.org/a/b.html#c", id="a fragment"),
    pytest.param("https://example.org/~a/!$&'*+,;=:@%20b", id="punctuation in a path"),
    pytest.param("https://example.org/@ada/109", id="a status of somebody"),
    pytest.param("https://ja.wikipedia.org/wiki/日本", id="letters of all scripts in a path"),
    pytest.param("https://en.wikipedia.org/wiki/Now_(TV)", id="brackets in a pair"),
    pytest.param("https://example.org/a_(b_(c))", id="a pair in a pair"),
    pytest.param("https://example.org/(a)/b", id="a path that goes on after a pair"),
    pytest.param("https://example.org/(日(本))b", id="a pair in a pair of any script"),
    pytest.param("https://example.org/?a=b&c[]=d;e|f", id="a query"),
    pytest.param("https://example.org?a=1", id="a query without a path"),
    pytest.param("https://example.org/?q=(a)&b", id="brackets in a query"),
    pytest.param("https://example.org/?a=", id="a query that ends with its equals sign"),
    pytest.param("https://example.org/a{b}", id="braces"),
    pytest.param("https://" + "a" * 63 + ".org", id="the longest label"),
    pytest.param("https://example.org/" + "a" * 4076, id="the longest link"),
]


@pytest.mark.parametrize("link", WHOLE)
def test_all_of_this_is_a_link(link: str) -> None:
    assert links(link) == [link]


@pytest.mark.parametrize("link", WHOLE)
def test_it_is_the_same_link_within_a_sentence(link: str) -> None:
    assert links(f"ask ({link} ), or „{link}\n") == [link, link]


@pytest.mark.parametrize(
    ("link", "text"),
    [
        pytest.param("https://a.org", "https://a.org.", id="a full stop"),
        pytest.param("https://a.org/b", "https://a.org/b?!", id="marks"),
        pytest.param("https://a.org/b", "(see https://a.org/b)", id="a bracket without its other"),
        pytest.param("https://a.org/b", "https://a.org/b.)", id="a full stop and a bracket"),
        pytest.param("https://a.org/", "https://a.org/()", id="an empty pair"),
        pytest.param("https://a.org/a", "https://a.org/a()b", id="an empty pair that goes on"),
        pytest.param("https://a.org/_", "https://a.org/_(日本)", id="a pair of other scripts"),
        pytest.param("https://a.org/a_", "https://a.org/a_(b(c(d)))", id="a pair too deep"),
        pytest.param("https://a.org/b", "<https://a.org/b>", id="angle brackets"),
        pytest.param("https://a.org/b", '"https://a.org/b"', id="quotation marks"),
        pytest.param("https://a.org/b", "「https://a.org/b」", id="Japanese ones"),
        pytest.param("https://a.org/b”", "“https://a.org/b”", id="but not typographical ones"),
        pytest.param("https://a.org/a", "https://a.org/a=", id="an equals sign in a path"),
        pytest.param("https://a.org", "https://a.org#b", id="a fragment without a path"),
        pytest.param("https://a.org", "https://a.org_b", id="an underscore after the domain"),
        pytest.param("https://a.org", "https://a.org日本", id="letters after the domain"),
        pytest.param("https://a.рф", "https://a.рфа", id="a letter after a Cyrillic domain"),
        pytest.param("https://a.com", "https://a.com.invalid/b", id="a longer host that is none"),
        pytest.param("https://a.xn--p1", "https://a.xn--p1-ai", id="a hyphen in punycode"),
        pytest.param("https://a.org/?q=", "https://a.org/?q=я", id="a query of other scripts"),
        pytest.param("https://a.org/?q", "https://a.org/?q.", id="a full stop after a query"),
        pytest.param("https://a.org/b", "日本https://a.org/b", id="other letters before"),
        pytest.param("https://a.org/b", "_https://a.org/b", id="an underscore before"),
        pytest.param("https://a.org/b", "/https://a.org/b", id="a slash before"),
        pytest.param("https://a.org", "ftp://https://a.org", id="another scheme before"),
        pytest.param("https://a.org", "ada@b.org/https://a.org", id="an e-mail address before"),
        pytest.param("https://a.org", "-.org/https://a.org", id="a domain without a name before"),
    ],
)
def test_a_link_ends_before(link: str, text: str) -> None:
    assert links(text) == [link]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("example.org/a", id="no scheme"),
        pytest.param("ftp://example.org/", id="a scheme that is not known"),
        pytest.param("xhttps://example.org/", id="after a letter"),
        pytest.param("1https://example.org/", id="after a digit"),
        pytest.param("@https://example.org/", id="after an at sign"),
        pytest.param("#https://example.org/", id="after a hash"),
        pytest.param("$https://example.org/", id="after a dollar sign"),
        pytest.param("https://localhost/a", id="a host without a dot"),
        pytest.param("https://ada.example/now/", id="a top-level domain that does not exist"),
        pytest.param("https://song.music/", id="one that Mastodon does not know"),
        pytest.param("https://127.0.0.1/", id="an IP address"),
        pytest.param("https://[2001:db8::1]/", id="another"),
        pytest.param("https://user:word@example.org/", id="a user"),
        pytest.param("https://example.org@example.net/", id="a user that looks like a host"),
        pytest.param("https://a_b.org/", id="an underscore in a domain"),
        pytest.param("https://-a.org/", id="a hyphen first"),
        pytest.param("https://a-.org/", id="a hyphen last"),
        pytest.param("https://a..org/", id="an empty label"),
        pytest.param("https://a.org-b/", id="a domain that goes on"),
        pytest.param("https://" + "a" * 64 + ".org", id="a label that is too long"),
        pytest.param("https://example.org/" + "a" * 4077, id="a link that is too long"),
        pytest.param("https://" + "ü" * 60 + ".org", id="a label that is too long in ASCII"),
        pytest.param("https://ü.org/" + "a" * 4080, id="a link that is too long in ASCII"),
        pytest.param("https://😀.ws/", id="an emoji, which Unicode 3.2 did not have"),
        pytest.param("web.archive.org/web/2026/https://a.org/", id="in a path without a scheme"),
        pytest.param("a.org?https://b.org/", id="in a query without a scheme"),
        pytest.param("日本.org/https://b.org/", id="in a path behind letters of any script"),
        pytest.param("https://\ufeffa.org/", id="a byte order mark in a host"),
        pytest.param("https://a_b.org/https://a.org/", id="in the path of what is none"),
    ],
)
def test_this_is_no_link(text: str) -> None:
    assert links(text) == []


def test_a_link_may_hold_another() -> None:
    text = "https://web.archive.org/web/2026/https://a.org/ (and https://b.org)"

    assert links(text) == ["https://web.archive.org/web/2026/https://a.org/", "https://b.org"]


def test_the_list_is_one_of_domains() -> None:
    assert {"org", "io", "рф", "みんな"} <= TOP_LEVEL
    assert {domain for domain in TOP_LEVEL if domain != domain.lower() or "." in domain} == set()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        pytest.param("https://ada.example/~@ada", "https://ada.example/~@ada.", id="any host"),
        pytest.param("http://localhost:4321/#a", "(http://localhost:4321/#a)", id="our own"),
        pytest.param("ftp://a.org/b", "ftp://a.org/b?", id="any scheme"),
        pytest.param("https://a.org/?q=я", "日本https://a.org/?q=я", id="any script"),
    ],
)
def test_an_address_is_found(address: str, text: str) -> None:
    assert [found.of(text) for found in find_addresses(text)] == [address]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        pytest.param(0, "https://" * 20_000, id="schemes"),
        pytest.param(0, "a.b/https://" * 20_000, id="schemes in paths"),
        pytest.param(0, "https://" + "a_." * 20_000, id="labels"),
        pytest.param(0, "日.本." * 20_000 + "https://", id="letters that all may begin a host"),
        pytest.param(1, "https://a.org/" + "(a" * 20_000, id="brackets that are never closed"),
        pytest.param(0, "a.org/,(<" * 20_000 + "https://", id="addresses without a scheme"),
        pytest.param(0, "https" + "a.a+" * 20_000 + "://", id="a scheme without an end"),
    ],
)
def test_a_hostile_text_is_read_once(count: int, text: str) -> None:
    """Reading it again for each of its parts would outlast the time that a test may take."""
    assert len(list(find_links(text))) == count
    assert len(list(find_addresses(text))) <= text.count("://")
