"""One page that is rewritten in place: each edition goes out once, and stays known."""

from datetime import UTC, datetime

import feedparser
import pytest

from nowsync.core.publication import Result
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site, feed, mastodon_at

PAGE = """\
[site]
url = "https://ada.example"
title = "Ada, now"

[entries]
page = "now.md"
link = "/now/"
"""
NOVEMBER = "# Now\n\nThe kettle is on.\n\n- Reading about tides\n- Painting the dinghy\n"
DECEMBER = "# Now\n\nSnow in the harbour.\n\n- Skating to work\n- A shelf, at last\n"


class Author:
    """Somebody who rewrites one page."""

    def __init__(self, site: Site, *targets: str) -> None:
        self.site = site
        (site.folder / "nowsync.toml").write_text("\n".join([PAGE, *targets]), encoding="utf-8")

    def writes(self, text: str, **front_matter: str) -> None:
        lines = [f"{name}: {value}" for name, value in front_matter.items()]
        head = "\n".join(["---", *lines, "---", ""])
        (self.site.folder / "now.md").write_text(head + text, encoding="utf-8")

    def is_at(self, month: int, day: int) -> None:
        self.site.now = datetime(2026, month, day, 9, tzinfo=UTC)


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Author:
    """An author whose November page was there when her account was met."""
    author = Author(site, mastodon_at(mastodon.url))
    author.writes(NOVEMBER)
    site.publish()
    return author


def texts(mastodon: Served[PretendMastodon]) -> list[str]:
    return [status.now.text for status in mastodon.pretend.alive()]


def test_the_page_that_was_there_is_baseline(
    ada: Author, mastodon: Served[PretendMastodon]
) -> None:
    assert ada.site.publish() == ()
    assert texts(mastodon) == []


def test_a_page_rewritten_in_a_later_month_is_posted(
    ada: Author, mastodon: Served[PretendMastodon]
) -> None:
    ada.is_at(12, 3)
    ada.writes(DECEMBER)

    (outcome,) = ada.site.publish()

    assert outcome.result is Result.DONE
    assert texts(mastodon)[0].startswith("Now, December 2026")


def test_a_correction_in_a_later_month_is_no_new_edition(
    ada: Author, mastodon: Served[PretendMastodon]
) -> None:
    ada.is_at(12, 3)
    ada.writes(NOVEMBER.replace("dinghy", "dingy"))

    assert ada.site.publish() == ()


def test_a_correction_of_a_posted_edition_edits_its_status(
    ada: Author, mastodon: Served[PretendMastodon]
) -> None:
    ada.is_at(12, 3)
    ada.writes(DECEMBER)
    ada.site.publish()
    ada.is_at(12, 20)
    ada.writes(DECEMBER.replace("harbour", "old harbour"))

    ada.site.publish()

    (text,) = texts(mastodon)
    assert "old harbour" in text


def test_a_new_date_in_the_same_month_is_a_new_edition(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    author = Author(site, mastodon_at(mastodon.url))
    author.writes(NOVEMBER, updated="2026-11-02")
    site.publish()
    author.writes(DECEMBER, updated="2026-11-20")

    site.publish()

    assert len(texts(mastodon)) == 1


def test_the_date_of_change_goes_before_the_date_of_the_first_day(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    author = Author(site, mastodon_at(mastodon.url))
    author.writes(NOVEMBER, date="2019-01-01", updated="2026-11-02")

    (entry,) = site.app().folder.entries

    assert entry.id == "2026-11-02"


def test_a_same_date_with_another_text_is_the_same_edition(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    author = Author(site, mastodon_at(mastodon.url))
    author.writes(NOVEMBER, updated="2026-11-02")
    site.publish("2026-11-02")
    author.writes(DECEMBER, updated="2026-11-02")

    site.publish()

    (text,) = texts(mastodon)
    assert "Snow in the harbour." in text


def test_the_feed_keeps_editions_that_the_page_no_longer_has(site: Site) -> None:
    author = Author(site, feed())
    author.writes(NOVEMBER)
    site.publish()
    author.is_at(12, 3)
    author.writes(DECEMBER)
    site.publish()

    entries = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
    assert [entry.title for entry in entries] == ["Now, December 2026", "Now, November 2026"]


def test_an_id_of_the_page_does_not_make_all_editions_one(
    ada: Author, mastodon: Served[PretendMastodon]
) -> None:
    ada.is_at(12, 3)
    ada.writes(DECEMBER, id="now")
    ada.site.publish()
    ada.is_at(1, 5)
    ada.site.now = ada.site.now.replace(year=2027)
    ada.writes(NOVEMBER.replace("kettle", "samovar").replace("tides", "steam"), id="now")

    ada.site.publish()

    assert len(texts(mastodon)) == 2


def test_an_empty_page_is_passed_over(ada: Author) -> None:
    (ada.site.folder / "now.md").write_text("")

    assert ada.site.publish() == ()
    assert [file.source for file in ada.site.app().folder.passed_over] == ["now.md"]


def test_a_page_that_is_not_there_is_a_problem(ada: Author) -> None:
    (ada.site.folder / "now.md").unlink()

    (problem,) = ada.site.app().folder.problems

    assert problem.file == "now.md"
