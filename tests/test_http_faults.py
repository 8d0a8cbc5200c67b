"""What the network does to one request, on real sockets, and what the client makes of it."""

import socket
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any

import pytest

from nowsync.core.errors import NotSent, PublishError, Unknown
from nowsync.http.client import MAX_BYTES
from tests.client import client, error_of
from tests.servers.raw import Raw, answering_with, dripping, raw, reset

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LARGE = b"x" * 8 * 1024 * 1024


def nobody_listens() -> str:
    """Give an address at which nobody listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


# Before the first byte.


@pytest.mark.fault("N01", "not sent")
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(socket.EAI_NONAME, id="no such name"),
        pytest.param(socket.EAI_FAIL, id="a failure of the server of names"),
        pytest.param(socket.EAI_AGAIN, id="no answer from the server of names"),
    ],
)
def test_without_an_address_nothing_is_sent(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(code, "the name is not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = error_of(client("https://social.example"), url="https://social.example/api")

    assert isinstance(error, NotSent)
    assert "the name is not known" in str(error)


@pytest.mark.fault("N02", "not sent")
def test_a_refused_connection_is_not_sent() -> None:
    origin = nobody_listens()

    error = error_of(client(origin), url=origin)

    assert isinstance(error, NotSent)
    assert str(error).startswith(f"{origin} cannot be reached: ")


@pytest.fixture
def deaf() -> Iterator[str]:
    """Give the address of a server that has no room for a connection more."""
    with ExitStack() as kept:
        listener = kept.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = kept.enter_context(socket.socket())
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.fault("N03", "not sent")
def test_a_connection_that_nobody_takes_is_not_sent(
    deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nowsync.http.client.CONNECT_SECONDS", 0.1)

    assert isinstance(error_of(client(deaf), url=deaf), NotSent)


@pytest.mark.fault("N03", "not sent")
def test_a_connection_that_stays_silent_before_tls_is_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nowsync.http.client.CONNECT_SECONDS", 0.1)

    with raw(b"", patient=True) as served:
        origin = f"https://127.0.0.1:{served.port}"
        assert isinstance(error_of(client(origin), url=origin), NotSent)


@pytest.mark.fault("N43", "sent to the address that answers")
def test_of_two_addresses_the_one_that_answers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(OK, patient=True) as served:
        dead = int(nobody_listens().rpartition(":")[2])

        def look_up(*_: Any, **__: Any) -> Any:
            stream = (socket.SOCK_STREAM, 6, "")
            return [
                (socket.AF_INET6, *stream, ("::1", dead, 0, 0)),
                (socket.AF_INET, *stream, ("127.0.0.1", served.port)),
            ]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        with closing(client("http://localhost")) as sender:
            assert sender.get("http://localhost/api").status == 200


# After the first byte.


def reset_at_once(connection: socket.socket, served: Raw) -> None:
    served.received += connection.recv(1)
    reset(connection)


def reset_after_a_bit(connection: socket.socket, served: Raw) -> None:
    served.read(connection)
    reset(connection)


def reset_at_the_end(connection: socket.socket, served: Raw) -> None:
    while not served.received.endswith(b"}"):
        served.read(connection)
    reset(connection)


@pytest.mark.fault("N07", "unknown, looked for")
def test_a_connection_that_breaks_in_the_head_leaves_a_doubt() -> None:
    with answering_with(reset_at_once) as served:
        assert isinstance(error_of(client(served.url), url=served.url), Unknown)


@pytest.mark.fault("N08", "unknown, looked for")
def test_a_connection_that_breaks_in_the_body_leaves_a_doubt() -> None:
    with answering_with(reset_after_a_bit) as served, closing(client(served.url)) as sender:
        with pytest.raises(Unknown):
            sender.upload(served.url, fields={}, file=LARGE, name="i.png", media_type="image/png")

        assert len(served.received) < len(LARGE)


@pytest.mark.fault("N09", "unknown, looked for")
def test_a_connection_that_breaks_before_the_answer_leaves_a_doubt() -> None:
    with answering_with(reset_at_the_end) as served:
        assert isinstance(error_of(client(served.url), url=served.url), Unknown)


@pytest.mark.fault("N11", "unknown, looked for")
def test_silence_leaves_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nowsync.http.client.READ_SECONDS", 0.1)

    with raw(b"", patient=True) as served:
        assert isinstance(error_of(client(served.url), url=served.url), Unknown)


@pytest.mark.fault("N38", "unknown, looked for: the whole request has a deadline")
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Long: ", id="in the head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", id="in the body"),
    ],
)
def test_an_answer_that_drips_is_cut_off(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nowsync.http.client.TOTAL_SECONDS", 1.0)

    with answering_with(dripping(said)) as served:
        error = error_of(client(served.url), url=served.url)

    assert isinstance(error, Unknown)
    assert "it took more than" in str(error)


def test_a_server_that_takes_no_more_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nowsync.http.client.TOTAL_SECONDS", 1.0)
    done = threading.Event()

    def never_read(connection: socket.socket, served: Raw) -> None:
        done.wait()

    with answering_with(never_read) as served:
        with closing(client(served.url)) as sender, pytest.raises(Unknown):
            sender.upload(served.url, fields={}, file=LARGE, name="i.png", media_type="image/png")
        done.set()


def pouring(connection: socket.socket, served: Raw) -> None:
    served.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    for _ in range(1024):
        connection.sendall(LARGE[: 1024 * 1024])


def pouring_headers(connection: socket.socket, served: Raw) -> None:
    served.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        connection.sendall(f"X-{number}: {'x' * 1024}\r\n".encode())


@pytest.mark.fault("N39", "unknown, looked for: cut off at 2 MiB")
@pytest.mark.parametrize("pour", [pouring, pouring_headers])
def test_an_answer_without_end_takes_little_memory(pour: Any) -> None:
    with answering_with(pour) as served:
        sender = client(served.url)
        tracemalloc.start()
        try:
            error: PublishError = error_of(sender, url=served.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert isinstance(error, Unknown)
    assert peak < 4 * MAX_BYTES


@pytest.mark.fault("N42", "nobody asks it")
@pytest.mark.parametrize("name", ["ALL_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"])
def test_no_proxy_of_the_environment_is_asked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with raw(OK, patient=True) as served, raw(b"") as proxy:
        monkeypatch.setenv(name, proxy.url)
        with closing(client(served.url)) as sender:
            assert sender.get(served.url).status == 200

        assert proxy.connections == 0


@pytest.mark.fault("N44", "every request has a connection of its own")
def test_no_connection_is_used_twice() -> None:
    with raw(OK, patient=True) as served, closing(client(served.url)) as sender:
        sender.get(served.url)
        sender.get(served.url)

        assert served.connections == 2
