"""A revision is announced once, as a reply, where the target's owner wants that."""

import pytest
from click.testing import CliRunner

from nowsync.cli import cli
from nowsync.core.action import Hold, Skip, Update
from nowsync.core.publication import SETTLE, Result
from tests.crash import Crash, publish_until, settle
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.mastodon_statuses import Status
from tests.servers.wire import Fault, Served
from tests.site import Site, mastodon_at

POSTS = "/api/v1/statuses"
TOLD = "Now, November 2026, updated\n\nReading: Currents\n\nhttps://ada.example/now/"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Publish an entry, and read another book."""
    site.configure(table(mastodon))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    return site


def table(mastodon: Served[PretendMastodon], **more: str) -> str:
    return mastodon_at(mastodon.url, announce_revisions="true", hours_between_edits="0", **more)


def replies(mastodon: Served[PretendMastodon]) -> list[Status]:
    return [each for each in mastodon.pretend.alive() if each.in_reply_to_id is not None]


def resolve(site: Site, *words: str) -> None:
    configuration = ["--config", str(site.folder / "nowsync.toml")]
    command = [*configuration, "resolve", "2026-11", "--target", "mastodon", *words]
    CliRunner(env=dict(site.environment)).invoke(cli, command, catch_exceptions=False)


def test_a_revision_is_edited_and_told_in_a_reply(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    (outcome,) = ada.publish()

    status, reply = mastodon.pretend.alive()
    assert outcome.result is Result.DONE
    assert outcome.url == f"https://mastodon.example/@alice/{status.id}"
    assert "Currents" in status.now.text
    assert reply.in_reply_to_id == status.id
    assert reply.now.text == TOLD


def test_the_preview_shows_what_will_be_told(ada: Site) -> None:
    (action,) = ada.preview().sending

    assert isinstance(action, Update)
    assert action.work.summary.announcement == TOLD
    assert [step.kind for step in action.work.steps] == ["edit", "announcement"]


def test_it_is_told_once(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()

    assert ada.publish() == ()
    assert len(replies(mastodon)) == 1


def test_the_next_edit_is_of_the_status_alone(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()
    ada.write("2026-11", reading="Stars")
    ada.publish()

    status, first, second = mastodon.pretend.alive()
    assert "Stars" in status.now.text
    assert [each.in_reply_to_id for each in (first, second)] == [status.id] * 2
    assert ["Currents" in first.now.text, "Stars" in second.now.text] == [True, True]


def test_a_correction_is_not_told(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()
    ada.write("2026-11", reading="Currents", title="Now, November 2026")
    ada.publish()

    assert len(replies(mastodon)) == 1


def test_what_was_told_is_not_compared_with_what_the_entry_says_later(ada: Site) -> None:
    ada.publish()
    path = ada.write("2026-11", reading="Currents")
    path.write_text(path.read_text("utf-8").replace("---\n", "---\nmood: calm\n", 1), "utf-8")

    (action,) = ada.preview().actions

    assert isinstance(action, Skip)
    assert "nothing that is shown there" in action.reason


def test_nothing_is_told_unless_wanted(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    site.publish()

    assert replies(mastodon) == []


def test_a_new_entry_is_not_told_of_beside_itself(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(table(mastodon))
    site.write("2026-11")
    site.publish("2026-11")

    assert len(mastodon.pretend.alive()) == 1


def test_an_entry_with_a_text_of_its_own_is_not_told_of(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    path = ada.write("2026-11", reading="Currents")
    own = '---\nnowsync:\n  text: "Quite other words."\n'
    path.write_text(path.read_text("utf-8").replace("---\n", own, 1), "utf-8")
    ada.publish()

    (status,) = mastodon.pretend.alive()
    assert status.now.text == "Quite other words."


def test_the_author_may_say_it_in_other_words(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    (ada.folder / "own").mkdir()
    (ada.folder / "own/revision.j2").write_text("I changed {{ changes | length }} things.\n")
    ada.configure(table(mastodon), '[templates]\nfolder = "own"\n')
    ada.publish()

    assert replies(mastodon)[0].now.text == "I changed 2 things."


@pytest.mark.parametrize("at", range(1, 11))
def test_an_announcement_survives_the_end_of_the_process_at_every_instant(
    ada: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    with pytest.raises(Crash):
        publish_until(ada, at)
    settle(ada)

    (reply,) = replies(mastodon)
    assert reply.now.text == TOLD


def test_an_announcement_is_repeated_with_its_key(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", POSTS, "late"))
    (first,) = ada.publish()
    ada.now += SETTLE
    (second,) = ada.publish()
    mastodon.arrive()

    assert (first.result, second.result) == (Result.UNKNOWN, Result.DONE)
    assert len(replies(mastodon)) == 1


@pytest.fixture
def held(ada: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Edit the status; whether the edit was told of is not known."""
    mastodon.pretend.keys, mastodon.pretend.has_v2 = Keys.IGNORED, False
    mastodon.fault(Fault("POST", POSTS, "drop_before"))
    ada.publish()
    ada.now += SETTLE
    ada.publish()
    assert isinstance(ada.preview().actions[0], Hold)
    return ada


def test_an_announcement_that_is_posted_again_is_all_that_is_posted(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    edits = len(mastodon.asked("PUT"))
    resolve(held, "--post-again")
    held.publish()

    assert len(replies(mastodon)) == 1
    assert len(mastodon.asked("PUT")) == edits


def test_an_announcement_that_is_dropped_leaves_the_edit(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    resolve(held, "--drop")

    (action,) = held.preview().actions
    assert isinstance(action, Skip)
    assert "unchanged since" in action.reason
    assert replies(mastodon) == []


def test_an_announcement_that_was_posted_is_no_part_of_the_status(
    held: Site, mastodon: Served[PretendMastodon]
) -> None:
    reply = mastodon.pretend.post_by_hand("I changed it.")
    resolve(held, "--was-posted", f"{mastodon.url}/@alice/{reply.id}")
    held.write("2026-11", reading="Stars")

    (action,) = held.preview().sending

    assert isinstance(action, Update)
    assert [step.kind for step in action.work.steps] == ["edit", "announcement"]


def test_a_refused_announcement_leaves_the_edit(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", POSTS, "status", status=422))
    (outcome,) = ada.publish()
    ada.write("2026-11", reading="Stars")
    ada.publish()

    status, reply = mastodon.pretend.alive()
    assert outcome.result is Result.REFUSED
    assert "Stars" in status.now.text
    assert "Stars" in reply.now.text


def test_a_thread_is_told_of_at_its_beginning(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    sentences = " ".join(f"The kettle sang its song number {n}." for n in range(1, 41))
    site.configure(table(mastodon, thread="true"))
    site.write("2026-11", text=sentences)
    site.publish("2026-11")
    parts = len(mastodon.pretend.alive())
    site.write("2026-11", text=sentences, reading="Currents")
    site.publish()

    first, reply = mastodon.pretend.alive()[0], mastodon.pretend.alive()[-1]
    assert len(mastodon.pretend.alive()) == parts + 1
    assert reply.in_reply_to_id == first.id
    assert reply.now.text == TOLD


def test_the_announcement_stands_apart_in_what_is_shown(ada: Site) -> None:
    configuration = ["--config", str(ada.folder / "nowsync.toml")]

    shown = CliRunner().invoke(cli, [*configuration, "preview", "2026-11"]).output

    assert "  │ ── announcement\n  │\n  │ Now, November 2026, updated\n" in shown
