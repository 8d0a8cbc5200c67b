"""A process that is stopped, told to end, or put to sleep: one post, and none lost."""

import os
import signal
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from tests.crash import settle
from tests.nursery import BUSY, Nursery
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, mastodon_at

STATUSES = "/api/v1/statuses"
OPEN_FILES = """
import os
for name in os.listdir("/proc/self/fd"):
    if os.path.lexists(f"/proc/self/fd/{name}"):
        print(os.readlink(f"/proc/self/fd/{name}"))
"""


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Have an entry for a server that recognises no repeats."""
    mastodon.pretend.keys = Keys.IGNORED
    site.configure(mastodon_at(mastodon.url))
    site.publish()
    site.write("2026-11")
    return site


@pytest.mark.fault("P01", "ended at once; the next run looks for the post")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_that_is_told_to_end_while_it_posts_leaves_one_post(
    ada: Site, mastodon: Served[PretendMastodon], processes: Nursery, number: signal.Signals
) -> None:
    running: list[int] = []
    tell = Fault("POST", STATUSES, "call", call=lambda: os.kill(running[0], number))
    mastodon.fault(tell)
    running.append(processes.start(ada, stopped=True))
    os.kill(running[0], signal.SIGCONT)
    processes.end(running[0])
    settle(ada)

    assert tell.count == 0
    assert len(mastodon.pretend.statuses) == 1


@pytest.mark.fault("P08", "others are turned away until it goes on; one post")
def test_a_process_that_sleeps_while_it_posts_keeps_the_others_out(
    ada: Site, mastodon: Served[PretendMastodon], processes: Nursery
) -> None:
    running: list[int] = []
    asleep = Event()

    def send_to_sleep() -> None:
        os.kill(running[0], signal.SIGSTOP)
        asleep.set()

    mastodon.fault(Fault("POST", STATUSES, "call", call=send_to_sleep))
    running.append(processes.start(ada, stopped=True))
    os.kill(running[0], signal.SIGCONT)
    assert asleep.wait(60)
    other = processes.publish(ada)
    os.kill(running[0], signal.SIGCONT)

    assert (processes.end(running[0]), other) == (0, BUSY)
    assert len(mastodon.pretend.statuses) == 1


@pytest.mark.fault("P08", "what another run has posted meanwhile is not posted again")
def test_a_process_that_slept_before_it_began_posts_nothing_twice(
    ada: Site, mastodon: Served[PretendMastodon], processes: Nursery
) -> None:
    sleeper = processes.start(ada, stopped=True)
    other = processes.publish(ada)
    os.kill(sleeper, signal.SIGCONT)

    assert (processes.end(sleeper), other) == (0, 0)
    assert len(mastodon.pretend.statuses) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="there is no /proc here")
@pytest.mark.fault("P07", "the lock is not inherited")
def test_a_child_of_ours_does_not_inherit_the_ledger_or_its_lock(ada: Site) -> None:
    with ada.app().writing():
        shown = subprocess.check_output(
            [sys.executable, "-c", OPEN_FILES], text=True, close_fds=False
        )

    assert ".nowsync" not in shown


@pytest.mark.fault("T03", "nothing is sent that was sent before")
@pytest.mark.parametrize("year", [1970, 2025, 2027, 2039, 2100])
def test_a_clock_that_is_wrong_posts_nothing_twice(
    ada: Site, mastodon: Served[PretendMastodon], year: int
) -> None:
    ada.publish()
    ada.now = datetime(year, 1, 1, tzinfo=UTC)
    ada.publish()
    settle(ada)

    assert len(mastodon.pretend.statuses) == 1


@pytest.mark.fault("D22", "the same entry under another name")
def test_a_name_that_a_disk_writes_with_other_letters_is_the_same_entry(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    path = ada.write("2026-11").rename(ada.folder / "now" / "2026-11-caf\u00e9.md")
    ada.publish()
    path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    settle(ada)

    assert len(mastodon.pretend.statuses) == 1
