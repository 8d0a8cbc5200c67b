"""The feed as RSS 2.0: the same entries under the same ids, in the same order."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

from tests.feeds.samples import (
    JULY,
    JUNE,
    MAY,
    SETTINGS,
    feed,
    identity,
    ids,
    parsed,
    publication,
    publish,
    step,
)
from tests.feeds.strict_rss import NAMES, faults

BOTH = replace(SETTINGS, rss="now.rss", json="now.json", hub="https://hub.example/", rights="CC0")


def document(folder: Path) -> Any:
    return etree.parse(folder / "now.rss").getroot()


def text(folder: Path, path: str) -> str:
    return str(document(folder).findtext(path, "", NAMES))


def test_it_holds_the_same_entries_in_the_same_order(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY, JULY, JUNE)

    assert ids(tmp_path, "now.rss") == ids(tmp_path)


def test_a_strict_reader_finds_no_fault(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(MAY, authors=("Bo",)), replace(JUNE, content=""))

    assert faults((tmp_path / "now.rss").read_bytes()) == []


SAME = ("x", "x")
BAD = {
    "no description": ("<description>Now, at", "<now:description>Now, at", "Ada's</d", "x</now:d"),
    "an address that is none": ('isPermaLink="false"', "", *SAME),
    "a date of another form": ("Fri, 01 May 2026", "2026-05-01", *SAME),
    "the wrong day of the week": ("Fri, 01 May", "Mon, 01 May", *SAME),
    "the same id twice": ("2026-06-01:now/2026-06", "2026-05-01:now/2026-05", *SAME),
    "a length that is left out": ('length="5"', "", *SAME),
    "an element of its own": ("<category>now</category>", "<mood>now</mood>", *SAME),
    "no content of now": ("<now:content>", "<now:text>", "</now:content>", "</now:text>"),
    "a script": ("&lt;em&gt;", "&lt;script&gt;", "&lt;/em&gt;", "&lt;/script&gt;"),
}


@pytest.mark.parametrize("edit", BAD.values(), ids=BAD.keys())
def test_the_strict_reader_sees_what_is_wrong(tmp_path: Path, edit: tuple[str, ...]) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY, replace(JUNE, image="/a.png", image_length=5))
    good = (tmp_path / "now.rss").read_text()

    bad = good.replace(edit[0], edit[1]).replace(edit[2], edit[3])

    assert faults(bad.encode()) != []


def test_it_says_where_it_is_and_who_tells_of_its_news(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY)

    links = document(tmp_path).findall("channel/atom:link", NAMES)
    assert {each.get("rel"): each.get("href") for each in links} == {
        "self": "https://example.org/now.rss",
        "hub": "https://hub.example/",
    }
    assert "https://example.org/now.rss" in [
        topic.url for topic in feed(tmp_path, settings=BOTH).topics()
    ]


def test_it_says_whose_it_is(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY)

    assert text(tmp_path, "channel/managingEditor") == "ada@example.org (Ada Example)"


def test_it_says_of_an_entry_what_the_feed_says(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(JUNE, image="/a.png", image_length=5))

    (atom,), (rss,) = parsed(tmp_path).entries, parsed(tmp_path, "now.rss").entries
    same = ("id", "link", "title", "summary", "published_parsed", "tags")
    assert [rss[each] for each in same] == [atom[each] for each in same]
    assert rss.content[0].value == atom.content[0].value
    (cover,) = rss.enclosures
    assert (cover.href, cover.length, cover.type) == ("https://example.org/a.png", "5", "image/png")


def test_a_summary_that_looks_like_html_is_none(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(MAY, description="a <b> & c"))

    assert text(tmp_path, "channel/item/description") == "a &lt;b&gt; &amp; c"


def test_the_newest_entry_is_what_is_so_now(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY, JUNE)

    said = {name: text(tmp_path, f"channel/now:{name}") for name in ("title", "link", "timestamp")}
    assert said == {
        "title": "Now, June 2026",
        "link": "https://example.org/now/",
        "timestamp": "Wed, 03 Jun 2026 10:30:00 +0000",
    }
    assert text(tmp_path, "channel/now:content") == "<p>Moving <em>house</em> &amp; home.</p>"


def test_the_state_of_a_day_makes_the_same_bytes_on_every_day(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY)
    before = identity(tmp_path / "now.rss")

    publish(feed(tmp_path, settings=BOTH), MAY)

    assert identity(tmp_path / "now.rss") == before


def test_what_is_taken_back_leaves_it(tmp_path: Path) -> None:
    adapter = feed(tmp_path, settings=BOTH)
    (receipt,) = publish(adapter, MAY)

    adapter.perform_all(adapter.retraction(publication(step(adapter, MAY), receipt)).steps)

    assert document(tmp_path).findall("channel/item") == []
    assert b"Moving" not in (tmp_path / "now.rss").read_bytes()
    assert faults((tmp_path / "now.rss").read_bytes()) == []


def test_a_missing_twin_is_stale(tmp_path: Path) -> None:
    adapter = feed(tmp_path, settings=BOTH)
    (receipt,) = publish(adapter, MAY)

    (tmp_path / "now.rss").unlink()

    assert adapter.stale()(receipt) == "now.rss is missing"


@pytest.mark.parametrize("file", ["now.xml", "now.json", "", "public/"])
def test_its_file_is_one_of_its_own(file: str) -> None:
    assert [key for key, _ in replace(BOTH, rss=file).problems()] == ["rss"]


def test_pages_name_it_for_readers_to_find(tmp_path: Path) -> None:
    snippet = feed(tmp_path, settings=BOTH).snippet()

    assert (
        'type="application/rss+xml" title="Now, at Ada&#x27;s" href="https://example.org/now.rss"'
        in (snippet)
    )
