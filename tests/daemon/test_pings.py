"""The daemon tells hubs itself: once the new version is online, and whatever happens meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.daemon.simulation import Simulation
from tests.servers.hub import PretendHub
from tests.servers.inbox import PretendInbox
from tests.servers.wire import Fault, Served, serve
from tests.site import Site, feed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def hub() -> Iterator[Served[PretendHub]]:
    with serve(PretendHub()) as served:
        yield served


@pytest.fixture
def simulation(site: Site, hub: Served[PretendHub]) -> Simulation:
    """Give a daemon that has just written a feed, which is not online yet."""
    table = feed().replace("https://ada.example", hub.url)
    site.configure(f'{table}\nhub = "{hub.url}/hub"\nsettle = 0\n')
    toml = site.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace("[site]", "[site]\nhours_for_page = 2"))
    site.write("2026-11")
    return Simulation(site)


def file(simulation: Simulation) -> Path:
    return simulation.site.folder / "public" / "now.xml"


def deploy(simulation: Simulation, hub: Served[PretendHub]) -> None:
    hub.pretend.online["/now.xml"] = file(simulation).read_bytes()


def told(simulation: Simulation) -> list[str]:
    """Give what was said of the hub, in order; what is published is said of entries."""
    return [line for each in simulation.reports for line in each.done if line.startswith("feed: ")]


def test_a_hub_is_told_once_the_file_is_online(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    simulation.pass_time(10 * MINUTE)
    assert hub.asked("POST") == []
    deploy(simulation, hub)
    simulation.pass_time(10 * MINUTE)

    assert hub.pretend.delivered == [file(simulation).read_bytes()]
    assert told(simulation)[-1] == f"feed: {hub.url}/hub was told of {hub.url}/now.xml"


def test_a_hub_is_told_once(simulation: Simulation, hub: Served[PretendHub]) -> None:
    deploy(simulation, hub)
    simulation.pass_time(DAY)
    simulation.hear()

    assert len(hub.pretend.delivered) == 1


def test_a_hub_is_told_of_the_next_version(simulation: Simulation, hub: Served[PretendHub]) -> None:
    deploy(simulation, hub)
    simulation.pass_time(HOUR)
    simulation.site.write("2026-11", text="The kettle is off.")
    simulation.hear()
    deploy(simulation, hub)
    simulation.pass_time(HOUR)

    assert [b"The kettle is off." in each for each in hub.pretend.delivered] == [False, True]


def test_what_is_owed_outlives_the_daemon(simulation: Simulation, hub: Served[PretendHub]) -> None:
    simulation.restart()
    deploy(simulation, hub)
    simulation.pass_time(HOUR)

    assert len(hub.pretend.delivered) == 1


def test_a_hub_that_failed_is_told_again(simulation: Simulation, hub: Served[PretendHub]) -> None:
    hub.fault(Fault("POST", "/hub", "status", status=503))
    deploy(simulation, hub)
    simulation.pass_time(HOUR)

    assert len(hub.pretend.delivered) == 1
    assert "HTTP 503" in told(simulation)[-2]


def test_a_hub_whose_answer_was_lost_hears_the_same_again(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    hub.fault(Fault("POST", "/hub", "drop_after"))
    deploy(simulation, hub)
    simulation.pass_time(HOUR)

    assert hub.pretend.delivered == [file(simulation).read_bytes()] * 2


def test_a_hub_that_asks_for_a_rest_gets_it(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    hub.fault(Fault("POST", "/hub", "status", status=429, headers={"Retry-After": "7200"}))
    deploy(simulation, hub)
    simulation.pass_time(2 * HOUR)

    assert len(hub.asked("POST")) == 1
    simulation.pass_time(HOUR)
    assert len(hub.pretend.delivered) == 1


def test_a_site_is_looked_at_ever_more_rarely(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    simulation.pass_time(HOUR)

    # At once, and after 1, 3, 7, 15 and 31 minutes.
    assert len(hub.asked("GET")) == 6


def test_the_wait_is_told_once(simulation: Simulation, hub: Served[PretendHub]) -> None:
    simulation.pass_time(HOUR)

    assert told(simulation) == [
        f"feed: {hub.url}/hub has not heard of the new public/now.xml yet: {hub.url}/now.xml "
        "is not online yet; the next look is at 09:01 UTC"
    ]


def test_it_gives_up_in_the_end_and_says_so(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    simulation.pass_time(3 * HOUR)
    looks = len(hub.asked("GET"))
    simulation.pass_time(DAY)
    simulation.restart()

    (line,) = [line for each in simulation.reports for line in each.failed]
    assert line.endswith("is not online yet; there is no further look")
    assert len(hub.asked("GET")) == looks


def test_a_person_hears_of_it_then_and_when_it_is_over(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    with serve(PretendInbox()) as inbox:
        address = f"{inbox.url.replace('http', 'json', 1)}/phone"
        simulation.site.environment = {"NOWSYNC_NOTIFY_PHONE_TOKEN": address}
        toml = simulation.site.folder / "nowsync.toml"
        toml.write_text(f'{toml.read_text()}\n[notify]\nchannels = ["phone"]\n')
        simulation.pass_time(4 * HOUR)
        simulation.site.write("2026-11", text="The kettle is off.")
        simulation.hear()
        simulation.pass_time(HOUR)

    begun, over = (text for _, text in inbox.pretend.told)
    assert begun.endswith(f"{hub.url}/now.xml is not online yet")
    assert over.startswith("- over: feed: ")


def test_a_later_version_is_tried_after_one_that_was_given_up(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    simulation.pass_time(3 * HOUR)
    simulation.site.write("2026-11", text="The kettle is off.")
    simulation.hear()
    deploy(simulation, hub)
    simulation.pass_time(HOUR)

    assert len(hub.pretend.delivered) == 1


def test_nothing_holds_the_ledger_while_a_site_is_looked_at(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    free: list[bool] = []

    def hold() -> None:
        with simulation.site.app().writing():
            free.append(True)

    hub.fault(Fault("GET", "/now.xml", "call", call=hold))
    simulation.pass_time(MINUTE)

    assert free == [True]


def test_a_memory_that_cannot_be_kept_makes_no_haste(
    simulation: Simulation, hub: Served[PretendHub]
) -> None:
    memory = simulation.site.folder / ".nowsync" / "cache" / "hubs.json"
    memory.unlink()
    memory.mkdir()
    looks = len(hub.asked("GET"))
    simulation.pass_time(10 * MINUTE)

    assert len(hub.asked("GET")) - looks == 10


def test_a_feed_without_a_hub_is_as_it_was(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    simulation = Simulation(site)

    assert told(simulation) == []
    assert not (site.folder / ".nowsync" / "cache" / "hubs.json").exists()
