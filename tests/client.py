"""A client of ours to be tested, and what it may meet."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from nowsync.core.errors import PublishError
from nowsync.http.client import Client
from nowsync.secret import Secret

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORIGIN = "https://social.example"
PLACE = f"{ORIGIN}/api"
TOKEN = "t0k/en+with=signs"
BODY = {"status": "Wintér is near."}
MINUTE = timedelta(minutes=1)


def client(
    origin: str = ORIGIN,
    *,
    token: str = TOKEN,
    header: str = "Authorization",
    prefix: str = "Bearer ",
    transport: httpx.BaseTransport | None = None,
) -> Client:
    """Make a client for which it is always the same moment."""
    return Client(
        origin,
        secret=Secret(token),
        header=header,
        prefix=prefix,
        clock=lambda: NOW,
        transport=transport,
    )


def answering(response: httpx.Response, *, token: str = TOKEN) -> Client:
    """Make a client whose server answers everything alike."""

    def answer(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(response.content)
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    return client(token=token, transport=httpx.MockTransport(answer))


def failing(error: Exception) -> Client:
    """Make a client whose transport fails."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    return client(transport=httpx.MockTransport(fail))


def error_of(sender: Client, method: str = "POST", url: str = PLACE) -> PublishError:
    """Send something that must not succeed, and give the error."""
    with closing(sender), pytest.raises(PublishError) as raised:
        sender.send(method, url, body=BODY)
    return raised.value
