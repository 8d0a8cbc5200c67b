"""Many at once on one ledger: one of them works, and nothing goes out twice."""

import os
import re
import signal
from collections import Counter
from threading import Event

import pytest

from nowsync.core.errors import LedgerError
from tests.crash import settle
from tests.nursery import BUSY, Nursery
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, mastodon_at

PROCESSES = 20
# Of more, the rest would wait for the server's next five minutes: half of its limit is left free.
ALL_AT_ONCE = 140
ENTRY = (
    "---\ntitle: Now, {number}\ndate: 2026-11-{day:02}\n---\n\nThe kettle has number {number}.\n"
)


@pytest.fixture
def many(site: Site, mastodon: Served[PretendMastodon], thorough: bool) -> list[int]:
    """Write entries for a server that recognises no repeats; give their numbers."""
    mastodon.pretend.keys = Keys.IGNORED
    site.configure(mastodon_at(mastodon.url, max_new="1000"))
    site.publish()
    numbers = [*range(ALL_AT_ONCE if thorough else 5)]
    for number in numbers:
        path = site.folder / "now" / f"kettle-{number}.md"
        path.write_text(ENTRY.format(number=number, day=1 + number % 19), "utf-8")
    return numbers


def posted(mastodon: Served[PretendMastodon]) -> Counter[int]:
    texts = [status.now.text for status in mastodon.pretend.statuses]
    return Counter(int(re.findall(r"number (\d+)", text)[0]) for text in texts)


@pytest.mark.fault("P05", "one publishes, all others end with 75")
def test_all_others_are_turned_away_while_one_is_at_work(
    site: Site, mastodon: Served[PretendMastodon], many: list[int], processes: Nursery
) -> None:
    codes: list[int] = []
    over = Event()

    def start_the_others() -> None:
        codes.extend(processes.publish(site) for _ in range(PROCESSES - 1))
        over.set()

    mastodon.fault(Fault("POST", "/api/v1/statuses", "call", call=start_the_others))
    first = processes.start(site)
    assert over.wait(60)

    assert processes.end(first) == 0
    assert codes == [BUSY] * (PROCESSES - 1)
    assert posted(mastodon) == dict.fromkeys(many, 1)


@pytest.mark.fault("P05", "one publishes, all others end with 75")
def test_of_twenty_that_start_at_once_none_posts_what_another_has_posted(
    site: Site, mastodon: Served[PretendMastodon], many: list[int], processes: Nursery
) -> None:
    started = [processes.start(site, stopped=True) for _ in range(PROCESSES)]
    for process in started:
        os.kill(process, signal.SIGCONT)
    codes = {processes.end(process) for process in started}
    settle(site)

    assert codes <= {0, BUSY}
    assert posted(mastodon) == dict.fromkeys(many, 1)


@pytest.mark.fault("P06", "the stale lock is no lock: published")
def test_a_lock_that_a_dead_process_left_is_no_lock(
    site: Site, mastodon: Served[PretendMastodon], many: list[int]
) -> None:
    lock = site.folder / ".nowsync" / "lock"
    lock.write_text("1", encoding="ascii")  # a process that there always is
    site.publish()

    assert posted(mastodon) == dict.fromkeys(many, 1)


@pytest.mark.fault("P05", "what another run has posted is not posted again")
def test_a_plan_from_before_another_run_posts_nothing_even_where_no_lock_holds(
    site: Site, mastodon: Served[PretendMastodon], many: list[int], processes: Nursery
) -> None:
    app = site.app()
    with app.writing() as ledger:
        plan = app.prepare(ledger)
        # Whoever comes now locks another file, as on some network disks.
        (site.folder / ".nowsync" / "lock").unlink()
        other = processes.publish(site)
        with pytest.raises(LedgerError, match="changed by somebody else"):
            app.carry_out(plan, ledger, lambda _: None)

    assert other == 0
    assert posted(mastodon) == dict.fromkeys(many, 1)
