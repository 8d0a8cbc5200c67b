"""Hold the client to servers that prove who they are, and to telling nothing to any other."""

import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from nowsync.core.errors import Unknown, Unusable
from nowsync.http.trust import trusted
from tests.client import BODY, TOKEN, client, error_of
from tests.servers.raw import Raw, answering_with, dripping, raw

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
PAST = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make an authority of our own, the only one that is trusted."""
    made = trustme.CA()
    bundle = tmp_path / "authority.pem"
    made.cert_pem.write_to_path(str(bundle))
    monkeypatch.setattr("certifi.where", lambda: str(bundle))
    return made


def showing(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Make a server's side that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def showing_itself(authority: trustme.CA) -> ssl.SSLContext:
    """Make a server's side whose certificate nobody but itself vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.cert_pem.tempfile() as own, authority.private_key_pem.tempfile() as key:
        context.load_cert_chain(own, key)
    return context


def speaking_old_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Make a server's side that knows nothing newer than TLS 1.1 (RFC 8996 forbids it)."""
    context = showing(authority.issue_cert("localhost"))
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def test_a_server_that_proves_who_it_is_gets_the_request(authority: trustme.CA) -> None:
    theirs = showing(authority.issue_cert("localhost"))
    with raw(OK, patient=True, tls=theirs) as served:
        origin = f"https://localhost:{served.port}"
        with closing(client(origin)) as sender:
            assert sender.send("POST", origin, body=BODY).status == 200

        assert TOKEN.encode() in served.received


@pytest.mark.fault("N04", "paused: nothing is sent, and it says what is wrong")
@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        pytest.param(
            lambda it: showing(it.issue_cert("localhost", not_before=PAST, not_after=PAST)),
            "certificate has expired",
            id="expired",
        ),
        pytest.param(
            lambda it: showing(it.issue_cert("other.example")),
            "Hostname mismatch",
            id="of another host",
        ),
        pytest.param(
            lambda _: showing(trustme.CA().issue_cert("localhost")),
            "unable to get local issuer certificate",
            id="of an authority that nobody knows",
        ),
        pytest.param(lambda _: showing_itself(trustme.CA()), "self-signed", id="self-signed"),
    ],
)
def test_a_certificate_that_proves_nothing_stops_everything(
    authority: trustme.CA, unfit: Callable[[trustme.CA], ssl.SSLContext], why: str
) -> None:
    with raw(OK, tls=unfit(authority)) as served:
        origin = f"https://localhost:{served.port}"
        error = error_of(client(origin), url=origin)

        assert isinstance(error, Unusable)
        assert f"does not prove that it is itself ({why}" in str(error)
        assert served.received == b""


@pytest.mark.fault("N05", "paused: nothing is sent")
def test_a_server_of_old_tls_is_told_nothing(authority: trustme.CA) -> None:
    with raw(OK, tls=speaking_old_tls(authority)) as served:
        origin = f"https://localhost:{served.port}"

        assert isinstance(error_of(client(origin), url=origin), Unusable)
        assert served.received == b""


@pytest.mark.fault("N05", "paused: nothing is sent")
def test_a_server_without_tls_is_told_nothing() -> None:
    with raw(b"HTTP/1.1 400 Plain HTTP\r\n\r\n") as served:
        origin = f"https://127.0.0.1:{served.port}"

        assert isinstance(error_of(client(origin), url=origin), Unusable)
        assert TOKEN.encode() not in served.received


@pytest.mark.fault("N38", "unknown, looked for: under TLS too")
def test_an_answer_that_drips_through_tls_is_cut_off(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nowsync.http.client.TOTAL_SECONDS", 1.0)
    theirs = showing(authority.issue_cert("localhost"))

    with answering_with(dripping(b"HTTP/1.1 200 OK\r\nX-Long: "), theirs) as served:
        origin = f"https://localhost:{served.port}"
        error = error_of(client(origin), url=origin)

    assert isinstance(error, Unknown)
    assert "it took more than" in str(error)


@pytest.fixture
def all_names_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name lead to this machine, so that a leak would arrive."""
    look_up = socket.getaddrinfo

    def here(host: object, port: int, *rest: Any, **named: Any) -> Any:
        return look_up("127.0.0.1", port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@pytest.mark.fault("N19", "paused: not followed, not a byte goes there")
@pytest.mark.fault("N20", "paused: not followed, not a byte goes there")
@pytest.mark.usefixtures("all_names_are_ours")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(("header", "prefix"), [("Authorization", "Bearer "), ("api-key", "")])
@pytest.mark.parametrize(
    "place",
    [
        pytest.param("https://social.test:{own}/in", id="same host"),
        pytest.param("https://api.social.test:{other}/in", id="sub-domain"),
        pytest.param("https://evil.test:{other}/in", id="other host"),
        pytest.param("http://social.test:{other}/in", id="http"),
        pytest.param("https://social.test:{other}/in", id="port"),
    ],
)
def test_a_redirect_leads_nowhere(
    authority: trustme.CA, status: int, header: str, prefix: str, place: str
) -> None:
    def redirect(connection: socket.socket, served: Raw) -> None:
        served.read(connection)
        to = place.format(own=served.port, other=elsewhere.port)
        head = f"HTTP/1.1 {status} Go\r\nContent-Length: 0\r\nLocation: {to}\r\n\r\n"
        connection.sendall(head.encode())
        while served.read(connection):
            pass

    theirs = showing(authority.issue_cert("social.test"))
    with raw(b"") as elsewhere, answering_with(redirect, theirs) as served:
        origin = f"https://social.test:{served.port}"
        error = error_of(client(origin, header=header, prefix=prefix), url=f"{origin}/api")

        assert "redirects are never followed" in str(error)
        assert (served.connections, elsewhere.connections) == (1, 0)


def test_certificates_are_read_once(authority: trustme.CA) -> None:
    assert trusted() is trusted()


def test_other_certificates_are_another_trust(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trusted()
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setattr("certifi.where", lambda: str(other))

    assert trusted() is not before
