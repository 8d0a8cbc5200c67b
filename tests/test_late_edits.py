"""An edit that comes in late, or never, is not the last word over a newer one."""

from collections.abc import Sequence

import pytest

from nowsync.core.publication import SETTLE, Outcome, Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Kind, Served
from tests.site import Site, devto, mastodon_at

STATUS = r"/api/v1/statuses/\w+"
ARTICLE = r"/api/articles/\d+"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Publish an entry that says Tides, and change it to Currents."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    return site


@pytest.fixture
def author(site: Site, forem: Served[PretendForem]) -> Site:
    """The same on dev.to."""
    site.configure(devto(forem.url))
    site.write("2026-11", text="Tides.")
    site.publish("2026-11")
    site.write("2026-11", text="Currents.")
    return site


def results(*runs: Sequence[Outcome]) -> list[Result]:
    return [outcome.result for run in runs for outcome in run]


def lose(server: Served[PretendMastodon], kind: Kind) -> None:
    server.fault(Fault("PUT", STATUS, kind))


def test_a_newer_edit_is_not_sent_while_an_older_one_may_be_on_its_way(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    lose(mastodon, "late")
    first = ada.publish("2026-11")
    ada.write("2026-11", reading="Stars")
    ada.pass_time(seconds=SETTLE.seconds - 1)

    second = ada.publish("2026-11")

    assert results(first, second) == [Result.UNKNOWN, Result.UNKNOWN]
    assert len(mastodon.asked("PUT", STATUS)) == 1


def test_the_newest_text_stands_though_an_older_edit_came_in_late(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    lose(mastodon, "late")
    ada.publish("2026-11")
    ada.write("2026-11", reading="Stars")
    ada.publish("2026-11")
    mastodon.arrive()
    ada.publish("2026-11")
    ada.publish("2026-11")

    (status,) = mastodon.pretend.alive()
    assert ["Tides" in status.versions[0].words.text, "Currents" in status.versions[1].words.text]
    assert "Stars" in status.now.text
    assert len(status.versions) == 3


def test_an_edit_that_came_in_is_found_and_not_repeated(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    lose(mastodon, "drop_after")

    outcomes = ada.publish()

    assert results(outcomes) == [Result.DONE]
    assert len(mastodon.asked("PUT", STATUS)) == 1


def test_an_edit_that_never_came_in_is_repeated_once_it_settled(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    lose(mastodon, "drop_before")
    ada.publish()
    ada.now += SETTLE

    ada.publish()

    (status,) = mastodon.pretend.alive()
    assert "Currents" in status.now.text


def test_an_edit_of_an_article_waits_too(author: Site, forem: Served[PretendForem]) -> None:
    forem.fault(Fault("PUT", ARTICLE, "late"))
    author.publish()
    author.write("2026-11", text="Stars.")
    author.publish("2026-11")
    forem.arrive()
    author.publish("2026-11")
    author.publish("2026-11")

    (article,) = forem.pretend.articles
    said = [version.content.body_markdown for version in article.versions]
    assert ["Tides" in said[0], "Currents" in said[1], "Stars" in said[2]] == [True] * 3


def test_a_release_whose_answer_was_lost_is_found(site: Site, forem: Served[PretendForem]) -> None:
    site.configure(devto(forem.url, published=True))
    site.write("2026-11")
    forem.fault(Fault("PUT", ARTICLE, "drop_after"))

    outcomes = site.publish("2026-11")

    assert results(outcomes) == [Result.DONE]
    assert len(forem.asked("PUT", ARTICLE)) == 1


def test_a_repeat_that_did_not_leave_leaves_the_first_request_in_doubt(
    site: Site, forem: Served[PretendForem]
) -> None:
    site.configure(devto(forem.url))
    site.write("2026-11")
    forem.fault(Fault("POST", "/api/articles", "drop_before"))
    site.publish("2026-11")
    site.pass_time(minutes=6)
    later = {"Retry-After": "30"}
    forem.fault(Fault("POST", "/api/articles", "status", status=429, headers=later))
    (repeated,) = site.publish()
    site.pass_time(minutes=1)

    (looked,) = site.publish()

    assert (repeated.result, looked.result) == (Result.NOT_SENT, Result.UNKNOWN)
