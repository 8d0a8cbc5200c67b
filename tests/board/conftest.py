"""A site with something for every button, and its board."""

from collections.abc import Iterator

import pytest

from nowsync.board.server import BoardServer
from tests.board.visiting import Visitor, served
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, feed, mastodon_at


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site where October is published, and November is new and has to be approved."""
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url), feed())
    site.write("2026-10", text="The kettle was off.")
    site.publish("2026-10")
    site.configure(mastodon_at(mastodon.url, approval="true"), feed())
    site.write("2026-11")
    site.pass_time(hours=1)
    return site


@pytest.fixture
def board(ada: Site) -> Iterator[BoardServer]:
    with served(ada) as server:
        yield server


@pytest.fixture
def stranger(board: BoardServer) -> Visitor:
    """Have a browser that was not let in."""
    return Visitor(board)


@pytest.fixture
def guest(board: BoardServer, ada: Site) -> Visitor:
    """Have a browser that was let in."""
    return Visitor(board).enter(ada)
