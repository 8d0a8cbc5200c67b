"""The board beside a daemon: off unless it is wanted, found by a command, and gone with it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from nowsync.board.entrance import FILE
from nowsync.daemon import beside
from nowsync.ledger import make_folder
from tests.shell import PATIENCE, run, started
from tests.site import Site, feed


def free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def with_page(site: Site, port: int, more: str = "") -> None:
    site.configure(feed() + "\nsettle = 0\n", f"[daemon]\npage = {port}\n{more}")
    site.write("2026-11")


def answers(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def until(port: int, *, up: bool) -> None:
    end = time.monotonic() + PATIENCE
    while answers(port) is not up:
        assert time.monotonic() < end
        time.sleep(0.05)


def ask(port: int, path: str, cookie: str = "") -> tuple[int, str, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, text, (answer.getheader("Set-Cookie") or "").partition(";")[0]


def board_of(process: "subprocess.Popen[str]") -> list[int]:
    """Name the processes of the board that a daemon has started."""
    own = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    lines = {int(each): Path(f"/proc/{each}/cmdline").read_bytes() for each in own}
    return [each for each, line in lines.items() if b"nowsync.board" in line]


def test_a_link_that_is_typed_for_shows_the_page(site: Site) -> None:
    port = free_port()
    with_page(site, port)
    with started("nowsync daemon", site.folder) as process:
        until(port, up=True)
        link = run("nowsync page", site.folder).stdout
        found = re.findall(rf"^http://127\.0\.0\.1:{port}(/\?token=\S+)$", link)
        _, _, cookie = ask(port, found[0])
        status, text, _ = ask(port, "/calendar", cookie)
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE)

    assert (status, "2026-11" in text) == (200, True)
    assert "Well" in text
    assert found[0].removeprefix("/?token=") not in said
    assert not answers(port)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are told of in /proc")
def test_without_a_port_nothing_of_it_runs(site: Site) -> None:
    site.configure(feed() + "\nsettle = 0\n")
    site.write("2026-11")
    with started("nowsync daemon", site.folder) as process:
        assert board_of(process) == []
        assert run("nowsync page", site.folder).returncode == 2

    assert not (site.folder / ".nowsync" / FILE).exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are told of in /proc")
def test_it_ends_with_a_daemon_that_is_killed(site: Site) -> None:
    port = free_port()
    with_page(site, port)
    with started("nowsync daemon", site.folder) as process:
        until(port, up=True)
        os.kill(process.pid, signal.SIGKILL)
        until(port, up=False)


def test_a_port_that_is_taken_is_told_and_harms_no_pass(site: Site) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with_page(site, port)
        with started("nowsync daemon", site.folder) as process:
            lines = iter(process.stderr or ())
            said = next(line for line in lines if "no page" in line)
            process.terminate()
            process.communicate(timeout=PATIENCE)

    assert f"another program has port {port}; choose another one" in said
    assert (site.folder / "public/now.xml").exists()


def test_a_page_that_cannot_be_started_again_is_tried_once_more(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(beside, "AGAIN_SECONDS", 0.1)
    port = free_port()
    with_page(site, port)
    make_folder(site.folder / ".nowsync")
    page = beside.Beside(port, site.folder / "nowsync.toml", site.folder / ".nowsync")
    with monkeypatch.context() as gone:
        gone.setattr(sys, "executable", "/gone/python")
        page._process.kill()
        end = time.monotonic() + PATIENCE
        while "its process cannot be started" not in caplog.text:
            assert time.monotonic() < end
            time.sleep(0.05)
    until(port, up=True)
    page.stop()

    assert not answers(port)


def test_without_a_daemon_there_is_no_link(site: Site) -> None:
    with_page(site, 9465)

    told = run("nowsync page", site.folder)

    assert told.returncode == 2
    assert "no daemon is at work for this site; type: nowsync daemon" in told.stderr


@pytest.mark.parametrize(
    ("port", "more", "problem"),
    [
        pytest.param(80, "", "must be a port from 1024 to 65535", id="an administrator's"),
        pytest.param(
            9465, 'listen = "127.0.0.1:9465"', "must be another port than the one", id="taken"
        ),
    ],
)
def test_a_port_that_cannot_be_is_refused(port: int, more: str, problem: str, site: Site) -> None:
    with_page(site, port, more)

    told = run("nowsync daemon", site.folder)

    assert told.returncode == 2
    assert f"daemon.page: {problem}" in told.stderr


def test_an_approval_wakes_the_daemon(site: Site) -> None:
    site.configure(feed() + "\nsettle = 0\napproval = true\n")
    site.write("2026-11")
    published = site.folder / "public/now.xml"
    with started("nowsync daemon", site.folder):
        before = published.exists()
        run("nowsync approve 2026-11", site.folder)
        end = time.monotonic() + PATIENCE
        while not (published.exists() and "2026-11" in published.read_text()):
            assert time.monotonic() < end, "nobody heard of it"
            time.sleep(0.05)

    assert not before
