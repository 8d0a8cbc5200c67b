"""A deadline for one request as a whole, however its bytes drip."""

from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socket import socket


class Deadline:
    """Cuts the connection of a request when its time is over. A context manager.

    httpx limits each read and each write; a server that sends a byte a second never comes to
    the end of those.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn of the connection, as httpx's request extension "trace"."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                self._shut()

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        from socket import SHUT_RDWR, socket

        if not self.over or self._socket is None:
            return
        with suppress(OSError):
            # The plain socket below TLS: whoever reads is told by the system, in its own thread.
            socket.shutdown(self._socket, SHUT_RDWR)
