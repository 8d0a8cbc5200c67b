"""A feed over the years: the newest entries in it, finished years in archives (RFC 5005)."""

import errno
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from msgspec.structs import replace

from nowsync.adapters import atom
from nowsync.adapters.atom import AtomAdapter
from nowsync.core.entry import EntryId
from nowsync.core.errors import Unknown
from nowsync.core.step import Receipt, Step
from nowsync.core.summary import Summary
from nowsync.files import write_atomically
from tests.feeds.samples import MAY, SETTINGS, SITE, feed, publication, select, step
from tests.feeds.strict import faults

NEWEST = replace(SETTINGS, entries=2)


def month(year: int, number: int) -> Summary:
    at = datetime(year, number, 1, 9, tzinfo=UTC)
    return replace(
        MAY,
        entry=EntryId(f"{year}-{number:02}"),
        title=f"{number}/{year}",
        dated=at,
        published=at,
        updated=at,
        permalink=f"https://example.org/now/{year}-{number:02}/",
    )


YEARS = [month(year, number) for year in (2024, 2025, 2026) for number in (3, 9)]


def composed(folder: Path, *summaries: Summary) -> list[Step]:
    return [step(feed(folder, settings=NEWEST), each) for each in summaries]


def at(folder: Path, *standing: Summary) -> AtomAdapter:
    return feed(folder, settings=NEWEST, standing=composed(folder, *standing))


def write(folder: Path, *summaries: Summary, standing: tuple[Summary, ...] = ()) -> None:
    at(folder, *standing).perform_all(composed(folder, *summaries))


def titles(folder: Path, name: str = "now.xml") -> list[str]:
    return [entry.title for entry in feedparser.parse((folder / name).read_bytes()).entries]


def link(folder: Path, name: str, relation: str) -> list[str]:
    found = select(folder, f"/a:feed/a:link[@rel='{relation}']/@href", name)
    return [str(each) for each in found]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_a_finished_year_has_an_archive_and_the_feed_holds_the_newest(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)

    assert files(tmp_path) == ["now-2024.xml", "now-2025.xml", "now.xml"]
    assert titles(tmp_path) == ["9/2026", "3/2026"]
    assert titles(tmp_path, "now-2025.xml") == ["9/2025", "3/2025"]


def test_without_the_key_everything_stands_in_one_file(tmp_path: Path) -> None:
    adapter = feed(tmp_path)

    adapter.perform_all([step(adapter, each) for each in YEARS])

    assert files(tmp_path) == ["now.xml"]
    assert len(titles(tmp_path)) == 6


def test_no_entry_falls_between(tmp_path: Path) -> None:
    this_year = [month(2026, number) for number in range(1, 8)]

    write(tmp_path, *YEARS[:4], *this_year)

    assert len(titles(tmp_path)) == 7


def test_documents_lead_from_one_to_the_next(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)

    place = "https://example.org/now{}.xml".format
    assert link(tmp_path, "now.xml", "prev-archive") == [place("-2025")]
    assert link(tmp_path, "now-2025.xml", "prev-archive") == [place("-2024")]
    assert link(tmp_path, "now-2024.xml", "prev-archive") == []
    assert link(tmp_path, "now-2024.xml", "next-archive") == [place("-2025")]
    assert link(tmp_path, "now-2025.xml", "next-archive") == []
    assert link(tmp_path, "now-2025.xml", "current") == [place("")]
    assert link(tmp_path, "now-2025.xml", "self") == [place("-2025")]


@pytest.mark.parametrize("name", ["now.xml", "now-2025.xml", "now-2024.xml"])
def test_every_document_is_without_fault(tmp_path: Path, name: str) -> None:
    write(tmp_path, *YEARS)

    assert faults((tmp_path / name).read_bytes()) == []


def test_all_documents_are_of_one_feed(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)

    ids = {str(select(tmp_path, "/a:feed/a:id/text()", name)) for name in files(tmp_path)}
    assert len(ids) == 1


def test_a_new_entry_leaves_the_archives_alone(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)
    before = stamps(tmp_path)

    write(tmp_path, month(2026, 10), standing=tuple(YEARS))

    after = stamps(tmp_path)
    assert after.pop("now.xml") != before.pop("now.xml")
    assert after == before


def test_a_revised_old_entry_comes_back_to_the_feed_and_changes_its_archive_alone(
    tmp_path: Path,
) -> None:
    write(tmp_path, *YEARS)
    before = stamps(tmp_path)
    revised = replace(YEARS[0], title="again", updated=datetime(2026, 9, 9, tzinfo=UTC))

    write(tmp_path, revised, standing=tuple(YEARS))

    assert titles(tmp_path) == ["9/2026", "3/2026", "again"]
    assert titles(tmp_path, "now-2024.xml") == ["9/2024", "again"]
    assert stamps(tmp_path)["now-2025.xml"] == before["now-2025.xml"]


def test_a_new_year_finishes_the_one_before_and_joins_it_to_the_others(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)

    write(tmp_path, month(2027, 1), standing=tuple(YEARS))

    assert titles(tmp_path, "now-2026.xml") == ["9/2026", "3/2026"]
    assert link(tmp_path, "now-2025.xml", "next-archive") == ["https://example.org/now-2026.xml"]
    assert titles(tmp_path) == ["1/2027", "9/2026"]


def test_an_archive_that_was_lost_comes_back_with_the_next_entry(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)
    lost = tmp_path / "now-2024.xml"
    before = lost.read_bytes()
    lost.unlink()

    write(tmp_path, month(2026, 10), standing=tuple(YEARS))

    assert lost.read_bytes() == before


def test_an_archive_without_entries_says_what_the_feed_is_called_now(tmp_path: Path) -> None:
    standing = composed(tmp_path, *YEARS[1:])

    def called(title: str, *there: Step, **more: Any) -> AtomAdapter:
        site = replace(SITE, title=title)
        return feed(tmp_path, settings=NEWEST, site=site, standing=there, **more)

    (receipt, *_) = called("Now").perform_all(standing)
    (removal,) = called("Now").retraction(publication(standing[0], receipt)).steps
    gone = [(removal, YEARS[-1].dated)]
    called("Now", *standing, taken_back=lambda: gone).perform_all([removal])

    called("Then", *standing[1:], taken_back=lambda: gone).perform_all(standing[1:])

    for name in files(tmp_path):
        assert select(tmp_path, "/a:feed/a:title/text()", name) == ["Then"]


LATE = [month(2023, 5), *YEARS[2:], month(2027, 1)]


def test_a_year_that_comes_late_stands_between_its_neighbours(tmp_path: Path) -> None:
    write(tmp_path, *LATE)

    write(tmp_path, month(2024, 5), standing=tuple(LATE))

    assert link(tmp_path, "now-2023.xml", "next-archive") == ["https://example.org/now-2024.xml"]
    assert link(tmp_path, "now-2025.xml", "prev-archive") == ["https://example.org/now-2024.xml"]


def test_a_run_that_was_cut_short_leaves_no_year_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, *LATE)
    with monkeypatch.context() as broken:
        broken.setattr(atom, "write_atomically", full_at("now-2025.xml"))
        with pytest.raises(Unknown):
            write(tmp_path, month(2024, 5), standing=tuple(LATE))
    assert "now-2024.xml" in files(tmp_path)

    write(tmp_path, month(2024, 5), standing=tuple(LATE))

    assert link(tmp_path, "now-2025.xml", "prev-archive") == ["https://example.org/now-2024.xml"]


def full_at(name: str) -> Callable[..., bool]:
    """Have a disk that is full when one of the files is written."""

    def write(path: Path, *parts: memoryview) -> bool:
        if path.name == name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_atomically(path, *parts)

    return write


def test_archives_say_the_same_whichever_way_they_came_about(tmp_path: Path) -> None:
    once, slowly = tmp_path / "once", tmp_path / "slowly"
    once.mkdir()
    slowly.mkdir()

    write(once, *YEARS)
    write(slowly, *YEARS[:2])
    write(slowly, *YEARS[2:4], standing=tuple(YEARS[:2]))
    write(slowly, *YEARS[4:], standing=tuple(YEARS[:4]))

    assert {path.name: path.read_bytes() for path in once.iterdir()} == {
        path.name: path.read_bytes() for path in slowly.iterdir()
    }


def test_what_stands_in_an_archive_alone_is_found_there(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)
    (old,) = composed(tmp_path, YEARS[0])

    found = at(tmp_path).find(old, ())

    assert found is not None
    assert found.id == "tag:example.org,2024-03-01:now/2024-03"


def test_an_edit_of_an_archived_entry_keeps_its_id(tmp_path: Path) -> None:
    write(tmp_path, *YEARS)
    (made,) = composed(tmp_path, YEARS[0])
    receipt = Receipt(id=str(made.request.body["id"]))

    moved = replace(YEARS[0], entry=EntryId("renamed"), title="renamed")
    at(tmp_path, *YEARS).perform_all(at(tmp_path).compose(moved, publication(made, receipt)))

    assert titles(tmp_path, "now-2024.xml") == ["9/2024", "renamed"]


@pytest.mark.parametrize("entries", [0, -1])
def test_a_feed_holds_at_least_one_entry(entries: int) -> None:
    problems = dict(replace(SETTINGS, entries=entries).problems())

    assert problems == {"entries": "must be 1 or more; leave it out for all entries in one file"}
