"""One page with everything on it: a new post and edits, a thread, a warning, an image."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from nowsync.app import App
from nowsync.config import load
from nowsync.preview.card import live_in
from nowsync.preview.page import Stage, page
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served, serve
from tests.shell import examples_in

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECRETS = {
    "NOWSYNC_MASTODON_TOKEN": "token",
    "NOWSYNC_LETTERS_TOKEN": "token",
    "NOWSYNC_DEVTO_TOKEN": "key",
}
# One account with short posts and one with all of it, warned of and illustrated.
TARGETS = """
[targets.letters]
platform = "mastodon"
server = "{server}"
template = "thread"
thread = true
images = 1
"""
FRONT = """---
tags: [now, boats]
nowsync:
  letters:
    content_warning: A boat, and its paint
"""
IMAGE = "\n![Biscuit, a small blue boat, on the slip](/photos/biscuit.png)\n"
BEFORE = "So Biscuit is blue, because blue is what Berta had left over."
AFTER = "So Biscuit is green after all: Berta found another tin, behind the paraffin."


@contextmanager
def scene(folder: Path) -> Iterator[str]:
    """Publish the newest example in most places, edit it, and make a page of what is next."""
    site = examples_in(folder)
    with serve(PretendMastodon()) as mastodon, serve(PretendForem()) as forem:
        furnish(site, mastodon, forem)
        app = app_of(site, NOW)
        with app.writing() as ledger:
            plan = app.prepare(ledger, words=["2026-11"], only=["mastodon", "devto", "feed"])
            app.carry_out(plan, ledger, lambda _: None)
        change(site / "src/content/now/2026-11.md", BEFORE, AFTER)
        yield _shown(app_of(site, NOW + timedelta(days=2)))


def _shown(app: App) -> str:
    with app.reading() as records:
        plan = app.prepare(records, words=["2026-11"])
        return page(plan, live_in(plan, records), _stage(app))


def _stage(app: App) -> Stage:
    """Name the accounts as a person would have them, and not as the pretend servers do."""
    return Stage(
        site=app.configuration.site,
        now=app.clock(),
        command="nowsync publish 2026-11",
        accounts={
            "mastodon": "@ada@mastodon.example",
            "letters": "@ada_at_length@mastodon.example",
            "devto": "@ada on dev.to",
        },
        origins={"feed": "public/now.xml"},
        picture=app.gallery.content,
    )


def app_of(site: Path, now: datetime) -> App:
    return App(load(site / "nowsync.toml"), SECRETS, lambda: now, pause=lambda _: None)


def furnish(site: Path, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> None:
    """Turn the example site to the pretend servers, and give its newest entry more to show."""
    settings = site / "nowsync.toml"
    change(settings, "https://mastodon.example", mastodon.url)
    change(settings, 'platform = "devto"', f'platform = "devto"\nserver = "{forem.url}"')
    # What Mastodon makes a link of has to end as real addresses do.
    change(settings, "ada.example", "ada.example.org")
    with settings.open("a", encoding="utf-8") as file:
        file.write(TARGETS.format(server=mastodon.url))
    newest = site / "src/content/now/2026-11.md"
    change(newest, "---\n", FRONT)
    with newest.open("a", encoding="utf-8") as file:
        file.write(IMAGE)
    (site / "public/photos").mkdir(parents=True)
    _boat().save(site / "public/photos/biscuit.png")


def _boat() -> Image.Image:
    """Paint what the alt text says."""
    image = Image.new("RGB", (640, 320), "#cfe3ee")
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 250), (640, 190), (640, 320), (0, 320)], fill="#8d8577")
    draw.polygon([(150, 150), (500, 150), (440, 235), (205, 235)], fill="#2d5fa8")
    draw.line([(150, 150), (500, 150)], fill="#f2e9d8", width=8)
    draw.line([(250, 125), (330, 205)], fill="#6b4a2b", width=7)
    return image


def change(path: Path, before: str, after: str) -> None:
    """Write something else into a file, as if that had been a while ago."""
    text = path.read_text("utf-8")
    count = 1 if before == "---\n" else -1
    path.write_text(text.replace(before, after, count), "utf-8")
    os.utime(path, (0, 0))
