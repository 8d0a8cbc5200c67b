"""A year with the daemon: twelve months of an author, with all that goes wrong in a year."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.daemon.simulation import Simulation
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Kind, Served
from tests.site import Site, devto, feed, mastodon_at

BEGIN = datetime(2026, 1, 10, 8, tzinfo=UTC)
MONTHS = [f"2026-{month:02}" for month in range(2, 13)] + ["2027-01"]
PARIS = ZoneInfo("Europe/Paris")
ZONE = 'timezone = "Europe/Paris"\n'


@pytest.fixture
def simulation(
    site: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]
) -> Simulation:
    site.now = BEGIN
    mastodon.pretend.clock = forem.pretend.clock = lambda: site.now
    hours = mastodon_at(mastodon.url, when='"daily 09:00-19:00"', quiet='"12:00-13:00"')
    site.configure(hours, devto(forem.url), feed())
    toml = site.folder / "nowsync.toml"
    text = toml.read_text("utf-8").replace("[entries]", f"{ZONE}\n[entries]", 1)
    toml.write_text(f"{text}\n[daemon]\nrescan = 720\n", encoding="utf-8")
    return Simulation(site)


def save(simulation: Simulation, month: str, text: str) -> None:
    path = simulation.site.write(month, text=text, title=f"{month} now")
    moment = simulation.site.now.timestamp()
    os.utime(path, (moment, moment))


def trouble(random: Random, servers: list[Served[PretendMastodon] | Served[PretendForem]]) -> None:
    """Let a server fail in one of its ways, when it is next written to."""
    server = random.choice(servers)
    kinds: list[Kind] = ["drop_before", "drop_after", "status", "garbage"]
    kind = random.choice(kinds)
    server.fault(Fault("POST", "/api/.*", kind, count=random.randint(1, 2)))


def test_a_survey_finds_what_nobody_told(simulation: Simulation) -> None:
    save(simulation, "2026-01", "Nobody told.")
    simulation.pass_time(timedelta(days=1))

    assert "Nobody told." in (simulation.site.folder / "public/now.xml").read_text()


def test_surveys_that_find_nothing_wake_nobody(simulation: Simulation) -> None:
    passes = len(simulation.reports)
    simulation.pass_time(timedelta(days=3))

    assert len(simulation.reports) == passes


def test_a_worker_that_is_asked_as_it_leaves_is_followed_by_another(simulation: Simulation) -> None:
    passes = len(simulation.reports)
    simulation.hear(times=2)

    assert len(simulation.reports) == passes + 2


def test_a_machine_that_slept_looks_at_once(simulation: Simulation) -> None:
    save(simulation, "2026-01", "While it slept.")
    simulation.sleep(timedelta(hours=2))

    assert "While it slept." in (simulation.site.folder / "public/now.xml").read_text()


# YEARS=20 tries as many; one of them costs some ten seconds.
@pytest.mark.parametrize("seed", range(int(os.environ.get("YEARS", "1"))))
def test_a_year_goes_out_once(
    simulation: Simulation,
    mastodon: Served[PretendMastodon],
    forem: Served[PretendForem],
    seed: int,
) -> None:
    random = Random(seed)
    for month in MONTHS:
        begin = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
        wait = begin + timedelta(hours=random.uniform(1, 500)) - simulation.site.now
        simulation.pass_time(max(wait, timedelta(hours=1)))
        for draft in range(random.randint(1, 3)):
            if random.random() < 0.4:
                trouble(random, [mastodon, forem])
            save(simulation, month, f"The month {month}, written {draft + 1} times.")
            if random.random() < 0.7:
                simulation.hear()
            simulation.pass_time(timedelta(minutes=random.uniform(0.05, 3000)))
            happens = random.random()
            if happens < 0.2:
                simulation.restart()
            elif happens < 0.4:
                simulation.sleep(timedelta(hours=random.uniform(0.1, 60)))
            elif happens < 0.5:
                simulation.set_clock(timedelta(minutes=random.uniform(-50, 50)))
    simulation.pass_time(timedelta(days=10))

    texts = [status.now.text for status in mastodon.pretend.alive()]
    posted = {month: sum(f"month {month}" in text for text in texts) for month in MONTHS}
    drafted = Counter(str(article.now.canonical_url) for article in forem.pretend.articles)
    waiting = {each.split(" ")[0] for each in simulation.reports[-1].held}
    assert set(posted.values()) <= {0, 1}
    assert {month for month, times in posted.items() if not times} <= waiting
    assert set(drafted.values()) == {1}
    assert len(drafted) == len(MONTHS)
    hours = {status.created_at.astimezone(PARIS).hour for status in mastodon.pretend.alive()}
    # What was lost within its hours may be sent again a little after them.
    assert hours <= set(range(9, 20))
    assert (simulation.site.folder / "public/now.xml").read_text().count("<entry>") == len(MONTHS)
