"""What keeps a feed from doing harm: nothing half-written, nothing lost, nothing unfinished."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.entry import EntryId
from nowsync.core.errors import Unusable
from nowsync.core.publication import Result
from nowsync.core.summary import Summary
from tests.feeds.samples import JULY, JUNE, MAY, feed, ids, publish, steps
from tests.site import Site
from tests.site import feed as feed_table

AUGUST = replace(MAY, entry=EntryId("2026-08"))
ALL = (MAY, JUNE, JULY, AUGUST)


@pytest.mark.fault("D18", "the old feed, and an error that says what to do")
def test_a_feed_that_would_lose_most_of_its_entries_is_not_written(tmp_path: Path) -> None:
    publish(feed(tmp_path), *ALL)
    before = (tmp_path / "now.xml").read_bytes()

    with pytest.raises(Unusable, match=r"now\.xml would lose 3 of its 4 entries"):
        publish(feed(tmp_path), MAY)

    assert (tmp_path / "now.xml").read_bytes() == before


def test_whoever_means_it_removes_the_file(tmp_path: Path) -> None:
    publish(feed(tmp_path), *ALL)

    (tmp_path / "now.xml").unlink()
    publish(feed(tmp_path), MAY)

    assert len(ids(tmp_path)) == 1


@pytest.mark.parametrize("kept", [(MAY, JUNE), ALL])
def test_half_of_the_entries_may_go(tmp_path: Path, kept: tuple[Summary, ...]) -> None:
    publish(feed(tmp_path), *ALL)

    publish(feed(tmp_path, standing=steps(feed(tmp_path), *kept[1:])), kept[0])

    assert len(ids(tmp_path)) == len(kept)


def test_a_small_feed_may_lose_what_it_has(tmp_path: Path) -> None:
    publish(feed(tmp_path), MAY, JUNE, JULY)

    publish(feed(tmp_path), AUGUST)

    assert len(ids(tmp_path)) == 1


def test_a_feed_that_somebody_else_wrote_is_not_replaced(site: Site) -> None:
    other = "".join(f"<entry><id>urn:{number}</id></entry>" for number in range(9))
    (site.folder / "now.xml").write_text(
        f'<feed xmlns="http://www.w3.org/2005/Atom">{other}</feed>'
    )
    site.configure(feed_table("now.xml"))
    site.write("2026-11")

    (outcome,) = site.publish()

    assert outcome.result is Result.NOT_SENT
    assert "would lose 9 of its 9 entries" in outcome.message


@pytest.mark.parametrize(
    "line", ["draft: true", "nowsync: {skip: true}", "nowsync: {visibility: private}"]
)
def test_what_is_unfinished_or_private_is_in_no_feed_however_it_comes_to_be_written(
    site: Site, line: str
) -> None:
    site.configure(feed_table())
    site.write("2026-10")
    path = site.write("2026-11", text="Not for all.")
    path.write_text(path.read_text().replace("---\n", f"---\n{line}\n", 1))

    site.publish()
    (site.folder / "public" / "now.xml").unlink()
    site.publish()

    assert "Not for all." not in (site.folder / "public" / "now.xml").read_text()
