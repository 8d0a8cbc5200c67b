"""What was published is taken back: by a person's word, by policy, once, and for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from nowsync.core.action import Create, Hold, Recover, Retract, Wait
from nowsync.core.errors import UsageError
from nowsync.core.publication import Outcome, Result, Standing
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site whose newest entry is published on Mastodon."""
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-10")
    site.write("2026-11")
    site.publish("2026-11")
    site.pass_time(hours=1)
    return site


def standing(site: Site, entry: str = "2026-11", target: str = "mastodon") -> Standing | None:
    with site.app().reading() as records:
        found = [each for each in records.publications(target).values() if each.entry == entry]
    return found[0].standing


def titles(site: Site, name: str = "now.xml") -> list[str]:
    entries = feedparser.parse(str(site.folder / "public" / name)).entries
    return [entry.title for entry in entries]


# By a person's word.


def test_a_status_is_deleted(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    (outcome,) = ada.retract("2026-11")

    assert (outcome.result, outcome.message) == (Result.DONE, "taken back")
    assert mastodon.pretend.alive() == []
    assert standing(ada) is Standing.RETRACTED


def test_a_thread_is_deleted_from_its_end(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.configure(mastodon_at(mastodon.url, thread="true"))
    site.write("2026-11", text="The kettle sang and sang. " * 60)
    site.publish("2026-11")
    there = [each.id for each in mastodon.pretend.alive()]

    site.retract("2026-11")

    asked = [each.path.rpartition("/")[2] for each in mastodon.asked("DELETE")]
    assert len(there) > 2
    assert asked == there[::-1]


def test_an_article_is_a_draft_again(site: Site, forem: Served[PretendForem]) -> None:
    site.configure(devto(forem.url, published=True))
    site.write("2026-11")
    site.publish("2026-11")

    (outcome,) = site.retract("2026-11")

    assert outcome.message == "taken back; the draft stays there, for you to delete"
    assert forem.pretend.published() == []


def test_a_feed_is_written_without_the_entry(site: Site) -> None:
    site.configure(feed())
    site.write("2026-10")
    site.write("2026-11")
    site.publish()

    site.retract("2026-11")

    assert titles(site) == ["Now, October 2026"]
    assert site.publish() == ()
    assert titles(site) == ["Now, October 2026"]


def test_the_last_entry_of_a_feed_leaves_a_feed_without_any(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    site.publish()
    before = feedparser.parse(str(site.folder / "public" / "now.xml")).feed

    site.retract("2026-11")

    after = feedparser.parse(str(site.folder / "public" / "now.xml")).feed
    assert titles(site) == []
    assert (after.id, after.updated) == (before.id, before.updated)


def test_what_was_taken_back_is_not_posted_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.retract("2026-11")
    ada.write("2026-11", text="The kettle is off.")

    assert ada.publish() == ()
    assert ada.publish("2026-11") == ()
    assert mastodon.pretend.alive() == []


def test_what_was_taken_back_is_not_taken_back_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.retract("2026-11")

    assert ada.retract("2026-11") == ()
    assert len(mastodon.asked("DELETE")) == 1


def test_what_was_deleted_by_hand_is_taken_back(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.delete_by_hand(mastodon.pretend.alive()[0].id)

    (outcome,) = ada.retract("2026-11")

    assert outcome.result is Result.DONE


def test_what_is_not_in_the_source_any_more_goes_by_its_id(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.remove("2026-11")

    ada.retract("2026-11")

    assert mastodon.pretend.alive() == []


def test_what_was_never_there_cannot_be_named(ada: Site) -> None:
    with pytest.raises(UsageError, match="no entry is called '2026-09'"):
        ada.retract("2026-09")


def test_to_take_back_is_no_first_contact(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")

    site.retract("2026-11")

    with site.app().reading() as records:
        assert records.acquaintances() == {}


def test_a_plan_to_take_back_sends_nothing(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    app = ada.app()
    with app.reading() as records:
        plan = app.prepare(records, words=["2026-11"], retract=True)

    assert [type(each) for each in plan.sending] == [Retract]
    assert len(mastodon.pretend.alive()) == 1


def test_another_server_under_the_same_name_is_left_alone(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at("https://elsewhere.example"))

    assert ada.retract("2026-11") == ()


# What goes wrong.


def test_a_lost_answer_is_looked_for_at_once(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.fault(Fault("DELETE", ".*", "drop_after"))

    (outcome,) = ada.retract("2026-11")

    assert outcome.result is Result.DONE
    assert len(mastodon.asked("DELETE")) == 1


def test_a_lost_request_is_made_again_by_the_next_run(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("DELETE", ".*", "drop_before"))

    (first,) = ada.retract("2026-11")
    ada.pass_time(minutes=6)
    (action,) = ada.preview().sending
    (second,) = ada.publish()

    assert (first.result, type(action), second.message) == (Result.UNKNOWN, Recover, "taken back")
    assert mastodon.pretend.alive() == []


def test_a_retraction_of_a_long_thread_goes_on_when_the_server_lets_it(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url, thread="true"))
    site.write("2026-11", text="The kettle sang and sang. " * 60)
    site.publish("2026-11")
    wait = {"Retry-After": "1800"}
    mastodon.fault(
        Fault("DELETE", f".*/{mastodon.pretend.alive()[0].id}", "status", status=429, headers=wait)
    )

    (first,) = site.retract("2026-11")
    (waits,) = site.preview().actions
    left = len(mastodon.pretend.alive())
    site.pass_time(minutes=31)
    site.publish()

    assert (first.result, left) == (Result.NOT_SENT, 1)
    assert isinstance(waits, Wait)
    assert mastodon.pretend.alive() == []
    assert standing(site) is Standing.RETRACTED


def test_a_retraction_that_could_not_be_sent_is_made_by_the_next_run(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("DELETE", ".*", "status", status=401))

    (first,) = ada.retract("2026-11")
    (second,) = ada.publish()

    assert (first.result, second.message) == (Result.NOT_SENT, "taken back")
    assert mastodon.pretend.alive() == []


def test_a_refusal_is_told_until_it_is_answered(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("DELETE", ".*", "status", status=422))

    (first,) = ada.retract("2026-11")
    held = [each for each in ada.preview().actions if isinstance(each, Hold)]
    (second,) = ada.retract("2026-11")

    assert (first.result, second.result) == (Result.REFUSED, Result.DONE)
    assert "nowsync retract 2026-11 --target mastodon" in held[0].reason


# Because its entry went away.


def retracting(mastodon: Served[PretendMastodon], **more: str) -> str:
    return mastodon_at(mastodon.url, on_removed='"retract"', **more)


def test_a_removed_entry_is_asked_about(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.remove("2026-11")

    (action,) = (each for each in ada.preview().actions if isinstance(each, Hold))

    assert action.reason.startswith("it is not in the source any more, and is still published")
    assert ada.publish() == ()
    assert len(mastodon.pretend.alive()) == 1


def test_a_removed_entry_is_taken_back_where_its_author_wants_that(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(retracting(mastodon))
    ada.remove("2026-11")

    ada.publish()

    assert mastodon.pretend.alive() == []
    assert standing(ada) is Standing.WITHDRAWN


def test_a_removed_entry_that_comes_back_is_not_posted_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(retracting(mastodon))
    ada.remove("2026-11")
    ada.publish()
    ada.write("2026-11")

    assert ada.publish() == ()


@pytest.mark.parametrize("seconds", [0, 9])
def test_a_file_that_went_away_just_now_is_waited_for(
    ada: Site, mastodon: Served[PretendMastodon], seconds: int
) -> None:
    ada.configure(retracting(mastodon))
    ada.remove("2026-11")
    # The clock of the app tells whole seconds.
    written = int((ada.folder / "now").stat().st_mtime)
    ada.now = datetime.fromtimestamp(written, UTC) + timedelta(seconds=seconds)

    (action,) = (each for each in ada.preview().actions if each.entry == "2026-11")
    ada.pass_time(seconds=11)

    assert isinstance(action, Wait)
    assert [type(each) for each in ada.preview().sending] == [Retract]


@pytest.mark.parametrize("broken", ["---\ndate: soon\n---\nHello.\n", "\x00"])
def test_a_file_that_cannot_be_read_is_not_a_removed_one(
    ada: Site, mastodon: Served[PretendMastodon], broken: str
) -> None:
    ada.configure(retracting(mastodon))
    (ada.folder / "now" / "2026-11.md").write_text(broken)

    assert ada.publish() == ()


def test_a_file_that_is_no_entry_any_more_is_not_a_removed_one(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(retracting(mastodon))
    (ada.folder / "now" / "2026-11.md").write_text("---\ndate: 2026-11-01\n---\n")

    assert ada.publish() == ()
    assert len(mastodon.pretend.alive()) == 1


def test_a_renamed_file_that_may_be_the_entry_is_not_a_removed_one(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(retracting(mastodon))
    ada.remove("2026-11")
    other = ada.write("2026-11", text="All is new.", reading="Other")
    other.rename(other.with_name("november.md"))

    assert ada.publish() == ()
    assert len(mastodon.pretend.alive()) == 1


def test_an_empty_folder_is_no_wish_to_take_back_all(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(retracting(mastodon))
    ada.remove("2026-10")
    ada.remove("2026-11")

    assert ada.publish() == ()
    (action,) = ada.preview().actions
    assert "there is no entry here at all any more" in action.reason


def test_many_entries_that_went_away_at_once_are_held(site: Site) -> None:
    site.configure(feed())
    months = [f"2026-0{month}" for month in range(1, 7)]
    for month in months:
        site.write(month)
    site.publish()
    for month in months[:4]:
        site.remove(month)

    held = site.preview().actions[-4:]

    assert site.publish() == ()
    assert [type(each) for each in held] == [Hold] * 4
    assert len(titles(site)) == 6


def test_a_draft_leaves_the_feed_and_comes_back_when_it_is_finished(site: Site) -> None:
    site.configure(feed())
    site.write("2026-10")
    path = site.write("2026-11")
    site.publish()
    finished = path.read_text()
    before = (site.folder / "public" / "now.xml").read_bytes()
    path.write_text(finished.replace("date:", "draft: true\ndate:"))
    site.publish()
    without = titles(site)
    path.write_text(finished)

    (action,) = site.preview().sending
    site.publish()

    assert isinstance(action, Create)
    assert without == ["Now, October 2026"]
    assert (site.folder / "public" / "now.xml").read_bytes() == before


def test_the_edition_before_is_not_missed_when_a_page_is_rewritten_elsewhere(
    tmp_path: Path, mastodon: Served[PretendMastodon]
) -> None:
    (tmp_path / "paged").mkdir()
    site = Site(tmp_path / "paged")
    site.configure(retracting(mastodon))
    toml = site.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace('folder = "now"', 'page = "now.md"'))
    page = site.folder / "now.md"
    page.write_text("---\ndate: 2026-10-01\n---\nLeaves.\n")
    site.publish("2026-10")
    toml.write_text(toml.read_text().replace("now.md", "page.md"))
    page = page.rename(site.folder / "page.md")
    page.write_text("---\ndate: 2026-11-01\n---\nThe kettle is on.\n")

    outcomes: list[Outcome] = [*site.publish()]

    assert [each.message for each in outcomes] == ["published"]
    assert len(mastodon.pretend.alive()) == 2


# A person's hold.


def hold(site: Site, entry: str = "2026-11") -> None:
    app = site.app()
    with app.writing() as ledger:
        (identity,) = app.prepare(ledger, words=[entry], retract=True).named
        ledger.hold_back("mastodon", identity, site.now)


def test_what_is_held_is_not_edited(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    hold(ada)
    ada.write("2026-11", text="The kettle is off.")

    assert ada.publish() == ()
    assert ada.publish("2026-11") == ()
    assert len(mastodon.pretend.alive()[0].versions) == 1


def test_what_is_held_is_not_published_by_its_name(ada: Site) -> None:
    hold(ada, "2026-10")

    (action,) = ada.preview("2026-10").actions

    assert isinstance(action, Hold)
    assert "nowsync release 2026-10 --target mastodon" in action.reason


def test_what_is_held_can_be_taken_back(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    hold(ada)

    ada.retract("2026-11")

    assert mastodon.pretend.alive() == []


def test_an_entry_leaves_the_archive_of_its_year_too(site: Site) -> None:
    site.configure(f"{feed()}\nentries = 1")
    for month in ("2024-05", "2025-06", "2026-11"):
        site.write(month)
    site.publish()

    site.retract("2024-05", "2025-06")

    files = sorted((site.folder / "public").glob("*.xml"))
    assert len(files) == 3
    assert [title for file in files for title in titles(site, file.name)] == ["Now, November 2026"]
