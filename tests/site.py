"""A small site to publish from: entries, a configuration, and a clock of its own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nowsync.app import App
from nowsync.config import load
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome
from nowsync.reconciling import Survey, Unseen
from tests import canary

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEAD = """\
[site]
url = "https://ada.example"
title = "Ada, now"
author = { name = "Ada Example" }

[entries]
folder = "now"
permalink = "/now/{slug}/"
link = "/now/"
"""
ENTRY = """\
---
title: {title}
date: {date}
currentlyReading: ["{reading}"]
---

{text}
"""


@dataclass
class Site:
    """A folder with a nowsync.toml; `now` is the time there."""

    folder: Path
    now: datetime = START
    environment: Mapping[str, str] = field(
        default_factory=lambda: {
            "NOWSYNC_MASTODON_TOKEN": canary.VALUE,
            "NOWSYNC_DEVTO_TOKEN": canary.VALUE,
        }
    )

    def __post_init__(self) -> None:
        (self.folder / "now").mkdir()

    def configure(self, *tables: str) -> None:
        """Write nowsync.toml with these target tables."""
        (self.folder / "nowsync.toml").write_text("\n".join([HEAD, *tables]), encoding="utf-8")

    def write(
        self, name: str, *, text: str = "The kettle is on.", reading: str = "Tides", title: str = ""
    ) -> Path:
        """Write the entry of a month such as 2026-11."""
        path = self.folder / "now" / f"{name}.md"
        content = ENTRY.format(title=title or name, date=f"{name}-01", reading=reading, text=text)
        path.write_text(content, encoding="utf-8")
        return path

    def pass_time(self, **span: float) -> None:
        """Let some time go by."""
        self.now += timedelta(**span)

    def app(self) -> App:
        """Start nowsync."""
        settings = load(self.folder / "nowsync.toml")
        return App(settings, self.environment, lambda: self.now, pause=self.pause)

    def pause(self, seconds: float) -> None:
        """Let nowsync pause without that anybody has to wait."""
        self.now += timedelta(seconds=seconds)

    def preview(self, *words: str, only: Collection[str] = ()) -> Plan:
        """Plan, and stop."""
        app = self.app()
        with app.reading() as records:
            return app.prepare(records, words=words, only=only)

    def retract(self, *words: str, only: Collection[str] = ()) -> Sequence[Outcome]:
        """Plan to take entries back, and carry that out."""
        app = self.app()
        with app.writing() as ledger:
            plan = app.prepare(ledger, words=words, only=only, retract=True)
            return app.carry_out(plan, ledger, lambda _: None)

    def remove(self, name: str) -> None:
        """Delete the file of an entry."""
        (self.folder / "now" / f"{name}.md").unlink()

    def publish(self, *words: str, only: Collection[str] = ()) -> Sequence[Outcome]:
        """Plan and carry out."""
        app = self.app()
        with app.writing(planning=True) as ledger:
            plan = app.prepare(ledger, words=words, only=only)
            return app.carry_out(plan, ledger, lambda _: None)

    def reconcile(self, only: Collection[str] = ()) -> Sequence[Survey | Unseen]:
        """Look at what is there, and write it down."""
        app = self.app()
        with app.writing() as ledger:
            reconciler = app.reconciler(ledger, only)
            seen = tuple(reconciler.surveys(ledger))
            for each in seen:
                if isinstance(each, Survey):
                    reconciler.take_in(each, ledger)
            return seen


def mastodon_at(url: str, **settings: str) -> str:
    """Write a Mastodon target's table."""
    return "\n".join(
        ['[targets.mastodon]\nplatform = "mastodon"', f'server = "{url}"', *_lines(settings)]
    )


def devto(url: str, *, published: bool = False) -> str:
    """Write a dev.to target's table."""
    released = str(published).lower()
    return f'[targets.devto]\nplatform = "devto"\nserver = "{url}"\npublished = {released}'


def feed(file: str = "public/now.xml") -> str:
    """Write a feed target's table."""
    return (
        f'[targets.feed]\nplatform = "atom"\nfile = "{file}"\nurl = "https://ada.example/now.xml"'
    )


def _lines(settings: Mapping[str, str]) -> Iterator[str]:
    return (f"{name} = {value}" for name, value in settings.items())
