"""A server on this machine for one person's browser: everybody else is told nothing."""

import sys
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

HOST = "127.0.0.1"
HTML = "text/html; charset=utf-8"
# Our forms are smaller.
LARGEST_FORM = 16_384


class Entrance(Protocol):
    """What lets a browser in: a token that is good once, and then a cookie."""

    def redeem(self, token: str) -> str | None:
        """Take a token, once, and give the cookie of the browser that brought it."""
        ...

    def admits(self, cookie: str) -> bool:
        """Tell whether a browser has been let in."""
        ...


class Loopback(ThreadingHTTPServer):
    """Listens on the loopback interface, at a port, or for 0 at any that is free."""

    daemon_threads = True

    def __init__(
        self, port: int, entrance: Entrance, handler: type[BaseHTTPRequestHandler]
    ) -> None:
        super().__init__((HOST, port), handler)
        self.entrance = entrance

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Leave whoever has hung up; of a bug, tell where it is, and nothing of what it held."""
        kind, _, trace = sys.exc_info()
        if kind is not None and not issubclass(kind, OSError):
            sys.stderr.write(f"{''.join(traceback.format_tb(trace))}{kind.__name__}\n")

    @property
    def host(self) -> str:
        """What a browser that means us says; another name was pointed at us by somebody else."""
        return f"{HOST}:{self.server_port}"

    @property
    def cookie_name(self) -> str:
        """Cookies are shared by all ports of a machine, so each has a name of its own."""
        return f"nowsync-{self.server_port}"


class Guarded(BaseHTTPRequestHandler):
    """Answers browsers that were let in, and only where they mean us."""

    server: Loopback
    server_version, sys_version = "nowsync", ""
    # Who connects and says nothing is not waited for.
    timeout = 30
    policy: str = "frame-ancestors 'none'"
    referrer: str = "no-referrer"
    stranger: str = "Open the address that nowsync has printed, once."

    def show(self, path: str, asked: Mapping[str, str]) -> None:
        """Answer a browser that asks for a page."""
        raise NotImplementedError

    def act(self, path: str, form: Mapping[str, str]) -> None:  # noqa: ARG002  # its names
        """Answer a browser that has sent a form."""
        self.answer(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def do_GET(self) -> None:
        """Let a browser in that brings a token, or show it what it asks for."""
        if not self._is_meant():
            return
        address = urlsplit(self.path)
        asked = _values(address.query)
        token = asked.get("token", "")
        if token and (cookie := self.server.entrance.redeem(token)):
            self._let_in(cookie)
        elif self._is_admitted():
            self.show(address.path, asked)

    def do_POST(self) -> None:
        """Take a form from a page of ours."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_FORM:
            self.answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is no form of ours.")
            return
        body = self.rfile.read(int(length))
        if not self._is_meant() or not self._is_ours() or not self._is_admitted():
            return
        self.act(urlsplit(self.path).path, _values(body.decode("utf-8", "replace")))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep no log: the token stands in an address."""

    @property
    def cookie(self) -> str:
        """What the browser shows to be let in."""
        found = SimpleCookie(self.headers.get("Cookie")).get(self.server.cookie_name)
        return found.value if found else ""

    def answer(
        self, status: HTTPStatus, text: str, kind: str = "text/plain; charset=utf-8"
    ) -> None:
        """Answer with a text that is kept, framed and guessed at nowhere."""
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Referrer-Policy", self.referrer)
        self.end_headers()
        self.wfile.write(body)

    def lead_to(self, place: str, cookie: str | None = None) -> None:
        """Have the browser ask for another page, so that nothing is sent twice by a reload."""
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", place)
        if cookie is not None:
            kept = "Path=/; HttpOnly; SameSite=Strict"
            self.send_header("Set-Cookie", f"{self.server.cookie_name}={cookie}; {kept}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _let_in(self, cookie: str) -> None:
        """Give the cookie, and take the token out of the address."""
        self.lead_to("/", cookie)

    def _is_meant(self) -> bool:
        """Refuse whoever was led here under another name (DNS rebinding)."""
        if self.headers.get("Host") == self.server.host:
            return True
        self.answer(HTTPStatus.MISDIRECTED_REQUEST, "Ask for this server by its address.")
        return False

    def _is_ours(self) -> bool:
        """Refuse a form of another page."""
        if self.headers.get("Origin") in (None, f"http://{self.server.host}"):
            return True
        self.answer(HTTPStatus.FORBIDDEN, "This form is of another page.")
        return False

    def _is_admitted(self) -> bool:
        """Refuse a browser that was not let in."""
        if self.server.entrance.admits(self.cookie):
            return True
        self.answer(HTTPStatus.FORBIDDEN, self.stranger)
        return False


def _values(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
