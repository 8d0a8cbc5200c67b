"""Hold the ledger to what it says of steps by their keys: the same as by reading them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.drift import Drift
from nowsync.core.entry import EntryId
from nowsync.core.publication import Attempt, Mark, Operation
from nowsync.core.step import Step, Verb
from nowsync.ledger import SqliteLedger
from nowsync.ledger.migrations import MIGRATIONS, migrate
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, REVISED, TARGET, step

OTHER = EntryId("2026-10")
WITH_KEYS = next(number for number, each in enumerate(MIGRATIONS) if "step_key" in each)


def keyed(key: str) -> Step:
    return replace(step(), key=key)


def publish(ledger: SqliteLedger, entry: EntryId, *keys: str, verb: Verb = Verb.CREATE) -> None:
    made = Operation(
        verb=verb,
        meaning=ENTRY.meaning(),
        attempts=tuple(Attempt(step=keyed(key)) for key in keys),
        published=NOW,
        updated=NOW,
    )
    (identity,) = ledger.begin("mastodon", [entry], [made], NOW)
    for position in range(len(keys)):
        if position:
            ledger.send(Mark(identity, position), NOW)
        ledger.confirm([(Mark(identity, position), RECEIPT)], NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    """Give a ledger in which two entries are published, one of them in two steps."""
    with closing(SqliteLedger.open(path)) as opened:
        opened.meet(TARGET, (), NOW)
        publish(opened, ID, "c", "a")
        publish(opened, OTHER, "b")
        yield opened


def test_the_keys_of_what_stands_are_in_the_order_of_its_steps(ledger: SqliteLedger) -> None:
    assert ledger.standing_keys("mastodon") == ("b", "c", "a")
    assert [each.key for each in ledger.standing_steps("mastodon")] == ["b", "c", "a"]


def test_an_edit_has_the_key_that_stands(ledger: SqliteLedger) -> None:
    publish(ledger, OTHER, "d", verb=Verb.UPDATE)

    assert ledger.standing_keys("mastodon") == ("d", "c", "a")


def test_what_is_begun_does_not_stand_yet(ledger: SqliteLedger) -> None:
    edit = Operation(
        verb=Verb.UPDATE,
        meaning=ENTRY.meaning(),
        attempts=(Attempt(step=keyed("d")),),
        published=NOW,
        updated=NOW,
    )
    ledger.begin("mastodon", [OTHER], [edit], NOW)

    assert ledger.standing_keys("mastodon") == ("b", "c", "a")


def test_what_is_kept_as_somebody_edited_it_keeps_its_keys(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", OTHER, Drift({"text": "Ours."}, {"text": "Theirs."}), NOW)
    ledger.keep("mastodon", OTHER, REVISED.meaning(), NOW)

    assert ledger.standing_keys("mastodon") == ("b", "c", "a")


def test_another_target_has_keys_of_its_own(ledger: SqliteLedger) -> None:
    assert ledger.standing_keys("devto") == ()


def test_the_steps_of_an_older_ledger_get_their_keys(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(";".join(MIGRATIONS[:WITH_KEYS]))
        connection.execute(f"PRAGMA user_version = {WITH_KEYS}")
        connection.executemany(
            "INSERT INTO step (operation, position, payload, state) VALUES (?, 0, ?, 'confirmed')",
            [(1, '{"kind": "status", "key": "kettle"}'), (2, '{"kind": "status"}')],
        )

        migrate(connection)

        found = connection.execute("SELECT * FROM step_key").fetchall()
    assert found == [(1, 0, "kettle"), (2, 0, "")]
