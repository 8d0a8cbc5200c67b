"""How entries stand is told without reading what was said and sent."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId
from nowsync.core.publication import Attempt, Mark, Operation
from nowsync.core.publications import Publications
from nowsync.core.step import Verb
from nowsync.ledger import LedgerReader, SqliteLedger, rows
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, REVISED, TARGET, step

LATER = NOW + timedelta(minutes=1)
OTHER = EntryId("2026-10")
DRIFT = Drift({"text": "The kettle is on."}, {"text": "The kettle is mine."})
# Before the digest of what is published was kept.
OLD = 10

Happens: TypeAlias = Callable[[SqliteLedger], object]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    """Give a ledger that knows an entry from before, and one that it has published."""
    with closing(SqliteLedger.open(tmp_path / "ledger.sqlite")) as opened:
        opened.meet(TARGET, [OTHER], NOW)
        publish(opened, ID)
        yield opened


def operation(verb: Verb = Verb.CREATE) -> Operation:
    return Operation(
        verb=verb,
        meaning=ENTRY.meaning(),
        attempts=(Attempt(step=step()),),
        published=NOW,
        updated=NOW,
    )


def begin(ledger: SqliteLedger, entry: EntryId = ID, verb: Verb = Verb.UPDATE) -> Mark:
    (identity,) = ledger.begin("mastodon", [entry], [operation(verb)], NOW)
    return Mark(identity, 0)


def publish(ledger: SqliteLedger, entry: EntryId) -> None:
    ledger.confirm([(begin(ledger, entry, Verb.CREATE), RECEIPT)], NOW)


def known(ledger: LedgerReader) -> Publications:
    return ledger.publications("mastodon")


def taken_back(ledger: SqliteLedger) -> None:
    ledger.confirm([(begin(ledger, verb=Verb.RETRACT), RECEIPT)], NOW)


def lost(ledger: SqliteLedger) -> None:
    ledger.miss("mastodon", ID, "404", NOW)


def edited_there(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)


def kept_back(ledger: SqliteLedger) -> None:
    ledger.hold_back("mastodon", ID, NOW)


def approved(ledger: SqliteLedger) -> None:
    ledger.approve("mastodon", ID, "a deed", NOW)


def refused(ledger: SqliteLedger) -> None:
    ledger.refuse(begin(ledger), "too long", NOW)


def held(ledger: SqliteLedger) -> None:
    ledger.hold(begin(ledger), "who knows", NOW)


HAPPENS = [taken_back, lost, edited_there, kept_back, approved, begin, refused, held]


def test_what_is_published_as_its_entry_is_now_is_at_rest(ledger: SqliteLedger) -> None:
    assert known(ledger).at_rest(ID, ENTRY.digest) == (RECEIPT,)


@pytest.mark.parametrize(
    ("entry", "digest"),
    [
        pytest.param(ID, REVISED.digest, id="says something else now"),
        pytest.param(OTHER, ENTRY.digest, id="was here before"),
        pytest.param("2026-09", ENTRY.digest, id="is not known"),
    ],
)
def test_what_is_not_published_as_it_is_is_not_at_rest(
    ledger: SqliteLedger, entry: EntryId, digest: str
) -> None:
    assert known(ledger).at_rest(entry, digest) == ()


@pytest.mark.parametrize("happens", HAPPENS, ids=lambda each: each.__name__)
def test_what_more_is_known_of_is_not_at_rest(ledger: SqliteLedger, happens: Happens) -> None:
    happens(ledger)

    assert known(ledger).at_rest(ID, ENTRY.digest) == ()


def test_an_edit_that_was_dropped_leaves_an_entry_at_rest(ledger: SqliteLedger) -> None:
    ledger.withdraw(begin(ledger), "no network", NOW)

    assert known(ledger).at_rest(ID, ENTRY.digest) == (RECEIPT,)


def test_an_edit_that_was_dropped_does_not_hide_one_that_was_refused(ledger: SqliteLedger) -> None:
    refused(ledger)
    ledger.withdraw(begin(ledger), "no network", NOW)

    assert [each.operation and each.operation.reason for each in known(ledger).astir] == [
        "too long"
    ]


def test_an_edit_that_was_made_ends_one_that_was_refused(ledger: SqliteLedger) -> None:
    refused(ledger)
    ledger.confirm([(begin(ledger), RECEIPT)], NOW)

    assert known(ledger).at_rest(ID, ENTRY.digest) == (RECEIPT,)


def test_what_is_published_is_told_from_what_was_here_before(ledger: SqliteLedger) -> None:
    assert ([*known(ledger)], [*known(ledger).published]) == ([OTHER, ID], [ID])


def test_the_latest_is_the_last_of_those_of_one_moment(ledger: SqliteLedger) -> None:
    publish(ledger, EntryId("2026-12"))
    publish(ledger, EntryId("2026-09"))

    assert known(ledger).latest == known(ledger)[EntryId("2026-12")]


def test_the_latest_is_told_by_its_moment(ledger: SqliteLedger) -> None:
    older = replace(operation(Verb.CREATE), updated=NOW - timedelta(days=9))
    (number,) = ledger.begin("mastodon", [EntryId("2026-12")], [older], NOW)
    ledger.confirm([(Mark(number, 0), RECEIPT)], NOW)

    latest = known(ledger).latest

    assert latest is not None
    assert latest.entry != EntryId("2026-12")


def test_where_nothing_is_published_nothing_is_the_latest(ledger: SqliteLedger) -> None:
    lost(ledger)

    assert known(ledger).latest is None


def test_only_what_more_is_known_of_is_astir(ledger: SqliteLedger) -> None:
    publish(ledger, EntryId("2026-12"))
    edited_there(ledger)

    assert [each.entry for each in known(ledger).astir] == [ID]


def test_what_a_refused_operation_said_is_known_of_an_entry_that_is_not_there(
    ledger: SqliteLedger,
) -> None:
    new = EntryId("2026-12")
    ledger.refuse(begin(ledger, new, Verb.CREATE), "too long", NOW)

    assert (len(known(ledger)), new in known(ledger)) == (3, True)
    assert [each.entry for each in known(ledger).astir] == [new]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Lay down a ledger of an older nowsync: one entry is as it was published, one is not."""
    path = tmp_path / "older.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("".join(MIGRATIONS[:OLD]))
        for number, (entry, now) in enumerate([(ID, ENTRY), (OTHER, REVISED)]):
            _lay_down(connection, number, entry, now)
        connection.commit()
        connection.executescript(
            f"PRAGMA user_version = {OLD}; PRAGMA application_id = {APPLICATION_ID}"
        )
    return path


def _lay_down(connection: sqlite3.Connection, number: int, entry: EntryId, now: Entry) -> None:
    """Have an entry that was published saying what ENTRY does, and says something `now`."""
    moment = NOW.isoformat()
    seen = now.digest, rows.dump(now.meaning().dump())
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)",
        (entry, f"{entry}.md", moment, *seen, moment, moment),
    )
    connection.execute(
        "INSERT INTO operation VALUES (?, 'mastodon', ?, 'create', ?, ?, ?, 'done', NULL)",
        (number, entry, rows.dump(ENTRY.meaning().dump()), moment, moment),
    )
    connection.execute(
        "INSERT INTO step VALUES (?, 0, ?, 'confirmed', 1, ?, ?, ?, NULL)",
        (number, rows.dump_step(step()), moment, moment, rows.dump_receipt(RECEIPT)),
    )
    connection.execute(
        "INSERT INTO publication VALUES ('mastodon', ?, 'published', ?, NULL)", (entry, number)
    )


def test_an_older_ledger_learns_what_is_published_as_it_is(old: Path) -> None:
    with closing(SqliteLedger.open(old)) as ledger:
        assert known(ledger).at_rest(ID, ENTRY.digest) == (RECEIPT,)
        assert known(ledger).at_rest(OTHER, REVISED.digest) == ()


@pytest.mark.parametrize("entry", [ID, OTHER])
def test_an_older_ledger_still_knows_what_it_published(old: Path, entry: EntryId) -> None:
    with closing(SqliteLedger.open(old)) as ledger:
        publication = known(ledger)[entry]

        assert publication.digest == ENTRY.digest
        assert (publication.meaning, publication.receipts) == (ENTRY.meaning(), (RECEIPT,))
