"""retract, undo, hold and release, and resolve --keep, as they are typed."""

import json
import os

import pytest

from nowsync.core.publication import Standing
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at
from tests.terminal import at_a_terminal


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site whose newest entry is on Mastodon and in the feed."""
    site.configure(mastodon_at(mastodon.url), feed())
    site.write("2026-10")
    site.write("2026-11")
    site.publish("2026-11")
    return site


def typed(site: Site, command: str) -> tuple[int, str, str]:
    done = run(command, site.folder, NO_COLOR="1", **site.environment)
    return done.returncode, done.stdout, done.stderr


def test_what_would_be_taken_back_is_shown_with_its_text_and_requests(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    (status,) = mastodon.pretend.alive()

    code, shown, _ = typed(ada, "nowsync retract 2026-11 --target mastodon --dry-run")

    assert code == 0
    assert f"2026-11 → mastodon  retract: you take it back: {status.shown()['url']}" in shown
    assert "  │ Now, November 2026" in shown
    assert f"DELETE {mastodon.url}/api/v1/statuses/{status.id}" in shown
    assert "To take it back: nowsync retract 2026-11 --target mastodon" in shown
    assert mastodon.pretend.alive() == [status]


def test_an_entry_is_taken_back_from_everywhere(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    code, shown, _ = typed(ada, "nowsync retract 2026-11 --yes")

    assert code == 0
    assert "✓ 2026-11 → mastodon  taken back" in shown
    assert "✓ 2026-11 → feed  taken back" in shown
    assert "2 done." in shown
    assert mastodon.pretend.alive() == []


def test_a_person_at_a_terminal_is_asked(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    shown = at_a_terminal(ada, b"n\n", "retract", "2026-11")

    assert b"Take back this (1 from mastodon, 1 from feed)?" in shown
    assert b"Nothing was done." in shown
    assert len(mastodon.pretend.alive()) == 1


def test_what_was_taken_back_is_told_as_json(ada: Site) -> None:
    _, shown, _ = typed(ada, "nowsync retract 2026-11 --target mastodon --json")

    document = json.loads(shown)
    (action,) = document["plan"]["actions"]
    assert action["action"] == "retract"
    assert [step["request"]["method"] for step in action["steps"]] == ["DELETE"]
    assert [each["message"] for each in document["outcomes"]] == ["taken back"]


def test_what_is_nowhere_needs_nothing_to_be_taken_back(ada: Site) -> None:
    code, shown, _ = typed(ada, "nowsync retract 2026-10 --yes")

    assert code == 0
    assert "nothing of it is published there" in shown
    assert "Nothing to do." in shown


def test_a_word_that_names_nothing_is_a_usage_error(ada: Site) -> None:
    code, _, told = typed(ada, "nowsync retract 2026-09")

    assert code == 2
    assert "no entry is called '2026-09'" in told


def test_the_log_tells_of_it(ada: Site) -> None:
    typed(ada, "nowsync retract 2026-11 --target mastodon --yes")

    assert "2026-11 → mastodon  taken back" in typed(ada, "nowsync log 2026-11")[1]


def test_what_was_published_last_is_undone(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    code, shown, _ = typed(ada, "nowsync undo --older --yes")

    assert code == 0
    assert "2 done." in shown
    assert mastodon.pretend.alive() == []


def test_what_was_published_days_ago_is_undone_only_if_that_is_said(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    code, _, told = typed(ada, "nowsync undo --yes")

    assert code == 2
    assert "nowsync undo --older" in told
    assert len(mastodon.pretend.alive()) == 1


def test_what_is_held_is_not_published_before_it_is_released(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-11", text="The kettle is off.")
    held = typed(ada, "nowsync hold 2026-11 --target mastodon")
    refused = typed(ada, "nowsync publish 2026-11 --target mastodon --yes")
    released = typed(ada, "nowsync release 2026-11")
    typed(ada, "nowsync publish 2026-11 --target mastodon --yes")

    assert held == (0, "2026-11 is held on mastodon.\n", "")
    assert refused[0] == 1
    assert "nowsync release 2026-11 --target mastodon" in refused[1]
    assert released == (0, "2026-11 is let go on mastodon.\n", "")
    assert len(mastodon.pretend.alive()[0].versions) == 2


def test_to_hold_twice_is_to_hold_and_status_tells_of_it(ada: Site) -> None:
    typed(ada, "nowsync hold 2026-11")

    assert typed(ada, "nowsync hold 2026-11")[0] == 0
    assert typed(ada, "nowsync log 2026-11")[1].count("held back") == 2
    assert typed(ada, "nowsync status")[1].count("  held by you: 2026-11\n") == 2


def test_what_is_not_held_cannot_be_released(ada: Site) -> None:
    code, _, told = typed(ada, "nowsync release 2026-11")

    assert code == 2
    assert "2026-11 is not held; to see what is: nowsync status" in told


def test_a_person_says_once_that_something_stays(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.remove("2026-11")
    asked = typed(ada, "nowsync preview --target mastodon")
    kept = typed(ada, "nowsync resolve 2026-11 --target mastodon --keep")
    after = typed(ada, "nowsync preview --target mastodon")

    assert asked[0] == 1
    assert "nowsync resolve 2026-11 --target mastodon --keep" in asked[1]
    assert kept == (0, "It stays on mastodon, whatever becomes of its file.\n", "")
    assert after[0] == 0
    assert len(mastodon.pretend.alive()) == 1


def test_what_is_being_taken_back_does_not_stay(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("DELETE", ".*", "drop_before"))
    typed(ada, "nowsync retract 2026-11 --target mastodon --yes")

    code, _, told = typed(ada, "nowsync resolve 2026-11 --target mastodon --keep")

    assert (code, told) == (2, "nowsync: 2026-11 is being taken back from mastodon already\n")


def test_what_was_taken_back_may_be_posted_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    typed(ada, "nowsync retract 2026-11 --target mastodon --yes")
    ada.write("2026-11", text="The kettle is off.")

    code, told, _ = typed(ada, "nowsync resolve 2026-11 --target mastodon --post-again")
    ada.publish("2026-11", only=["mastodon"])

    assert code == 0
    assert "nowsync publish 2026-11 --target mastodon" in told
    assert len(mastodon.pretend.alive()) == 1


def test_what_is_to_be_taken_back_by_policy_can_be_kept_as_a_plan(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, on_removed='"retract"'))
    ada.remove("2026-11")
    os.utime(ada.folder / "now", (0, 0))
    typed(ada, "nowsync plan -o plan.json")

    applied = typed(ada, "nowsync apply plan.json --yes")
    again = typed(ada, "nowsync apply plan.json --yes")

    assert applied[0] == 0
    assert "taken back" in applied[1]
    assert "has been carried out already" in again[1]
    with ada.app().reading() as records:
        standings = [each.standing for each in records.publications("mastodon").values()]
    assert Standing.WITHDRAWN in standings
