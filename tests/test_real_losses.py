"""Lose things on the way to real servers, and kill the sender there: one post, or one question."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from nowsync.core.action import Hold
from nowsync.core.publication import SETTLE
from tests.adapters.mastodon_remote import MastodonRemote
from tests.servers.proxy import Moment, Proxy
from tests.servers.real import Real
from tests.site import Site, mastodon_at

pytestmark = [pytest.mark.real, pytest.mark.timeout(400)]


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a real server: what its owner sees there, and the proxy before it."""

    remote: MastodonRemote
    proxy: Proxy


@pytest.fixture
def way(request: pytest.FixtureRequest) -> Way:
    """Give the way to the server that the test is for."""
    name: str = request.param
    server: Real = request.getfixturevalue(f"{name}_server")
    proxy: Proxy = request.getfixturevalue(f"{name}_proxy")
    return Way(MastodonRemote(server.url, server.token), proxy)


@pytest.fixture
def text(way: Way, site: Site) -> str:
    """Give the site an entry and that way to publish it; the text is nobody else's."""
    unique = f"The kettle is on, {uuid4()}."
    site.now = datetime.now(UTC)
    site.environment = {"NOWSYNC_MASTODON_TOKEN": way.remote.token}
    site.configure(mastodon_at(way.proxy.url))
    site.write("2026-11", text=unique)
    return unique


def publish_and_lose(site: Site, proxy: Proxy, moment: Moment, *, killed: bool) -> int:
    """Publish in a process of its own, while the proxy loses its post; give the exit code."""
    command = [sys.executable, "-m", "nowsync", "publish", "2026-11", "--yes"]
    config = {"NOWSYNC_CONFIG": f"{site.folder}/nowsync.toml"}
    pid = site.folder / "sender.pid"
    proxy.lose(moment, pid if killed else None)
    with subprocess.Popen(
        command,
        env={**os.environ, **site.environment, **config},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        pid.write_text(str(process.pid))
    return process.returncode


@pytest.mark.fault("N09", "one post or one question, on real servers")
@pytest.mark.parametrize("killed", [False, True], ids=["lost", "killed"])
@pytest.mark.parametrize(
    ("way", "moment", "posts", "questions"),
    [
        pytest.param("mastodon_mock", "before", 1, 0, id="mastodon-mock, before"),
        pytest.param("mastodon_mock", "after", 1, 0, id="mastodon-mock, after"),
        # snac recognises no repeats, so whether it is safe to send again only a person can tell.
        pytest.param("snac", "before", 0, 1, id="snac, before"),
        pytest.param("snac", "after", 1, 0, id="snac, after"),
    ],
    indirect=["way"],
)
def test_what_is_lost_on_the_way_ends_in_one_post_or_one_question(
    way: Way, site: Site, text: str, moment: Moment, posts: int, questions: int, *, killed: bool
) -> None:
    ended = publish_and_lose(site, way.proxy, moment, killed=killed)
    site.publish()
    site.now = datetime.now(UTC) + SETTLE
    for _ in range(2):
        site.publish()

    asked = [each for each in site.preview().actions if isinstance(each, Hold)]
    assert (ended == -signal.SIGKILL, way.proxy.lost) == (killed, True)
    assert sum(text in each for each in way.remote.texts()) == posts
    assert len(asked) == questions
    assert all("nowsync resolve 2026-11 --target mastodon" in each.reason for each in asked)
