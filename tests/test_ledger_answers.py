"""Hold the ledger to what a person said, and to what is known of what was taken back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.errors import LedgerError
from nowsync.core.publication import Attempt, Mark, Operation, OperationState, Standing
from nowsync.core.step import Receipt, Verb
from nowsync.ledger import LedgerReader, SqliteLedger, rows
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, TARGET, step

CREATE = Operation(
    verb=Verb.CREATE,
    meaning=ENTRY.meaning(),
    attempts=(Attempt(step=step()),),
    published=NOW,
    updated=NOW,
)
DELETE = replace(
    CREATE, verb=Verb.RETRACT, attempts=(Attempt(step=step(kind="delete", repeatable=True)),)
)
WITHDRAW = replace(DELETE, verb=Verb.WITHDRAW)
EDIT = replace(CREATE, verb=Verb.UPDATE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    """Open a ledger in which the entry is published."""
    with closing(SqliteLedger.open(path)) as opened:
        opened.meet(TARGET, (), NOW)
        done(opened, CREATE)
        yield opened


def begun(ledger: SqliteLedger, operation: Operation) -> Mark:
    (identity,) = ledger.begin("mastodon", [ID], [operation], NOW)
    return Mark(identity, 0)


def done(ledger: SqliteLedger, operation: Operation) -> None:
    ledger.confirm([(begun(ledger, operation), RECEIPT)], NOW)


@pytest.mark.parametrize(
    ("operation", "standing"),
    [
        pytest.param(DELETE, Standing.RETRACTED, id="by a person's word"),
        pytest.param(WITHDRAW, Standing.WITHDRAWN, id="because its entry went away"),
    ],
)
def test_what_was_taken_back_is_known_to_have_been_there(
    ledger: SqliteLedger, operation: Operation, standing: Standing
) -> None:
    done(ledger, operation)

    publication = ledger.publications("mastodon")[ID]
    assert publication.standing is standing
    assert publication.receipts == (RECEIPT,)
    assert publication.published == NOW


def test_what_was_taken_back_does_not_stand_any_more(ledger: SqliteLedger) -> None:
    done(ledger, DELETE)

    assert ledger.standing_steps("mastodon") == ()


def test_what_is_being_taken_back_is_published_still(ledger: SqliteLedger) -> None:
    begun(ledger, DELETE)

    publication = ledger.publications("mastodon")[ID]
    assert publication.standing is Standing.PUBLISHED
    assert publication.operation is not None
    assert publication.operation.verb is Verb.RETRACT


def test_a_retraction_is_no_edit(ledger: SqliteLedger) -> None:
    done(ledger, DELETE)

    assert ledger.edits("mastodon") == {}


@pytest.mark.parametrize("operation", [DELETE, WITHDRAW])
def test_what_was_taken_back_may_be_posted_again(
    ledger: SqliteLedger, operation: Operation
) -> None:
    done(ledger, operation)

    ledger.readmit("mastodon", ID, NOW)

    assert ledger.publications("mastodon")[ID].standing is Standing.BASELINE


def test_an_entry_is_held_until_it_is_released(path: Path, ledger: SqliteLedger) -> None:
    ledger.hold_back("mastodon", ID, NOW)
    with closing(LedgerReader.peek(path)) as other:
        held = other.publications("mastodon")[ID].on_hold

    ledger.release("mastodon", ID, NOW)

    assert (held, ledger.publications("mastodon")[ID].on_hold) == (NOW, None)


def test_an_entry_that_was_never_published_can_be_held(ledger: SqliteLedger) -> None:
    ledger.hold_back("feed", ID, NOW)

    held = ledger.publications("feed")[ID]
    assert (held.standing, held.on_hold) == (None, NOW)


def test_an_entry_is_not_held_twice(ledger: SqliteLedger) -> None:
    ledger.hold_back("mastodon", ID, NOW)

    with pytest.raises(LedgerError):
        ledger.hold_back("mastodon", ID, NOW)


def test_an_entry_can_be_held_again(ledger: SqliteLedger) -> None:
    ledger.hold_back("mastodon", ID, NOW)
    ledger.release("mastodon", ID, NOW)

    ledger.hold_back("mastodon", ID, NOW)

    assert ledger.publications("mastodon")[ID].on_hold == NOW


def test_what_is_not_held_cannot_be_released(ledger: SqliteLedger) -> None:
    with pytest.raises(LedgerError):
        ledger.release("mastodon", ID, NOW)


def test_what_is_kept_is_kept_until_it_is_edited(ledger: SqliteLedger) -> None:
    ledger.let_stay("mastodon", ID, NOW)
    kept = ledger.publications("mastodon")[ID].stays
    done(ledger, EDIT)

    assert (kept, ledger.publications("mastodon")[ID].stays) == (True, False)


def test_to_keep_something_ends_the_question_of_a_refused_retraction(
    ledger: SqliteLedger,
) -> None:
    ledger.refuse(begun(ledger, DELETE), "no", NOW)

    ledger.let_stay("mastodon", ID, NOW)

    assert ledger.publications("mastodon")[ID].operation is None


def test_a_retraction_that_could_not_leave_goes_on_later(ledger: SqliteLedger) -> None:
    ledger.withdraw(begun(ledger, DELETE), "no connection", NOW)

    left = ledger.publications("mastodon")[ID].operation
    assert left is not None
    assert (left.state, left.begun) == (OperationState.OPEN, False)


def test_what_is_planned_anew_anyway_does_not(ledger: SqliteLedger) -> None:
    ledger.withdraw(begun(ledger, WITHDRAW), "no connection", NOW)

    assert ledger.publications("mastodon")[ID].operation is None


def test_a_retraction_of_which_nothing_has_left_can_be_called_off(ledger: SqliteLedger) -> None:
    ledger.withdraw(begun(ledger, DELETE), "no connection", NOW)

    ledger.let_stay("mastodon", ID, NOW)

    assert ledger.publications("mastodon")[ID].operation is None


def test_a_retraction_that_may_have_left_cannot_be_called_off(ledger: SqliteLedger) -> None:
    begun(ledger, DELETE)

    ledger.let_stay("mastodon", ID, NOW)

    left = ledger.publications("mastodon")[ID].operation
    assert left is not None
    assert left.begun


# A ledger of before there were retractions.

OLD = 5
MOMENT = NOW.isoformat()
SAID, SENT = rows.dump(ENTRY.meaning().dump()), rows.dump_step(step())
OPERATIONS = [
    (1, "mastodon", ID, "create", SAID, MOMENT, MOMENT, "done"),
    (2, "mastodon", ID, "update", SAID, MOMENT, MOMENT, "open"),
]
STEPS = [
    (1, SENT, "confirmed", MOMENT, MOMENT, rows.dump_receipt(RECEIPT)),
    (2, SENT, "unknown", MOMENT, MOMENT, None),
]
STANDINGS = [(ID, "published"), ("gone", "gone")]


@pytest.fixture
def old(path: Path) -> Path:
    """Write a ledger by an older schema, with rows in every table that is made anew."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("".join(MIGRATIONS[:OLD]))
        connection.execute(f"PRAGMA user_version = {OLD}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        operation = "INSERT INTO operation VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"
        connection.executemany(operation, OPERATIONS)
        connection.executemany("INSERT INTO step VALUES (?, 0, ?, ?, 1, ?, ?, ?, NULL)", STEPS)
        connection.executemany("INSERT INTO publication VALUES ('mastodon', ?, ?, 1)", STANDINGS)
        connection.commit()
    return path


def test_an_old_ledger_is_brought_up_with_all_its_rows(old: Path) -> None:
    with closing(SqliteLedger.open(old)) as ledger:
        publication = ledger.publications("mastodon")[ID]
        assert publication.operation is not None

        ledger.confirm([(Mark(publication.operation.id, 0), RECEIPT)], NOW)
        done(ledger, DELETE)

        assert publication.operation.state is OperationState.OPEN
        assert publication.receipts == (Receipt(RECEIPT.id, RECEIPT.url),)
        assert ledger.publications("mastodon")[ID].standing is Standing.RETRACTED


def test_an_old_ledger_keeps_its_guards(old: Path) -> None:
    with closing(SqliteLedger.open(old)) as ledger, pytest.raises(LedgerError):
        begun(ledger, EDIT)  # One is open already.

    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM operation WHERE id = 1")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_an_old_ledger_can_be_looked_at_and_stays_as_it_is(old: Path) -> None:
    before = old.read_bytes()

    with closing(LedgerReader.peek(old)) as records:
        found = records.publications("mastodon")

    assert found[ID].standing is Standing.PUBLISHED
    assert old.read_bytes() == before


def test_since_when_something_is_taken_back_is_known_before_it_is_done(
    ledger: SqliteLedger,
) -> None:
    begun(ledger, DELETE)

    assert ledger.taken_back("mastodon") == ((DELETE.attempts[0].step, NOW),)


def test_what_could_not_be_taken_back_yet_is_still_there(ledger: SqliteLedger) -> None:
    ledger.withdraw(begun(ledger, DELETE), "no connection", NOW)

    assert ledger.taken_back("mastodon") == ()


def test_what_nobody_would_take_back_is_still_there(ledger: SqliteLedger) -> None:
    ledger.refuse(begun(ledger, DELETE), "no", NOW)

    assert ledger.taken_back("mastodon") == ()
