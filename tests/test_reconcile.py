"""Reconciling: what stands on the targets is taken into the ledger, and nothing is sent."""

import json
import shutil
import subprocess

import pytest

from nowsync.core.action import Hold, Skip, Update
from nowsync.core.publication import Result
from nowsync.reconciling import Survey, Unseen
from tests.servers import mastodon_statuses
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import run
from tests.site import Site, devto, feed, mastodon_at
from tests.test_continuity import back_up, on, publish_november, restore, state

LONG = " ".join(f"The kettle sang song {number}." for number in range(1, 60))
SHORT = "The kettle is on."


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site with a feed and a Mastodon account, both met; and a witness."""
    mastodon.pretend.clock = lambda: site.now
    site.environment = {**site.environment, "XDG_STATE_HOME": str(site.folder / "home")}
    site.configure(mastodon_at(mastodon.url, thread="true"), feed())
    site.publish()
    return site


@pytest.fixture
def restored(ada: Site) -> Site:
    """The same, when an older ledger was put back that does not know of November."""
    backup = back_up(ada)
    publish_november(ada)
    restore(ada, backup)
    return ada


def surveyed(site: Site) -> Survey:
    """Reconcile Mastodon."""
    (seen,) = site.reconcile(only=["mastodon"])
    assert isinstance(seen, Survey)
    return seen


def nothing_is_sent(mastodon: Served[PretendMastodon]) -> bool:
    return all(each.method == "GET" for each in mastodon.requests)


# A ledger that is an older copy.


def test_what_the_ledger_forgot_is_adopted(restored: Site) -> None:
    surveyed(restored)

    action = on("mastodon", restored)

    assert isinstance(action, Skip)
    assert "published at https://mastodon.example/@alice/" in action.reason


def test_reconciling_sends_nothing(restored: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.requests.clear()

    surveyed(restored)

    assert mastodon.requests
    assert nothing_is_sent(mastodon)


def test_an_adopted_post_is_edited_when_its_entry_changes(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    surveyed(restored)
    restored.write("2026-11", text="The kettle is off.")
    restored.pass_time(days=2)

    assert isinstance(on("mastodon", restored), Update)
    restored.publish()

    (status,) = mastodon.pretend.alive()
    assert "The kettle is off." in status.now.text


def test_a_post_whose_entry_has_changed_since_is_adopted_and_left_as_it_is(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    restored.write("2026-11", text="The kettle is off.")

    surveyed(restored)
    restored.pass_time(days=2)
    restored.publish()

    (status,) = mastodon.pretend.statuses
    assert SHORT in status.now.text
    assert isinstance(on("mastodon", restored), Skip)


def test_after_it_new_entries_are_posted_again(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    surveyed(restored)
    restored.write("2026-12")
    restored.pass_time(days=12)

    restored.publish()

    assert len(mastodon.pretend.alive()) == 2


def test_what_was_removed_by_hand_meanwhile_is_held_and_not_posted(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.delete_by_hand(mastodon.pretend.statuses[0].id)

    surveyed(restored)

    action = on("mastodon", restored)
    assert isinstance(action, Hold)
    assert "nowsync publish 2026-11 --target mastodon" in action.reason


def test_what_was_not_found_is_posted_when_it_is_named(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.delete_by_hand(mastodon.pretend.statuses[0].id)
    surveyed(restored)
    # The server knows the key of what was removed for an hour.
    restored.pass_time(hours=2)

    (outcome,) = restored.publish("2026-11", only=["mastodon"])

    assert outcome.result is Result.DONE


def test_the_rest_of_a_thread_that_the_ledger_forgot_is_not_posted_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-11", text=LONG)
    ada.pass_time(hours=1)
    mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
    ada.publish()
    backup = back_up(ada)
    ada.pass_time(hours=2)
    ada.publish()
    ada.publish("2026-11", only=["mastodon"])
    parts = len(mastodon.pretend.statuses)
    restore(ada, backup)

    surveyed(ada)
    for _ in range(3):
        ada.pass_time(hours=2)
        ada.publish()

    assert len(mastodon.pretend.statuses) == parts


def test_a_thread_is_adopted_whole(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    backup = back_up(ada)
    ada.write("2026-11", text=LONG)
    ada.pass_time(hours=1)
    ada.publish()
    parts = len(mastodon.pretend.statuses)
    restore(ada, backup)
    surveyed(ada)
    ada.write("2026-11", text=LONG.replace("song 1.", "song one."))
    ada.pass_time(days=2)

    ada.publish()

    assert len(mastodon.pretend.statuses) == parts
    assert "song one." in mastodon.pretend.statuses[0].now.text


# A ledger that is gone.


def test_without_its_ledger_nothing_is_posted_twice(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    publish_november(ada)
    shutil.rmtree(state(ada))

    surveyed(ada)
    ada.publish()

    assert len(mastodon.pretend.statuses) == 1
    assert isinstance(on("mastodon", ada), Skip)


def test_what_is_old_and_not_found_counts_as_known(ada: Site) -> None:
    ada.write("2025-01")
    shutil.rmtree(state(ada))

    surveyed(ada)

    action = on("mastodon", ada)
    assert isinstance(action, Skip)
    assert "here before" in action.reason


def test_an_entry_that_is_a_draft_again_keeps_its_post(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    publish_november(ada)
    shutil.rmtree(state(ada))
    file = ada.folder / "now/2026-11.md"
    finished = file.read_text("utf-8")
    file.write_text(finished.replace("date:", "draft: true\ndate:", 1), "utf-8")
    surveyed(ada)
    file.write_text(finished, "utf-8")

    ada.publish()

    assert len(mastodon.pretend.statuses) == 1


# Posts that were made by hand.


def test_a_post_that_was_made_by_hand_is_adopted(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-11")
    mastodon.pretend.post_by_hand(f"{SHORT} I read Tides. https://ada.example/now/")

    (adoption,) = surveyed(ada).found.adoptions

    assert not adoption.same
    assert isinstance(on("mastodon", ada), Skip)


def test_what_cannot_be_told_is_held(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.write("2026-11")
    mastodon.pretend.post_by_hand("My page is new: https://ada.example/now/")

    surveyed(ada)

    action = on("mastodon", ada)
    assert isinstance(action, Hold)
    assert "--was-posted URL" in action.reason


# What keeps it from looking.


def test_a_target_that_cannot_be_read_stays_in_recovery(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("GET", r"/api/v1/accounts/\d+/statuses", "garbage"))

    (seen,) = restored.reconcile(only=["mastodon"])

    assert isinstance(seen, Unseen)
    assert "nowsync reconcile" in on("mastodon", restored).reason


def test_another_account_is_not_taken_for_ours(
    ada: Site, mastodon: Served[PretendMastodon], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_november(ada)
    monkeypatch.setitem(mastodon_statuses.ACCOUNT, "id", "110")

    (seen,) = ada.reconcile(only=["mastodon"])

    assert isinstance(seen, Unseen)
    assert "its credential is now for" in seen.reason


# dev.to.


def test_articles_are_adopted_and_edited_later(site: Site, forem: Served[PretendForem]) -> None:
    site.environment = {**site.environment, "XDG_STATE_HOME": str(site.folder / "home")}
    forem.pretend.clock = lambda: site.now
    site.configure(devto(forem.url, published=True))
    site.publish()
    backup = back_up(site)
    publish_november(site)
    restore(site, backup)

    site.reconcile()
    site.write("2026-11", text="The kettle is off.")
    site.pass_time(days=2)
    site.publish()

    (article,) = forem.pretend.articles
    assert "The kettle is off." in article.now.body_markdown
    assert article.now.published


# The command.


def reconcile(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    command = " ".join(("nowsync reconcile --target mastodon", *words))
    return run(command, site.folder, **site.environment, NO_COLOR="1")


def test_it_shows_what_it_would_adopt_and_writes_nothing_unasked(restored: Site) -> None:
    done = reconcile(restored)

    assert done.returncode == 0
    assert "adopt 2026-11: it says what would be posted now" in done.stdout
    assert "To write this down: nowsync reconcile --yes" in done.stdout
    assert isinstance(on("mastodon", restored), Hold)


def test_a_dry_run_leaves_the_ledger_as_it_was(restored: Site) -> None:
    before = (state(restored) / "ledger.sqlite").read_bytes()

    assert reconcile(restored, "--dry-run", "--yes").returncode == 0

    assert (state(restored) / "ledger.sqlite").read_bytes() == before
    assert not (state(restored) / "ledger.sqlite-wal").exists()


def test_with_yes_it_is_written_down_and_told_by_the_log(restored: Site) -> None:
    assert "It is written down. Nothing was sent." in reconcile(restored, "--yes").stdout

    log = run("nowsync log", restored.folder, **restored.environment, NO_COLOR="1").stdout
    assert "(ledger)  restored" in log
    assert "2026-11 → mastodon  adopted  https://mastodon.example/@alice/" in log
    assert "mastodon  reconciled" in log


def test_the_document_says_the_same(restored: Site) -> None:
    document = json.loads(reconcile(restored, "--json").stdout)

    (target,) = document["surveys"]
    assert (document["written"], target["target"]) == (False, "mastodon")
    assert [each["entry"] for each in target["adopted"]] == ["2026-11"]


def test_a_question_ends_with_1_and_shows_the_answers(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-11")
    url = "https://mastodon.example/@alice/"
    number = mastodon.pretend.post_by_hand("My page is new: https://ada.example/now/").id

    done = reconcile(ada, "--yes")

    assert done.returncode == 1
    assert f"nowsync resolve 2026-11 --target mastodon --was-posted {url}{number}" in done.stdout


def resolve(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    command = " ".join(("nowsync resolve 2026-11 --target mastodon", *words))
    return run(command, site.folder, **site.environment)


def test_a_person_says_which_post_an_entry_is(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.write("2026-11")
    number = mastodon.pretend.post_by_hand("My page is new: https://ada.example/now/").id
    surveyed(ada)

    done = resolve(ada, "--was-posted", f"https://mastodon.example/@alice/{number}")

    assert (done.returncode, done.stderr) == (0, "")
    action = on("mastodon", ada)
    assert isinstance(action, Skip)
    assert f"@alice/{number}" in action.reason


def test_an_address_of_nothing_of_ours_is_not_taken(ada: Site) -> None:
    ada.write("2026-11")

    done = resolve(ada, "--was-posted", "https://mastodon.example/@alice/1")

    assert done.returncode == 2
    assert "no post of this account was found" in done.stderr


def test_a_person_leaves_what_was_not_found(
    restored: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.delete_by_hand(mastodon.pretend.statuses[0].id)
    surveyed(restored)

    assert resolve(restored, "--drop").returncode == 0
    assert isinstance(on("mastodon", restored), Skip)
