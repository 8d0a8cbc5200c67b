"""A feed of three months, to write and to read back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import feedparser
from lxml import etree
from msgspec.structs import replace

from nowsync.adapters.atom import AtomAdapter, Settings
from nowsync.adapters.base import Surroundings
from nowsync.core.copies import Copy
from nowsync.core.entry import EntryId
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Step, Verb, keyed
from nowsync.core.summary import Summary
from nowsync.core.target import Author, Site

NAMESPACES = {"a": "http://www.w3.org/2005/Atom"}
PARIS = timezone(timedelta(hours=2))

SITE = Site(
    url="https://example.org/now/",
    title="Now, at Ada's",
    author=Author("Ada Example", "https://example.org/about", "ada@example.org"),
)
SETTINGS = Settings(file="now.xml", url="https://example.org/now.xml")

MAY = Summary(
    entry=EntryId("2026-05"),
    title="Now, May 2026",
    text="Moving house.",
    language="en",
    dated=datetime(2026, 5, 1, 10, tzinfo=PARIS),
    published=datetime(2026, 5, 1, 10, tzinfo=PARIS),
    updated=datetime(2026, 5, 1, 10, tzinfo=PARIS),
    content="<p>Moving <em>house</em> &amp; home.</p>",
    description="Moving house.",
    tags=("now", "moving"),
    link="https://example.org/now/",
    permalink="https://example.org/now/2026-05/",
)
JUNE = replace(
    MAY,
    entry=EntryId("2026-06"),
    title="Now, June 2026",
    dated=datetime(2026, 6, 1, 10, tzinfo=PARIS),
    published=datetime(2026, 6, 1, 10, tzinfo=PARIS),
    updated=datetime(2026, 6, 3, 12, 30, tzinfo=PARIS),
    permalink="https://example.org/now/2026-06/",
)
JULY = replace(
    MAY,
    entry=EntryId("2026-07"),
    title="Now, July 2026",
    dated=datetime(2026, 7, 1, 10, tzinfo=PARIS),
    published=datetime(2026, 7, 1, 10, tzinfo=PARIS),
    updated=datetime(2026, 7, 1, 10, tzinfo=PARIS),
    permalink="https://example.org/now/2026-07/",
)


def no_network(origin: str, *, header: str, prefix: str = "", gap: float = 0) -> NoReturn:
    raise AssertionError(f"a feed asked for {header} {prefix} at {origin}")


def feed(
    folder: Path,
    *,
    settings: Settings = SETTINGS,
    site: Site = SITE,
    target: str = "feed",
    standing: Sequence[Step] = (),
    copies: Mapping[str, Sequence[Copy]] | None = None,
    **lent: Any,
) -> AtomAdapter:
    surroundings = Surroundings(
        site=site,
        target=target,
        folder=folder,
        connect=no_network,
        standing=lambda: standing,
        standing_keys=lambda: [each.key for each in standing],
        sent=lambda: (),
        image=lambda _: b"",
        pause=lambda _: None,
        copies=lambda: copies or {},
        **lent,
    )
    return AtomAdapter(settings, surroundings)


def steps(adapter: AtomAdapter, *summaries: Summary) -> tuple[Step, ...]:
    return tuple(step(adapter, each) for each in summaries)


def step(adapter: AtomAdapter, summary: Summary) -> Step:
    made = adapter.compose(summary, None)
    (only,) = keyed(made, target="feed", entry=summary.entry, verb=Verb.CREATE)
    return only


def publish(adapter: AtomAdapter, *summaries: Summary) -> tuple[Receipt, ...]:
    return adapter.perform_all(steps(adapter, *summaries))


def publication(made: Step, receipt: Receipt) -> Publication:
    return Publication(
        entry=MAY.entry, target="feed", receipts=(receipt,), steps=(made,), published=MAY.published
    )


def parsed(folder: Path, name: str = "now.xml") -> Any:
    return feedparser.parse((folder / name).read_bytes())


def ids(folder: Path, name: str = "now.xml") -> list[str]:
    return [entry.id for entry in parsed(folder, name).entries]


def select(folder: Path, path: str, name: str = "now.xml") -> Any:
    return etree.parse(folder / name).xpath(path, namespaces=NAMESPACES)


def identity(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns
