"""Killed anywhere, and started again: one post, and none lost."""

import os
import signal
import subprocess
import sys

import feedparser
import pytest

from nowsync.core.publication import Result, Standing
from tests.crash import Crash, publish_until, settle
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at

# Meeting, recognising, beginning, performing, confirming: each before and after.
INSTANTS = 10


@pytest.mark.parametrize("at", range(1, INSTANTS + 1))
def test_a_status_survives_the_end_of_the_process_at_every_instant(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    with pytest.raises(Crash):
        publish_until(site, at, "2026-11")
    site.publish("2026-11")
    settle(site)

    assert len(mastodon.pretend.alive()) == 1
    assert site.publish("2026-11") == ()


def test_there_are_no_more_instants(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")

    assert publish_until(site, 0, "2026-11").passed == INSTANTS


@pytest.mark.parametrize("at", range(1, 17))
def test_an_article_survives_the_end_of_the_process_at_every_instant(
    site: Site, forem: Served[PretendForem], at: int
) -> None:
    site.configure(devto(forem.url, published=True))
    site.write("2026-11")
    with pytest.raises(Crash):
        publish_until(site, at, "2026-11")
    site.publish("2026-11")
    settle(site)

    assert len(forem.pretend.articles) == 1
    assert len(forem.pretend.published()) == 1


@pytest.mark.parametrize("at", range(1, 7))
def test_an_edit_survives_the_end_of_the_process_at_every_instant(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    with pytest.raises(Crash):
        publish_until(site, at)
    settle(site)

    (status,) = mastodon.pretend.alive()
    assert "Currents" in status.now.text
    assert len(status.versions) == 2


@pytest.mark.fault("D16", "the old feed or the new one, whole")
@pytest.mark.parametrize("at", range(1, 9))
def test_a_feed_survives_the_end_of_the_process_at_every_instant(site: Site, at: int) -> None:
    site.configure(feed())
    site.write("2026-10")
    site.write("2026-11")
    with pytest.raises(Crash):
        publish_until(site, at)
    settle(site)

    entries = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
    assert sorted(entry.title for entry in entries) == ["Now, November 2026", "Now, October 2026"]


def test_a_process_that_is_killed_in_mid_request_leaves_one_post(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    command = [sys.executable, "-m", "nowsync", "publish", "2026-11", "--yes"]
    environment = {
        **os.environ,
        **site.environment,
        "NOWSYNC_CONFIG": f"{site.folder}/nowsync.toml",
    }
    running: list[subprocess.Popen[bytes]] = []
    fault = Fault(
        "POST",
        "/api/v1/statuses",
        "call",
        call=lambda: running[0].send_signal(signal.SIGKILL),
    )
    mastodon.fault(fault)
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as process:
        running.append(process)
    killed = process.returncode

    (outcome,) = site.publish("2026-11")

    assert killed == -signal.SIGKILL
    assert outcome.result is Result.DONE
    assert len(mastodon.pretend.alive()) == 1
    assert len(mastodon.asked("POST", "/api/v1/statuses")) == 1


def test_what_the_ledger_says_is_what_the_server_has(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    with pytest.raises(Crash):
        publish_until(site, 8, "2026-11")
    settle(site)

    with site.app().reading() as records:
        (publication,) = records.publications("mastodon").values()
    assert publication.standing is Standing.PUBLISHED
    assert publication.receipts[0].id == mastodon.pretend.alive()[0].id
