"""However often the daemon is stopped, and whenever: nothing is lost, doubled or left behind."""

import os
import signal
import sys

import pytest

from tests.daemon.restarts import POSTED_EVERY, Ended, Restarts
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, feed, mastodon_at

# RESTARTS=1000 takes half an hour.
TIMES = int(os.environ.get("RESTARTS", "6"))
NO_WAIT = "\nsettle = 0\n"
# What a site, its state folder, its feed's folder and the witness are made of.
FILES = {
    "nowsync.toml",
    "now.xml",
    ".gitignore",
    "ledger.sqlite",
    "lock",
    "daemon.lock",
    "daemon.json",
    "entries.sqlite",
    "facts.json",
    "quotas.json",
    "….json",
    # Kept entries of the feed, and what wakes the daemon.
    "…",
    "bell",
}


@pytest.fixture
def ended(
    site: Site, mastodon: Served[PretendMastodon], tmp_path_factory: pytest.TempPathFactory
) -> Ended:
    """Have it restarted beside a server that recognises no repeats."""
    mastodon.pretend.keys = Keys.IGNORED
    site.configure(
        feed() + NO_WAIT + "max_new = 1000\n", mastodon_at(mastodon.url, settle="0", max_new="1000")
    )
    site.publish()
    restarts = Restarts(site, tmp_path_factory.mktemp("memory"))
    restarts.run(TIMES)
    return restarts.end(mastodon.pretend)


@pytest.mark.timeout(120 + 10 * TIMES)
@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
def test_restarts_lose_double_and_leave_nothing(ended: Ended) -> None:
    assert ended.fed == dict.fromkeys(range(TIMES), 1)
    assert ended.posted == dict.fromkeys(range(0, TIMES, POSTED_EVERY), 1)
    assert ended.codes <= {0, -signal.SIGTERM, -signal.SIGKILL}
    assert ended.files <= FILES
    assert ended.processes == ()
