"""The feed as JSON Feed 1.1 (jsonfeed.org/version/1.1): the same entries under the same ids."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.feeds.samples import JUNE, MAY, SETTINGS, feed, identity, ids, publish

BOTH = replace(SETTINGS, json="now.json", hub="https://hub.example/", icon="/i.png", logo="/l.png")


def read(folder: Path) -> Any:
    return json.loads((folder / "now.json").read_text("utf-8"))


def test_it_holds_the_same_entries_in_the_same_order(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY, JUNE)

    assert [item["id"] for item in read(tmp_path)["items"]] == ids(tmp_path)


def test_it_says_of_itself_what_the_feed_says(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY)

    head = {key: value for key, value in read(tmp_path).items() if key != "items"}
    assert head == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Now, at Ada's",
        "home_page_url": "https://example.org/now/",
        "feed_url": "https://example.org/now.json",
        "icon": "https://example.org/l.png",
        "favicon": "https://example.org/i.png",
        "authors": [{"name": "Ada Example", "url": "https://example.org/about"}],
        "language": "en",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }


def test_it_says_of_an_entry_what_the_feed_says(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(JUNE, image="/a.png", image_length=5))

    (item,) = read(tmp_path)["items"]
    assert item == {
        "id": "tag:example.org,2026-06-01:now/2026-06",
        "url": "https://example.org/now/2026-06/",
        "title": "Now, June 2026",
        "content_html": "<p>Moving <em>house</em> &amp; home.</p>",
        "summary": "Moving house.",
        "image": "https://example.org/a.png",
        "date_published": "2026-06-01T08:00:00+00:00",
        "date_modified": "2026-06-03T10:30:00+00:00",
        "tags": ["now", "moving"],
        "attachments": [
            {"url": "https://example.org/a.png", "mime_type": "image/png", "size_in_bytes": 5}
        ],
    }


def test_an_item_has_content_even_where_the_entry_has_none(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(MAY, content="", description=""))

    assert read(tmp_path)["items"][0]["content_text"] == "Now, May 2026"


def test_a_missing_twin_is_stale(tmp_path: Path) -> None:
    adapter = feed(tmp_path, settings=BOTH)
    (receipt,) = publish(adapter, MAY)

    (tmp_path / "now.json").unlink()

    assert adapter.stale()(receipt) == "now.json is missing"


def test_an_unchanged_twin_is_not_touched(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), MAY)
    before = identity(tmp_path / "now.json")

    publish(feed(tmp_path, settings=BOTH), MAY)

    assert identity(tmp_path / "now.json") == before


@pytest.mark.parametrize("file", ["now.xml", "", "public/"])
def test_its_file_is_one_of_its_own(file: str) -> None:
    assert [key for key, _ in replace(SETTINGS, json=file).problems()] == ["json"]


def test_an_entry_of_somebody_else_names_its_author(tmp_path: Path) -> None:
    publish(feed(tmp_path, settings=BOTH), replace(MAY, authors=("Bo",)))

    assert read(tmp_path)["items"][0]["authors"] == [{"name": "Bo"}]
