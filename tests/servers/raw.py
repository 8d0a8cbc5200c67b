"""A socket that says what it is told, for what no well-behaved server would do."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answering = Callable[[socket.socket, "Raw"], None]


@dataclass(slots=True)
class Raw:
    """A listening socket, and what it was sent: after TLS, if it speaks that."""

    port: int
    connections: int = 0
    received: bytearray = field(default_factory=bytearray)

    @property
    def url(self) -> str:
        """Its address, without TLS."""
        return f"http://127.0.0.1:{self.port}"

    def read(self, connection: socket.socket) -> bool:
        """Take what has come; tell whether the client is still there."""
        came = connection.recv(65536)
        self.received += came
        return bool(came)


@contextmanager
def answering_with(answer: Answering, tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    """Let `answer` deal with each connection, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Raw(listener.getsockname()[1])
        listening = (listener, served, answer, tls)
        thread = threading.Thread(target=_listen, args=listening, daemon=True)
        thread.start()
        yield served
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@contextmanager
def raw(said: bytes, *, patient: bool = False, tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    """Answer whoever connects; a `patient` server leaves it to the client to hang up."""

    def answer(connection: socket.socket, served: Raw) -> None:
        while served.read(connection):
            connection.sendall(said)
            if not patient:
                return

    with answering_with(answer, tls) as served:
        yield served


def dripping(said: bytes) -> Answering:
    """Answer a byte at a time, quickly enough for every single read, and for ever."""

    def drip(connection: socket.socket, served: Raw) -> None:
        connection.sendall(said)
        while True:
            time.sleep(0.02)
            connection.sendall(b"x")

    return drip


def reset(connection: socket.socket) -> None:
    """Break a connection off, so that the other side is told of an error and not of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _listen(
    listener: socket.socket, served: Raw, answer: Answering, tls: ssl.SSLContext | None
) -> None:
    with suppress(OSError):  # the listener is closed at the end
        while True:
            connection, _ = listener.accept()
            served.connections += 1
            # A client that hangs up, or does not like our certificate, is part of the test.
            with connection, suppress(OSError):
                _serve(connection, served, answer, tls)


def _serve(
    connection: socket.socket, served: Raw, answer: Answering, tls: ssl.SSLContext | None
) -> None:
    if tls is None:
        answer(connection, served)
        return
    with tls.wrap_socket(connection, server_side=True) as secured:
        answer(secured, served)
