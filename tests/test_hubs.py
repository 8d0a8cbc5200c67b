"""A hub hears of a new version of a feed once it is online, once, from who is there to tell it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nowsync.cli import cli
from tests.servers.hub import PretendHub
from tests.servers.wire import Fault, Served, serve
from tests.site import Site, feed


@pytest.fixture
def hub() -> Iterator[Served[PretendHub]]:
    with serve(PretendHub()) as served:
        yield served


@dataclass
class Deployed:
    """A site with a feed, at a host that we put things online on."""

    site: Site
    hub: Served[PretendHub]

    @property
    def file(self) -> Path:
        return self.site.folder / "public" / "now.xml"

    def type(self, command: str) -> Result:
        configuration = ["--config", f"{self.site.folder}/nowsync.toml"]
        words = [*configuration, *command.split()[1:]]
        return CliRunner().invoke(cli, words, standalone_mode=False)

    def ping(self) -> Result:
        return self.type("nowsync feed --ping")

    def forget(self) -> None:
        """Take away what is remembered of hubs; it may be deleted at any time."""
        (self.site.folder / ".nowsync" / "cache" / "hubs.json").unlink()

    def deploy(self) -> None:
        for path in self.file.parent.iterdir():
            self.hub.pretend.online[f"/{path.name}"] = path.read_bytes()


@pytest.fixture
def ada(site: Site, hub: Served[PretendHub]) -> Deployed:
    """Give a site whose feed has just been written, and is not online yet."""
    table = feed().replace("https://ada.example", hub.url)
    site.configure(f'{table}\nhub = "{hub.url}/hub"\nsettle = 0\n')
    site.write("2026-10")
    deployed = Deployed(site, hub)
    deployed.type("nowsync publish")
    return deployed


def test_a_hub_is_told_of_what_is_online_and_fetches_just_that(ada: Deployed) -> None:
    ada.deploy()

    done = ada.ping()

    assert (done.return_value, done.stderr) == (0, "")
    assert done.stdout == f"feed  {ada.hub.url}/hub was told of {ada.hub.url}/now.xml\n"
    assert ada.hub.pretend.delivered == [ada.file.read_bytes()]


@pytest.mark.parametrize("online", [{}, {"/now.xml": b"the old one"}], ids=["nothing", "old"])
def test_a_hub_is_told_nothing_before(ada: Deployed, online: dict[str, bytes]) -> None:
    ada.hub.pretend.online |= online

    done = ada.ping()

    assert done.return_value == 1
    assert f"feed  not told: {ada.hub.url}/now.xml" in done.stdout
    assert ada.hub.asked("POST") == []


def test_a_hub_is_told_once_of_each_version(ada: Deployed) -> None:
    ada.deploy()
    ada.ping()

    done = ada.ping()

    assert "knows this version already" in done.stdout
    assert len(ada.hub.pretend.delivered) == 1


def test_a_hub_that_failed_is_told_again(ada: Deployed) -> None:
    ada.deploy()
    ada.hub.fault(Fault("POST", "/hub", "status", status=503))

    first, second = ada.ping(), ada.ping()

    assert (first.return_value, second.return_value) == (1, 0)
    assert len(ada.hub.pretend.delivered) == 1


def test_publishing_tells_a_hub_of_what_is_online(ada: Deployed) -> None:
    ada.forget()
    ada.deploy()

    done = ada.type("nowsync publish --target feed")

    assert (done.return_value, done.stderr) == (0, "")
    assert f"feed  {ada.hub.url}/hub was told of {ada.hub.url}/now.xml\n" in done.stdout
    assert ada.hub.pretend.delivered == [ada.file.read_bytes()]


def test_publishing_before_that_says_what_is_owed_and_is_no_failure(ada: Deployed) -> None:
    ada.forget()

    done = ada.type("nowsync publish --target feed")

    assert done.return_value == 0
    assert done.stderr == (
        f"note: feed: {ada.hub.url}/hub has not heard of the new public/now.xml yet: "
        f"{ada.hub.url}/now.xml is not online yet; once your site is online: nowsync feed --ping\n"
    )
    assert ada.hub.asked("POST") == []


def test_what_is_owed_is_said_once_by_publishing(ada: Deployed) -> None:
    assert ada.type("nowsync publish --target feed").stderr == ""


def test_a_dry_run_looks_at_nothing(ada: Deployed) -> None:
    ada.forget()
    looks = len(ada.hub.requests)

    ada.type("nowsync publish --target feed --dry-run")

    assert len(ada.hub.requests) == looks


def test_what_is_owed_is_data_for_scripts(ada: Deployed) -> None:
    ada.forget()

    done = ada.type("nowsync publish --target feed --json")

    (owed,) = json.loads(done.stdout)["owed"]
    assert owed.pop("message").startswith(f"{ada.hub.url}/hub has not heard of the new public/")
    assert owed == {
        "target": "feed",
        "hub": f"{ada.hub.url}/hub",
        "url": f"{ada.hub.url}/now.xml",
        "file": "public/now.xml",
        "given_up": False,
    }


@pytest.mark.parametrize("command", ["nowsync status", "nowsync schedule"])
def test_what_is_owed_is_shown_and_nobody_is_asked(ada: Deployed, command: str) -> None:
    looks = len(ada.hub.requests)

    done = ada.type(f"{command} --target feed")

    assert f"  {ada.hub.url}/hub has not heard of the new public/now.xml yet" in done.stdout
    assert len(ada.hub.requests) == looks


@pytest.mark.parametrize(("command", "key"), [("status", "owed"), ("schedule", "pings")])
def test_what_is_owed_is_shown_to_scripts(ada: Deployed, command: str, key: str) -> None:
    done = ada.type(f"nowsync {command} --target feed --json")

    (owed,) = json.loads(done.stdout)[key]
    assert owed["url"] == f"{ada.hub.url}/now.xml"


@pytest.mark.parametrize(("command", "key"), [("status", "owed"), ("schedule", "pings")])
def test_a_hub_that_knows_this_version_is_owed_nothing(
    ada: Deployed, command: str, key: str
) -> None:
    ada.deploy()
    ada.ping()

    assert key not in json.loads(ada.type(f"nowsync {command} --json").stdout)


def test_no_credential_is_sent(ada: Deployed) -> None:
    ada.deploy()
    ada.ping()

    names = {name for request in ada.hub.requests for name in request.headers}
    assert names.isdisjoint({"authorization", "api-key", ""})


def test_the_twin_is_a_topic_of_its_own(ada: Deployed) -> None:
    toml = ada.site.folder / "nowsync.toml"
    toml.write_text(toml.read_text("utf-8") + 'json = "public/now.json"\n', "utf-8")
    ada.type("nowsync publish --target feed")
    ada.deploy()

    ada.ping()

    twin = (ada.file.parent / "now.json").read_bytes()
    assert ada.hub.pretend.delivered == [ada.file.read_bytes(), twin]


def test_a_feed_that_is_not_written_yet_is_told(ada: Deployed) -> None:
    ada.file.unlink()

    done = ada.ping()

    assert done.return_value == 1
    assert "public/now.xml cannot be read" in done.stdout


def test_a_feed_without_a_hub_is_told(site: Site, hub: Served[PretendHub]) -> None:
    site.configure(feed())

    done = Deployed(site, hub).ping()

    assert (done.return_value, done.stderr) == (0, "")
    assert "no feed has a hub: there is nobody to tell" in done.stdout
