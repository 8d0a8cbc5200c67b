"""A feed of several files of which some are written: what they say is known, and finished."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from nowsync import files
from nowsync.core.publication import Result, Standing
from tests.crash import Crash, publish_until
from tests.site import Site, feed

FEED = "public/now.xml"
IN_THE_WAY = "public/now.json"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Lay out a site of two months, of which the twin of the feed cannot be written."""
    site = Site(tmp_path)
    site.configure(f'{feed()}\njson = "{IN_THE_WAY}"')
    site.write("2026-10")
    site.publish()
    (tmp_path / IN_THE_WAY).unlink()
    (tmp_path / IN_THE_WAY).mkdir()
    return site


def says(site: Site, entry: str) -> bool:
    return f":now/{entry}</id>" in (site.folder / FEED).read_text("utf-8")


def standing(site: Site, entry: str) -> Standing | None:
    with site.app().reading() as records:
        known = {str(each.entry): each for each in records.publications("feed").values()}
        return known[entry].standing if entry in known else None


def test_what_readers_may_have_seen_is_not_taken_for_not_sent(site: Site) -> None:
    site.write("2026-11")

    outcomes = site.publish()

    assert says(site, "2026-11")
    assert {each.result for each in outcomes} == {Result.UNKNOWN}
    assert "Some of it is written; to finish it, make that place" in outcomes[0].message


def test_the_next_run_finishes_what_was_cut_short(site: Site) -> None:
    site.write("2026-11")
    site.publish()
    (site.folder / IN_THE_WAY).rmdir()

    outcomes = site.publish()

    assert {each.result for each in outcomes} == {Result.DONE}
    assert standing(site, "2026-11") is Standing.PUBLISHED
    assert (site.folder / IN_THE_WAY).is_file()


def test_what_was_cut_short_can_be_taken_back(site: Site) -> None:
    site.write("2026-11")
    site.publish()
    (site.folder / IN_THE_WAY).rmdir()
    site.publish()
    site.retract("2026-11")

    assert not says(site, "2026-11")
    assert standing(site, "2026-11") is Standing.RETRACTED


def test_where_nothing_is_written_nothing_is_in_doubt(site: Site) -> None:
    (site.folder / FEED).unlink()
    (site.folder / FEED).mkdir()
    site.write("2026-11")

    outcomes = site.publish()

    assert {each.result for each in outcomes} == {Result.NOT_SENT}
    assert "It is as it was; make that place" in outcomes[0].message


def test_a_name_that_may_not_last_is_not_taken_for_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-11")

    def fail(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files, "_sync", fail)
    (outcome,) = site.publish()

    assert says(site, "2026-11")
    assert outcome.result is Result.UNKNOWN


def begin(site: Site) -> None:
    """Write an entry into the feed, and end before that is confirmed."""
    site.write("2026-11")
    # Before and after it is begun; before and after it is written.
    with pytest.raises(Crash):
        publish_until(site, 4)
    assert says(site, "2026-11")


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda site: site.publish("2026-10"), id="published"),
        pytest.param(lambda site: site.retract("2026-10"), id="taken back"),
    ],
)
def test_what_was_begun_stays_when_another_entry_is_named(
    tmp_path: Path, act: Callable[[Site], object]
) -> None:
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-10")
    site.publish()
    begin(site)
    site.write("2026-10", text="The kettle is off.")

    act(site)

    assert says(site, "2026-11")
    assert standing(site, "2026-11") is Standing.PUBLISHED
