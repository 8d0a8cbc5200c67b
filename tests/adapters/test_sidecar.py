"""The data file for a site's templates: where else its entries are, and nothing more."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nowsync.adapters.sidecar import Settings, SidecarAdapter
from nowsync.core.copies import Copy
from nowsync.core.publication import Result
from tests.adapters.contract import NOVEMBER, OCTOBER, surroundings
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, mastodon_at

LINKS = '[targets.links]\nplatform = "sidecar"\nfile = "data/syndication.json"\n'


def told(site: Site) -> Any:
    return json.loads((site.folder / "data" / "syndication.json").read_text("utf-8"))


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site that met its account before October was written."""
    site.configure(mastodon_at(mastodon.url), LINKS)
    site.publish()
    site.write("2026-10")
    site.publish("2026-10")
    site.write("2026-11")
    return site


def test_it_tells_where_an_entry_is_in_the_run_that_put_it_there(ada: Site) -> None:
    status, _ = ada.publish()

    assert told(ada)["2026-11"] == [
        {
            "platform": "mastodon",
            "target": "mastodon",
            "url": status.url,
            "date": "2026-11-20",
        }
    ]


def test_it_keeps_what_it_told_before(ada: Site) -> None:
    before = told(ada)["2026-10"]

    ada.publish()

    assert sorted(told(ada)) == ["2026-10", "2026-11"]
    assert told(ada)["2026-10"] == before


def test_an_edited_entry_is_told_of_as_before_and_the_file_is_left_alone(ada: Site) -> None:
    ada.publish()
    before = (ada.folder / "data" / "syndication.json").stat()
    ada.write("2026-11", text="The kettle is off.")

    outcomes = ada.publish()

    after = (ada.folder / "data" / "syndication.json").stat()
    assert [each.target for each in outcomes] == ["mastodon"]
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_no_run_follows_from_what_it_wrote(ada: Site) -> None:
    ada.publish()

    assert ada.publish() == ()


def test_a_file_that_was_removed_comes_back(ada: Site) -> None:
    ada.publish()
    before = told(ada)
    (ada.folder / "data" / "syndication.json").unlink()

    outcomes = ada.publish()

    assert {each.result for each in outcomes} == {Result.DONE}
    assert told(ada) == before


def test_an_entry_that_is_nowhere_else_is_not_in_it(site: Site) -> None:
    site.configure(LINKS)
    site.write("2026-11")

    site.publish()

    assert told(site) == {}


def test_what_is_taken_back_is_told_of_no_longer(ada: Site) -> None:
    ada.publish()

    outcomes = ada.retract("2026-11")

    assert {each.result for each in outcomes} == {Result.DONE}
    assert sorted(told(ada)) == ["2026-10"]


def test_what_is_a_draft_again_is_told_of_no_longer_until_it_is_finished(ada: Site) -> None:
    ada.publish()
    before = told(ada)
    ada.write("2026-11", title="November\ndraft: true")
    ada.publish()
    during = told(ada)
    ada.write("2026-11")

    ada.publish()

    assert sorted(during) == ["2026-10"]
    assert told(ada) == before


def test_what_was_written_is_found_and_what_was_not_is_not(tmp_path: Path) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    copy = Copy(target="m", platform="mastodon", url="https://m.example/1", published=at)
    lent = replace(
        surroundings("", folder=tmp_path),
        copies=lambda: {"2026-11": [copy], "2026-10": [copy]},
    )
    adapter = SidecarAdapter(Settings(file="links.json"), lent)
    (written,) = adapter.compose(NOVEMBER, None)
    (missing,) = adapter.compose(OCTOBER, None)

    receipt = adapter.perform(written, ())

    assert adapter.find(written, ()) == receipt
    assert adapter.find(missing, ()) is None


@pytest.mark.parametrize("content", ["", "not JSON", "[]"])
def test_nothing_is_found_in_what_is_no_such_file(tmp_path: Path, content: str) -> None:
    adapter = SidecarAdapter(Settings(file="links.json"), surroundings("", folder=tmp_path))
    (tmp_path / "links.json").write_text(content)

    assert adapter.find(adapter.compose(NOVEMBER, None)[0], ()) is None


def test_a_place_that_cannot_be_written_is_for_the_owner_to_mend(site: Site) -> None:
    site.configure(LINKS)
    (site.folder / "data").write_text("a file")
    site.write("2026-11")

    (outcome,) = site.publish()

    assert outcome.result is Result.NOT_SENT
    assert "data/syndication.json cannot be written: Not a directory" in outcome.message


@pytest.mark.parametrize(("file", "keys"), [("a.json", []), ("a.yaml", []), ("a", ["file"])])
def test_its_file_is_one_that_generators_read(file: str, keys: list[str]) -> None:
    assert [key for key, _ in Settings(file=file).problems()] == keys
