"""What an entry says about its own publication, from its front matter to the servers and back."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from nowsync.core.action import Action, Create, Hold, Skip, Wait
from nowsync.core.publication import Result
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, devto, feed, mastodon_at

Say = Callable[..., Path]


@pytest.fixture
def say(site: Site) -> Say:
    """Write the entry of a month with these lines under `nowsync:`."""

    def written(*lines: str, name: str = "2026-11", text: str = "The kettle is on.") -> Path:
        path = site.write(name, text=text)
        table = "\n  ".join(["nowsync:", *lines])
        path.write_text(path.read_text("utf-8").replace("title:", f"{table}\ntitle:"), "utf-8")
        return path

    return written


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> Site:
    """A site that met its account, its blog and its feed in October."""
    site.configure(mastodon_at(mastodon.url), devto(forem.url), feed())
    site.write("2026-10")
    site.publish()
    return site


def decided(site: Site, target: str, *words: str) -> Action:
    """Plan for November on one target."""
    actions = site.preview(*words, only=[target]).actions
    return next(action for action in actions if action.entry == "2026-11")


def entry_of_feed(site: Site) -> feedparser.FeedParserDict:
    return feedparser.parse(str(site.folder / "public" / "now.xml")).entries[0]


class TestText:
    """Own words are sent as they are."""

    def test_it_is_posted_to_the_letter(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("mastodon:", "  text: |", "    Ask @bob@example.org, #now:", "", "      {{ title }}")

        ada.publish(only=["mastodon"])

        (status,) = mastodon.pretend.alive()
        assert status.now.text == "Ask @bob@example.org, #now:\n\n  {{ title }}"

    def test_one_that_does_not_fit_is_held_with_the_numbers(self, ada: Site, say: Say) -> None:
        say(f"text: {'x' * 501}")

        action = decided(ada, "mastodon")

        said = "now/2026-11.md: its own text has 501 characters, and 500 fit; shorten it"
        assert isinstance(action, Hold)
        assert action.reason == said

    def test_it_sums_an_article_and_a_feed_entry_up(
        self, ada: Site, say: Say, forem: Served[PretendForem]
    ) -> None:
        say("text: Own words")

        ada.publish(only=["devto", "feed"])

        (article,) = forem.pretend.articles
        assert article.now.description == "Own words"
        assert "The kettle is on." in article.now.body_markdown
        assert entry_of_feed(ada).summary == "Own words"

    def test_another_one_edits_what_is_there(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("text: Own words")
        ada.publish()
        say("text: Better words")

        ada.publish()

        (status,) = mastodon.pretend.alive()
        assert [version.words.text for version in status.versions] == ["Own words", "Better words"]

    def test_without_it_the_template_speaks_again(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("text: Own words")
        ada.publish()
        say()

        ada.publish()

        (status,) = mastodon.pretend.alive()
        assert "The kettle is on." in status.now.text

    def test_it_is_corrected_only_where_it_was_said(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say()
        ada.publish()
        say("mastodon: {text: Own words}")

        outcomes = ada.publish()

        assert [outcome.target for outcome in outcomes] == ["mastodon"]

    def test_what_changes_elsewhere_in_the_entry_leaves_it_alone(self, ada: Site, say: Say) -> None:
        say("text: Own words")
        ada.publish()
        say("text: Own words", text="The kettle is off.")

        action = decided(ada, "mastodon")

        assert isinstance(action, Skip)
        assert action.reason == "changed since, but nothing that is shown there"


class TestLabels:
    """Content warning, language and tags."""

    def test_a_content_warning_is_posted(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("content_warning: food")

        ada.publish()

        (status,) = mastodon.pretend.alive()
        assert status.now.spoiler_text == "food"

    def test_a_content_warning_can_be_taken_back(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("content_warning: food")
        ada.publish()
        say()

        (outcome,) = ada.publish(only=["mastodon"])

        (status,) = mastodon.pretend.alive()
        assert outcome.result is Result.DONE
        assert status.now.spoiler_text == ""

    def test_the_language_of_the_entry_goes_before_that_of_the_target(
        self, site: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url, language='"pt"'))
        say("language: de")

        site.publish("2026-11")

        (status,) = mastodon.pretend.alive()
        assert status.now.language == "de"

    def test_tags_take_the_place_of_the_entrys(
        self, ada: Site, say: Say, forem: Served[PretendForem]
    ) -> None:
        path = say("devto: {tags: [books]}")
        path.write_text(path.read_text("utf-8").replace("title:", "tags: [now]\ntitle:"), "utf-8")

        ada.publish(only=["devto", "feed"])

        (article,) = forem.pretend.articles
        assert article.now.tags == ("books",)
        assert [tag.term for tag in entry_of_feed(ada).tags] == ["now"]


class TestVisibility:
    """Who sees it, where that can be said."""

    def test_the_target_decides_unless_the_entry_does(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("mastodon: {visibility: public}")
        ada.publish(only=["mastodon"])
        say(name="2026-12")
        ada.now += timedelta(days=20)

        ada.publish(only=["mastodon"])

        assert [each.visibility for each in mastodon.pretend.alive()] == ["public", "unlisted"]

    def test_an_unknown_one_is_held_with_a_suggestion(self, ada: Site, say: Say) -> None:
        say("mastodon: {visibility: publc}")

        action = decided(ada, "mastodon")

        assert isinstance(action, Hold)
        assert "did you mean 'public'?" in action.reason

    @pytest.mark.parametrize("target", ["devto", "feed"])
    def test_what_is_for_few_is_held_where_everyone_sees_it(
        self, ada: Site, say: Say, target: str
    ) -> None:
        say("visibility: private")

        action = decided(ada, target)

        assert isinstance(action, Hold)
        assert f"on {target} everyone sees everything" in action.reason

    def test_another_one_changes_nothing_that_is_published(self, ada: Site, say: Say) -> None:
        say("mastodon: {visibility: public}")
        ada.publish()
        say("mastodon: {visibility: direct}")

        assert ada.publish() == ()


class TestSkip:
    """What stays out, and where."""

    def test_an_entry_can_stay_out_of_one_target(self, ada: Site, say: Say) -> None:
        say("mastodon: {skip: true}")

        outcomes = ada.publish()

        assert sorted(outcome.target for outcome in outcomes) == ["devto", "feed"]

    def test_an_entry_can_stay_out_of_all_but_one(self, ada: Site, say: Say) -> None:
        say("skip: true", "feed: {skip: false}")

        outcomes = ada.publish()

        assert [outcome.target for outcome in outcomes] == ["feed"]

    def test_naming_it_does_not_send_it_there(self, ada: Site, say: Say) -> None:
        say("mastodon: {skip: true}")

        action = decided(ada, "mastodon", "2026-11")

        assert isinstance(action, Skip)
        assert action.reason == "the entry says skip"

    def test_what_was_published_and_is_unchanged_is_skipped_by_its_word(
        self, ada: Site, say: Say
    ) -> None:
        say()
        ada.publish()
        say("skip: true")

        action = decided(ada, "mastodon", "2026-11")

        assert isinstance(action, Skip)
        assert action.reason == "the entry says skip; what was published stays as it is"

    def test_what_was_published_stays_and_is_not_edited(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say()
        ada.publish()
        say("skip: true", text="The kettle is off.")

        assert ada.publish() == ()
        (status,) = mastodon.pretend.alive()
        assert len(status.versions) == 1
        assert "The kettle is on." in entry_of_feed(ada).summary


class TestNotBefore:
    """An explicit time of the author's."""

    def test_it_waits_until_then_and_goes_out_by_itself(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("mastodon: {not_before: 2026-11-21 09:00}")

        waiting = decided(ada, "mastodon")
        early = ada.publish(only=["mastodon"])
        ada.pass_time(days=1)
        (outcome,) = ada.publish(only=["mastodon"])

        assert isinstance(waiting, Wait)
        assert waiting.until.isoformat() == "2026-11-21T09:00:00+00:00"
        assert early == ()
        assert outcome.result is Result.DONE

    def test_whoever_names_it_publishes_it_now_and_is_told(self, ada: Site, say: Say) -> None:
        say("not_before: 2026-11-21 09:00")

        action = decided(ada, "mastodon", "2026-11")

        said = "you named it, though the entry says not_before 2026-11-21 09:00"
        assert isinstance(action, Create)
        assert action.reason == said

    def test_what_is_to_go_out_later_is_not_the_baseline_of_a_new_target(
        self, site: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        site.configure(mastodon_at(mastodon.url))
        say("not_before: 2026-11-21 09:00")
        site.publish()
        site.pass_time(days=1)

        (outcome,) = site.publish()

        assert outcome.result is Result.DONE

    def test_an_old_entry_that_is_to_go_out_now_is_new_in_the_feed(
        self, ada: Site, say: Say
    ) -> None:
        say("not_before: 2026-11-20", name="2026-03")

        ada.publish(only=["feed"])

        assert entry_of_feed(ada).published == "2026-11-20T09:00:00+00:00"


class TestMistakes:
    """One entry's mistake is its own."""

    def test_a_mistake_keeps_its_entry_back_and_no_other(self, ada: Site, say: Say) -> None:
        say("mastodn: {skip: true}")
        say(name="2026-09")

        outcomes = ada.publish("2026-09", only=["feed"])

        (problem,) = ada.preview().problems
        assert [outcome.entry for outcome in outcomes] == ["2026-09"]
        assert str(problem) == (
            "now/2026-11.md:3: nowsync.mastodn: there is no such target; did you mean 'mastodon'?"
        )

    def test_a_target_that_is_configured_later_is_known_then(
        self, ada: Site, say: Say, mastodon: Served[PretendMastodon]
    ) -> None:
        say("friends: {skip: true}")
        before = ada.preview().problems
        friends = mastodon_at(mastodon.url).replace("targets.mastodon", "targets.friends")

        ada.configure(feed(), friends)

        assert len(before) == 1
        assert ada.preview().problems == ()


class TestShown:
    """The preview names what the entry itself decides."""

    def test_the_preview_says_what_the_entry_says(self, ada: Site, say: Say) -> None:
        say("visibility: public", "mastodon: {text: Own words}")

        shown = run("nowsync preview 2026-11", ada.folder).stdout

        to_mastodon, to_devto, to_feed = shown.split(" → ")[1:4]
        assert "\n  visibility public, text (the entry says so)\n" in to_mastodon
        alone = "\n  visibility public: the entry says so, but it changes nothing there\n"
        assert alone in to_devto
        assert alone in to_feed

    def test_json_carries_what_the_entry_says(self, ada: Site, say: Say) -> None:
        say("visibility: public", "mastodon: {text: Own words}")

        done = run("nowsync preview 2026-11 --json", ada.folder)

        actions = json.loads(done.stdout)["plan"]["actions"]
        assert [(each["overrides"], each["without_effect"]) for each in actions] == [
            ({"text": "Own words", "visibility": "public"}, []),
            ({"visibility": "public"}, ["visibility"]),
            ({"visibility": "public"}, ["visibility"]),
        ]

    def test_a_mistake_is_told_with_its_line_and_ends_with_1(self, ada: Site, say: Say) -> None:
        say("skip: maybe")

        done = run("nowsync preview", ada.folder)

        told = "problem  now/2026-11.md:3: nowsync.skip: must be true or false, not 'maybe'\n"
        assert done.returncode == 1
        assert told in done.stdout
