"""Visits to public pages: how far they go, and where they never do."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import trustme

from nowsync.core.errors import NotSent
from nowsync.http.addresses import is_public
from nowsync.http.visitor import MAX_BYTES, Visit, Visitor
from tests.servers.pages import PretendSite
from tests.servers.raw import raw
from tests.servers.wire import Answer, Served, serve

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhere"


@pytest.fixture
def online() -> Iterator[Served[PretendSite]]:
    with serve(PretendSite()) as served:
        yield served


def leading_to(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


def refusal(url: str, *, home: str = "https://ada.dev", leads_to: str | None = None) -> str:
    visitor = Visitor(home) if leads_to is None else Visitor(home, resolve=leading_to(leads_to))
    with pytest.raises(NotSent) as raised:
        visitor.visit(url)
    return str(raised.value)


def test_a_page_is_read_without_a_credential(online: Served[PretendSite]) -> None:
    online.pretend.put("/now/", "Wintér")

    assert Visitor(online.url).visit(f"{online.url}/now/") == Visit(200, "Wintér")
    assert not {"authorization", "cookie", "api-key"} & set(online.requests[0].headers)


def test_a_redirect_is_followed(online: Served[PretendSite]) -> None:
    online.pretend.pages["/now"] = Answer(301, headers={"Location": "/now/"})
    online.pretend.put("/now/", "here")

    assert Visitor(online.url).visit(f"{online.url}/now").text == "here"


def test_redirects_come_to_an_end(online: Served[PretendSite]) -> None:
    online.pretend.pages["/now/"] = Answer(302, headers={"Location": "/now/"})

    assert "more than 3 times" in refusal(f"{online.url}/now/", home=online.url)
    assert len(online.requests) == 4


def test_a_redirect_to_a_private_address_is_not_followed(online: Served[PretendSite]) -> None:
    with serve(PretendSite()) as inner:
        online.pretend.pages["/now/"] = Answer(302, headers={"Location": f"{inner.url}/"})

        said = refusal(f"{online.url}/now/", home=online.url)

    assert said.startswith("leads to port ")
    assert inner.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "https://ada.dev:8443/",
        "http://ada.dev:22/",
        "file:///etc/passwd",
        "gopher://ada.dev/",
        "https:///now/",
    ],
)
def test_no_visit_goes_where_only_this_machine_or_its_network_can(url: str) -> None:
    assert refusal(url).startswith("leads to ")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "169.254.1.1"])
def test_a_public_name_that_stands_for_a_private_address_is_refused(address: str) -> None:
    said = refusal("https://ada.dev/now/", leads_to=address)

    assert said == f"leads to {address}, an address that is not public"


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    online: Served[PretendSite],
) -> None:
    """A name that means something else a moment later gains nothing by it."""
    online.pretend.put("/", "here")
    port = online.url.rpartition(":")[2]
    asked: list[str] = []

    def once(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",)

    home = f"http://ada.localhost:{port}"

    assert Visitor(home, resolve=once).visit(f"{home}/").text == "here"
    assert asked == ["ada.localhost"]
    assert online.requests[0].headers["host"] == f"ada.localhost:{port}"


def test_only_the_beginning_of_a_page_that_does_not_end_is_read() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
    with raw(head + b"x" * MAX_BYTES, patient=True) as served:
        assert len(Visitor(served.url).visit(served.url).text) == MAX_BYTES


def showing(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """Make a server's side that proves to have a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make an authority of our own, the only one that is trusted."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setattr("certifi.where", lambda: str(tmp_path / "authority.pem"))
    return made


def test_a_site_proves_that_it_has_the_name_that_was_asked_for(authority: trustme.CA) -> None:
    with raw(OK, patient=True, tls=showing(authority, "ada.localhost")) as served:
        home = f"https://ada.localhost:{served.port}"

        assert Visitor(home, resolve=leading_to("127.0.0.1")).visit(home).text == "here"


def test_a_site_with_another_name_is_not_read(authority: trustme.CA) -> None:
    with raw(OK, patient=True, tls=showing(authority, "bob.localhost")) as served:
        home = f"https://ada.localhost:{served.port}"

        assert "Hostname mismatch" in refusal(home, home=home, leads_to="127.0.0.1")


def test_a_name_that_nobody_knows_is_told() -> None:
    assert refusal("https://nowhere.invalid/now/").startswith("cannot be found: ")


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://ada.dev", True),
        ("https://now.ada.dev/x", True),
        ("https://8.8.8.8", True),
        ("https://example.com", False),
        ("https://ada.example", False),
        ("https://ada.test", False),
        ("http://nas.local", False),
        ("http://localhost", False),
        ("http://ada.localhost", False),
        ("http://intranet", False),
        ("http://10.0.0.1", False),
        ("http://[::1]", False),
    ],
)
def test_a_site_is_public_by_its_name(url: str, public: bool) -> None:
    assert is_public(url) is public
