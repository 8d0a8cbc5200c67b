"""What a run comes to reaches a person: by which way, how often, and what else goes on."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nowsync.config import load
from nowsync.core.errors import ConfigurationError
from nowsync.core.reminder import HOUR
from tests.daemon.running import at_work
from tests.servers.inbox import PretendInbox
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served, serve
from tests.shell import run
from tests.site import Site, feed, mastodon_at

TOLD_BY = '[notify]\nchannels = ["phone"]'


def refusal() -> Fault:
    return Fault("POST", "/api/v1/statuses", "status", status=422, body={"error": "too rude"})


@pytest.fixture
def inbox() -> Iterator[Served[PretendInbox]]:
    with serve(PretendInbox()) as served:
        yield served


@pytest.fixture
def ways(inbox: Served[PretendInbox]) -> Mapping[str, str]:
    """Give the variables in which the addresses of a phone and a monitor are kept."""
    return {
        "NOWSYNC_NOTIFY_PHONE_TOKEN": f"{inbox.url.replace('http', 'json', 1)}/s3cret-phone",
        "NOWSYNC_NOTIFY_MONITOR_TOKEN": f"{inbox.url}/s3cret-monitor",
    }


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon], ways: Mapping[str, str]) -> Site:
    """Give a site that tells, with an entry that is new."""
    site.environment = {**site.environment, **ways}
    site.configure(TOLD_BY, mastodon_at(mastodon.url))
    site.write("2026-10")
    site.publish()
    site.write("2026-11")
    site.pass_time(minutes=1)
    return site


def test_what_fails_is_told_once(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())
    ada.publish()
    ada.pass_time(hours=2)
    ada.publish()

    ((title, text),) = inbox.pretend.told
    assert title == "nowsync: 1 thing needs you"
    assert text == "- 2026-11 on mastodon: HTTP 422: too rude"


def test_that_it_is_over_is_told_too(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())
    ada.publish()
    ada.write("2026-11", text="The kettle is off.")
    ada.pass_time(hours=2)
    ada.publish()

    assert inbox.pretend.told[-1] == (
        "nowsync: all is well again",
        "- over: 2026-11 on mastodon: HTTP 422: too rude",
    )


def test_a_credential_that_is_not_accepted_is_told(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    ada.environment = {**ada.environment, "NOWSYNC_MASTODON_TOKEN": "revoked"}

    ada.publish()

    ((_, text),) = inbox.pretend.told
    assert text.startswith(f"- mastodon: {mastodon.url} does not accept the credential")


def test_who_names_an_entry_is_there_and_sees_it(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())

    ada.publish("2026-11")

    assert inbox.pretend.told == []


def test_a_reminder_is_told_once_a_month(ada: Site, inbox: Served[PretendInbox]) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(f"{toml.read_text()}\n[reminder]\nday = 5\n")
    ada.publish()
    ada.now = ada.now.replace(month=12, day=5)
    ada.publish()
    ada.pass_time(days=1)
    ada.publish()

    ((_, text),) = inbox.pretend.told
    assert text.startswith("- no entry for December 2026 yet, and it is the 5th; ")


def test_what_could_not_be_told_is_told_later(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())
    inbox.fault(Fault("POST", ".*", "status", status=503))
    ada.publish()
    ada.pass_time(minutes=15)
    ada.publish()

    assert len(inbox.pretend.told) == 1


def test_what_cannot_be_told_keeps_nothing_from_being_published(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.environment = {"NOWSYNC_MASTODON_TOKEN": "token"}
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace(TOLD_BY, f'{TOLD_BY}\nheartbeat = "monitor"'))

    ada.publish()

    assert len(mastodon.pretend.statuses) == 1


def test_a_monitor_hears_of_each_good_run(ada: Site, inbox: Served[PretendInbox]) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace(TOLD_BY, '[notify]\nheartbeat = "monitor"'))

    ada.publish()
    ada.publish()

    assert inbox.pretend.beats == 2


def test_a_monitor_does_not_hear_of_a_bad_run(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace(TOLD_BY, '[notify]\nheartbeat = "monitor"'))
    mastodon.fault(refusal())

    ada.publish()

    assert inbox.pretend.beats == 0


def test_nothing_is_kept_of_the_addresses(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())
    ada.publish()

    state = ada.folder / ".nowsync"
    kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert b"too rude" in kept
    assert b"s3cret" not in kept


def test_what_was_told_may_be_forgotten(
    ada: Site, inbox: Served[PretendInbox], mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(refusal())
    ada.publish()
    (ada.folder / ".nowsync/told.json").write_text('{"matters": [7]}')
    ada.publish()

    assert len(inbox.pretend.told) == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "is no address that apprise knows, such as mailto://"),
        ("json://127.0.0.1:1/s3cret", "nothing could be sent by phone; it is tried again"),
        (None, "notify-phone: no secret for notify"),
    ],
)
def test_a_way_that_leads_nowhere_is_said_without_its_address(
    site: Site, address: str | None, said: str
) -> None:
    site.configure(TOLD_BY, feed(), "[reminder]\nafter_days = 1")
    site.write("2020-01")
    kept = {} if address is None else {"NOWSYNC_NOTIFY_PHONE_TOKEN": address}

    done = run("nowsync publish --yes", site.folder, **kept)

    assert done.returncode == 0
    assert said in done.stderr
    assert "s3cret" not in done.stdout + done.stderr


def test_a_monitor_that_is_not_there_is_said_without_its_address(site: Site) -> None:
    site.configure('[notify]\nheartbeat = "monitor"', feed())
    address = {"NOWSYNC_NOTIFY_MONITOR_TOKEN": "http://127.0.0.1:1/s3cret"}

    done = run("nowsync publish --yes", site.folder, **address)

    assert done.returncode == 0
    assert "the monitor was not reached: cannot be read" in done.stderr
    assert "s3cret" not in done.stderr


def test_status_shows_what_there_is_to_be_reminded_of(site: Site) -> None:
    site.configure(feed(), "[reminder]\nday = 1\nafter_days = 1")
    site.write("2020-01")
    # Where it is nine at least: nobody is reminded earlier, on the first of a month either.
    zone = "UTC" if datetime.now(UTC).hour >= HOUR.hour else "Etc/GMT-9"
    settings = site.folder / "nowsync.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[site]\n", f'[site]\ntimezone = "{zone}"\n'), "utf-8")

    said = run("nowsync status", site.folder).stdout

    assert "yet, and it is the " in said
    assert "the newest entry, 2020-01, is " in said


def test_the_daemon_tells_and_lets_the_monitor_know(
    ada: Site,
    inbox: Served[PretendInbox],
    ways: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in ways.items():
        monkeypatch.setenv(name, value)
    rested = f"{feed()}\nsettle = 0"
    ada.configure(f'{TOLD_BY}\nheartbeat = "monitor"', rested, "[reminder]\nafter_days = 1")
    ada.write("2020-01")
    with at_work(ada) as running:
        report = running.until_pass(1)

    ((_, text),) = inbox.pretend.told
    assert text.startswith("- the newest entry, 2026-11, is ")
    assert inbox.pretend.beats == 1
    assert report.wakes_at is not None
    assert timedelta(minutes=59) < report.wakes_at - report.at <= timedelta(hours=1)


@pytest.mark.parametrize(
    "line", ['channels = ["tgram://s3cret/1"]', 'heartbeat = "https://s3cret"']
)
def test_an_address_in_the_configuration_is_refused_and_not_repeated(
    tmp_path: Path, line: str
) -> None:
    path = tmp_path / "nowsync.toml"
    path.write_text(
        '[site]\nurl = "https://ada.example"\n[entries]\nfolder = "now"\n'
        f"[notify]\n{line}\n{feed()}\n"
    )

    with pytest.raises(ConfigurationError, match="the address is a secret") as raised:
        load(path)

    assert "s3cret" not in str(raised.value)
