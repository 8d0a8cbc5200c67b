"""A retraction that is cut off anywhere is finished: nothing stays, and nothing comes back."""

import feedparser
import pytest

from tests.crash import Crash, retract_until, settle
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Kind, Served
from tests.site import Site, devto, feed, mastodon_at

# Beginning, performing, confirming: each before and after; and between two steps, sending.
INSTANTS = 6
THREAD = "The kettle sang and sang. " * 45
PARTS = 3


@pytest.fixture
def mastodon_site(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site whose entry is published as a thread."""
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url, thread="true"))
    site.write("2026-11", text=THREAD)
    site.publish("2026-11")
    assert len(mastodon.pretend.alive()) == PARTS
    return site


@pytest.mark.parametrize("at", range(1, INSTANTS + 6 * (PARTS - 1) + 1))
def test_a_thread_is_taken_back_whole_after_the_end_of_the_process_at_every_instant(
    mastodon_site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    with pytest.raises(Crash):
        retract_until(mastodon_site, at, "2026-11")
    mastodon_site.retract("2026-11")
    settle(mastodon_site)

    assert mastodon.pretend.alive() == []
    assert len(mastodon.pretend.statuses) == PARTS


def test_there_are_no_more_instants(mastodon_site: Site) -> None:
    fuse = retract_until(mastodon_site, 0, "2026-11")

    assert fuse.passed == INSTANTS + 6 * (PARTS - 1)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "late", "garbage", "truncate"])
def test_a_thread_is_taken_back_whole_when_an_answer_was_lost_too(
    mastodon_site: Site, mastodon: Served[PretendMastodon], kind: Kind
) -> None:
    mastodon.fault(Fault("DELETE", ".*", kind))
    with pytest.raises(Crash):
        retract_until(mastodon_site, 4, "2026-11")
    mastodon.arrive()
    settle(mastodon_site)

    assert mastodon.pretend.alive() == []


@pytest.mark.parametrize("at", range(1, INSTANTS + 1))
def test_an_article_is_taken_back_after_the_end_of_the_process_at_every_instant(
    site: Site, forem: Served[PretendForem], at: int
) -> None:
    site.configure(devto(forem.url, published=True))
    site.write("2026-11")
    site.publish("2026-11")
    with pytest.raises(Crash):
        retract_until(site, at, "2026-11")
    site.retract("2026-11")
    settle(site)

    assert forem.pretend.published() == []
    assert len(forem.pretend.articles) == 1


@pytest.mark.parametrize("at", range(1, INSTANTS + 1))
def test_a_feed_is_without_it_after_the_end_of_the_process_at_every_instant(
    site: Site, at: int
) -> None:
    site.configure(feed())
    site.write("2026-10")
    site.write("2026-11")
    site.publish()
    with pytest.raises(Crash):
        retract_until(site, at, "2026-11")
    site.retract("2026-11")
    settle(site)

    entries = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
    assert [entry.title for entry in entries] == ["Now, October 2026"]
