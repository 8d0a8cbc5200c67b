"""The pictures of the documentation: `make pictures` takes them anew."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

from playwright.sync_api import Browser, Page

from tests.preview.chromium import started
from tests.preview.scene import scene
from tests.shell import ROOT

FOLDER = ROOT / "docs/pictures"
Scheme: TypeAlias = Literal["light", "dark"]
# Its name, its colours, the size of the window, and the card that is seen.
PICTURES: tuple[tuple[str, Scheme, int, int, str], ...] = (
    ("preview-edit.png", "light", 1100, 690, "mastodon"),
    ("preview-thread.png", "light", 400, 860, "letters"),
    ("preview-article.png", "dark", 1100, 690, "devto"),
)


def take(browser: Browser, page: Path) -> None:
    """Take all pictures of a page."""
    for name, scheme, width, height, card in PICTURES:
        opened = open_page(browser, page, scheme, width, height)
        opened.locator("article", has=opened.locator(f"h3:has-text('{card}')")).evaluate(
            "card => window.scrollTo(0, card.offsetTop - 16)"
        )
        opened.screenshot(path=FOLDER / name)
        opened.close()


def open_page(browser: Browser, page: Path, scheme: Scheme, width: int, height: int) -> Page:
    """Open a page in a window of some size, with the first warning opened."""
    opened = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    opened.goto(page.as_uri())
    opened.locator(".warning summary").first.click()
    return opened


def main() -> int:
    """Take them, where there is a Chromium."""
    FOLDER.mkdir(exist_ok=True)
    with started() as browser, TemporaryDirectory() as temporary:
        if browser is None:
            print("there is no Chromium on this machine", file=sys.stderr)  # noqa: T201
            return 1
        page = Path(temporary) / "page.html"
        with scene(Path(temporary)) as text:
            page.write_text(text, "utf-8")
        take(browser, page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
