"""What the service manager hears, as systemd would listen."""

import errno
import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nowsync.daemon.supervisor import Supervisor


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def test_it_hears_that_we_are_ready(manager: socket.socket) -> None:
    Supervisor.of({"NOTIFY_SOCKET": manager.getsockname()}).ready()

    assert manager.recv(100) == b"READY=1"


def test_it_hears_what_we_are_about(manager: socket.socket) -> None:
    Supervisor.of({"NOTIFY_SOCKET": manager.getsockname()}).status("nothing waits")

    assert manager.recv(100) == b"STATUS=nothing waits"


def test_a_reload_tells_its_time(manager: socket.socket) -> None:
    Supervisor.of({"NOTIFY_SOCKET": manager.getsockname()}).reloading()

    assert manager.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")


def test_an_abstract_address_is_understood() -> None:
    name = f"nowsync-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(5)
        Supervisor.of({"NOTIFY_SOCKET": f"@{name}"}).alive()

        assert listening.recv(100) == b"WATCHDOG=1"


def test_a_manager_that_does_not_listen_does_no_harm(tmp_path: Path) -> None:
    Supervisor.of({"NOTIFY_SOCKET": str(tmp_path / "none")}).stopping()


def test_nobody_is_told_while_there_is_no_socket_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_kind: object) -> socket.socket:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(socket, "socket", fail)
    Supervisor.of({"NOTIFY_SOCKET": str(tmp_path / "none")}).alive()


def test_without_a_manager_nobody_is_told() -> None:
    assert Supervisor.of({}).address is None


@pytest.mark.parametrize(("watchdog", "seconds"), [(None, 30), (120.0, 30), (20.0, 10)])
def test_the_watchdog_hears_of_us_twice_in_its_time(watchdog: float | None, seconds: int) -> None:
    assert Supervisor(None, watchdog).beat(timedelta(seconds=30)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_s_time_counts_when_it_is_meant_for_us(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert Supervisor.of(environment).watchdog_seconds == seconds
