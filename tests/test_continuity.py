"""A ledger that was put back, lost or replaced is noticed, and nothing is posted twice for it."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.action import Action, Create, Hold, Skip
from nowsync.core.continuity import Breach
from nowsync.core.publication import Mark, Result
from nowsync.ledger import LedgerReader, SqliteLedger
from nowsync.ledger.migrations import MIGRATIONS
from nowsync.ledger.witness import Witness, home
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, TARGET
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, feed, mastodon_at
from tests.test_ledger import ONE, THREAD, select


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site with a feed and a Mastodon account, both met; and a witness."""
    mastodon.pretend.clock = lambda: site.now
    site.environment = {**site.environment, "XDG_STATE_HOME": str(site.folder / "home")}
    site.configure(mastodon_at(mastodon.url), feed())
    site.publish()
    return site


def state(site: Site) -> Path:
    return site.folder / ".nowsync"


def back_up(site: Site) -> Path:
    """Copy the state folder."""
    copy = site.folder / "backup"
    shutil.copytree(state(site), copy)
    return copy


def restore(site: Site, backup: Path) -> None:
    """Put a copy in the place of the state folder."""
    shutil.rmtree(state(site))
    shutil.copytree(backup, state(site))


def publish_november(site: Site) -> None:
    site.write("2026-11")
    site.pass_time(hours=1)
    site.publish()


def on(target: str, site: Site) -> Action:
    """Give the one action that is planned there."""
    (action,) = (each for each in site.preview().actions if each.target == target)
    return action


def test_an_older_copy_of_the_ledger_posts_nothing_twice(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    backup = back_up(ada)
    publish_november(ada)
    restore(ada, backup)

    ada.publish()

    assert len(mastodon.pretend.statuses) == 1


@pytest.mark.fault("D11", "held")
@pytest.mark.parametrize("noticed", [False, True], ids=["by a preview", "by a run"])
def test_an_older_copy_of_the_ledger_holds_what_it_would_post(ada: Site, *, noticed: bool) -> None:
    backup = back_up(ada)
    publish_november(ada)
    restore(ada, backup)
    assert not noticed or ada.publish()

    action = on("mastodon", ada)

    assert isinstance(action, Hold)
    assert "older copy" in action.reason
    assert "nowsync reconcile" in action.reason


def test_naming_an_entry_does_not_override_an_older_copy(ada: Site) -> None:
    backup = back_up(ada)
    publish_november(ada)
    restore(ada, backup)

    assert ada.publish("2026-11", only=["mastodon"]) == ()


def test_a_feed_needs_no_recovery(ada: Site) -> None:
    backup = back_up(ada)
    publish_november(ada)
    restore(ada, backup)

    assert isinstance(on("feed", ada), Create)


@pytest.mark.fault("D11", "held")
@pytest.mark.parametrize("noticed", [False, True], ids=["by a preview", "by a run"])
def test_a_ledger_that_is_gone_is_no_first_run(ada: Site, *, noticed: bool) -> None:
    publish_november(ada)
    shutil.rmtree(state(ada))
    assert not noticed or ada.publish()

    action = on("mastodon", ada)

    assert isinstance(action, Hold)
    assert "missing" in action.reason


def test_a_ledger_that_is_gone_is_missed_by_every_further_run(ada: Site) -> None:
    publish_november(ada)
    shutil.rmtree(state(ada))

    runs = [ada.publish(only=["mastodon"]) for _ in range(3)]

    assert runs == [(), (), ()]


def test_a_ledger_that_moves_with_its_site_is_whole(ada: Site) -> None:
    publish_november(ada)
    moved = ada.folder / "moved"
    moved.mkdir()
    for name in ("now", "nowsync.toml", ".nowsync", "public"):
        (ada.folder / name).rename(moved / name)
    ada.folder = moved

    assert isinstance(on("mastodon", ada), Skip)


def test_of_two_copies_the_one_that_stayed_behind_is_noticed(ada: Site) -> None:
    backup = back_up(ada)
    publish_november(ada)
    (ada.folder / "nowsync.toml").write_text(
        (ada.folder / "nowsync.toml").read_text("utf-8") + f'\n[state]\nfolder = "{backup}"\n'
    )

    assert isinstance(on("mastodon", ada), Hold)


def test_without_a_witness_nothing_is_held(ada: Site) -> None:
    publish_november(ada)
    shutil.rmtree(ada.folder / "home")

    assert isinstance(on("mastodon", ada), Skip)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"count": "x", "place": 1}', "\x00"])
def test_a_witness_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "one.json").write_text(content)

    assert Witness(tmp_path, tmp_path / "ledger.sqlite").memories() == ()


def test_a_witness_that_cannot_be_written_stops_nothing(ada: Site) -> None:
    shutil.rmtree(ada.folder / "home")
    (ada.folder / "home").write_text("in the way")

    publish_november(ada)

    assert isinstance(on("mastodon", ada), Skip)


def test_the_witness_knows_numbers_and_a_place_only(ada: Site) -> None:
    (file,) = (ada.folder / "home/nowsync").iterdir()

    assert json.loads(file.read_text("utf-8")).keys() == {"count", "place"}


def test_the_witness_stands_where_programs_keep_their_state() -> None:
    assert home({"HOME": "/home/ada"}) == Path("/home/ada/.local/state/nowsync")
    assert home({"HOME": "/home/ada", "XDG_STATE_HOME": "/var/ada"}) == Path("/var/ada/nowsync")
    # XDG Base Directory Specification: relative paths are invalid.
    assert home({"XDG_STATE_HOME": "var"}) is None


# An older copy that no witness tells from the one that was written last.


@pytest.fixture
def forgetful(ada: Site) -> Site:
    """The site, when its ledger and its witness were both put back, and December was forgotten."""
    ada.write("2026-12", text="A month of rain.")
    ada.pass_time(days=12)
    backup = back_up(ada)
    shutil.copytree(ada.folder / "home", backup / "home")
    ada.publish()
    restore(ada, backup)
    shutil.rmtree(ada.folder / "home")
    (state(ada) / "home").rename(ada.folder / "home")
    return ada


@pytest.mark.fault("D12", "held")
def test_after_a_pause_what_is_there_already_is_held(
    forgetful: Site, mastodon: Served[PretendMastodon]
) -> None:
    forgetful.pass_time(hours=2)

    (outcome,) = forgetful.publish(only=["mastodon"])

    assert outcome.result is Result.HELD
    assert "nowsync reconcile" in outcome.message
    assert len(mastodon.pretend.statuses) == 1


def test_it_stays_held_until_it_is_reconciled(
    forgetful: Site, mastodon: Served[PretendMastodon]
) -> None:
    forgetful.publish()
    forgetful.publish()
    assert isinstance(on("mastodon", forgetful), Hold)

    forgetful.reconcile(only=["mastodon"])

    assert isinstance(on("mastodon", forgetful), Skip)
    assert len(mastodon.pretend.statuses) == 1


def test_what_has_changed_since_is_recognised_too(
    forgetful: Site, mastodon: Served[PretendMastodon]
) -> None:
    forgetful.write("2026-12", text="A month of rain, and then some.")

    forgetful.publish()

    assert len(mastodon.pretend.statuses) == 1


def test_a_person_may_post_it_all_the_same(
    forgetful: Site, mastodon: Served[PretendMastodon]
) -> None:
    forgetful.publish()
    forgetful.pass_time(hours=2)

    (outcome,) = forgetful.publish("2026-12", only=["mastodon"])

    assert outcome.result is Result.DONE
    assert len(mastodon.pretend.statuses) == 2


def test_a_list_that_cannot_be_read_keeps_nothing_back(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-12")
    ada.pass_time(days=12)
    mastodon.fault(Fault("GET", r"/api/v1/accounts/\d+/statuses", "status", status=403))

    assert ada.publish(only=["mastodon"])[0].result is Result.DONE


def test_without_a_pause_nobody_looks(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    publish_november(ada)

    lists = [each for each in mastodon.requests if re.search(r"/\d+/statuses", each.path)]
    assert lists == []


def test_what_was_not_in_the_folder_when_a_ledger_was_lost_is_recognised_later(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    publish_november(ada)
    file = ada.folder / "now/2026-11.md"
    text = file.read_text("utf-8")
    file.unlink()
    shutil.rmtree(state(ada))
    ada.reconcile(only=["mastodon"])
    file.write_text(text, "utf-8")

    ada.publish(only=["mastodon"])

    assert len(mastodon.pretend.statuses) == 1
    assert isinstance(on("mastodon", ada), Hold)


# In the file.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def witness(path: Path) -> Witness:
    return Witness(path.parent / "home", path)


def test_the_witness_is_told_of_every_write(path: Path, witness: Witness) -> None:
    with closing(SqliteLedger.open(path, witness)) as ledger:
        ledger.meet(TARGET, (), NOW)
        before = witness.memories()[0].epoch
        ledger.begin("mastodon", [ID], [ONE], NOW)

        assert witness.memories()[0].epoch == replace(before, count=before.count + 1)
        assert ledger.epoch() == witness.memories()[0].epoch


def test_an_old_ledger_gets_a_name_of_its_own(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for number, script in enumerate(MIGRATIONS[:2], start=1):
            connection.executescript(f"{script} PRAGMA user_version = {number};")
        connection.executescript(f"PRAGMA application_id = {0x6E6F7773};")
        connection.execute(
            "INSERT INTO target (name, platform, origin, met_at) VALUES ('m', 'm', 'o', ?)",
            (NOW.isoformat(),),
        )
        connection.commit()

    with closing(LedgerReader.peek(path)) as reader:
        assert list(reader.acquaintances()) == ["m"]
    with closing(SqliteLedger.open(path)) as ledger:
        assert list(ledger.acquaintances()) == ["m"]
        first = ledger.epoch()
    with closing(SqliteLedger.open(path)) as ledger:
        assert ledger.epoch() == first


def test_after_a_breach_no_step_is_believed_not_to_have_been_made(
    path: Path, witness: Witness
) -> None:
    with closing(SqliteLedger.open(path, witness)) as ledger:
        ledger.meet(TARGET, (), NOW)
        ledger.begin("mastodon", [ENTRY.id], [THREAD], NOW)

        ledger.break_off(Breach.RESTORED, NOW)

    states = select(path, "SELECT state, sends, first_sent FROM step ORDER BY position")
    assert states == [("unknown", 1, NOW.isoformat())] * 3


def test_after_a_breach_what_was_confirmed_stays_so(path: Path, witness: Witness) -> None:
    with closing(SqliteLedger.open(path, witness)) as ledger:
        ledger.meet(TARGET, (), NOW)
        (identity,) = ledger.begin("mastodon", [ENTRY.id], [THREAD], NOW)
        ledger.confirm([(Mark(identity, 0), RECEIPT)], NOW)

        ledger.break_off(Breach.RESTORED, NOW)

    assert select(path, "SELECT state FROM step WHERE position = 0") == [("confirmed",)]


def test_a_breach_ends_for_a_target_that_is_reconciled(path: Path, witness: Witness) -> None:
    with closing(SqliteLedger.open(path, witness)) as ledger:
        ledger.break_off(Breach.LOST, NOW)
        ledger.reconcile("mastodon", [], NOW)

        assert ledger.recovery("mastodon") is None
        assert ledger.recovery("devto") is not None


def test_a_further_breach_needs_a_further_look(path: Path, witness: Witness) -> None:
    with closing(SqliteLedger.open(path, witness)) as ledger:
        ledger.break_off(Breach.LOST, NOW)
        ledger.reconcile("mastodon", [], NOW)
        ledger.break_off(Breach.RESTORED, NOW)

        recovery = ledger.recovery("mastodon")
        assert recovery is not None
        assert recovery.breach is Breach.RESTORED
