"""A feed links to where else an entry is, as soon as it is there, and only where all may look."""

from pathlib import Path
from typing import Any

import feedparser
import pytest

from nowsync.core.publication import Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, devto, feed, mastodon_at


def entries(site: Site) -> dict[str, Any]:
    parsed = feedparser.parse((site.folder / "public" / "now.xml").read_bytes())
    return {entry.id.rpartition("/")[2]: entry for entry in parsed.entries}


def related(site: Site, name: str) -> list[str]:
    return [link.href for link in entries(site)[name].links if link.rel == "related"]


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site with a feed and a Mastodon account, on which October was not posted."""
    site.configure(mastodon_at(mastodon.url), feed())
    site.write("2026-10")
    site.publish()
    site.write("2026-11")
    return site


def test_what_is_posted_in_a_run_is_linked_in_the_feed_of_that_run(ada: Site) -> None:
    status, entry = ada.publish()

    assert (status.target, entry.target) == ("mastodon", "feed")
    assert related(ada, "2026-11") == [status.url]
    assert related(ada, "2026-10") == []


def test_nothing_is_left_to_do_then(ada: Site) -> None:
    ada.publish()

    assert ada.publish() == ()


def test_an_older_entry_gets_its_link_later_and_stays_as_old_as_it_is(ada: Site) -> None:
    ada.publish()
    before = entries(ada)["2026-10"].updated
    (status,) = ada.publish("2026-10", only=["mastodon"])

    (outcome,) = ada.publish()

    assert (outcome.entry, outcome.target) == ("2026-10", "feed")
    assert related(ada, "2026-10") == [status.url]
    assert entries(ada)["2026-10"].updated == before


def test_an_edit_there_keeps_the_link_here(ada: Site) -> None:
    status, _ = ada.publish()
    ada.write("2026-11", text="The kettle is off.")

    ada.publish()

    assert related(ada, "2026-11") == [status.url]


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_what_is_not_for_all_is_linked_nowhere(
    site: Site, mastodon: Served[PretendMastodon], visibility: str
) -> None:
    site.configure(mastodon_at(mastodon.url, visibility=f'"{visibility}"'), feed())
    site.publish()
    site.write("2026-11")
    first = site.publish()
    site.write("2026-11", text="The kettle is off.")

    second = site.publish()

    assert {each.result for each in (*first, *second)} == {Result.DONE}
    assert related(site, "2026-11") == []


@pytest.mark.parametrize(("published", "links"), [(False, 0), (True, 1)], ids=["draft", "released"])
def test_an_article_is_linked_once_it_is_no_draft(
    site: Site, forem: Served[PretendForem], *, published: bool, links: int
) -> None:
    site.configure(devto(forem.url, published=published), feed())
    site.publish()
    site.write("2026-11")

    site.publish()

    assert len(related(site, "2026-11")) == links


def test_a_feed_is_no_copy_of_another_feed(site: Site, tmp_path: Path) -> None:
    second = feed("public/two.xml").replace("targets.feed", "targets.two")
    site.configure(feed(), second)
    site.write("2026-11")

    site.publish()

    assert related(site, "2026-11") == []
    assert site.publish() == ()
