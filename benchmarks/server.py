"""A server with a limit that takes its time: as much of Mastodon as it needs to be posted to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(slots=True)
class Server:
    """What it was asked, and how it answers: after how many seconds, how many in a window."""

    answers_after: float = 0.0
    limit: int | None = None
    window: float = 10.0
    url: str = ""
    posts: list[float] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    refused: int = 0
    _statuses: list[dict[str, Any]] = field(default_factory=list)
    _spent: int = 0
    _ends: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, path: str, body: str) -> tuple[int, Any, dict[str, str]]:
        """Answer a request, at the moment at which it was read."""
        now = time.time()
        with self._lock:
            self.requests.append((method, path, body))
            if method != "POST":
                return 200, self._shown(path), {}
            headers = self._limited(now)
            if self.limit is not None and self._spent > self.limit:
                self.refused += 1
                return 429, {"error": "Too many requests"}, headers
            self.posts.append(now)
            return 200, self._made(json.loads(body)), headers

    def _limited(self, now: float) -> dict[str, str]:
        if self.limit is None:
            return {}
        if now >= self._ends:
            self._ends, self._spent = now + self.window, 0
        self._spent += 1
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.limit - self._spent, 0)),
            "X-RateLimit-Reset": (
                datetime.now(UTC) + timedelta(seconds=self._ends - now)
            ).isoformat(),
        }

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = str(len(self._statuses) + 1)
        moment = datetime.now(UTC).isoformat()
        address = f"{self.url}/@ada/{number}"
        made = {"id": number, "url": address, "uri": address, "created_at": moment}
        self._statuses.append(
            {
                **made,
                "content": asked["status"],
                "visibility": asked.get("visibility", "public"),
                "in_reply_to_id": None,
                "edited_at": None,
                "account": {"id": "1"},
                "media_attachments": [],
            }
        )
        return self._statuses[-1]

    def _shown(self, path: str) -> Any:
        if path.startswith("/api/v1/accounts/verify_credentials"):
            return {"id": "1", "username": "ada", "acct": "ada", "source": {}}
        if "/instance" in path:
            return {"domain": "127.0.0.1", "version": "4.6.5", "configuration": {"statuses": {}}}
        if path.startswith("/api/v1/accounts/"):
            return self._statuses[-40:]
        return self._statuses[int(path.rpartition("/")[2]) - 1]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one segment: two would cost 40 ms (Nagle, delayed ACK)

        def log_message(self, *_arguments: object) -> None:
            """Stay quiet."""

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(length).decode()
            status, said, headers = server.answer(self.command, self.path, body)
            time.sleep(server.answers_after)
            content = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = respond  # noqa: N815  # names of http.server

    return Handler


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve on a free port of this machine."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    listener.daemon_threads = True
    server.url = f"http://127.0.0.1:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
