"""Stay well within what a server allows, for a whole run and from run to run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from nowsync.core.action import Wait
from nowsync.core.history import Happening, history
from nowsync.core.publication import SETTLE, Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import BUDGET, WINDOW, PretendMastodon
from tests.servers.wire import Fault, Served, serve
from tests.site import Site, devto, mastodon_at

STATUSES = "/api/v1/statuses"
LISTED = "/api/v1/accounts/.*/statuses"
# The windows of limits are aligned to the epoch: an hour from here, one ends.
START = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def mastodon(site: Site) -> Iterator[Served[PretendMastodon]]:
    """Serve a Mastodon in whose world it is as late as in the site's."""
    site.now = START
    with serve(PretendMastodon(clock=lambda: site.now)) as served:
        yield served


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site that has met the server, and has two entries since."""
    site.configure(mastodon_at(mastodon.url, max_age="100"))
    site.write("2026-09")
    site.publish()
    site.write("2026-10", reading="Tides")
    site.write("2026-11", reading="Currents")
    return site


def spend(mastodon: Served[PretendMastodon], used: int) -> None:
    """Let the account's owner have used so many of a window's statuses already."""
    window = int(mastodon.pretend.clock().timestamp() // WINDOW.total_seconds())
    mastodon.pretend._spent[WINDOW] = (window, used)


class TestHalf:
    """Half of what a server allows is left to the account's owner."""

    def test_a_run_stops_before_it_would_use_more_than_half(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        spend(mastodon, BUDGET // 2 - 1)

        first, second = ada.publish()

        assert (first.result, second.result) == (Result.DONE, Result.NOT_SENT)
        assert "allows 300 requests, and half of them are used" in second.message
        assert len(mastodon.asked("POST", STATUSES)) == 1

    def test_the_next_run_knows(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        spend(mastodon, BUDGET // 2 - 1)
        ada.publish()
        asked = len(mastodon.requests)
        ada.pass_time(minutes=30)

        outcomes = ada.publish()
        (waiting,) = (each for each in ada.preview().actions if isinstance(each, Wait))

        assert outcomes == ()
        assert len(mastodon.requests) == asked
        assert "it waits until 2026-11-20 09:00:01 UTC" in waiting.reason

    def test_it_goes_on_by_itself(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        spend(mastodon, BUDGET // 2 - 1)
        ada.publish()
        ada.pass_time(minutes=61)

        (outcome,) = ada.publish()

        assert outcome.result is Result.DONE
        assert len(mastodon.pretend.alive()) == 2

    def test_a_thread_goes_on_where_it_stopped(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url, thread="true"))
        site.write(
            "2026-11", text="\n\n".join(f"{n}: {'The kettle is on. ' * 20}" for n in range(4))
        )
        spend(mastodon, BUDGET // 2 - 2)
        (stopped,) = site.publish("2026-11")
        before = len(mastodon.pretend.alive())
        site.pass_time(minutes=61)

        (outcome,) = site.publish()

        assert (stopped.result, before, outcome.result) == (Result.NOT_SENT, 2, Result.DONE)
        assert len({each.now.text for each in mastodon.pretend.alive()}) == 4
        assert len(mastodon.pretend.alive()) == 4


@pytest.mark.fault("N34", "not sent: one try in each window, and it says when the next is")
def test_a_server_that_puts_us_off_all_day_is_asked_once_a_window(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    later = {"Retry-After": "3500"}
    fault = mastodon.fault(Fault("POST", STATUSES, "status", 99, status=429, headers=later))
    for _ in range(24 * 3):
        ada.publish()
        ada.pass_time(minutes=20)
    tries = len(mastodon.asked("POST", STATUSES))
    fault.count = 0
    ada.pass_time(hours=1)

    outcomes = ada.publish()

    assert tries == 24
    assert {each.result for each in outcomes} == {Result.DONE}
    assert len(mastodon.pretend.alive()) == 2


@pytest.mark.fault("N37", "unknown, looked for once the time is over")
def test_a_busy_server_is_not_even_asked_before_its_time(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    later = {"Retry-After": "600"}
    mastodon.fault(Fault("POST", STATUSES, "status", status=503, headers=later))
    first, second = ada.publish()
    asked = len(mastodon.requests)
    ada.pass_time(minutes=9)
    early = ada.publish()
    still = len(mastodon.requests)
    ada.pass_time(minutes=2)

    later_on = ada.publish()

    assert (first.result, second.result) == (Result.UNKNOWN, Result.NOT_SENT)
    assert (early, still) == ((), asked)
    assert {each.result for each in later_on} == {Result.DONE}
    assert len(mastodon.pretend.alive()) == 2


def test_a_look_that_is_put_off_puts_off_the_rest(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", STATUSES, "drop_before"))
    later = {"Retry-After": "600"}
    mastodon.fault(Fault("GET", LISTED, "status", status=429, headers=later))

    lost, other = ada.publish()
    asked = len(mastodon.requests)
    ada.now += SETTLE

    assert (lost.result, other.result) == (Result.UNKNOWN, Result.NOT_SENT)
    assert ada.publish() == ()
    assert len(mastodon.requests) == asked


def test_the_log_tells_that_a_target_waits(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    spend(mastodon, BUDGET // 2 - 1)
    ada.publish()

    with ada.app().reading() as records:
        (put_off,) = (e for e in history(records.events()) if e.what is Happening.PUT_OFF)
    assert put_off.until == START + timedelta(hours=1, seconds=1)


def test_an_article_is_released_in_one_run_where_a_write_a_second_is_allowed(site: Site) -> None:
    with serve(PretendForem(clock=lambda: site.now, paced=True)) as forem:
        site.configure(devto(forem.url, published=True))
        for month in ("2026-09", "2026-10", "2026-11"):
            site.write(month)

        outcomes = site.publish("2026-09", "2026-10", "2026-11")

        assert [each.result for each in outcomes] == [Result.DONE] * 3
        assert len(forem.pretend.articles) == 3
