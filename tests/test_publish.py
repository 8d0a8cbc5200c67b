"""Publishing, from files to servers and back: what happens once, and what happens again."""

from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from nowsync.core.action import Create, Hold, Recover, Skip, Update, Wait
from nowsync.core.errors import LedgerBusy, UsageError
from nowsync.core.publication import KEY_WINDOW, SETTLE, Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site that met its Mastodon account in October, and has a new entry since."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-10")
    site.publish()
    site.write("2026-11")
    return site


class TestOnce:
    """Each entry goes out once."""

    def test_a_new_entry_is_posted(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        (outcome,) = ada.publish()

        assert outcome.result is Result.DONE
        assert len(mastodon.pretend.alive()) == 1

    def test_publishing_again_does_nothing(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        before = len(mastodon.requests)

        assert ada.publish() == ()
        assert len(mastodon.requests) == before

    def test_a_touched_or_reflowed_file_changes_nothing(self, ada: Site) -> None:
        path = ada.write("2026-11", text="One line\nand another.")
        ada.publish()
        path.write_text(path.read_text().replace("line\nand", "line and"), encoding="utf-8")

        assert ada.publish() == ()

    def test_an_edited_entry_edits_the_same_status(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        ada.write("2026-11", reading="Currents")

        (outcome,) = ada.publish()

        (status,) = mastodon.pretend.alive()
        assert outcome.result is Result.DONE
        assert "Currents" in status.now.text

    def test_an_edit_after_an_edit_that_changed_the_id_still_finds_its_status(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.pretend.new_id_on_edit = True
        ada.publish()
        ada.write("2026-11", reading="Currents")
        ada.publish()
        ada.pass_time(days=1)
        ada.write("2026-11", reading="Winds")

        ada.publish()

        (status,) = mastodon.pretend.alive()
        assert "Winds" in status.now.text

    def test_a_changed_template_changes_nothing_that_is_published(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        (ada.folder / "mine").mkdir()
        (ada.folder / "mine" / "mastodon.j2").write_text("New words: {{ title }}")
        ada.configure(mastodon_at(mastodon.url), '[templates]\nfolder = "mine"')

        assert ada.publish() == ()


class TestFirstContact:
    """What was there before a target is not posted by itself."""

    def test_everything_that_exists_is_the_baseline(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-10")
        site.write("2026-11")

        assert site.publish() == ()
        assert mastodon.requests == []

    def test_the_preview_says_how_to_post_it(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-11")

        (action,) = site.preview().actions

        assert isinstance(action, Skip)
        assert "nowsync publish 2026-11 --target mastodon" in action.reason

    def test_an_edit_of_the_baseline_is_not_posted_either(self, ada: Site) -> None:
        ada.write("2026-10", text="Corrected.")
        ada.publish("2026-11")

        assert ada.publish() == ()

    def test_naming_an_entry_publishes_it(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-10")
        site.write("2026-11")

        (outcome,) = site.publish("2026-11")

        assert outcome.entry == "2026-11"
        assert len(mastodon.pretend.alive()) == 1

    def test_after_a_named_entry_the_others_are_baseline(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        site.write("2026-10")
        site.write("2026-11")
        site.publish("2026-11")

        assert site.publish() == ()

    def test_a_draft_is_not_baseline_and_goes_out_once_it_is_finished(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        path = site.write("2026-11")
        finished = path.read_text()
        path.write_text(finished.replace("title:", "draft: true\ntitle:"))
        site.publish()
        path.write_text(finished)

        (outcome,) = site.publish()

        assert outcome.result is Result.DONE

    def test_a_feed_takes_them_all(self, site: Site) -> None:
        site.configure(feed())
        site.write("2026-01")
        site.write("2026-11")

        site.publish()

        entries = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
        assert [entry.title for entry in entries] == ["Now, November 2026", "Now, January 2026"]


class TestWaiting:
    """What is not sent yet, or not without a person."""

    def test_an_entry_of_the_future_waits(self, ada: Site) -> None:
        ada.publish()
        ada.write("2026-12")

        (action,) = [each for each in ada.preview().actions if each.entry == "2026-12"]

        assert isinstance(action, Wait)
        assert action.until.isoformat() == "2026-12-01T00:00:00+00:00"

    def test_an_old_entry_that_appears_later_is_not_announced(self, ada: Site) -> None:
        ada.publish()
        ada.write("2026-03")

        assert ada.publish() == ()

    def test_a_flood_is_held(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        _write_days(ada, 4)

        assert ada.publish() == ()
        assert mastodon.asked("POST", "/api/v1/statuses") == []

    def test_a_flood_does_not_hold_what_is_named(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        _write_days(ada, 4)

        ada.publish("2026-11-01")

        assert len(mastodon.pretend.alive()) == 1

    def test_a_server_that_asks_to_wait_is_left_alone_until_then(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        later = {"Retry-After": "600"}
        mastodon.fault(Fault("POST", "/api/v1/statuses", "status", status=429, headers=later))
        (put_off,) = ada.publish()
        ada.pass_time(minutes=9)
        waiting = ada.preview().actions
        ada.pass_time(minutes=2)
        (outcome,) = ada.publish()

        assert put_off.result is Result.NOT_SENT
        assert any(isinstance(action, Wait) for action in waiting)
        assert outcome.result is Result.DONE
        assert len(mastodon.pretend.alive()) == 1


class TestDoubt:
    """A lost answer leads to a look, never to a second post."""

    def test_a_lost_answer_is_looked_up_at_once(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))

        (outcome,) = ada.publish()

        assert outcome.result is Result.DONE
        assert len(mastodon.pretend.alive()) == 1
        assert len(mastodon.asked("POST", "/api/v1/statuses")) == 1

    def test_a_request_that_never_arrived_is_not_repeated_before_it_settled(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))

        (first,) = ada.publish()
        ada.pass_time(minutes=1)
        (second,) = ada.publish()

        assert (first.result, second.result) == (Result.UNKNOWN, Result.UNKNOWN)
        assert len(mastodon.asked("POST", "/api/v1/statuses")) == 1

    @pytest.mark.fault("N11", "unknown, then sent with the same key")
    def test_it_is_repeated_with_its_key_once_it_settled(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        ada.now += SETTLE + timedelta(seconds=1)

        (outcome,) = ada.publish()

        posts = mastodon.asked("POST", "/api/v1/statuses")
        keys = [each.headers["Idempotency-Key"] for each in posts]
        assert outcome.result is Result.DONE
        assert len(set(keys)) == 1
        assert len(mastodon.pretend.alive()) == 1

    @pytest.mark.fault("N11", "held, where the server knows no keys")
    def test_without_keys_a_person_decides(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.pretend.keys, mastodon.pretend.has_v2 = Keys.IGNORED, False
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        ada.pass_time(hours=1)

        (outcome,) = ada.publish()

        assert outcome.result is Result.HELD
        assert mastodon.pretend.alive() == []
        assert any(isinstance(action, Hold) for action in ada.preview().actions)

    def test_after_the_window_of_the_key_a_person_decides(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        ada.now += KEY_WINDOW + timedelta(seconds=1)

        (outcome,) = ada.publish()

        assert outcome.result is Result.HELD

    @pytest.mark.fault("N35", "unknown, then found")
    def test_a_replay_that_the_server_answers_with_500_is_looked_up(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.pretend.keys = Keys.REPLAY_500
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))
        mastodon.fault(Fault("GET", "/api/v1/accounts/.*/statuses", "status", status=503))
        (first,) = ada.publish()
        ada.now += SETTLE + timedelta(seconds=1)

        (second,) = ada.publish()

        assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
        assert len(mastodon.pretend.alive()) == 1

    def test_the_old_payload_is_finished_before_a_newer_one(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        ada.write("2026-11", reading="Currents")
        ada.now += SETTLE + timedelta(seconds=1)

        (action,) = ada.preview().sending
        ada.publish()
        before = [status.now.text for status in mastodon.pretend.alive()]
        ada.publish()

        assert isinstance(action, Recover)
        assert "Tides" in before[0]
        assert "Currents" in mastodon.pretend.alive()[0].now.text


class TestFailure:
    """Nothing is lost, and one thing's trouble is not another's."""

    def test_a_refused_post_is_held_until_its_entry_changes(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "status", status=422))
        (refused,) = ada.publish()
        held = [each for each in ada.preview().actions if isinstance(each, Hold)]
        ada.write("2026-11", text="Other words.")

        (outcome,) = ada.publish()

        assert refused.result is Result.REFUSED
        assert "HTTP 422" in held[0].reason
        assert outcome.result is Result.DONE

    def test_the_status_of_another_entry_is_not_taken_for_a_lost_one(
        self, site: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        for month in ("2026-10", "2026-11"):
            site.write(month, title="The same as ever")
        site.publish("2026-10")
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        (lost,) = site.publish("2026-11")
        site.now += SETTLE

        (found,) = site.publish()

        assert (lost.result, found.result) == (Result.UNKNOWN, Result.DONE)
        assert len(mastodon.pretend.alive()) == 2

    @pytest.mark.fault("N23", "paused")
    def test_a_revoked_token_keeps_the_queue(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.pretend.token = "another"
        (first,) = ada.publish()
        mastodon.pretend.token = "token"

        (second,) = ada.publish()

        assert (first.result, second.result) == (Result.NOT_SENT, Result.DONE)

    def test_a_server_that_is_down_keeps_the_queue(self, site: Site) -> None:
        site.configure(mastodon_at("http://127.0.0.1:9"))
        site.write("2026-10")
        site.publish()
        site.write("2026-11")

        (outcome,) = site.publish()

        assert outcome.result is Result.NOT_SENT
        assert [type(action) for action in site.preview().sending] == [Create]

    def test_a_target_that_moved_to_another_server_is_held(self, ada: Site) -> None:
        ada.configure(mastodon_at("https://elsewhere.example"))

        assert {type(action) for action in ada.preview().actions} == {Hold}

    def test_a_missing_credential_says_where_it_was_looked_for(self, ada: Site) -> None:
        ada.environment = {}

        (outcome,) = ada.publish()

        assert outcome.result is Result.NOT_SENT
        assert "NOWSYNC_MASTODON_TOKEN" in outcome.message

    def test_trouble_on_one_target_does_not_stop_another(
        self, site: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]
    ) -> None:
        site.configure(mastodon_at(mastodon.url), devto(forem.url), feed())
        site.write("2026-11")
        mastodon.pretend.token = "another"

        outcomes = {each.target: each.result for each in site.publish("2026-11")}

        assert outcomes == {
            "mastodon": Result.NOT_SENT,
            "devto": Result.DONE,
            "feed": Result.DONE,
        }

    def test_a_broken_entry_does_not_stop_the_others(self, ada: Site) -> None:
        (ada.folder / "now" / "broken.md").write_text("---\ntitle: [\n---\nHello.\n")

        (outcome,) = ada.publish()

        assert outcome.entry == "2026-11"
        assert ada.preview().problems[0].file == "now/broken.md"

    @pytest.mark.fault("N16", "paused")
    def test_another_account_is_not_posted_to(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        bob = b'{"id": "110", "username": "bob"}'
        verify = "/api/v1/accounts/verify_credentials"
        mastodon.fault(Fault("GET", verify, "status", status=200, body=bob))
        ada.write("2026-11", text="For Bob.")

        (outcome,) = ada.publish()

        assert outcome.result is Result.NOT_SENT
        assert "@alice" in outcome.message

    def test_a_status_deleted_by_hand_is_told_once_and_not_posted_again(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        mastodon.pretend.delete_by_hand(mastodon.pretend.alive()[0].id)
        ada.write("2026-11", text="Other words.")

        (told,) = ada.publish()

        assert told.result is Result.GONE
        assert ada.publish() == ()
        assert mastodon.pretend.alive() == []

    @pytest.mark.fault("N28", "not sent")
    def test_a_limit_that_shrank_is_noticed_before_sending(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.pretend.limit = 20

        (outcome,) = ada.publish()

        assert outcome.result is Result.NOT_SENT
        assert mastodon.asked("POST", "/api/v1/statuses") == []


class TestArticles:
    """dev.to, in two steps."""

    def test_an_interrupted_release_goes_on_with_the_same_draft(
        self, site: Site, forem: Served[PretendForem]
    ) -> None:
        site.configure(devto(forem.url, published=True))
        site.write("2026-11")
        forem.fault(Fault("PUT", "/api/articles/.*", "drop_before"))
        (first,) = site.publish("2026-11")
        site.now += SETTLE

        (second,) = site.publish("2026-11")

        assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
        assert len(forem.pretend.articles) == 1
        assert len(forem.pretend.published()) == 1

    def test_an_edited_entry_edits_the_same_article(
        self, site: Site, forem: Served[PretendForem]
    ) -> None:
        site.configure(devto(forem.url))
        site.write("2026-11")
        site.publish("2026-11")
        site.write("2026-11", text="The kettle is off.")

        site.publish()

        (article,) = forem.pretend.articles
        assert "The kettle is off." in article.now.body_markdown

    def test_what_a_forem_would_refuse_or_run_is_made_harmless(
        self, site: Site, forem: Served[PretendForem]
    ) -> None:
        site.configure(devto(forem.url, published=True))
        friends = " ".join(f"@friend{number}" for number in range(9))
        site.write(
            "2026-11", text=f"# Now\n\n<p>\n{friends}\n</p>\n\n{friends} {{\\{{ x }}}}\n\n---"
        )

        (outcome,) = site.publish("2026-11")

        assert outcome.result is Result.DONE

    def test_a_fifth_tag_is_named_in_the_preview(
        self, site: Site, forem: Served[PretendForem]
    ) -> None:
        site.configure(devto(forem.url))
        path = site.write("2026-11")
        path.write_text(path.read_text().replace("title:", "tags: [a, b, c, d, glue]\ntitle:"))

        (action,) = site.preview("2026-11").actions

        assert isinstance(action, Create)
        assert action.work.summary.left_out == ("the tag glue",)


class TestFeed:
    """The feed says what the ledger says."""

    def test_nothing_new_leaves_the_file_alone(self, site: Site) -> None:
        site.configure(feed())
        site.write("2026-11")
        site.publish()
        file = site.folder / "public" / "now.xml"
        before = file.stat()

        site.publish()

        assert file.stat() == before

    def test_a_missing_file_is_written_again_to_the_byte(self, site: Site) -> None:
        site.configure(feed())
        site.write("2026-10")
        site.write("2026-11")
        site.publish()
        file = site.folder / "public" / "now.xml"
        before = file.read_bytes()
        file.unlink()
        site.pass_time(days=1)

        actions = site.preview().actions
        site.publish()

        assert {type(action) for action in actions} == {Update}
        assert file.read_bytes() == before

    def test_a_correction_leaves_updated_alone_and_a_revision_moves_it(self, site: Site) -> None:
        site.configure(feed())
        site.write("2026-11", text="The kettel is on.")
        site.publish()
        site.pass_time(days=1)
        site.write("2026-11", text="The kettle is on.")
        site.publish()
        corrected = _entry(site)
        site.write("2026-11", text="The kettle is on.", reading="Currents")
        site.publish()
        revised = _entry(site)

        assert corrected.updated == "2026-11-20T09:00:00+00:00"
        assert revised.updated == "2026-11-21T09:00:00+00:00"
        assert corrected.published == revised.published

    def test_a_place_that_cannot_be_written_is_said_and_costs_nothing(self, site: Site) -> None:
        site.configure(feed("blocked/now.xml"))
        (site.folder / "blocked").write_text("a file where a folder should be")
        site.write("2026-11")
        (outcome,) = site.publish()
        (site.folder / "blocked").unlink()

        (again,) = site.publish()

        assert outcome.result is Result.NOT_SENT
        assert "blocked/now.xml cannot be written" in outcome.message
        assert again.result is Result.DONE

    def test_an_entry_that_vanished_stays_in_the_feed_where_that_is_wanted(
        self, site: Site
    ) -> None:
        site.configure(f'{feed()}\non_removed = "keep"')
        path = site.write("2026-10")
        site.write("2026-11")
        site.publish()
        path.unlink()

        site.write("2026-11", text="More.")
        site.publish()

        entries = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
        assert len(entries) == 2


class TestPreview:
    """A preview is the plan, and nothing else."""

    def test_it_sends_nothing_and_needs_no_credential(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.environment = {}
        before = len(mastodon.requests)

        (action,) = ada.preview().sending

        assert isinstance(action, Create)
        assert len(mastodon.requests) == before

    def test_it_writes_nothing(self, site: Site, mastodon: Served[PretendMastodon]) -> None:
        site.configure(mastodon_at(mastodon.url), feed())
        site.write("2026-11")
        before = _files(site.folder)

        site.preview("2026-11")

        assert _files(site.folder) == before

    def test_what_is_previewed_is_what_is_sent(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        (action,) = ada.preview().sending
        ada.publish()

        (request,) = mastodon.asked("POST", "/api/v1/statuses")
        assert isinstance(action, Create)
        assert request.json() == action.work.steps[0].request.body

    def test_two_plans_that_do_the_same_have_one_fingerprint(self, ada: Site) -> None:
        first = ada.preview().fingerprint
        ada.pass_time(hours=1)

        assert ada.preview().fingerprint == first

    def test_an_unknown_entry_names_the_nearest(self, ada: Site) -> None:
        with pytest.raises(UsageError, match="did you mean 2026-11"):
            ada.preview("2026-21")

    def test_an_entry_can_be_named_by_its_path(self, ada: Site) -> None:
        (action,) = ada.preview(str(ada.folder / "now" / "2026-11.md")).sending

        assert action.entry == "2026-11"


def test_a_second_nowsync_is_turned_away(ada: Site) -> None:
    with ada.app().writing(), pytest.raises(LedgerBusy, match="another nowsync"):
        ada.publish()


def _write_days(site: Site, number: int) -> None:
    for day in range(1, number + 1):
        (site.folder / "now" / f"2026-11-{day:02}.md").write_text("Hello.", encoding="utf-8")


def _entry(site: Site) -> feedparser.FeedParserDict:
    (entry,) = feedparser.parse(str(site.folder / "public" / "now.xml")).entries
    return entry


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestVanished:
    """An entry whose file is gone is not forgotten."""

    def test_a_doubtful_post_is_still_looked_for(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        (ada.folder / "now" / "2026-11.md").unlink()

        (action,) = ada.preview().sending
        (outcome,) = ada.publish()

        assert isinstance(action, Recover)
        assert outcome.result is Result.UNKNOWN

    def test_what_is_held_is_still_held(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        ada.publish()
        ada.now += KEY_WINDOW * 2
        ada.publish()
        (ada.folder / "now" / "2026-11.md").unlink()

        assert [type(each) for each in ada.preview().actions if each.entry == "2026-11"] == [Hold]

    def test_what_was_published_stays(self, ada: Site, mastodon: Served[PretendMastodon]) -> None:
        ada.publish()
        (ada.folder / "now" / "2026-11.md").unlink()

        assert ada.publish() == ()
        assert len(mastodon.pretend.alive()) == 1


def test_a_change_that_is_not_shown_there_sends_nothing(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    long = "The kettle is on, and it sings. " * 20
    ada.write("2026-11", text=f"{long}\n\nAn aside.")
    ada.publish()
    ada.write("2026-11", text=f"{long}\n\nAnother aside, for which there is no room.")

    assert ada.publish() == ()
    assert len(mastodon.pretend.alive()[0].versions) == 1


class TestRenamed:
    """A file under another name is the same entry."""

    def test_a_renamed_entry_is_not_posted_again(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        path = ada.folder / "now" / "2026-11.md"
        path.rename(path.with_name("november.md"))

        assert ada.publish() == ()
        assert len(mastodon.pretend.alive()) == 1

    def test_a_renamed_baseline_entry_is_not_posted_either(self, ada: Site) -> None:
        ada.publish()
        path = ada.folder / "now" / "2026-10.md"
        path.rename(path.with_name("october.md"))

        assert ada.publish() == ()

    def test_a_renamed_entry_can_be_edited_from_then_on(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        path = ada.folder / "now" / "2026-11.md"
        path = path.rename(path.with_name("november.md"))
        ada.publish()
        path.write_text(path.read_text().replace("Tides", "Currents").replace("kettle", "pot"))

        ada.publish()

        (status,) = mastodon.pretend.alive()
        assert "Currents" in status.now.text

    def test_what_may_be_a_rename_is_held_with_a_question(
        self, ada: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.publish()
        (ada.folder / "now" / "2026-11.md").unlink()
        other = ada.write("2026-11", text="Nothing like it.", reading="Winds", title="Else")
        other.rename(other.with_name("november.md"))

        (held,) = [each for each in ada.preview().actions if isinstance(each, Hold)]

        assert "write `id: 2026-11` into its front matter" in held.reason
        assert ada.publish() == ()
        assert len(mastodon.pretend.alive()) == 1

    def test_a_renamed_entry_keeps_its_place_in_the_feed(self, site: Site) -> None:
        site.configure(feed())
        path = site.write("2026-11")
        site.publish()
        before = _entry(site).id
        path.rename(path.with_name("november.md"))

        site.publish()

        assert _entry(site).id == before


@pytest.mark.parametrize("token", ["sesame-4711-open", "wrong/4711+way"], ids=["right", "wrong"])
def test_the_token_is_in_no_file_and_no_outcome(
    ada: Site, mastodon: Served[PretendMastodon], token: str
) -> None:
    mastodon.pretend.token = "sesame-4711-open"
    ada.environment = {"NOWSYNC_MASTODON_TOKEN": token}

    said = repr(ada.publish())

    written = b"".join(_files(ada.folder).values())
    assert "4711" not in said
    assert b"4711" not in written


class TestWhatATemplateKnows:
    """A template of the user's own is given what only the flow knows."""

    @pytest.fixture
    def own(self, ada: Site, mastodon: Served[PretendMastodon]) -> Site:
        (ada.folder / "own").mkdir()
        (ada.folder / "own/mastodon.j2").write_text(
            "{{ text }}\n"
            "new: {{ delta.started | shorten }}\n"
            "{% for each in changes %}\nchanged: {{ each }}\n{% endfor %}\n"
        )
        ada.configure(mastodon_at(mastodon.url), '[templates]\nfolder = "own"\n')
        return ada

    def test_it_knows_what_is_new_since_the_entry_before(self, own: Site) -> None:
        own.write("2026-10", reading="Tides")
        own.write("2026-11", reading="Winds")

        (action,) = own.preview("2026-11").sending

        assert isinstance(action, Create)
        assert action.work.summary.text == "The kettle is on.\nnew: Winds"

    def test_it_knows_what_changed_since_it_was_published(
        self, own: Site, mastodon: Served[PretendMastodon]
    ) -> None:
        own.publish("2026-11")
        own.write("2026-11", text="The kettle is off.")

        own.publish()

        assert (
            'changed: ~ text: "The kettle is off."'
            in mastodon.pretend.alive()[0].versions[-1].words.text
        )
