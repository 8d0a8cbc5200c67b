"""The served preview: for one browser on this machine, and anew after each save."""

import http.client
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

from nowsync.core.errors import UsageError
from nowsync.preview.server import PreviewServer
from tests.core.samples import FUTURE, NOW
from tests.shell import environment, examples_in, words


@dataclass
class Answered:
    """What the server answered."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Browser:
    """Asks a server, with the cookie that it was given."""

    port: int
    cookie: str = ""

    def get(self, path: str, host: str = "") -> Answered:
        headers = {"Host": host or f"127.0.0.1:{self.port}", "Cookie": self.cookie}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            found = Answered(answer.status, answer.read().decode(), dict(answer.getheaders()))
        self.cookie = found.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return found


def making(script: str, nonce: str) -> tuple[str, None]:
    return f'<p>kettle</p><script nonce="{nonce}">{script}</script>', None


def failing(script: str, nonce: str) -> tuple[str, None]:
    raise UsageError("there is no <entry> here")


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    path = tmp_path / "2026-11.md"
    path.write_text("kettle")
    return path


@contextmanager
def running(server: PreviewServer) -> Iterator[PreviewServer]:
    """Let a server serve beside the body."""
    with server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server(watched: Path) -> Iterator[PreviewServer]:
    with running(PreviewServer(making, [watched], lambda: NOW)) as server:
        yield server


@pytest.fixture
def stranger(server: PreviewServer) -> Browser:
    """Have a browser that was not let in."""
    return Browser(server.server_port)


@pytest.fixture
def token(server: PreviewServer) -> str:
    """Give what stands behind the host in the printed address."""
    return server.address.removeprefix(f"http://{server.host}")


@pytest.fixture
def guest(server: PreviewServer, token: str) -> Browser:
    """Have a browser that was let in."""
    browser = Browser(server.server_port)
    browser.get(token)
    return browser


def test_it_listens_on_this_machine_only(server: PreviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_address_that_is_printed_lets_a_browser_in(stranger: Browser, token: str) -> None:
    first = stranger.get(token)

    assert (first.status, first.headers["Location"]) == (303, "/")
    assert "kettle" in stranger.get("/").text


def test_the_cookie_is_for_this_server_alone(stranger: Browser, token: str) -> None:
    given = stranger.get(token).headers["Set-Cookie"]

    assert given.startswith(f"nowsync-{stranger.port}=")
    assert given.endswith("; Path=/; HttpOnly; SameSite=Strict")


def test_the_address_works_once(server: PreviewServer, token: str) -> None:
    Browser(server.server_port).get(token)

    assert Browser(server.server_port).get(token).status == 403


@pytest.mark.parametrize("path", ["/", "/version", "/?token=guess", "/nothing"])
def test_a_stranger_is_told_nothing(path: str, stranger: Browser) -> None:
    answer = stranger.get(path)

    assert (answer.status, "kettle" in answer.text) == (403, False)


def test_another_cookie_does_not_do(guest: Browser) -> None:
    guest.cookie = guest.cookie[:-1] + "?"

    assert guest.get("/").status == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1"])
def test_another_name_for_this_machine_is_refused(host: str, guest: Browser) -> None:
    assert guest.get("/", host).status == 421


def test_there_is_nothing_else(guest: Browser) -> None:
    assert guest.get("/etc/passwd").status == 404


def test_nothing_is_kept_or_framed_anywhere(guest: Browser) -> None:
    headers = guest.get("/").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_each_page_has_a_nonce_of_its_own(guest: Browser) -> None:
    nonces = {re.findall('nonce="(.*?)"', guest.get("/").text)[0] for _ in range(2)}

    assert len(nonces) == 2


def test_the_version_is_another_after_a_save(guest: Browser, watched: Path) -> None:
    before = guest.get("/version").text
    watched.write_text("kettle and tea")

    assert guest.get("/version").text != before


def test_the_version_stays_while_nothing_is_saved(guest: Browser) -> None:
    assert guest.get("/version").text == guest.get("/version").text


def test_the_page_knows_its_version(guest: Browser) -> None:
    assert f'"{guest.get("/version").text}"' in guest.get("/").text


def waiting(until: datetime, moments: Sequence[datetime]) -> list[str]:
    """Make a page that waits, and ask for its version at some moments; the page looks once."""
    clock = iter([NOW, *moments]).__next__
    with PreviewServer(lambda script, _: (script, until), [], clock) as server:
        server.page("abc")
        return [server.version() for _ in moments]


def test_the_version_is_another_once_a_wait_is_over() -> None:
    before, after, later = waiting(FUTURE, [NOW, FUTURE, FUTURE])

    assert before != after == later


def test_a_wait_that_should_be_over_is_not_waited_for() -> None:
    assert len(set(waiting(NOW, [NOW, FUTURE]))) == 1


def test_what_cannot_be_shown_is_explained_and_looked_for_again(watched: Path) -> None:
    with PreviewServer(failing, [watched], lambda: NOW) as server:
        page = server.page("abc")

    assert "there is no &lt;entry&gt; here" in page
    assert '<script nonce="abc">' in page


def test_as_it_is_typed_it_ends_well_with_an_interruption(tmp_path: Path) -> None:
    with subprocess.Popen(
        words("nowsync preview --serve"),
        cwd=examples_in(tmp_path),
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port, path = re.findall(r"127\.0\.0\.1:(\d+)(/\S+)", process.stdout.readline())[0]
        browser = Browser(int(port))
        browser.get(path)
        seen = browser.get("/").text
        process.send_signal(signal.SIGINT)
        ended = process.wait(30)

    assert "<h1>Preview of Ada, now</h1>" in seen
    assert "script-src &#39;nonce-" in seen
    assert ended == 0
