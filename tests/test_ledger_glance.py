"""A ledger that is looked at is one moment's, and is read once."""

from pathlib import Path

from tests.site import Site, feed


def test_a_glance_is_of_one_moment(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-10")
    site.publish()

    with site.app().reading() as records:
        publications, seen = records.publications("feed"), records.seen()
        site.write("2026-11")
        site.publish()

        assert records.publications("feed") is publications
        assert records.seen() is seen
        assert [*publications] == [*seen] == ["2026-10"]
    with site.app().reading() as records:
        assert [*records.publications("feed")] == [*records.seen()] == ["2026-10", "2026-11"]
