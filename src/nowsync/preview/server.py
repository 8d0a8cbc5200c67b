"""The page of a preview while one writes: on this machine, for one browser, made anew on a save."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from html import escape
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from nowsync.core.errors import NowsyncError
from nowsync.daemon.survey import Survey
from nowsync.loopback import HTML, Guarded, Loopback

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

    def redeem(self, token: str) -> str | None:
        """Take the token, once."""
        with self.lock:
            if self.used or not compare_digest(token.encode(), self.token.encode()):
                return None
            self.used = True
            return self.cookie

    def admits(self, cookie: str) -> bool:
        """Tell whether a browser has been let in."""
        return self.used and compare_digest(cookie.encode(), self.cookie.encode())


class PreviewServer(Loopback):
    """Serves a page to the one browser that brings its token."""

    def __init__(self, make: Make, watched: Sequence[Path], clock: Clock) -> None:
        self._pass = _Pass()
        super().__init__(0, self._pass, _Handler)
        self._make = make
        self._watched = watched
        self._clock = clock
        self._wakes_at: datetime | None = None
        self._waits_over = 0
        self._lock = Lock()

    @property
    def address(self) -> str:
        """What to open in a browser, once."""
        return f"http://{self.host}/?token={self._pass.token}"

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


class _Handler(Guarded):
    """Answers with the page, or with the version of the files."""

    server: PreviewServer

    def show(self, path: str, asked: Mapping[str, str]) -> None:  # noqa: ARG002  # its names
        """Show the page, or tell its version."""
        if path == "/version":
            self.answer(HTTPStatus.OK, self.server.version())
        elif path == "/":
            self.answer(HTTPStatus.OK, self.server.page(secrets.token_urlsafe(16)), HTML)
        else:
            self.answer(HTTPStatus.NOT_FOUND, "There is nothing here.")


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
