"""What was taken back leaves the feed, its archive and a tombstone (RFC 6721)."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from nowsync.core.notice import Notice, Noticed
from nowsync.core.step import Receipt, Step
from tests.feeds.samples import feed as adapter_of
from tests.feeds.samples import publication, step
from tests.feeds.strict import NAMES, faults
from tests.feeds.test_readers import with_feedparser
from tests.feeds.test_volumes import NEWEST, YEARS, at
from tests.feeds.test_volumes import write as fill
from tests.site import Site, feed

PLACE = "tag:ada.example,{0}-01:now/{0}"


@pytest.fixture
def ada(site: Site) -> Site:
    """A site with entries of three years in a feed with archives."""
    site.configure(f"{feed()}\nentries = 1")
    write(site, "2024-05", "2024-06", "2025-07", "2026-10", "2026-11")
    site.publish()
    return site


def write(site: Site, *names: str) -> None:
    for name in names:
        site.write(name)


def document(site: Site, name: str = "now.xml") -> bytes:
    return (site.folder / "public" / name).read_bytes()


def tombstones(site: Site, name: str = "now.xml") -> list[tuple[str, str]]:
    found: Any = etree.fromstring(document(site, name)).iterfind("at:deleted-entry", NAMES)
    return [(each.get("ref"), each.get("when")) for each in found]


def shown(site: Site, name: str = "now.xml") -> list[str]:
    return [each[-7:] for each in with_feedparser(site.folder / "public" / name)]


def test_a_retraction_leaves_a_tombstone_with_its_moment(ada: Site) -> None:
    ada.pass_time(hours=2)

    ada.retract("2026-11")

    assert shown(ada) == ["2026-10"]
    assert tombstones(ada) == [(PLACE.format("2026-11"), "2026-11-20T11:00:00+00:00")]


def test_a_retraction_reaches_the_archive_and_leaves_the_others_alone(ada: Site) -> None:
    other = (ada.folder / "public" / "now-2025.xml").stat().st_ino

    ada.retract("2024-05")

    assert shown(ada, "now-2024.xml") == ["2024-06"]
    assert [ref for ref, _ in tombstones(ada, "now-2024.xml")] == [PLACE.format("2024-05")]
    assert [ref for ref, _ in tombstones(ada)] == [PLACE.format("2024-05")]
    assert (ada.folder / "public" / "now-2025.xml").stat().st_ino == other


def test_nothing_of_it_is_left_in_any_file(ada: Site) -> None:
    ada.write("2025-07", text="I wish I had not said that.")
    ada.publish()

    ada.retract("2025-07")

    files = [path.read_text("utf-8") for path in (ada.folder / "public").iterdir()]
    assert not any("I wish I had not said that." in text for text in files)


@pytest.mark.parametrize("name", ["now.xml", "now-2024.xml", "now-2025.xml"])
def test_documents_with_tombstones_have_no_fault(ada: Site, name: str) -> None:
    ada.retract("2024-05", "2025-07", "2026-11")

    assert faults(document(ada, name)) == []


def test_a_feed_of_which_all_was_taken_back_has_no_fault(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    site.publish()

    site.retract("2026-11")

    assert faults(document(site)) == []
    assert len(tombstones(site)) == 1


def test_when_all_was_taken_back_no_archive_holds_any_of_it(ada: Site) -> None:
    ada.retract("2024-05", "2024-06", "2025-07", "2026-10", "2026-11")

    names = ("now.xml", "now-2024.xml", "now-2025.xml")
    assert [shown(ada, name) for name in names] == [[], [], []]
    assert [faults(document(ada, name)) for name in names] == [[], [], []]


def test_an_archive_that_no_feed_leads_to_any_more_loses_what_is_taken_back(ada: Site) -> None:
    ada.configure(feed())

    ada.retract("2024-05")

    assert shown(ada, "now-2024.xml") == ["2024-06"]
    assert faults(document(ada, "now-2024.xml")) == []


def test_without_archives_none_is_made_for_what_is_taken_back(site: Site) -> None:
    site.configure(feed())
    write(site, "2024-05", "2026-11")
    site.publish()

    site.retract("2024-05")

    assert [path.name for path in (site.folder / "public").iterdir()] == ["now.xml"]


def test_many_retractions_are_no_loss(site: Site) -> None:
    site.configure(feed())
    write(site, "2026-08", "2026-09", "2026-10", "2026-11")
    site.publish()

    site.retract("2026-08", "2026-09", "2026-10")

    assert shown(site) == ["2026-11"]


def test_a_tombstone_stays_as_it_is(ada: Site) -> None:
    ada.retract("2026-10")
    before = tombstones(ada)
    ada.pass_time(days=12)
    ada.write("2026-12")

    ada.publish()

    assert tombstones(ada) == before


def test_what_comes_back_rises_under_its_old_id(ada: Site) -> None:
    path: Path = ada.folder / "now" / "2026-10.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    ada.publish()
    gone = tombstones(ada)
    path.write_text(text, "utf-8")

    ada.publish()

    assert [ref for ref, _ in gone] == [PLACE.format("2026-10")]
    assert "2026-10" in shown(ada)
    assert tombstones(ada) == []


def removal(folder: Path) -> Step:
    """Make what takes back the oldest entry of `YEARS`, which stands in an archive alone."""
    adapter = adapter_of(folder, settings=NEWEST)
    made = step(adapter, YEARS[0])
    return adapter.retraction(publication(made, Receipt(id=str(made.request.body["id"])))).steps[0]


def test_it_is_done_once_the_feed_itself_says_so(tmp_path: Path) -> None:
    fill(tmp_path, *YEARS)
    before = (tmp_path / "now.xml").read_bytes()
    adapter = at(tmp_path, *YEARS)

    adapter.perform(removal(tmp_path), ())

    assert adapter.find(removal(tmp_path), ()) is not None
    (tmp_path / "now.xml").write_bytes(before)
    assert adapter.find(removal(tmp_path), ()) is None


def test_who_looks_beforehand_is_told_what_will_be_gone(tmp_path: Path) -> None:
    fill(tmp_path, *YEARS)

    draft = at(tmp_path, *YEARS).draft([removal(tmp_path)])

    assert draft.noticed == (Noticed(Notice.GONE, "3/2024"),)
    assert [each.name for each in draft.files if each.changed] == ["now-2024.xml", "now.xml"]
