"""Serve a pretend server on loopback, with faults. No platform's rules belong in here."""

import _thread
import contextlib
import json
import re
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, Literal, Protocol, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

Kind = Literal["status", "drop_before", "drop_after", "late", "garbage", "truncate", "call"]

GARBAGE = "<!DOCTYPE html><html><body><h1>Under maintenance</h1></body></html>"


def utc_now() -> datetime:
    """Return the moment; the clock of a pretend server that is given no other."""
    return datetime.now(UTC)


class Headers(Mapping[str, str]):
    """Hold header fields, whose names are case-insensitive (RFC 9110, 5.1)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = {name.lower(): value for name, value in fields.items()}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: Headers = field(default_factory=lambda: Headers({}))
    body: bytes = b""
    late: bool = False

    def json(self) -> object:
        """Return the decoded body; raise ValueError when it is not JSON."""
        decoded: object = json.loads(self.body)
        return decoded

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        return self.query.get(name, [default])[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says: bytes and text go out as they are, anything else as JSON."""

    status: int
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, str]:
        """Return the body's bytes and its media type."""
        match self.body:
            case bytes():
                return self.body, "application/octet-stream"
            case str():
                return self.body.encode(), "text/html; charset=utf-8"
            case _:
                return json.dumps(self.body).encode(), "application/json; charset=utf-8"


class Pretend(Protocol):
    """A server's rules and its memory. Calls come one at a time."""

    def handle(self, request: Request) -> Answer:
        """Carry out one request and answer it."""


P = TypeVar("P", bound=Pretend)


@dataclass(slots=True)
class Fault:
    """Something that goes wrong with the next `count` requests that match.

    status       answers `status`, `headers` and `body`; nothing is carried out
    drop_before  hangs up; nothing is carried out
    drop_after   carries the request out, then hangs up without a word
    late         hangs up, and carries the request out when `arrive` is called
    garbage      answers 200 with an HTML page; nothing is carried out
    truncate     carries the request out and answers only the first half of the JSON
    call         carries the request out, runs `call`, then answers
    """

    method: str
    path: str
    kind: Kind
    count: int = 1
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = b""
    call: Callable[[], object] = lambda: None

    def matches(self, request: Request) -> bool:
        """Tell whether this fault still has to happen, and to this request."""
        same = self.method == request.method and re.fullmatch(self.path, request.path)
        return self.count > 0 and bool(same)


@dataclass(slots=True)
class Served(Generic[P]):
    """A pretend server that is listening, and all that was asked of it."""

    pretend: P
    url: str
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    late: list[Request] = field(default_factory=list)
    serving: set[object] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, fault: Fault) -> Fault:
        """Put a fault on the server; its `count` tells how often it has still to happen."""
        with self._lock:
            self.faults.append(fault)
        return fault

    def asked(self, method: str, path: str = ".*") -> list[Request]:
        """Return the requests of this method whose whole path matches."""
        with self._lock:
            return [
                request
                for request in self.requests
                if request.method == method and re.fullmatch(path, request.path)
            ]

    def arrive(self) -> None:
        """Carry out what was late; nobody waits for the answers any more."""
        with self._lock:
            for request in self.late:
                self._handle(replace(request, late=True))
            self.late.clear()

    def answer(self, request: Request) -> Answer | None:
        """Carry out one request; None stands for hanging up."""
        with self._lock:
            self.requests.append(request)
            fault = next((fault for fault in self.faults if fault.matches(request)), None)
            if fault is None:
                return self._handle(request)
            fault.count -= 1
            unhandled = _unhandled(fault)
            if fault.kind == "late":
                self.late.append(request)
            if unhandled is not None or fault.kind in ("drop_before", "late"):
                return unhandled
            answer = self._handle(request)
        return _after(fault, answer)

    def _handle(self, request: Request) -> Answer:
        try:
            return self.pretend.handle(request)
        except Exception as error:  # noqa: BLE001 (a bug of ours must fail the test, not be a 500)
            self.errors.append(error)
            return Answer(500, f"The pretend server failed: {error!r}")


def _unhandled(fault: Fault) -> Answer | None:
    if fault.kind == "status":
        return Answer(fault.status, fault.body, fault.headers)
    if fault.kind == "garbage":
        return Answer(200, GARBAGE)
    return None


def _after(fault: Fault, answer: Answer) -> Answer | None:
    if fault.kind == "drop_after":
        return None
    if fault.kind == "call":
        fault.call()
        return answer
    data, media_type = answer.encoded()
    # Content-Length fits what is sent: the client gets a whole answer that it cannot decode.
    # (A connection that breaks is what drop_after is for.)
    return Answer(
        answer.status, data[: len(data) // 2], {**answer.headers, "Content-Type": media_type}
    )


class _Listener(ThreadingHTTPServer):
    """Listen on a free loopback port, and hang up on everybody at the end."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[BaseHTTPRequestHandler], serving: set[object]) -> None:
        self.serving = serving
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), handler)

    def server_bind(self) -> None:
        # HTTPServer would look its own name up, which can take seconds without a network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own.

        It is none of `threading`'s: coverage has those traced from their beginning, and now and
        then Python 3.11 ends one of two that begin at once: "Cannot install a trace function".
        """
        self.serving.add(request)
        _thread.start_new_thread(self._serve, (request, client_address))

    def _serve(self, request: Any, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            self.serving.discard(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: clients that vanish are part of the tests."""

    def hang_up(self) -> None:
        """Close the connections that clients kept open."""
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _handler(served: Served[P]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one segment: two writes would cost 40 ms each (Nagle, delayed ACK).
        wbufsize = -1
        server: _Listener

        def setup(self) -> None:
            super().setup()
            self.server.open.add(self.connection)

        def finish(self) -> None:
            self.server.open.discard(self.connection)
            super().finish()

        def date_time_string(self, timestamp: float | None = None) -> str:
            """Tell the time by the server's own clock."""
            now = getattr(served.pretend, "clock", utc_now)()
            return super().date_time_string(now.timestamp())

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

        def respond(self) -> None:
            answer = served.answer(self.request_read())
            if answer is None:
                self.close_connection = True
                return
            data, media_type = answer.encoded()
            self.send_response(answer.status)
            for name, value in {"Content-Type": media_type, **answer.headers}.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def request_read(self) -> Request:
            target = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            query = parse_qs(target.query, keep_blank_values=True)
            headers = Headers(dict(self.headers.items()))
            return Request(self.command, unquote(target.path), query, headers, body)

        # http.server looks methods up by these names.
        do_GET = do_POST = do_PUT = do_DELETE = respond  # noqa: N815

    return Handler


@contextlib.contextmanager
def serve(pretend: P) -> Iterator[Served[P]]:
    """Serve on a free loopback port; raise what failed inside the pretend server at the end."""
    served = Served(pretend, "")
    listener = _Listener(_handler(served), served.serving)
    served.url = f"http://127.0.0.1:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        listener.shutdown()
        listener.server_close()
        listener.hang_up()
        thread.join()
    if served.errors:
        raise served.errors[0]


def serve_in_foreground(pretend: Pretend, secret: str) -> None:
    """Serve until interrupted, for trying by hand."""
    with serve(pretend) as served, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"{served.url}\n{secret}\n")
        sys.stdout.flush()
        while True:
            time.sleep(1)
