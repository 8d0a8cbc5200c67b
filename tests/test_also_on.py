"""The page on links back to an entry's copies shows what nowsync takes, and what it writes."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, mastodon_at

PAGE = (Path(__file__).parent.parent / "docs" / "also-on.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def posted(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site whose November was posted, with the tables of the page."""
    data, own = blocks("toml")
    site.configure(
        mastodon_at(mastodon.url),
        data.replace("src/data", "data"),
        own.replace("targets.links", "targets.own"),
    )
    site.publish()
    site.write("2026-11")
    site.publish()
    return site


def test_the_data_file_looks_like_its_example(posted: Site) -> None:
    (shown,) = map(json.loads, blocks("json"))

    written = json.loads((posted.folder / "data" / "syndication.json").read_text("utf-8"))

    assert {name: [list(each) for each in written[name]] for name in written} == {
        name: [list(each) for each in shown[name]] for name in shown
    }


def test_the_front_matter_looks_like_its_example(posted: Site) -> None:
    (shown,) = blocks("yaml")
    (list_,) = re.findall(r"^syndication:\n  - \S+\n", shown, re.MULTILINE)

    written = (posted.folder / "now" / "2026-11.md").read_text("utf-8")

    (link,) = yaml.safe_load(written.split("---\n")[1])["syndication"]
    assert re.sub(r"https\S+", link, list_) in written
