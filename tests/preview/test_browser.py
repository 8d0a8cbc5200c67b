"""The page in a real Chromium: nothing is fetched, nothing complains, and everybody can use it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from nowsync.preview.server import PreviewServer
from tests.core.samples import NOW
from tests.preview.chromium import started
from tests.preview.hostile import page_of
from tests.preview.scene import scene
from tests.preview.test_article import HOSTILE
from tests.preview.test_page import create, paged, status
from tests.preview.test_server import running

WIDE, NARROW = 1280, 360


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine."""
    with started() as browser:
        if browser is None:
            pytest.skip("there is no Chromium on this machine")
        yield browser


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page with everything on it."""
    folder = tmp_path_factory.mktemp("scene")
    with scene(folder) as text:
        (folder / "page.html").write_text(text, "utf-8")
    return folder / "page.html"


@dataclass
class Seen:
    """A page that is open, and what was heard of it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._count)
        self.page.goto(address)

    def _hear(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def _count(self, request: Request) -> None:
        self.requests += [request.url] * (not request.url.startswith("data:"))


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seen(chromium: Browser) -> Iterator[Seen]:
    page = chromium.new_page()
    yield Seen(page)
    page.close()


def test_a_page_asks_for_nothing_and_complains_of_nothing(seen: Seen, everything: Path) -> None:
    seen.open(everything.as_uri())

    assert (seen.complaints, seen.requests) == ([], [everything.as_uri()])


def test_the_image_is_seen(seen: Seen, everything: Path, chromium: Browser) -> None:
    seen.open(everything.as_uri())

    seen.page.locator("summary", has_text="A boat, and its paint").first.click()
    seen.page.locator("img").first.wait_for(state="visible")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_window(width: int, seen: Seen, everything: Path) -> None:
    seen.page.set_viewport_size({"width": width, "height": 800})
    seen.open(everything.as_uri())

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_serious(
    width: int, scheme: str, chromium: Browser, everything: Path
) -> None:
    page = chromium.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(everything.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    found = Axe().run(page).response["violations"]

    page.close()
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in found] == []


def test_a_warning_opens_with_the_keyboard(seen: Seen, everything: Path) -> None:
    seen.open(everything.as_uri())
    warning = seen.page.locator(".warning").first

    warning.locator("summary").press("Enter")

    assert warning.get_attribute("open") is not None


def test_a_link_is_copied_whole_though_it_is_shown_short(seen: Seen, tmp_path: Path) -> None:
    link = "https://ada.example.org/now/2026-11/and/some/more/of/it"
    (tmp_path / "page.html").write_text(paged(create(status(link))), "utf-8")
    seen.open((tmp_path / "page.html").as_uri())

    assert seen.page.locator("[data-sent]").first.text_content() == link
    assert seen.page.locator(".cut").first.inner_text() == "ada.example.org/now/2026-11/an"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_on_any_card_runs_or_is_fetched(text: str, seen: Seen, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page_of(text), "utf-8")

    seen.open((tmp_path / "page.html").as_uri())
    seen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    seen.page.evaluate("new Promise(requestAnimationFrame)")

    assert (seen.complaints, len(seen.requests)) == ([], 1)


def test_a_served_page_shows_what_was_saved(seen: Seen, tmp_path: Path) -> None:
    entry = tmp_path / "entry.md"
    entry.write_text("kettle")

    def make(script: str, nonce: str) -> tuple[str, None]:
        text = entry.read_text()
        made = f'<!doctype html><title>{text}</title><script nonce="{nonce}">{script}</script>'
        return made, None

    with running(PreviewServer(make, [entry], lambda: NOW)) as server:
        seen.page.goto(server.address)
        entry.write_text("kettle and tea")
        seen.page.wait_for_function("document.title === 'kettle and tea'")

    assert seen.page.url == f"http://{server.host}/"
