"""Hold the ledger to what it knows of accounts: who, since when, and whether they let us in."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.access import Access
from nowsync.core.target import Account
from nowsync.ledger import LedgerReader, SqliteLedger
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS
from nowsync.ledger.opening import connect
from tests.core.samples import NOW, TARGET

LATER = NOW + timedelta(minutes=1)
ADA = Account("7", "@ada")
SIGNED_IN = Access(
    target="mastodon",
    origin=TARGET.origin,
    account_id="7",
    account_name="@ada",
    scopes="write:statuses",
    place="the keyring",
    since=NOW,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger.open(path)) as opened:
        yield opened


def kinds(ledger: SqliteLedger) -> list[tuple[str, str | None]]:
    return [(each.kind, each.detail) for each in ledger.events()]


def test_who_signed_in_is_known(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)

    assert ledger.accesses() == {"mastodon": SIGNED_IN}
    assert kinds(ledger) == [("signed in", "@ada")]


def test_a_target_that_is_met_later_is_the_accounts_that_signed_in(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)

    ledger.meet(TARGET, (), LATER)

    assert ledger.acquaintances()["mastodon"].account_id == "7"


@pytest.mark.parametrize(
    "access",
    [
        pytest.param(replace(SIGNED_IN, origin="https://elsewhere.example"), id="elsewhere"),
        pytest.param(replace(SIGNED_IN, target="other"), id="another target"),
    ],
)
def test_a_login_somewhere_else_binds_nothing(ledger: SqliteLedger, access: Access) -> None:
    ledger.admit(access, NOW)

    ledger.meet(TARGET, (), LATER)

    assert ledger.acquaintances()["mastodon"].account_id is None


def test_who_signed_out_before_anything_was_published_binds_nothing(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)
    ledger.dismiss("mastodon", LATER)

    ledger.meet(TARGET, (), LATER)

    assert ledger.acquaintances()["mastodon"].account_id is None


def test_who_signed_out_is_still_known_by_name(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)

    ledger.dismiss("mastodon", LATER)

    expected = replace(SIGNED_IN, scopes=None, place=None, since=None)
    assert ledger.accesses() == {"mastodon": expected}


def test_an_account_that_let_us_in_is_known_without_a_login(ledger: SqliteLedger) -> None:
    ledger.reach(TARGET, ADA, LATER)

    assert ledger.accesses()["mastodon"] == Access(
        target="mastodon",
        origin=TARGET.origin,
        account_id="7",
        account_name="@ada",
        used=LATER,
    )
    assert kinds(ledger) == []


def test_the_last_use_of_a_login_is_known(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)

    ledger.reach(TARGET, ADA, LATER)

    assert ledger.accesses()["mastodon"] == replace(SIGNED_IN, used=LATER)


def test_a_pause_is_noted_once_for_each_reason(ledger: SqliteLedger) -> None:
    ledger.pause(TARGET, "no token", NOW)
    ledger.pause(TARGET, "no token", LATER)
    ledger.pause(TARGET, "another account", LATER)

    assert ledger.accesses()["mastodon"].paused == "another account"
    assert kinds(ledger) == [("paused", "no token"), ("paused", "another account")]


def test_a_pause_keeps_what_is_known_of_the_login(ledger: SqliteLedger) -> None:
    ledger.admit(SIGNED_IN, NOW)

    ledger.pause(TARGET, "no token", LATER)

    assert ledger.accesses()["mastodon"] == replace(SIGNED_IN, paused="no token")


def test_a_pause_is_over_when_the_account_lets_us_in(ledger: SqliteLedger) -> None:
    ledger.pause(TARGET, "no token", NOW)

    ledger.reach(TARGET, ADA, LATER)

    assert ledger.accesses()["mastodon"].paused is None
    assert kinds(ledger)[-1] == ("resumed", "@ada")


def test_a_pause_is_over_when_a_person_signs_in(ledger: SqliteLedger) -> None:
    ledger.pause(TARGET, "no token", NOW)

    ledger.admit(SIGNED_IN, LATER)

    assert ledger.accesses()["mastodon"].paused is None


@pytest.fixture
def old(path: Path) -> Path:
    """Give a ledger of a nowsync that knew nothing of logins, and has published as @ada."""
    with closing(connect(path)) as connection:
        connection.executescript("".join(MIGRATIONS[:2]))
        connection.execute("PRAGMA user_version = 2")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "INSERT INTO target VALUES ('mastodon', 'mastodon', ?, ?, '7', '@ada', NULL)",
            (TARGET.origin, NOW.isoformat()),
        )
    return path


def test_an_older_ledger_is_read_as_it_is(old: Path) -> None:
    with closing(LedgerReader.peek(old)) as reader:
        assert reader.accesses() == {}
        assert reader.acquaintances()["mastodon"].account_id == "7"


def test_an_older_ledger_learns_of_logins_and_forgets_nothing(old: Path) -> None:
    with closing(SqliteLedger.open(old)) as ledger:
        ledger.admit(SIGNED_IN, NOW)

        assert ledger.accesses() == {"mastodon": SIGNED_IN}
        assert ledger.acquaintances()["mastodon"].account_id == "7"
