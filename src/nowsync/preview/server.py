"""The page of a preview while one writes: on this machine, for one browser, made anew on a save."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from html import escape
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from nowsync.core.errors import NowsyncError
from nowsync.daemon.survey import Survey

HOST = "127.0.0.1"
_SCRIPT = Path(__file__).parent / "reload.js"

# Makes the page with this script in it, which has this nonce, and tells when a wait on it is over.
Make: TypeAlias = Callable[[str, str], tuple[str, datetime | None]]
Clock: TypeAlias = Callable[[], datetime]


def serve(make: Make, watched: Sequence[Path], clock: Clock, tell: Callable[[str], None]) -> None:
    """Serve the page until interrupted; `tell` hears the address, which works once."""
    with PreviewServer(make, watched, clock) as server:
        tell(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


@dataclass
class _Pass:
    """What lets a browser in: a token that is good once, and then a cookie."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    used: bool = False
    lock: Lock = field(default_factory=Lock)

    def redeem(self, token: str) -> bool:
        """Take the token, once."""
        with self.lock:
            if self.used or not compare_digest(token.encode(), self.token.encode()):
                return False
            self.used = True
            return True

    def admits(self, cookie: str) -> bool:
        """Tell whether a browser has been let in."""
        return self.used and compare_digest(cookie.encode(), self.cookie.encode())


class PreviewServer(ThreadingHTTPServer):
    """Listens on the loopback interface, at a port that was free."""

    daemon_threads = True

    def __init__(self, make: Make, watched: Sequence[Path], clock: Clock) -> None:
        super().__init__((HOST, 0), _Handler)
        self.entrance = _Pass()
        self._make = make
        self._watched = watched
        self._clock = clock
        self._wakes_at: datetime | None = None
        self._waits_over = 0
        self._lock = Lock()

    @property
    def host(self) -> str:
        """What a browser that means us says; another name was pointed at us by somebody else."""
        return f"{HOST}:{self.server_port}"

    @property
    def cookie_name(self) -> str:
        """Cookies are shared by all ports of a machine, so each has a name of its own."""
        return f"nowsync-{self.server_port}"

    @property
    def address(self) -> str:
        """What to open in a browser, once."""
        return f"http://{self.host}/?token={self.entrance.token}"

    def version(self) -> str:
        """Say in a word how the files are now; another word means that the page is out of date.

        So does the end of a wait on it.
        """
        survey = Survey.of(self._watched)
        with self._lock:
            if self._wakes_at is not None and self._clock() >= self._wakes_at:
                self._wakes_at = None
                self._waits_over += 1
            return f"{survey.files}-{survey.total}-{self._waits_over}"

    def page(self, nonce: str) -> str:
        """Make the page, or say why it cannot be made; either looks for the next save."""
        version = self.version()
        script = _SCRIPT.read_text("utf-8").replace("VERSION", version)
        with self._lock:
            try:
                text, wakes_at = self._make(script, nonce)
            except NowsyncError as error:
                return _apology(str(error), script, nonce)
            # What should be over and still waits is waited for no more: it would never end.
            later = wakes_at is not None and wakes_at > self._clock()
            self._wakes_at = wakes_at if later else None
            return text


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser; everybody else is told nothing."""

    server: PreviewServer

    def do_GET(self) -> None:
        """Answer with the page, or with the version of the files."""
        if self.headers.get("Host") != self.server.host:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "Ask for this server by its address.")
            return
        asked = urlsplit(self.path)
        token = parse_qs(asked.query).get("token", [""])[0]
        if token and self.server.entrance.redeem(token):
            self._let_in()
        elif not self.server.entrance.admits(self._cookie()):
            self._answer(HTTPStatus.FORBIDDEN, "Open the address that nowsync has printed, once.")
        elif asked.path == "/version":
            self._answer(HTTPStatus.OK, self.server.version())
        elif asked.path == "/":
            nonce = secrets.token_urlsafe(16)
            self._answer(HTTPStatus.OK, self.server.page(nonce), "text/html; charset=utf-8")
        else:
            self._answer(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep no log: the token stands in an address."""

    def _cookie(self) -> str:
        found = SimpleCookie(self.headers.get("Cookie")).get(self.server.cookie_name)
        return found.value if found else ""

    def _let_in(self) -> None:
        """Give the cookie, and take the token out of the address."""
        name, value = self.server.cookie_name, self.server.entrance.cookie
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Strict")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(
        self, status: HTTPStatus, text: str, kind: str = "text/plain; charset=utf-8"
    ) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)


def _apology(reason: str, script: str, nonce: str) -> str:
    """Say why there is no page."""
    policy = f"default-src 'none'; script-src 'nonce-{nonce}'; connect-src 'self'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="color-scheme" content="light dark"><title>No preview</title></head>'
        f"<body><main><h1>There is no preview now</h1><pre>{escape(reason)}</pre></main>"
        f'<script nonce="{nonce}">{script}</script></body></html>\n'
    )
