"""A hub hears of a new version of a feed once it is online, once, and from `feed --ping` only."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.hub import PretendHub
from tests.servers.wire import Fault, Served, serve
from tests.shell import examples_in, run


@pytest.fixture
def hub() -> Iterator[Served[PretendHub]]:
    with serve(PretendHub()) as served:
        yield served


@dataclass
class Deployed:
    """The example site, with a feed at a host that we put things online on."""

    folder: Path
    hub: Served[PretendHub]

    @property
    def file(self) -> Path:
        return self.folder / "public" / "now.xml"

    def ping(self) -> subprocess.CompletedProcess[str]:
        return run("nowsync feed --ping", self.folder)

    def deploy(self) -> None:
        for path in self.file.parent.iterdir():
            self.hub.pretend.online[f"/{path.name}"] = path.read_bytes()


@pytest.fixture
def ada(tmp_path: Path, hub: Served[PretendHub]) -> Deployed:
    folder = examples_in(tmp_path)
    toml = (folder / "nowsync.toml").read_text("utf-8")
    toml = toml.replace("https://ada.example/now.xml", f"{hub.url}/now.xml")
    (folder / "nowsync.toml").write_text(f'{toml}\nhub = "{hub.url}/hub"\n', "utf-8")
    run("nowsync publish --target feed", folder)
    return Deployed(folder, hub)


def test_a_hub_is_told_of_what_is_online_and_fetches_just_that(ada: Deployed) -> None:
    ada.deploy()

    done = ada.ping()

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"feed  {ada.hub.url}/hub was told of {ada.hub.url}/now.xml\n"
    assert ada.hub.pretend.delivered == [ada.file.read_bytes()]


@pytest.mark.parametrize("online", [{}, {"/now.xml": b"the old one"}], ids=["nothing", "old"])
def test_a_hub_is_told_nothing_before(ada: Deployed, online: dict[str, bytes]) -> None:
    ada.hub.pretend.online |= online

    done = ada.ping()

    assert done.returncode == 1
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

    assert (first.returncode, second.returncode) == (1, 0)
    assert len(ada.hub.pretend.delivered) == 1


def test_publishing_tells_nobody(ada: Deployed) -> None:
    ada.deploy()

    run("nowsync publish --target feed", ada.folder)

    assert ada.hub.requests == []


def test_no_credential_is_sent(ada: Deployed) -> None:
    ada.deploy()
    ada.ping()

    names = {name for request in ada.hub.requests for name in request.headers}
    assert names.isdisjoint({"authorization", "api-key", ""})


def test_the_twin_is_a_topic_of_its_own(ada: Deployed) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text("utf-8") + 'json = "public/now.json"\n', "utf-8")
    run("nowsync publish --target feed", ada.folder)
    ada.deploy()

    ada.ping()

    twin = (ada.file.parent / "now.json").read_bytes()
    assert ada.hub.pretend.delivered == [ada.file.read_bytes(), twin]


def test_a_feed_that_is_not_written_yet_is_told(ada: Deployed) -> None:
    ada.file.unlink()

    done = ada.ping()

    assert done.returncode == 1
    assert "public/now.xml cannot be read" in done.stdout


def test_a_feed_without_a_hub_is_told(tmp_path: Path) -> None:
    done = run("nowsync feed --ping", examples_in(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert "no feed has a hub: there is nobody to tell" in done.stdout
