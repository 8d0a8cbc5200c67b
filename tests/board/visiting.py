"""A board that is served, and a browser that visits it without a screen."""

import http.client
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from threading import Thread
from urllib.parse import urlencode

from nowsync.board.entrance import invite
from nowsync.board.server import BoardServer, Desk
from tests.site import Site

FORM = re.compile(
    r'name="token" value="([^"]*)">.*?<button title="([^"]*)">', re.DOTALL | re.MULTILINE
)


@dataclass
class Answered:
    """What the server answered."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def buttons(self) -> dict[str, str]:
        """Give the token of each button, by the command that does the same."""
        return {unescape(typed): token for token, typed in FORM.findall(self.text)}

    @property
    def notices(self) -> list[str]:
        """Give what the page tells of what was done."""
        told = re.findall(r'role="status">(.*?)</div>', self.text, re.DOTALL)
        return [unescape(each) for each in re.findall(r"<p>(.*?)</p>", "".join(told))]


@dataclass
class Visitor:
    """Asks a server, with the cookie that it was given."""

    server: BoardServer
    cookie: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answered:
        return self._ask("GET", path, None, headers)

    def enter(self, site: Site) -> "Visitor":
        self.get(f"/?token={invite(site.folder / '.nowsync')}")
        return self

    def post(
        self, path: str = "/do", form: Mapping[str, str] | None = None, **headers: str
    ) -> Answered:
        return self._ask("POST", path, urlencode(form or {}), headers)

    def press(self, typed: str, page: str = "/", **form: str) -> Answered:
        """Press the button that does what this command does, and look at what comes."""
        token = self.get(page).buttons[typed]
        led = self.post(form={"token": token, "back": page, **form})
        assert led.status == 303
        return self.get(led.headers["Location"])

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Answered:
        sent = {"Host": self.server.host, "Cookie": self.cookie, **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=30)
        with closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            found = Answered(answer.status, answer.read().decode(), dict(answer.getheaders()))
        self.cookie = found.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return found


@contextmanager
def served(site: Site, patience: float = 10.0) -> Iterator[BoardServer]:
    """Serve a site's board beside the body."""
    state = site.folder / ".nowsync"
    state.mkdir(exist_ok=True)
    with BoardServer(0, Desk(site.app, state, patience)) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
