"""Runs inside mitmproxy, which calls `request` and `response`: loses what its orders say."""

import json
import os
import signal
from pathlib import Path
from typing import Protocol

ORDERS = Path(os.environ["NOWSYNC_TEST_ORDERS"])


class _Request(Protocol):
    method: str
    path: str


class _Flow(Protocol):
    request: _Request

    def kill(self) -> None: ...


def request(flow: _Flow) -> None:
    """Lose a request before the server has seen it."""
    _lose(flow, "before")


def response(flow: _Flow) -> None:
    """Lose the answer to a request that the server has carried out."""
    _lose(flow, "after")


def _lose(flow: _Flow, moment: str) -> None:
    asked = flow.request.method, flow.request.path
    if asked != ("POST", "/api/v1/statuses") or not ORDERS.exists():
        return
    orders = json.loads(ORDERS.read_text())
    if orders["moment"] != moment:
        return
    if orders["sender"]:
        os.kill(int(Path(orders["sender"]).read_text()), signal.SIGKILL)
    ORDERS.unlink()
    flow.kill()
