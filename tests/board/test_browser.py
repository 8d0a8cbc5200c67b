"""The board in a real Chromium: nothing runs, nothing is fetched, and a double click acts once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from nowsync.board.entrance import invite
from nowsync.board.server import BoardServer
from tests.preview.chromium import started
from tests.preview.test_article import HOSTILE
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site

WIDE, NARROW = 1280, 360
PAGES = ("", "calendar", "published", "log")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    with started() as browser:
        if browser is None:
            pytest.skip("there is no Chromium on this machine")
        yield browser


@dataclass
class Seen:
    """A window, and what was heard of it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.address}/{path}")

    def heard(self, url: str) -> None:
        self.elsewhere += [url] * (not url.startswith((f"{self.address}/", "data:")))


@pytest.fixture
def seen(chromium: Browser, board: BoardServer, ada: Site) -> Iterator[Seen]:
    """Open a window that was let in."""
    context = chromium.new_context()
    found = Seen(context.new_page(), f"http://{board.host}")
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on("request", lambda request: found.heard(request.url))
    found.open(f"?token={invite(ada.folder / '.nowsync')}")
    yield found
    context.close()


def notices(seen: Seen) -> list[str]:
    return seen.page.locator(".notices p").all_inner_texts()


def test_nothing_complains_and_nothing_is_asked_elsewhere(seen: Seen) -> None:
    for path in PAGES:
        seen.open(path)

    assert (seen.complaints, seen.elsewhere) == ([], [])


def test_the_token_is_not_in_the_address(seen: Seen) -> None:
    assert seen.page.url == f"{seen.address}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(scheme: str, seen: Seen) -> None:
    seen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = []
    for width, path in ((width, path) for width in (WIDE, NARROW) for path in PAGES):
        seen.page.set_viewport_size({"width": width, "height": 800})
        seen.open(path)
        seen.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        violations = Axe().run(seen.page).response["violations"]
        found += [(path, width, each["id"], each["nodes"][0]["html"]) for each in violations]
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width

    assert found == []


def test_a_double_click_acts_once(seen: Seen, ada: Site, mastodon: Served[PretendMastodon]) -> None:
    seen.page.get_by_role("button", name="Publish now").dblclick()
    seen.page.wait_for_selector(".notices")
    seen.open("log")

    log = seen.page.locator(".log li", has_text="2026-11 → feed")
    assert log.count() == 1


def test_a_reload_and_a_step_back_do_nothing(seen: Seen, ada: Site) -> None:
    seen.page.get_by_role("button", name="Approve").click()
    seen.page.wait_for_selector(".notices")
    seen.page.reload()
    seen.page.go_back()
    seen.page.go_forward()
    seen.open("log")

    approved = seen.page.locator(".log li", has_text="approved")
    assert approved.count() == 1


def test_it_can_be_used_with_the_keyboard_alone(
    seen: Seen, mastodon: Served[PretendMastodon]
) -> None:
    seen.open("published")
    away = seen.page.locator("article", has_text="on mastodon").locator("summary.button")
    away.focus()
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(".notices")

    assert notices(seen) == ["2026-10 on mastodon: taken back"]


def test_nothing_in_an_entry_runs_or_is_fetched(seen: Seen, ada: Site) -> None:
    ada.write("2026-11", text="\n\n".join(HOSTILE), title="'<script>alert(1)</script>'")
    for path in PAGES:
        seen.open(path)
        seen.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")

    assert (seen.complaints, seen.elsewhere) == ([], [])


def test_a_cell_of_the_calendar_leads_to_its_card(seen: Seen) -> None:
    seen.open("calendar")
    seen.page.get_by_role("link", name="to approve").click()

    assert seen.page.locator(":target").get_by_role("button", name="Approve").is_visible()
