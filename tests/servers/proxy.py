"""Put a proxy before a real server that loses what it is told to. It is mitmproxy, from PyPI."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.servers.programs import cached, free_port, install, running

MITMPROXY = "mitmproxy==11.0.2"
LOSSES = Path(__file__).with_name("losses.py")

Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that is running: the server's address from now on, and a file with its orders."""

    url: str
    orders: Path

    def lose(self, moment: Moment, sender: Path | None = None) -> None:
        """Break off the next new status, before or after the server has carried it out.

        With a file that holds the sender's process id, the sender is killed at that moment.
        """
        self.orders.write_text(json.dumps({"moment": moment, "sender": sender and str(sender)}))

    @property
    def lost(self) -> bool:
        """Tell whether what had to be lost is lost."""
        return not self.orders.exists()


@contextmanager
def proxy(server: str, folder: Path) -> Iterator[Proxy]:
    """Boot the proxy; raise UnavailableError when it cannot be had."""
    program = cached("mitmproxy", lambda place: install(place, MITMPROXY)) / "bin" / "mitmdump"
    port, orders = free_port(), folder / "orders.json"
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [program, "--quiet", "--mode", f"reverse:{server}"]
    command += ["--listen-host", "127.0.0.1", "--listen-port", str(port)]
    # It would make an authority of its own in the home folder otherwise.
    command += ["--set", f"confdir={folder / 'mitmproxy'}", "--scripts", LOSSES]
    environment = {**os.environ, "NOWSYNC_TEST_ORDERS": str(orders)}
    ready = f"{url}/api/v1/instance"
    with running(command, folder / "proxy.log", ready, env=environment):
        yield Proxy(url, orders)
