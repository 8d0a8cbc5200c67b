"""What a change of a published entry does, from its file to the server: what the target says."""

import os

import pytest

from nowsync.core.action import Hold, Skip, Wait
from nowsync.core.publication import Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, devto, feed, mastodon_at


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site whose entry of November stands on Mastodon, where revisions are asked for."""
    site.configure(asking(mastodon))
    site.write("2026-11")
    site.publish("2026-11")
    return site


@pytest.fixture
def bob(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site whose entry of November was edited on Mastodon just now, and changed again."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    site.publish()
    site.write("2026-11", reading="Winds")
    return site


MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


@pytest.fixture
def eve(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site whose four entries stand on Mastodon, and have all changed since."""
    site.configure(mastodon_at(mastodon.url))
    change_all(site)
    return site


def change_all(site: Site) -> None:
    for month in MONTHS:
        site.write(month)
    site.publish(*MONTHS)
    for month in MONTHS:
        os.utime(site.write(month, reading="Currents"), (0, 0))  # long settled


def asking(mastodon: Served[PretendMastodon]) -> str:
    return mastodon_at(mastodon.url, on_change='{ corrected = "ignore", revised = "ask" }')


def texts(mastodon: Served[PretendMastodon]) -> list[str]:
    """The versions of the only status, the first one first."""
    (status,) = mastodon.pretend.alive()
    return [version.words.text for version in status.versions]


EDITED = "it was edited there on 2026-11-20 09:00, and people are told of each edit: "


class TestBetweenEdits:
    """People who are told of each edit are told once a day at most."""

    def test_a_second_edit_waits_until_a_day_has_passed(
        self, bob: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        bob.pass_time(hours=23)

        (action,) = bob.preview().actions

        assert bob.publish() == ()
        assert isinstance(action, Wait)
        assert action.until.isoformat() == "2026-11-21T09:00:00+00:00"
        assert action.reason == (
            f"{EDITED}the next one waits until 2026-11-21 09:00 UTC; "
            "to edit it now: nowsync publish 2026-11 --target mastodon"
        )
        assert "Winds" not in texts(mastodon)[-1]

    def test_it_is_made_then_as_the_entry_is_by_then(
        self, bob: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        bob.write("2026-11", reading="Rain")
        bob.publish()
        bob.pass_time(hours=24)

        bob.publish()

        assert len(texts(mastodon)) == 3
        assert "Rain" in texts(mastodon)[-1]

    def test_naming_the_entry_edits_it_now(
        self, bob: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        bob.publish("2026-11")

        assert "Winds" in texts(mastodon)[-1]

    def test_the_time_between_edits_is_the_targets(
        self, bob: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        bob.configure(mastodon_at(mastodon.url, hours_between_edits="0"))

        bob.publish()

        assert "Winds" in texts(mastodon)[-1]

    def test_what_disturbs_nobody_is_edited_at_once(self, site: Site) -> None:
        site.configure(feed())
        site.write("2026-11")
        site.publish()
        site.write("2026-11", reading="Currents")
        site.publish()
        site.write("2026-11", reading="Winds")

        (outcome,) = site.publish()

        assert outcome.result is Result.DONE


class TestManyEdits:
    """Words that are replaced everywhere are no news."""

    def test_many_edits_at_once_are_held_with_what_changed(
        self, eve: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        actions = eve.preview().actions

        assert eve.publish() == ()
        assert {type(action) for action in actions} == {Hold}
        assert {action.reason.partition(";")[0] for action in actions} == {
            "4 edits at once are more than max_edits = 3"
        }
        assert mastodon.asked("PUT", "/api/v1/statuses/.*") == []

    def test_yes_alone_does_not_let_them_through(
        self, eve: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        made = run("nowsync publish --yes", eve.folder, **eve.environment)

        assert made.returncode == 1
        assert '  + currentlyReading: "Currents"' in made.stdout
        assert mastodon.asked("PUT", "/api/v1/statuses/.*") == []

    def test_naming_the_entries_lets_them_through(self, eve: Site) -> None:
        outcomes = eve.publish(*MONTHS)

        assert [outcome.result for outcome in outcomes] == [Result.DONE] * 4

    def test_a_new_entry_is_posted_all_the_same(self, eve: Site) -> None:
        eve.write("2026-11")

        (outcome,) = eve.publish()

        assert outcome.entry == "2026-11"

    def test_articles_are_edited_in_any_number(
        self, site: Site, forem: Served[PretendForem]
    ) -> None:
        site.configure(devto(forem.url))
        change_all(site)

        assert [outcome.result for outcome in site.publish()] == [Result.DONE] * 4


class TestOnChange:
    """An edit is made, asked for, or left alone."""

    def test_what_is_asked_for_is_held_and_not_sent(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.write("2026-11", reading="Currents")

        (action,) = ada.preview().actions

        assert ada.publish() == ()
        assert isinstance(action, Hold)
        assert "nowsync publish 2026-11 --target mastodon" in action.reason
        assert len(texts(mastodon)) == 1

    def test_naming_the_entry_lets_it_through(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.write("2026-11", reading="Currents")

        (outcome,) = ada.publish("2026-11", only=["mastodon"])

        assert outcome.result is Result.DONE
        assert "Currents" in texts(mastodon)[-1]

    def test_what_is_ignored_stays_ignored(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.write("2026-11", text="The kettle is off.")
        ada.publish()

        (action,) = ada.preview().actions

        assert isinstance(action, Skip)
        assert "on_change ignores that" in action.reason
        assert len(texts(mastodon)) == 1

    def test_an_ignored_correction_goes_out_with_a_revision(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.configure(mastodon_at(mastodon.url, on_change='{ corrected = "ignore" }'))
        ada.write("2026-11", text="The kettle is off.")
        ada.publish()
        ada.write("2026-11", text="The kettle is off.", reading="Currents")

        ada.publish()

        assert "off" in texts(mastodon)[-1]
        assert "Currents" in texts(mastodon)[-1]

    def test_a_target_that_asks_does_not_keep_another_back(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(asking(mastodon), feed())
        site.write("2026-11")
        site.publish("2026-11")
        site.write("2026-11", reading="Currents")

        (outcome,) = site.publish()

        assert (outcome.target, outcome.result) == ("feed", Result.DONE)

    def test_a_feed_that_is_missing_is_written_without_what_is_asked_for(self, site: Site) -> None:
        site.configure(feed() + '\non_change = "ask"')
        site.write("2026-10")
        site.write("2026-11")
        site.publish()
        path = site.folder / "public" / "now.xml"
        before = path.read_bytes()
        path.unlink()
        site.write("2026-11", reading="Currents")

        site.publish()

        assert path.read_bytes() == before
