"""Feeds of many entries with hostile text: no fault in any document, and no cost without need.

NOWSYNC_FEED_ENTRIES says how many there are at most; ten thousand take some seconds.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync import markdown
from nowsync.core.entry import EntryId
from nowsync.core.summary import Summary
from tests.feeds.samples import MAY, SETTINGS, feed, publish, steps
from tests.feeds.strict import faults
from tests.feeds.strict_rss import faults as rss_faults

MOST = int(os.environ.get("NOWSYNC_FEED_ENTRIES", "1000"))
HOSTILE = (
    "<script>alert(1)</script> [a](javascript:alert(1)) ![b](../c.png) [d](#e)",
    "]]> &amp;nbsp; <![CDATA[ <?xml?> &#0; \x00\x1b \ufffe <p onclick='x()'>y",
    "<iframe src=//evil.example></iframe><style>p{}</style> <a href=' x '>z</a>",
    "\u202e right to left \U0001f9d1\u200d\U0001f680 <details><summary>&lt;/content></summary>",
    "# " + "deep " * 99 + "\n\n" + "> " * 50 + "quoted\n\n|a|\n|-|\n|`<x>`|\n",
)
FIRST = datetime(2020, 1, 1, 9, tzinfo=UTC)


def written(number: int) -> Summary:
    at = FIRST + timedelta(days=number)
    text = HOSTILE[number % len(HOSTILE)]
    link = f"https://example.org/now/{number}/"
    return replace(
        MAY,
        entry=EntryId(f"{number} {text}"),
        title=text,
        dated=at,
        published=at,
        updated=at,
        content=markdown.html(text, base_url=link),
        description=text,
        tags=(text,),
        image=text,
        permalink=link,
    )


def test_the_rss_twin_has_no_fault(tmp_path: Path) -> None:
    settings = replace(SETTINGS, entries=20, rss="now.rss")
    publish(feed(tmp_path, settings=settings), *map(written, range(2 * len(HOSTILE))))

    assert rss_faults((tmp_path / "now.rss").read_bytes()) == []


def documents(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("*.xml"))


@pytest.mark.parametrize("number", [1, 12, MOST])
def test_no_document_has_a_fault(tmp_path: Path, number: int) -> None:
    publish(feed(tmp_path, settings=replace(SETTINGS, entries=20)), *map(written, range(number)))

    assert [fault for path in documents(tmp_path) for fault in faults(path.read_bytes())] == []


def test_one_change_writes_the_feed_and_no_archive(tmp_path: Path) -> None:
    settings = replace(SETTINGS, entries=20)
    entries = [written(number) for number in range(MOST)]
    publish(feed(tmp_path, settings=settings), *entries[:-1])
    standing = steps(feed(tmp_path), *entries[:-1])

    draft = feed(tmp_path, settings=settings, standing=standing).draft(
        steps(feed(tmp_path), entries[-1])
    )

    assert len(documents(tmp_path)) > 1
    assert [file.name for file in draft.files] == ["now.xml"]
