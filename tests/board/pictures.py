"""The pictures of the board: `make pictures` takes them anew."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import Browser, Page

from nowsync.board.entrance import invite
from nowsync.board.server import BoardServer, Desk
from nowsync.daemon.report import Report
from nowsync.daemon.state import State, alone
from tests.preview.chromium import started
from tests.preview.pictures import FOLDER
from tests.preview.scene import AFTER, BEFORE, NOW, app_of, change, furnish
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served, serve
from tests.shell import examples_in

LATER = NOW + timedelta(days=2)
POSTED = (("2026-10", "mastodon"), ("2026-11", "mastodon"), ("2026-11", "devto"))
# Accounts are called as a person would have them, and not as on the pretend servers.
NAMES = """server => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    walk.currentNode.data =
      walk.currentNode.data.replaceAll("@alice@" + server, "@ada@mastodon.example");
}"""


@contextmanager
def boarded(folder: Path) -> Iterator[tuple[BoardServer, Served[PretendMastodon]]]:
    """Publish some examples, edit one, and serve the board of what is next."""
    site = examples_in(folder)
    state = site / ".nowsync"
    with serve(PretendMastodon()) as mastodon, serve(PretendForem()) as forem:
        furnish(site, mastodon, forem)
        settings = site / "nowsync.toml"
        change(settings, "[targets.letters]", '[targets.letters]\nwhen = "mon 09:00-11:00"')
        _publish(site)
        change(settings, "[targets.mastodon]", "[targets.mastodon]\napproval = true")
        change(site / "src/content/now/2026-11.md", BEFORE, AFTER)
        with alone(state), BoardServer(0, Desk(lambda: app_of(site, LATER), state)) as server:
            State(Report(at=LATER, wakes_at=LATER), LATER + timedelta(days=3, hours=21)).save(state)
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            yield server, mastodon
            server.shutdown()


def _publish(site: Path) -> None:
    before, then = app_of(site, NOW - timedelta(days=40)), app_of(site, NOW)
    with before.writing() as ledger:
        before.carry_out(before.prepare(ledger), ledger, lambda _: None)
    with then.writing() as ledger:
        for entry, target in POSTED:
            plan = then.prepare(ledger, words=[entry], only=[target])
            then.carry_out(plan, ledger, lambda _: None)
        plan = then.prepare(ledger, only=["feed"])
        then.carry_out(plan, ledger, lambda _: None)


def take(browser: Browser, board: BoardServer, mastodon: Served[PretendMastodon]) -> None:
    """Take all pictures."""
    page = browser.new_page(viewport={"width": 1100, "height": 1000})
    page.goto(f"http://{board.host}/?token={invite(board.desk.folder)}")
    _shoot(page, "page-now.png", mastodon)
    page.set_viewport_size({"width": 1100, "height": 620})
    page.emulate_media(color_scheme="dark")
    page.goto(f"http://{board.host}/calendar")
    _shoot(page, "page-calendar.png", mastodon)


def _shoot(page: Page, name: str, mastodon: Served[PretendMastodon]) -> None:
    page.evaluate(NAMES, mastodon.url.removeprefix("http://"))
    page.screenshot(path=FOLDER / name)


def main() -> int:
    """Take them, where there is a Chromium."""
    FOLDER.mkdir(exist_ok=True)
    with started() as browser, TemporaryDirectory() as temporary:
        if browser is None:
            print("there is no Chromium on this machine", file=sys.stderr)  # noqa: T201
            return 1
        with boarded(Path(temporary)) as (board, mastodon):
            take(browser, board, mastodon)
    return 0


if __name__ == "__main__":
    sys.exit(main())
