"""What the service manager is told: ready, alive, reloading, stopping (sd_notify(3))."""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from msgspec import Struct


class Supervisor(Struct, frozen=True):
    """Speaks to systemd, or to nobody where there is none."""

    address: str | None
    watchdog_seconds: float | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Supervisor":
        """Find out from the environment who started us."""
        # sd_watchdog_enabled(3): the time may be meant for another process.
        meant = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        period = environment.get("WATCHDOG_USEC", "") if meant else ""
        seconds = int(period) / 1_000_000 if period.isdecimal() and int(period) else None
        return cls(environment.get("NOTIFY_SOCKET") or None, seconds)

    def beat(self, usual: timedelta) -> timedelta:
        """Tell how often to say that we are alive: twice in the time that is given us for it."""
        if self.watchdog_seconds is None:
            return usual
        return min(usual, timedelta(seconds=self.watchdog_seconds / 2))

    def ready(self) -> None:
        """Say that we have started."""
        self._send("READY=1")

    def alive(self) -> None:
        """Say that we are not stuck."""
        self._send("WATCHDOG=1")

    def reloading(self) -> None:
        """Say that the configuration is read anew; `ready` says when that is over."""
        now = int(time.clock_gettime(time.CLOCK_MONOTONIC) * 1_000_000)
        self._send(f"RELOADING=1\nMONOTONIC_USEC={now}")

    def stopping(self) -> None:
        """Say that we are about to end."""
        self._send("STOPPING=1")

    def status(self, line: str) -> None:
        """Say in one line what we are about; systemctl status shows it."""
        self._send(f"STATUS={line}")

    def _send(self, message: str) -> None:
        if self.address is None:
            return
        # A leading @ stands for the NUL of an abstract address.
        address = self.address.replace("@", "\0", 1) if self.address[0] == "@" else self.address
        # Who does not listen is not told; publishing goes on.
        with (
            suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as speaking,
        ):
            speaking.connect(address)
            speaking.send(message.encode())
