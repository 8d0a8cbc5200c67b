"""Hold the ledger to what it keeps of edits and removals that were made on a platform."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.drift import Drift
from nowsync.core.errors import LedgerError
from nowsync.core.publication import Attempt, Mark, Operation, Publication, Standing
from nowsync.core.step import Verb
from nowsync.ledger import SqliteLedger
from nowsync.ledger.migrations import MIGRATIONS
from nowsync.ledger.opening import connect
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, REVISED, TARGET, step

DRIFT = Drift({"text": "The kettle is on."}, {"text": "The kettle is mine."})
KEPT = Drift(DRIFT.ours, DRIFT.theirs, kept=True)


def operation(verb: Verb = Verb.CREATE, text: str = "The kettle is on.") -> Operation:
    attempts = (Attempt(step=step(text)),)
    return Operation(
        verb=verb, meaning=ENTRY.meaning(), attempts=attempts, published=NOW, updated=NOW
    )


def begin(ledger: SqliteLedger, made: Operation) -> Mark:
    (identity,) = ledger.begin("mastodon", [ID], [made], NOW)
    return Mark(identity, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    """Give a ledger in which an entry is published."""
    with closing(SqliteLedger.open(path)) as opened:
        opened.meet(TARGET, (), NOW)
        opened.confirm([(begin(opened, operation()), RECEIPT)], NOW)
        yield opened


def known(ledger: SqliteLedger) -> Publication:
    return ledger.publications("mastodon")[ID]


def noted(ledger: SqliteLedger) -> list[str]:
    return [event.kind for event in ledger.events()]


def test_what_has_drifted_is_known(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)

    assert known(ledger).drifted == DRIFT


def test_the_same_drift_is_noted_once(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.drifted("mastodon", ID, DRIFT, NOW)

    assert noted(ledger).count("edited there") == 1


def test_what_was_restored_has_not_drifted(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.restored("mastodon", ID, NOW)

    assert known(ledger).drift is None


def test_only_what_has_drifted_can_be_restored(ledger: SqliteLedger) -> None:
    with pytest.raises(LedgerError):
        ledger.restored("mastodon", ID, NOW)


def test_the_next_edit_of_ours_ends_a_drift(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.confirm([(begin(ledger, operation(Verb.UPDATE)), RECEIPT)], NOW)

    assert known(ledger).drift is None


def test_what_is_kept_says_what_the_entry_says_now(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.keep("mastodon", ID, REVISED.meaning(), NOW)

    publication = known(ledger)
    assert publication.meaning == REVISED.meaning()
    assert publication.kept == KEPT
    assert publication.receipts == (RECEIPT,)


def test_only_what_has_drifted_can_be_kept(ledger: SqliteLedger) -> None:
    with pytest.raises(LedgerError):
        ledger.keep("mastodon", ID, REVISED.meaning(), NOW)

    assert known(ledger).meaning == ENTRY.meaning()


def test_an_operation_after_what_was_kept_is_told_with_its_own_steps(
    ledger: SqliteLedger,
) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.keep("mastodon", ID, REVISED.meaning(), NOW)
    update = operation(Verb.UPDATE)
    begin(ledger, replace(update, attempts=update.attempts * 2))

    assert [event.steps for event in ledger.events() if event.kind == "update"] == [2]


def test_to_keep_what_is_there_is_no_edit_of_ours(ledger: SqliteLedger) -> None:
    ledger.drifted("mastodon", ID, DRIFT, NOW)
    ledger.keep("mastodon", ID, REVISED.meaning(), NOW)

    assert ledger.edits("mastodon") == {}


def test_an_edit_that_gives_way_is_dropped_and_the_drift_is_known(ledger: SqliteLedger) -> None:
    mark = begin(ledger, operation(Verb.UPDATE, "The kettle is off."))
    ledger.doubt(mark, "no answer", NOW)
    ledger.give_way(mark, DRIFT, NOW)

    publication = known(ledger)
    assert publication.operation is None
    assert publication.drifted == DRIFT


def test_an_edit_that_gave_way_may_still_be_what_is_there(ledger: SqliteLedger) -> None:
    mark = begin(ledger, operation(Verb.UPDATE, "The kettle is off."))
    ledger.give_way(mark, DRIFT, NOW)

    sent = ledger.attempts("mastodon", ID)

    texts = [str(each.step.request.body["status"]) for each in sent]
    assert texts == ["The kettle is on.", "The kettle is off."]


def test_what_is_missed_is_gone_and_told(ledger: SqliteLedger) -> None:
    ledger.miss("mastodon", ID, "it is not there", NOW)

    assert known(ledger).standing is Standing.GONE
    assert noted(ledger)[-1] == "gone"


def test_what_is_gone_is_missed_once(ledger: SqliteLedger) -> None:
    ledger.miss("mastodon", ID, "it is not there", NOW)

    with pytest.raises(LedgerError):
        ledger.miss("mastodon", ID, "it is not there", NOW)


def test_what_is_not_published_cannot_drift(ledger: SqliteLedger) -> None:
    ledger.miss("mastodon", ID, "it is not there", NOW)

    with pytest.raises(LedgerError, match="not published on mastodon any more"):
        ledger.drifted("mastodon", ID, DRIFT, NOW)


def test_an_older_ledger_learns_of_drift_and_keeps_its_rows(path: Path) -> None:
    with closing(connect(path)) as old:
        for number, script in enumerate(MIGRATIONS[:2], start=1):
            old.executescript(f"{script} PRAGMA user_version = {number};")
        old.executescript(
            "PRAGMA application_id = 0x6E6F7773;"
            "INSERT INTO target VALUES ('mastodon', 'mastodon', 'x', 'then', '1', 'a', NULL);"
            "INSERT INTO publication VALUES ('mastodon', '2026-11', 'baseline', NULL);"
        )

    with closing(SqliteLedger.open(path)) as ledger:
        assert known(ledger).standing is Standing.BASELINE
        assert known(ledger).drift is None
