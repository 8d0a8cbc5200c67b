"""What the ledger keeps of entries that were seen: since when they are finished and as they are."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nowsync.core.entry import Entry
from nowsync.core.identity import Identified, Seen, sightings
from nowsync.ledger import LedgerReader, SqliteLedger
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS
from tests.core.samples import ENTRY, ID, NOW, REVISED

LATER = NOW + timedelta(hours=1)
DRAFT = replace(ENTRY, draft=True)
# Before it was kept since when an entry is finished.
OLD = 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger.open(path)) as opened:
        yield opened


def see(ledger: SqliteLedger, entry: Entry, at: datetime) -> Seen:
    """Let a run see an entry, and give how it is known from then on."""
    ledger.see(sightings(Identified((entry,)), ledger.seen()), at)
    return ledger.seen()[ID]


def test_an_entry_is_finished_since_it_was_first_seen(ledger: SqliteLedger) -> None:
    assert see(ledger, ENTRY, NOW).since == NOW


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(replace(ENTRY, source="now/renamed.md"), NOW, id="another name"),
        pytest.param(REVISED, LATER, id="other words"),
    ],
)
def test_it_is_finished_anew_when_it_says_something_else(
    ledger: SqliteLedger, entry: Entry, expected: datetime
) -> None:
    see(ledger, ENTRY, NOW)

    assert see(ledger, entry, LATER).since == expected


def test_a_draft_is_not_finished(ledger: SqliteLedger) -> None:
    found = see(ledger, DRAFT, NOW)

    assert (found.draft, found.since) == (True, None)


def test_a_draft_is_finished_when_it_is_none_any_more(ledger: SqliteLedger) -> None:
    see(ledger, DRAFT, NOW)

    assert see(ledger, ENTRY, LATER).since == LATER


def test_an_entry_that_is_a_draft_again_is_not_finished(ledger: SqliteLedger) -> None:
    see(ledger, ENTRY, NOW)

    assert see(ledger, DRAFT, LATER).since is None


@pytest.fixture
def old(path: Path) -> Path:
    """Lay down a ledger of an older nowsync that has seen an entry."""
    with closing(sqlite3.connect(path)) as connection:
        for script in MIGRATIONS[:OLD]:
            connection.executescript(script)
        connection.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, '{}', ?)",
            (ID, ENTRY.source, ENTRY.date.isoformat(), ENTRY.digest, NOW.isoformat()),
        )
        connection.commit()
        connection.executescript(
            f"PRAGMA user_version = {OLD}; PRAGMA application_id = {APPLICATION_ID}"
        )
    return path


def test_an_entry_of_an_older_ledger_is_finished_since_it_was_first_seen(old: Path) -> None:
    with closing(SqliteLedger.open(old)) as ledger:
        assert ledger.seen()[ID].since == NOW


def test_an_older_ledger_can_be_read_and_stays_as_it_is(old: Path) -> None:
    before = old.read_bytes()

    with closing(LedgerReader.peek(old)) as reader:
        assert reader.seen()[ID].since == NOW
    assert old.read_bytes() == before
