"""Addresses that others chose lead to no place that only this machine or its network can reach.

No connection is opened: each one that Python opens passes a hook, which says so here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from nowsync.core.errors import NotSent
from nowsync.http.visitor import Visitor
from tests.servers.pages import PretendSite
from tests.servers.wire import Answer, Served, serve

HOSTILE = [
    # This machine, in every way to write it.
    *("http://127.0.0.1/", "https://127.0.0.1/", "http://127.1/", "http://127.0.1/"),
    *("http://2130706433/", "http://0x7f000001/", "http://0x7f.0x0.0x0.0x1/", "http://0177.0.0.1/"),
    *("http://017700000001/", "http://127.255.255.254/", "http://0/", "http://0.0.0.0/"),
    *("http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://[::1]/"),
    *("http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://0.1.2.3/"),
    # The same within IPv6.
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:10.0.0.1]/"),
    *("http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a00:1]/", "http://[2002:7f00:1::]/"),
    *("http://[2002:a00:1::]/", "http://[2001:0:7f00:1::80ff:fffe]/"),
    # Networks of a home, an office, a data centre; and what clouds tell their own machines.
    *("http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.1/"),
    *("http://192.168.0.1/", "http://192.168.1.254/", "http://100.64.0.1/", "http://198.18.0.1/"),
    *("http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/v2/credentials"),
    *("http://[fd00:ec2::254]/latest/", "http://[fc00::1]/", "http://[fd12:3456::1]/"),
    *("http://[fe80::1]/", "http://100.100.100.200/latest/", "http://192.0.0.192/opc/v1/"),
    # Addresses of nobody, and of many.
    *("http://192.0.2.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://[2001:db8::1]/"),
    *("http://224.0.0.1/", "http://239.255.255.250/", "http://255.255.255.255/"),
    *("http://240.0.0.1/", "http://[ff02::1]/"),
    # Ports where no site is, and no web at all.
    *("http://1.1.1.1:22/", "http://1.1.1.1:6379/", "https://1.1.1.1:8443/", "http://1.1.1.1:25/"),
    *("file:///etc/passwd", "gopher://1.1.1.1/", "ftp://1.1.1.1/", "dict://1.1.1.1:11211/"),
    *("data:text/html,x", "javascript:alert(1)", "unix:///run/docker.sock", "https:///"),
    # Somebody else before the @, and signs that others read as the end of a host.
    *("http://ada.dev@127.0.0.1/", "http://127.0.0.1:80@10.0.0.1/", "http://ada.dev:x@[::1]/"),
    *("http://127.0.0.1#@ada.dev/", "http://127.0.0.1?@ada.dev/", "http://127.0.0.1\\@ada.dev/"),
]  # fmt: skip
CONNECTED: list[object] = []
_watching: list[bool] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event == "socket.connect":
        CONNECTED.append(arguments[1])


sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[list[object]]:
    """Collect the addresses that the body connects to."""
    CONNECTED.clear()
    _watching.append(True)
    try:
        yield CONNECTED
    finally:
        _watching.clear()


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("url", HOSTILE)
def test_no_connection_is_opened_to_it(url: str) -> None:
    with watched() as connected, pytest.raises(NotSent):
        Visitor("https://ada.dev").visit(url)

    assert connected == []


@pytest.fixture(scope="module")
def home() -> Iterator[Served[PretendSite]]:
    with serve(PretendSite()) as served:
        yield served


@pytest.mark.parametrize("url", HOSTILE)
def test_no_redirect_leads_there(url: str, home: Served[PretendSite]) -> None:
    home.pretend.pages["/"] = Answer(302, headers={"Location": url})

    with watched() as connected, pytest.raises(NotSent):
        Visitor(home.url).visit(f"{home.url}/")

    assert len(connected) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "169.254.169.254"])
def test_no_name_leads_there(address: str) -> None:
    """Not even one that has a public address as well."""
    visitor = Visitor("https://ada.dev", resolve=lambda _host, _port: ("1.1.1.1", address))

    with watched() as connected, pytest.raises(NotSent, match="not public"):
        visitor.visit("https://elsewhere.dev/")

    assert connected == []


def test_the_hook_sees_a_connection(home: Served[PretendSite]) -> None:
    home.pretend.put("/", "here")

    with watched() as connected:
        Visitor(home.url).visit(f"{home.url}/")

    assert len(connected) == 1
