"""Where a target says approval = true, nothing goes out that a person has not seen as it is."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nowsync.answers import Answers, awaiting
from nowsync.core.action import Action, Create, Hold, Retract, Update, Wait
from nowsync.ledger import LedgerReader, SqliteLedger
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS
from tests.core.samples import ID, NOW
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at
from tests.terminal import at_a_terminal

BEFORE_APPROVALS = 7


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site that Mastodon has met, with an entry that came after that."""
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url, approval="true"))
    site.publish()
    site.write("2026-11")
    site.pass_time(hours=1)
    return site


def action(site: Site, *words: str) -> Action:
    (found,) = site.preview(*words).actions
    return found


def approve(site: Site, *words: str) -> list[str]:
    app = site.app()
    with app.writing() as ledger:
        held = awaiting(app.prepare(ledger, words=words))
        return list(Answers(app, ledger).approve(held))


def typed(site: Site, command: str) -> tuple[int, str, str]:
    done = run(command, site.folder, NO_COLOR="1", **site.environment)
    return done.returncode, done.stdout, done.stderr


def test_a_new_entry_waits_and_says_what_to_type(ada: Site) -> None:
    held = action(ada)

    assert isinstance(held, Hold)
    assert held.reason == (
        "it waits for your approval; to give it: nowsync approve 2026-11 --target mastodon"
    )
    assert held.approves


def test_naming_an_entry_is_no_approval(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish("2026-11")

    assert mastodon.pretend.alive() == []


def test_what_was_approved_goes_out(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    said = approve(ada, "2026-11")
    ada.pass_time(hours=3)
    going = action(ada)
    ada.publish()

    assert said == ["2026-11 may go out on mastodon, as it is now."]
    assert isinstance(going, Create)
    assert going.reason == "new, dated 2026-11-01; you approved it on 2026-11-20"
    assert len(mastodon.pretend.alive()) == 1


def test_an_entry_that_was_changed_since_waits_anew(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    approve(ada, "2026-11")
    ada.write("2026-11", text="The kettle is off.")
    ada.pass_time(hours=1)

    assert ada.publish() == ()
    assert action(ada).reason == (
        "it is not what you approved on 2026-11-20 any more, and waits for your approval; "
        "to give it: nowsync approve 2026-11 --target mastodon"
    )


def test_a_text_that_is_as_it_was_approved_again_goes_out(ada: Site) -> None:
    approve(ada, "2026-11")
    ada.write("2026-11", text="The kettle is off.")
    ada.write("2026-11")
    ada.pass_time(hours=1)

    assert isinstance(action(ada), Create)


def test_an_edit_needs_an_approval_of_its_own(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    approve(ada, "2026-11")
    ada.publish()
    ada.write("2026-11", text="The kettle is off.")
    ada.pass_time(hours=30)
    held = action(ada)
    approve(ada, "2026-11")

    assert isinstance(held, Hold)
    assert isinstance(action(ada), Update)


def test_an_approval_answers_what_on_change_asks(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.configure(mastodon_at(mastodon.url, approval="true", on_change='"ask"'))
    approve(ada, "2026-11")
    ada.publish()
    ada.write("2026-11", text="The kettle is off.")
    ada.pass_time(hours=30)
    approve(ada, "2026-11")

    assert isinstance(action(ada), Update)


def test_an_approval_opens_no_window(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.configure(mastodon_at(mastodon.url, approval="true", when='"mon 09:00-11:00"'))
    approve(ada, "2026-11")

    assert isinstance(action(ada), Wait)


def test_a_file_that_was_written_just_now_is_not_asked_about(ada: Site) -> None:
    ada.write("2026-11", text="The kettle is off.")
    ada.now = ada.app().folder.entries[-1].changed or ada.now

    assert isinstance(action(ada), Wait)


def test_what_is_taken_back_needs_none(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    settings = {"approval": "true", "on_removed": '"retract"'}
    ada.configure(mastodon_at(mastodon.url, **settings))
    approve(ada, "2026-11")
    ada.publish()
    path = ada.write("2026-11")
    path.write_text(path.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    ada.pass_time(hours=1)

    assert isinstance(action(ada), Retract)


def test_a_feed_that_was_lost_is_written_again(site: Site) -> None:
    site.configure(feed() + "\napproval = true\n")
    site.write("2026-11")
    site.pass_time(hours=1)
    approve(site, "2026-11")
    site.publish()
    (site.folder / "public/now.xml").unlink()

    site.publish()

    assert (site.folder / "public/now.xml").exists()


def test_a_hold_goes_before_an_approval(ada: Site) -> None:
    app = ada.app()
    with app.writing() as ledger:
        list(Answers(app, ledger).hold(["2026-11"], ["mastodon"]))

    assert action(ada).reason.startswith("you held it on ")


# As it is typed.


def test_it_is_shown_to_the_letter_and_written_down(ada: Site) -> None:
    code, shown, _ = typed(ada, "nowsync approve 2026-11")

    assert code == 0
    assert "2026-11 → mastodon  hold: it waits for your approval" in shown
    assert "  │ The kettle is on." in shown
    assert "2026-11 may go out on mastodon, as it is now." in shown
    assert "2026-11 → mastodon  approved" in typed(ada, "nowsync log")[1]


def test_a_person_at_a_terminal_is_asked_first(ada: Site) -> None:
    shown = at_a_terminal(ada, b"n\n", "approve", "2026-11")

    assert b"Approve this (1)?" in shown
    assert b"Nothing was done." in shown
    assert isinstance(action(ada), Hold)


def test_what_waits_for_no_approval_is_a_usage_error(ada: Site) -> None:
    typed(ada, "nowsync approve 2026-11 --yes")

    code, _, told = typed(ada, "nowsync approve 2026-11")

    assert code == 2
    assert "nothing of 2026-11 waits for your approval; to see what does: nowsync status" in told


def test_it_is_told_as_json(ada: Site) -> None:
    awaited = json.loads(typed(ada, "nowsync preview 2026-11 --json")[1])["plan"]["actions"][0]
    document = json.loads(typed(ada, "nowsync approve 2026-11 --json")[1])

    assert document == {
        "schema": 1,
        "approved": [{"entry": "2026-11", "target": "mastodon", "approves": awaited["approves"]}],
    }


def test_a_preview_shows_the_text_that_waits(ada: Site) -> None:
    code, shown, _ = typed(ada, "nowsync preview 2026-11")

    assert code == 1
    assert "  │ The kettle is on." in shown


# In the ledger.


def test_a_ledger_from_before_approvals_takes_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        for script in MIGRATIONS[:BEFORE_APPROVALS]:
            connection.executescript(script)
        connection.execute(
            "INSERT INTO hold (target, entry, since) VALUES ('mastodon', ?, ?)",
            (ID, NOW.isoformat()),
        )
        connection.commit()
        connection.executescript(
            f"PRAGMA user_version = {BEFORE_APPROVALS}; PRAGMA application_id = {APPLICATION_ID}"
        )

    with closing(LedgerReader.peek(path)) as reader:
        assert reader.publications("mastodon")[ID].approval is None
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.approve("mastodon", ID, "first", NOW)
        ledger.approve("mastodon", ID, "second", NOW)
        known = ledger.publications("mastodon")[ID]

    assert known.on_hold == NOW
    assert known.approval is not None
    assert known.approval.deed == "second"
