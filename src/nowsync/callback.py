"""A page on this machine, for one visit of the browser that comes back from a server."""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from nowsync.core.errors import Unusable
from nowsync.secret import Secret

HOST = "127.0.0.1"
# Mastodon's codes are good for ten minutes (config/initializers/doorkeeper.rb).
PATIENCE_SECONDS = 600.0
_TURN_SECONDS = 0.5
_SHOWN = 100
_WELCOME = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>nowsync</title>"
    "<p>{}</p><p>You can close this page and go back to the terminal.</p>"
)


class Callback:
    """Listens on this machine alone, at the port of last time or else at a free one."""

    def __init__(self, wanted: str | None) -> None:
        try:
            self._server = _Server(urlsplit(wanted or "").port or 0)
        except OSError:
            self._server = _Server(0)

    @property
    def address(self) -> str:
        """Where the browser is to come."""
        return f"http://{HOST}:{self._server.server_port}/"

    def wait(self, state: str, patience: float = PATIENCE_SECONDS) -> Secret:
        """Wait for a visit that knows our state, and give its code; others are turned away."""
        self._server.state = state
        self._server.timeout = _TURN_SECONDS
        deadline = monotonic() + patience
        try:
            while self._server.answer is None and monotonic() < deadline:
                self._server.handle_request()
        finally:
            self._server.server_close()
        answer = self._server.answer
        if answer is None:
            raise Unusable(f"nobody came back from the server within {patience / 60:.0f} minutes")
        if "code" not in answer:
            said = "".join(filter(str.isprintable, answer.get("error", "")))[:_SHOWN]
            raise Unusable(f"the server did not let us in: {said or 'it gives no reason'}")
        return Secret(answer["code"])


class _Server(HTTPServer):
    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.state = ""
        self.answer: Mapping[str, str] | None = None

    def server_bind(self) -> None:
        """Bind, and do not look our own name up, which can take seconds."""
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    # A browser that opens a connection and says nothing must not keep us from the one that does.
    timeout = 5

    def do_GET(self) -> None:
        """Take the answer of a visitor who knows the state."""
        from secrets import compare_digest

        asked = urlsplit(self.path)
        answer = {name: values[0] for name, values in parse_qs(asked.query).items()}
        known = compare_digest(answer.get("state", "").encode(), self.server.state.encode())
        if asked.path != "/" or not known:
            self.send_error(404)
            return
        self.server.answer = answer
        said = "nowsync has been let in." if "code" in answer else "nowsync was not let in."
        self._say(_WELCOME.format(said).encode())

    def _say(self, page: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        # The code stands in the address of this page: nothing is to keep or pass it on.
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: object) -> None:
        """Write nothing: the address of each request has a code in it."""
