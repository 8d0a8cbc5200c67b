"""The disk fails at any of its calls: nothing twice, nothing lost, and the feed is whole."""

import pytest

from tests.nursery import FAILED, Nursery
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, mastodon_at
from tests.torture.instants import create, opened_as
from tests.tracing import OPENS, SYNCS, WRITES, synced_before_sent, traced

MANY = 200


@pytest.mark.fault("D15", "what is sent is on the disk before")
def test_nothing_is_sent_before_the_ledger_is_on_the_disk(
    site: Site, mastodon: Served[PretendMastodon], processes: Nursery
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.publish()
    site.write("2026-11")

    calls = traced(processes, site, f"{WRITES},{SYNCS},sendto").calls

    assert synced_before_sent(calls) == [True]


def failures(nursery: Nursery, venue: str, calls: str, error: str, every: int) -> list[str]:
    """Let the disk fail from its first call on, then from a later one; then mend it and go on."""
    findings: list[str] = []
    for at in range(1, MANY, every):
        with opened_as(venue) as stage:
            create(stage)
            tried = traced(nursery, stage.site, calls, error, at)
            if not tried.hit:
                return findings if at > 1 else ["no call was made to fail"]
            stage.venue.drain()
            if tried.code not in (0, FAILED):
                stage.findings.append(f"bug: the process ended with {tried.code}")
            stage.play([])
            findings += [f"from call {at} on: {each}" for each in stage.findings]
    return findings


@pytest.mark.parametrize("venue", ["keys ignored", "feed"])
@pytest.mark.parametrize(
    ("calls", "error"),
    [
        pytest.param(
            WRITES, "ENOSPC", marks=pytest.mark.fault("D01", "nothing is sent without the ledger")
        ),
        pytest.param(
            WRITES, "EIO", marks=pytest.mark.fault("D02", "looked for in the next run: one post")
        ),
        pytest.param(
            SYNCS, "EIO", marks=pytest.mark.fault("D03", "the run ends; the next one looks")
        ),
        pytest.param(
            WRITES, "EROFS", marks=pytest.mark.fault("D04", "nothing is sent without the ledger")
        ),
        pytest.param(
            WRITES, "EDQUOT", marks=pytest.mark.fault("D05", "nothing is sent without the ledger")
        ),
        pytest.param(
            OPENS, "EMFILE", marks=pytest.mark.fault("D05", "nothing is sent without the ledger")
        ),
        pytest.param(
            OPENS, "ENOMEM", marks=pytest.mark.fault("D05", "nothing is sent without the ledger")
        ),
    ],
)
def test_a_disk_that_fails_at_any_call_does_no_harm(
    processes: Nursery, thorough: bool, venue: str, calls: str, error: str
) -> None:
    # Of the syncs there are a few, of the writes many.
    every = 1 if thorough or calls == SYNCS else 7
    assert failures(processes, venue, calls, error, every) == []
