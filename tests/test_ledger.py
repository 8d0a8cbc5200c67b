"""Hold the ledger to its promises: durable, exact, never guessing; real SQLite, real processes."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nowsync.core.access import Access
from nowsync.core.continuity import Breach
from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import LedgerBusy, LedgerError
from nowsync.core.history import Happening, history
from nowsync.core.identity import Identified, sightings
from nowsync.core.publication import (
    Acquaintance,
    Attempt,
    Mark,
    Operation,
    OperationState,
    Publication,
    Standing,
    StepState,
)
from nowsync.core.step import Receipt, Step, Verb
from nowsync.core.target import Account
from nowsync.ledger import LedgerReader, SqliteLedger, hold
from nowsync.ledger.migrations import APPLICATION_ID, MIGRATIONS, check, migrate
from tests.core.samples import ENTRY, ID, NOW, RECEIPT, REVISED, TARGET, step

LATER = NOW + timedelta(minutes=1)
OTHER = EntryId("2026-10")
DRAFTED = Receipt("41", None, {"slug": "now"})
DRIFT = Drift({"text": "The kettle is on."}, {"text": "The kettle is mine."})
CONTESTED = "changed by somebody else"


def operation(*steps: Step, verb: Verb = Verb.CREATE) -> Operation:
    return Operation(
        verb=verb,
        meaning=ENTRY.meaning(),
        attempts=tuple(Attempt(step=each) for each in steps or (step(),)),
        published=NOW,
        updated=NOW,
    )


ONE = operation()
THREAD = operation(*(step(text, kind="reply") for text in ("It sings.", "It hums.", "It stops.")))
DRAFT_AND_RELEASE = operation(
    step("a draft", kind="draft", repeatable=True),
    step("its release", kind="release", repeatable=True),
)
TWO = operation(step("a draft", kind="draft"), step("its release", kind="release"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with closing(SqliteLedger.open(path)) as opened:
        opened.meet(TARGET, (), NOW)
        yield opened


def begin(ledger: SqliteLedger, operation: Operation = ONE, entry: EntryId = ID) -> Mark:
    """Begin an operation and give the mark of its first step."""
    (identity,) = ledger.begin("mastodon", [entry], [operation], NOW)
    return Mark(identity, 0)


def publish(ledger: SqliteLedger, operation: Operation = ONE, entry: EntryId = ID) -> Mark:
    """Publish an entry in one step."""
    mark = begin(ledger, operation, entry)
    ledger.confirm([(mark, RECEIPT)], NOW)
    return mark


def known(ledger: LedgerReader, entry: EntryId = ID) -> Publication:
    return ledger.publications("mastodon")[entry]


def open_operation(ledger: LedgerReader) -> Operation:
    """Give the operation that is not done, which there must be."""
    found = known(ledger).operation
    assert found is not None
    return found


def select(path: Path, sql: str) -> list[Any]:
    """Look into the file as anybody could."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def operations(path: Path) -> list[Any]:
    return select(path, "SELECT state, reason FROM operation ORDER BY id")


def steps(path: Path) -> list[Any]:
    return select(path, "SELECT state, sends, answer FROM step ORDER BY operation, position")


def events(path: Path) -> list[Any]:
    return select(path, "SELECT entry, kind, detail FROM event ORDER BY id")


# What is known of edits.


def test_the_last_edit_of_an_entry_is_known(ledger: SqliteLedger) -> None:
    publish(ledger)
    publish(ledger, operation(step(kind="edit"), verb=Verb.UPDATE))
    mark = begin(ledger, operation(step(kind="edit"), verb=Verb.UPDATE))
    ledger.doubt(mark, "no answer", NOW)
    ledger.send(mark, LATER)
    ledger.confirm([(mark, RECEIPT)], LATER)

    assert ledger.edits("mastodon") == {ID: LATER}


def test_it_is_known_when_an_entry_was_posted(ledger: SqliteLedger) -> None:
    mark = begin(ledger)
    ledger.send(mark, LATER)
    ledger.confirm([(mark, RECEIPT)], LATER)

    assert ledger.posts("mastodon") == {ID: LATER}


def test_an_edit_is_no_post(ledger: SqliteLedger) -> None:
    publish(ledger, operation(verb=Verb.UPDATE))

    assert ledger.posts("mastodon") == {}


def test_a_post_that_may_not_have_been_made_is_none_yet(ledger: SqliteLedger) -> None:
    ledger.doubt(begin(ledger), "no answer", NOW)

    assert ledger.posts("mastodon") == {}


def test_a_post_is_no_edit(ledger: SqliteLedger) -> None:
    publish(ledger)

    assert ledger.edits("mastodon") == {}


def test_an_edit_that_was_not_made_is_no_edit(ledger: SqliteLedger) -> None:
    publish(ledger)
    ledger.refuse(begin(ledger, operation(verb=Verb.UPDATE)), "no", LATER)

    assert ledger.edits("mastodon") == {}


def test_an_edit_elsewhere_is_no_edit_here(ledger: SqliteLedger) -> None:
    publish(ledger, operation(verb=Verb.UPDATE))

    assert ledger.edits("feed") == {}


# What is known of targets.


def test_a_new_ledger_knows_nothing(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        assert (ledger.acquaintances(), [*ledger.publications("mastodon")]) == ({}, [])


def test_a_target_that_was_met_is_known(ledger: SqliteLedger) -> None:
    known = Acquaintance("https://mastodon.example", heard=NOW)

    assert ledger.acquaintances() == {"mastodon": known}


def test_a_target_is_met_once(ledger: SqliteLedger) -> None:
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.meet(TARGET, (), LATER)


def test_what_was_here_before_a_target_is_its_baseline(ledger: SqliteLedger) -> None:
    expected = Publication(entry=ID, target="feed", standing=Standing.BASELINE)

    ledger.meet(replace(TARGET, name="feed"), [ID], NOW)

    assert ledger.publications("feed") == {ID: expected}


def test_a_baseline_leaves_what_was_published_alone(ledger: SqliteLedger) -> None:
    ledger.begin("feed", [ID], [ONE], NOW)
    ledger.confirm([(Mark(1, 0), RECEIPT)], NOW)

    ledger.meet(replace(TARGET, name="feed"), [ID, OTHER], NOW)

    assert ledger.publications("feed")[ID].standing is Standing.PUBLISHED


def test_an_account_that_was_recognised_is_known(ledger: SqliteLedger) -> None:
    expected = Acquaintance("https://mastodon.example", "7", "@ada", heard=NOW)

    ledger.recognise("mastodon", Account("7", "@ada"), NOW)

    assert ledger.acquaintances()["mastodon"] == expected


def test_a_target_that_puts_us_off_is_known_to(ledger: SqliteLedger) -> None:
    ledger.put_off("mastodon", LATER, NOW)

    assert ledger.acquaintances()["mastodon"].not_before == LATER


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda it: it.recognise("x", Account("7", "@ada"), NOW), id="recognise"),
        pytest.param(lambda it: it.put_off("x", LATER, NOW), id="put off"),
    ],
)
def test_a_target_that_was_never_met_cannot_be_changed(
    ledger: SqliteLedger, write: Callable[[SqliteLedger], None]
) -> None:
    with pytest.raises(LedgerError, match=CONTESTED):
        write(ledger)


def test_moments_are_kept_in_utc(ledger: SqliteLedger, path: Path) -> None:
    east = timezone(timedelta(hours=9))

    ledger.put_off("mastodon", LATER.astimezone(east), NOW)

    assert select(path, "SELECT not_before FROM target") == [("2026-11-20T12:01:00+00:00",)]


# One step, and all that can become of it.


def test_a_step_is_in_flight_before_it_is_sent(ledger: SqliteLedger) -> None:
    expected = Attempt(
        step=step(), state=StepState.IN_FLIGHT, sends=1, first_sent=NOW, last_sent=NOW
    )

    begin(ledger)

    assert open_operation(ledger).attempts == (expected,)


def test_an_operation_is_read_back_as_it_was_frozen(ledger: SqliteLedger) -> None:
    mark = begin(ledger, TWO)

    found = open_operation(ledger)

    assert found == replace(TWO, id=mark.operation, attempts=found.attempts)
    assert [each.step for each in found.attempts] == [each.step for each in TWO.attempts]


def test_a_begun_step_is_on_the_disk_when_begin_returns(ledger: SqliteLedger, path: Path) -> None:
    begin(ledger)

    assert steps(path) == [("in flight", 1, None)]


def test_a_repeated_step_counts_its_sends_and_keeps_the_first_moment(ledger: SqliteLedger) -> None:
    mark = begin(ledger)

    ledger.send(mark, LATER)

    (attempt,) = open_operation(ledger).attempts
    assert (attempt.sends, attempt.first_sent, attempt.last_sent) == (2, NOW, LATER)


def test_a_doubtful_step_that_is_repeated_is_in_flight_again(
    ledger: SqliteLedger, path: Path
) -> None:
    mark = begin(ledger)
    ledger.doubt(mark, "hung up", NOW)

    ledger.send(mark, LATER)

    assert steps(path) == [("in flight", 2, "hung up")]


def test_a_confirmed_step_publishes_its_entry(ledger: SqliteLedger) -> None:
    expected = Publication(
        entry=ID,
        target="mastodon",
        standing=Standing.PUBLISHED,
        meaning=ENTRY.meaning(),
        receipts=(RECEIPT,),
        steps=(step(),),
        published=NOW,
        updated=NOW,
    )

    publish(ledger)

    assert known(ledger) == expected


def see(ledger: SqliteLedger, entry: Entry) -> None:
    ledger.see(sightings(Identified((entry,)), {}), NOW)


def test_what_an_unchanged_entry_said_is_not_read_to_know_its_digest(ledger: SqliteLedger) -> None:
    see(ledger, ENTRY)
    publish(ledger)
    published = known(ledger)
    ledger.close()

    assert published.digest == ENTRY.digest
    with pytest.raises(LedgerError):
        _ = published.meaning


def test_what_is_published_stays_so_when_the_entry_changes(ledger: SqliteLedger) -> None:
    see(ledger, ENTRY)
    publish(ledger)
    see(ledger, REVISED)
    published = known(ledger)

    assert published.digest == ENTRY.digest
    assert published.meaning == ENTRY.meaning()


def test_a_confirmed_step_forgets_the_doubt(ledger: SqliteLedger, path: Path) -> None:
    mark = begin(ledger)
    ledger.doubt(mark, "hung up", NOW)

    ledger.confirm([(mark, RECEIPT)], LATER)

    assert (steps(path), operations(path)) == ([("confirmed", 1, None)], [("done", None)])


def test_a_doubtful_step_stays_open(ledger: SqliteLedger, path: Path) -> None:
    ledger.doubt(begin(ledger), "hung up", NOW)

    assert (steps(path), operations(path)) == ([("unknown", 1, "hung up")], [("open", None)])


def test_a_doubt_may_be_doubted_again(ledger: SqliteLedger, path: Path) -> None:
    mark = begin(ledger)
    ledger.doubt(mark, "hung up", NOW)

    ledger.doubt(mark, "not there yet", LATER)

    assert steps(path) == [("unknown", 1, "not there yet")]


def test_a_refused_step_ends_its_operation_with_the_reason(
    ledger: SqliteLedger, path: Path
) -> None:
    ledger.refuse(begin(ledger), "too rude", NOW)

    assert (steps(path), operations(path)) == (
        [("refused", 1, "too rude")],
        [("refused", "too rude")],
    )


def test_a_refusal_is_known_to_the_next_plan(ledger: SqliteLedger) -> None:
    ledger.refuse(begin(ledger), "too rude", NOW)

    found = open_operation(ledger)
    assert (found.state, found.reason) == (OperationState.REFUSED, "too rude")


def test_a_refused_edit_leaves_the_entry_published(ledger: SqliteLedger) -> None:
    publish(ledger)

    ledger.refuse(begin(ledger, operation(verb=Verb.UPDATE)), "too rude", LATER)

    assert (known(ledger).standing, known(ledger).receipts) == (Standing.PUBLISHED, (RECEIPT,))


def test_a_refusal_is_over_when_the_entry_is_published(ledger: SqliteLedger) -> None:
    ledger.refuse(begin(ledger), "too rude", NOW)

    publish(ledger)

    assert known(ledger).operation is None


@pytest.fixture
def half_made(ledger: SqliteLedger) -> Mark:
    """Make the first part of a thread, and put the second one in flight."""
    mark = publish(ledger, THREAD)
    ledger.send(replace(mark, position=1), NOW)
    return replace(mark, position=1)


def test_a_part_that_was_made_before_another_was_refused_is_published(
    ledger: SqliteLedger, half_made: Mark
) -> None:
    ledger.refuse(half_made, "too rude", LATER)

    found = known(ledger)
    assert (found.standing, found.receipts) == (Standing.PUBLISHED, (RECEIPT,))
    assert found.steps == (THREAD.attempts[0].step,)
    assert open_operation(ledger).state is OperationState.REFUSED


def test_a_draft_that_was_made_before_its_release_was_refused_is_not_published(
    ledger: SqliteLedger,
) -> None:
    drafted = publish(ledger, DRAFT_AND_RELEASE)
    ledger.send(replace(drafted, position=1), NOW)

    ledger.refuse(replace(drafted, position=1), "too rude", LATER)

    assert known(ledger).standing is None


def test_a_part_that_was_made_before_another_was_given_up_is_published(
    ledger: SqliteLedger, half_made: Mark
) -> None:
    ledger.hold(half_made, "look there", LATER)

    ledger.drop(half_made.operation, LATER, again=False)

    assert (known(ledger).standing, known(ledger).receipts) == (Standing.PUBLISHED, (RECEIPT,))


def test_a_held_operation_that_is_reopened_goes_on_at_its_doubtful_step(
    ledger: SqliteLedger, path: Path, half_made: Mark
) -> None:
    ledger.hold(half_made, "look there", LATER)

    ledger.reopen(half_made.operation, LATER)

    assert operations(path) == [("open", None)]
    assert [row[:2] for row in steps(path)] == [("confirmed", 1), ("planned", 0), ("planned", 0)]
    assert events(path)[-1] == (ID, "reopened", "the missing part is to be posted")


def test_only_what_is_held_can_be_reopened(ledger: SqliteLedger, half_made: Mark) -> None:
    with pytest.raises(LedgerError, match=CONTESTED):
        ledger.reopen(half_made.operation, LATER)


def test_a_held_step_stays_in_doubt_for_a_person(ledger: SqliteLedger, path: Path) -> None:
    ledger.hold(begin(ledger), "look there", NOW)

    assert (steps(path), operations(path)) == (
        [("unknown", 1, "look there")],
        [("held", "look there")],
    )


def test_what_is_held_is_known_to_the_next_plan(ledger: SqliteLedger) -> None:
    ledger.hold(begin(ledger), "look there", NOW)

    found = open_operation(ledger)
    assert (found.state, found.reason) == (OperationState.HELD, "look there")


def test_a_held_step_that_was_posted_after_all_is_confirmed(ledger: SqliteLedger) -> None:
    mark = begin(ledger)
    ledger.hold(mark, "look there", NOW)

    ledger.confirm([(mark, RECEIPT)], LATER)

    assert (known(ledger).receipts, known(ledger).operation) == ((RECEIPT,), None)


def test_a_first_step_that_was_posted_after_all_lets_the_next_one_go(
    ledger: SqliteLedger, path: Path
) -> None:
    mark = begin(ledger, TWO)
    ledger.hold(mark, "look there", NOW)

    ledger.confirm([(mark, DRAFTED)], LATER)

    assert operations(path)[0][0] == "open"


def test_a_held_operation_that_is_dropped_may_begin_again(ledger: SqliteLedger) -> None:
    mark = begin(ledger)
    ledger.hold(mark, "look there", NOW)

    ledger.drop(mark.operation, LATER, again=True)

    assert ledger.publications("mastodon") == {}


def test_a_held_operation_that_is_dropped_for_good_leaves_its_entry_alone(
    ledger: SqliteLedger,
) -> None:
    mark = begin(ledger)
    ledger.hold(mark, "look there", NOW)

    ledger.drop(mark.operation, LATER, again=False)

    assert known(ledger) == Publication(entry=ID, target="mastodon", standing=Standing.BASELINE)


def test_what_was_published_before_a_dropped_edit_stays_published(ledger: SqliteLedger) -> None:
    publish(ledger)
    mark = begin(ledger, operation(verb=Verb.UPDATE))
    ledger.hold(mark, "look there", LATER)

    ledger.drop(mark.operation, LATER, again=False)

    assert (known(ledger).standing, known(ledger).operation) == (Standing.PUBLISHED, None)


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda _, __: None, id="open"),
        pytest.param(lambda it, mark: it.confirm([(mark, RECEIPT)], NOW), id="done"),
        pytest.param(lambda it, mark: it.refuse(mark, "too rude", NOW), id="refused"),
        pytest.param(lambda it, mark: it.withdraw(mark, "no network", NOW), id="dropped"),
    ],
)
def test_only_what_is_held_can_be_dropped(
    ledger: SqliteLedger, prepare: Callable[[SqliteLedger, Mark], None]
) -> None:
    mark = begin(ledger)
    prepare(ledger, mark)

    with pytest.raises(LedgerError, match=CONTESTED):
        ledger.drop(mark.operation, LATER, again=True)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        pytest.param(True, (ID, "dropped", "to be posted again"), id="again"),
        pytest.param(False, (ID, "dropped", "for good"), id="for good"),
    ],
)
def test_it_is_told_that_a_person_dropped_something(
    ledger: SqliteLedger, path: Path, *, again: bool, expected: tuple[str, ...]
) -> None:
    mark = begin(ledger)
    ledger.hold(mark, "look there", NOW)

    ledger.drop(mark.operation, LATER, again=again)

    assert events(path)[-1] == expected


def test_a_withdrawn_operation_is_as_if_it_had_never_been(ledger: SqliteLedger) -> None:
    ledger.withdraw(begin(ledger), "no network", NOW)

    assert ledger.publications("mastodon") == {}


def test_a_withdrawn_operation_stays_on_the_record(ledger: SqliteLedger, path: Path) -> None:
    ledger.withdraw(begin(ledger), "no network", NOW)

    assert (steps(path), operations(path)) == (
        [("planned", 0, "no network")],
        [("dropped", "no network")],
    )


def test_a_withdrawn_edit_leaves_the_entry_as_published(ledger: SqliteLedger) -> None:
    publish(ledger)
    published = known(ledger)

    ledger.withdraw(begin(ledger, operation(verb=Verb.UPDATE)), "no network", LATER)

    assert known(ledger) == published


def test_a_dropped_operation_does_not_hide_the_refusal_before_it(ledger: SqliteLedger) -> None:
    ledger.refuse(begin(ledger), "too rude", NOW)

    ledger.withdraw(begin(ledger), "no network", LATER)

    assert open_operation(ledger).reason == "too rude"


def test_a_lost_publication_is_gone(ledger: SqliteLedger, path: Path) -> None:
    publish(ledger)

    ledger.lose(begin(ledger, operation(verb=Verb.UPDATE)), "HTTP 404", LATER)

    assert known(ledger).standing is Standing.GONE
    assert operations(path) == [("done", None), ("dropped", "HTTP 404")]


def test_a_lost_publication_still_tells_where_it_was(ledger: SqliteLedger) -> None:
    publish(ledger)

    ledger.lose(begin(ledger, operation(verb=Verb.UPDATE)), "HTTP 404", LATER)

    assert known(ledger).url == RECEIPT.url


def test_a_draft_that_is_lost_before_its_release_is_gone(ledger: SqliteLedger) -> None:
    mark = begin(ledger, TWO)
    ledger.confirm([(mark, DRAFTED)], NOW)
    ledger.send(Mark(mark.operation, 1), NOW)

    ledger.lose(Mark(mark.operation, 1), "HTTP 404", LATER)

    assert known(ledger).standing is Standing.GONE


def test_an_edit_renews_what_was_published(ledger: SqliteLedger) -> None:
    edit = Receipt("42", "https://mastodon.example/@ada/42?edited")
    publish(ledger)

    mark = begin(
        ledger,
        replace(operation(verb=Verb.UPDATE), meaning=REVISED.meaning(), updated=LATER),
    )
    ledger.confirm([(mark, edit)], LATER)

    there = known(ledger)
    assert (there.meaning, there.receipts) == (REVISED.meaning(), (edit,))
    assert (there.published, there.updated) == (NOW, LATER)


# Two steps.


def test_the_second_step_waits_for_the_first(ledger: SqliteLedger, path: Path) -> None:
    begin(ledger, TWO)

    assert steps(path) == [("in flight", 1, None), ("planned", 0, None)]


def test_an_operation_is_open_until_its_last_step_is_confirmed(
    ledger: SqliteLedger, path: Path
) -> None:
    ledger.confirm([(begin(ledger, TWO), DRAFTED)], NOW)

    assert (known(ledger).standing, operations(path)) == (None, [("open", None)])


def test_the_receipt_of_an_earlier_step_is_kept_for_the_later_one(ledger: SqliteLedger) -> None:
    ledger.confirm([(begin(ledger, TWO), DRAFTED)], NOW)

    assert open_operation(ledger).receipts == (DRAFTED,)


def test_a_later_step_goes_into_flight_by_itself(ledger: SqliteLedger) -> None:
    mark = begin(ledger, TWO)
    ledger.confirm([(mark, DRAFTED)], NOW)

    ledger.send(Mark(mark.operation, 1), LATER)

    second = open_operation(ledger).attempts[1]
    assert (second.state, second.first_sent) == (StepState.IN_FLIGHT, LATER)


def test_the_last_confirmed_step_publishes(ledger: SqliteLedger) -> None:
    mark = begin(ledger, TWO)
    release = Mark(mark.operation, 1)
    ledger.confirm([(mark, DRAFTED)], NOW)
    ledger.send(release, LATER)

    ledger.confirm([(release, RECEIPT)], LATER)

    assert (known(ledger).standing, known(ledger).receipts) == (
        Standing.PUBLISHED,
        (DRAFTED, RECEIPT),
    )


def test_a_later_step_that_did_not_leave_keeps_the_operation_open(
    ledger: SqliteLedger, path: Path
) -> None:
    mark = begin(ledger, TWO)
    ledger.confirm([(mark, DRAFTED)], NOW)
    ledger.send(Mark(mark.operation, 1), LATER)

    ledger.withdraw(Mark(mark.operation, 1), "no network", LATER)

    assert operations(path) == [("open", None)]
    assert steps(path)[1] == ("planned", 0, "no network")


def test_a_step_that_is_not_in_flight_cannot_be_confirmed(ledger: SqliteLedger) -> None:
    mark = begin(ledger, TWO)

    with pytest.raises(LedgerError, match=CONTESTED):
        ledger.confirm([(Mark(mark.operation, 1), RECEIPT)], NOW)


# Compare and set.


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda it, mark: it.send(mark, LATER), id="send"),
        pytest.param(lambda it, mark: it.confirm([(mark, Receipt("9"))], LATER), id="confirm"),
        pytest.param(lambda it, mark: it.doubt(mark, "hung up", LATER), id="doubt"),
        pytest.param(lambda it, mark: it.refuse(mark, "too rude", LATER), id="refuse"),
        pytest.param(lambda it, mark: it.hold(mark, "look there", LATER), id="hold"),
        pytest.param(lambda it, mark: it.withdraw(mark, "no network", LATER), id="withdraw"),
        pytest.param(lambda it, mark: it.lose(mark, "HTTP 404", LATER), id="lose"),
    ],
)
class TestWhatIsOver:
    def test_a_confirmed_step_stays_confirmed(
        self, ledger: SqliteLedger, write: Callable[[SqliteLedger, Mark], None]
    ) -> None:
        mark = publish(ledger)
        published = known(ledger)

        with pytest.raises(LedgerError, match=CONTESTED):
            write(ledger, mark)
        assert known(ledger) == published

    def test_a_refused_step_stays_refused(
        self, ledger: SqliteLedger, path: Path, write: Callable[[SqliteLedger, Mark], None]
    ) -> None:
        mark = begin(ledger)
        ledger.refuse(mark, "too rude", NOW)

        with pytest.raises(LedgerError, match=CONTESTED):
            write(ledger, mark)
        assert operations(path) == [("refused", "too rude")]

    def test_a_dropped_operation_stays_dropped(
        self, ledger: SqliteLedger, path: Path, write: Callable[[SqliteLedger, Mark], None]
    ) -> None:
        mark = begin(ledger)
        ledger.withdraw(mark, "no network", NOW)

        with pytest.raises(LedgerError, match=CONTESTED):
            write(ledger, mark)
        assert steps(path) == [("planned", 0, "no network")]

    def test_a_step_that_never_was_cannot_be_written_down(
        self, ledger: SqliteLedger, write: Callable[[SqliteLedger, Mark], None]
    ) -> None:
        with pytest.raises(LedgerError, match=CONTESTED):
            write(ledger, Mark(99, 0))

    def test_a_write_that_fails_leaves_no_event(
        self, ledger: SqliteLedger, path: Path, write: Callable[[SqliteLedger, Mark], None]
    ) -> None:
        mark = publish(ledger)
        told = events(path)

        with pytest.raises(LedgerError):
            write(ledger, mark)
        assert events(path) == told


def test_an_entry_has_one_open_operation_on_a_target(ledger: SqliteLedger) -> None:
    begin(ledger)

    with pytest.raises(LedgerError, match="UNIQUE constraint failed"):
        begin(ledger)


def test_an_entry_may_be_open_on_two_targets(ledger: SqliteLedger) -> None:
    begin(ledger)

    assert ledger.begin("devto", [ID], [ONE], NOW) == (2,)


def test_a_batch_begins_whole(ledger: SqliteLedger, path: Path) -> None:
    assert ledger.begin("mastodon", [ID, OTHER], [ONE, ONE], NOW) == (1, 2)
    assert steps(path) == [("in flight", 1, None)] * 2


def test_a_batch_of_which_one_cannot_begin_does_not_begin(ledger: SqliteLedger, path: Path) -> None:
    begin(ledger)

    with pytest.raises(LedgerError):
        ledger.begin("mastodon", [OTHER, ID], [ONE, ONE], NOW)
    assert operations(path) == [("open", None)]


def test_a_batch_is_confirmed_whole(ledger: SqliteLedger, path: Path) -> None:
    one, other = ledger.begin("mastodon", [ID, OTHER], [ONE, ONE], NOW)
    ledger.withdraw(Mark(other, 0), "no network", NOW)

    with pytest.raises(LedgerError, match=CONTESTED):
        ledger.confirm([(Mark(one, 0), RECEIPT), (Mark(other, 0), RECEIPT)], LATER)
    assert operations(path) == [("open", None), ("dropped", "no network")]


def test_operations_without_their_entries_do_not_begin(ledger: SqliteLedger, path: Path) -> None:
    with pytest.raises(ValueError, match="argument 2 is longer"):
        ledger.begin("mastodon", [ID], [ONE, ONE], NOW)
    assert operations(path) == []


def test_a_crash_between_two_lines_of_a_write_leaves_nothing(
    ledger: SqliteLedger, path: Path
) -> None:
    def fails() -> Iterator[tuple[Mark, Receipt]]:
        yield begun, RECEIPT
        raise KeyboardInterrupt

    begun = begin(ledger)

    with pytest.raises(KeyboardInterrupt):
        ledger.confirm(fails(), LATER)  # type: ignore[arg-type]  # what else stops it half-way?
    assert steps(path) == [("in flight", 1, None)]


# What stands on a target.


def test_standing_steps_are_those_of_what_is_published(ledger: SqliteLedger) -> None:
    october = step("October")
    publish(ledger)
    publish(ledger, operation(october), OTHER)
    begin(ledger, operation(step("an edit"), verb=Verb.UPDATE))

    assert ledger.standing_steps("mastodon") == (october, step())


def test_standing_steps_are_the_latest(ledger: SqliteLedger) -> None:
    edit = step("an edit")
    publish(ledger)
    publish(ledger, operation(edit, verb=Verb.UPDATE))

    assert ledger.standing_steps("mastodon") == (edit,)


@pytest.mark.parametrize(
    "target", [pytest.param("devto", id="another"), pytest.param("never", id="never met")]
)
def test_targets_do_not_see_each_other(ledger: SqliteLedger, target: str) -> None:
    publish(ledger)

    assert (ledger.standing_steps(target), [*ledger.publications(target)]) == ((), [])


def test_what_is_gone_does_not_stand(ledger: SqliteLedger) -> None:
    publish(ledger)
    ledger.lose(begin(ledger, operation(verb=Verb.UPDATE)), "HTTP 404", LATER)

    assert ledger.standing_steps("mastodon") == ()


def test_a_step_is_read_back_to_the_letter(ledger: SqliteLedger) -> None:
    request = replace(
        step().request,
        body={"text": "ünï \u2028 'quoted' 👋🏽", "n": 1.5, "deep": {"list": [None, True]}},
        headers={"Idempotency-Key": "k"},
    )
    exact = replace(step(), request=request, keeps=("tags",), repeatable=True)

    publish(ledger, operation(exact))

    assert ledger.standing_steps("mastodon") == (exact,)


# Events.


def test_every_write_is_told(ledger: SqliteLedger, path: Path) -> None:
    mark = begin(ledger)
    ledger.doubt(mark, "hung up", NOW)
    ledger.send(mark, LATER)
    ledger.confirm([(mark, RECEIPT)], LATER)

    assert events(path) == [
        (None, "met", "entries that were here before: 0"),
        (ID, "create", None),
        (ID, "sent", "step 1"),
        (ID, "unknown", "hung up"),
        (ID, "sent", "step 1"),
        (ID, "confirmed", RECEIPT.url),
    ]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("UPDATE event SET kind = 'x'", "events are never changed", id="change"),
        pytest.param("DELETE FROM event", "events are never deleted", id="delete"),
    ],
)
def test_events_stay_as_they_are(ledger: SqliteLedger, path: Path, sql: str, expected: str) -> None:
    begin(ledger)

    with pytest.raises(sqlite3.IntegrityError, match=expected):
        select(path, sql)


# The file.


def test_each_beginning_is_noted_with_the_steps_of_its_own_operation(
    ledger: SqliteLedger,
) -> None:
    first = begin(ledger, ONE)
    ledger.refuse(first, "no", NOW)
    begin(ledger, TWO, OTHER)
    begin(ledger, THREAD)

    noted = [(each.entry, each.steps) for each in ledger.events() if each.kind == "create"]

    assert noted == [(ID, 1), (OTHER, 2), (ID, 3)]


def test_the_history_has_a_word_for_all_that_is_noted(ledger: SqliteLedger) -> None:
    ledger.recognise("mastodon", Account("1", "@ada"), NOW)
    ledger.admit(Access(target="mastodon", origin=TARGET.origin), NOW)
    ledger.pause(TARGET, "it does not accept the credential", NOW)
    ledger.reach(TARGET, Account("1", "@ada"), NOW)
    ledger.dismiss("mastodon", NOW)
    ledger.put_off("mastodon", LATER, NOW)
    ledger.approve("mastodon", ID, "a digest", NOW)
    first = begin(ledger, TWO)
    ledger.doubt(first, "no answer", NOW)
    ledger.doubt(first, "not there yet", NOW)
    ledger.send(first, NOW)
    ledger.confirm([(first, DRAFTED)], NOW)
    second = replace(first, position=1)
    ledger.send(second, NOW)
    ledger.hold(second, "look there", NOW)
    ledger.reopen(first.operation, NOW)
    ledger.send(second, NOW)
    ledger.refuse(second, "no", NOW)
    ledger.confirm([(begin(ledger, ONE, OTHER), RECEIPT)], NOW)
    edit = operation(verb=Verb.UPDATE)
    ledger.confirm([(begin(ledger, edit, OTHER), RECEIPT)], NOW)
    ledger.withdraw(begin(ledger, edit, OTHER), "no connection", NOW)
    ledger.drifted("mastodon", OTHER, DRIFT, NOW)
    ledger.restored("mastodon", OTHER, NOW)
    ledger.confirm([(begin(ledger, operation(verb=Verb.RETRACT), OTHER), RECEIPT)], NOW)
    ledger.lose(begin(ledger, edit, OTHER), "it is gone", NOW)
    ledger.hold_back("mastodon", OTHER, NOW)
    ledger.release("mastodon", OTHER, NOW)
    ledger.break_off(Breach.RESTORED, NOW)
    ledger.break_off(Breach.LOST, NOW)
    made = Attempt(step=step(), receipt=RECEIPT)
    ledger.adopt("mastodon", OTHER, replace(ONE, attempts=(made,)), NOW)
    ledger.reconcile("mastodon", [], NOW)

    told = {each.what for each in history(ledger.events())}

    assert told == set(Happening) - {Happening.NOTED}


def test_what_is_noted_is_given_in_its_order(ledger: SqliteLedger) -> None:
    mark = begin(ledger)
    ledger.confirm([(mark, RECEIPT)], LATER)

    first, *_, last = ledger.events()

    assert [each.kind for each in ledger.events()] == ["met", "create", "sent", "confirmed"]
    assert (first.at, first.entry, first.detail) == (NOW, None, "entries that were here before: 0")
    assert (last.at, last.target, last.entry) == (LATER, "mastodon", ID)


def test_a_ledger_remembers_after_it_was_closed(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.meet(TARGET, (), NOW)
        publish(ledger)

    with closing(SqliteLedger.open(path)) as ledger:
        assert known(ledger).receipts == (RECEIPT,)


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        pytest.param("journal_mode", "wal", id="write-ahead log"),
        pytest.param("synchronous", 2, id="every commit is on the disk"),
        pytest.param("fullfsync", 1, id="and out of the disk's cache"),
        pytest.param("foreign_keys", 1, id="no step without its operation"),
        pytest.param("application_id", APPLICATION_ID, id="it is ours"),
        pytest.param("user_version", len(MIGRATIONS), id="newest schema"),
    ],
)
def test_durability_is_really_on(ledger: SqliteLedger, pragma: str, expected: object) -> None:
    assert ledger._connection.execute(f"PRAGMA {pragma}").fetchone() == (expected,)


def test_a_ledger_is_for_nobody_elses_eyes(ledger: SqliteLedger, path: Path) -> None:
    begin(ledger)

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == dict.fromkeys(modes, 0o600)


def test_a_ledger_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "a b?mode=memory#%41"
    SqliteLedger.open(odd).close()

    assert [each.name for each in tmp_path.iterdir()] == [odd.name]


def newer(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        ledger._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def foreign(path: Path) -> None:
    select(path, "CREATE TABLE recipe (name TEXT)")


def foreign_with_version(path: Path) -> None:
    select(path, "CREATE TABLE recipe (name TEXT)")
    select(path, "PRAGMA user_version = 1")


def text(path: Path) -> None:
    path.write_text("Dear diary, this is no database at all. " * 200, encoding="utf-8")


def cut_short(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.meet(TARGET, [EntryId(f"e{number}") for number in range(400)], NOW)
    os.truncate(path, path.stat().st_size // 2)


def zeroed(path: Path) -> None:
    SqliteLedger.open(path).close()
    path.write_bytes(bytes(path.stat().st_size))


def overwritten(path: Path) -> None:
    """Lose the pages between the first and the last."""
    with closing(SqliteLedger.open(path)) as ledger:
        ledger.meet(TARGET, [EntryId(f"e{number}") for number in range(400)], NOW)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 8192) + data[-4096:])


def folder(path: Path) -> None:
    path.mkdir()


UNFIT = [
    pytest.param(newer, "written by a newer nowsync", id="newer schema"),
    pytest.param(foreign, "belongs to another program", id="foreign"),
    pytest.param(foreign_with_version, "belongs to another program", id="foreign with version"),
    pytest.param(text, "cannot be used: file is not a database", id="text"),
    pytest.param(zeroed, "cannot be used: file is not a database", id="zeroed"),
    pytest.param(folder, "cannot be used: (unable to open|disk I/O error)", id="a folder"),
]
DAMAGED = [
    pytest.param(cut_short, "damaged|malformed", id="cut short"),
    pytest.param(overwritten, "damaged|malformed", id="overwritten"),
]


@pytest.mark.parametrize(("make", "expected"), [*UNFIT, *DAMAGED])
def test_an_unfit_file_is_not_written_to(
    path: Path, make: Callable[[Path], None], expected: str
) -> None:
    make(path)

    with pytest.raises(LedgerError, match=expected):
        SqliteLedger.open(path)


REFUSED = [newer, foreign, foreign_with_version, text, zeroed, overwritten]


@pytest.mark.fault("D10", "refused and left as it is")
@pytest.mark.parametrize("make", REFUSED)
def test_a_file_that_was_refused_is_untouched(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    before = path.read_bytes()

    with pytest.raises(LedgerError):
        SqliteLedger.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("make", REFUSED)
def test_a_file_that_was_refused_is_closed(path: Path, make: Callable[[Path], None]) -> None:
    make(path)

    with pytest.raises(LedgerError):
        SqliteLedger.open(path)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("make", "expected"), UNFIT)
def test_an_unfit_file_is_not_looked_into(
    path: Path, make: Callable[[Path], None], expected: str
) -> None:
    make(path)

    with pytest.raises(LedgerError, match=expected):
        LedgerReader.peek(path)


@pytest.mark.parametrize(("make", "expected"), DAMAGED)
def test_a_damaged_ledger_is_never_read_as_if_it_were_whole(
    path: Path, make: Callable[[Path], None], expected: str
) -> None:
    make(path)

    with pytest.raises(LedgerError, match=expected), closing(LedgerReader.peek(path)) as reader:
        reader.publications("mastodon")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"the ledger .*missing/ledger.* cannot be used"):
        SqliteLedger.open(tmp_path / "missing" / "ledger")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take the right to write away, from the folder and from what is in it."""
    for each in folder.iterdir():
        each.chmod(0o400)
    folder.chmod(0o500)
    try:
        yield
    finally:
        folder.chmod(0o700)


unprivileged = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@unprivileged
def test_a_read_only_ledger_is_not_opened_for_writing(path: Path) -> None:
    SqliteLedger.open(path).close()

    with read_only(path.parent), pytest.raises(LedgerError, match=r"readonly|unable to open"):
        SqliteLedger.open(path)


@pytest.mark.fault("D06", "waited for, then nothing is sent")
def test_a_ledger_that_another_writer_holds_too_long_is_not_written(
    ledger: SqliteLedger, path: Path
) -> None:
    ledger._connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(LedgerError, match="database is locked"):
            begin(ledger)


def test_a_full_disk_stops_before_anything_is_sent(ledger: SqliteLedger, path: Path) -> None:
    pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
    ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
    long = operation(step("x" * 100_000))

    with pytest.raises(LedgerError, match="full"):
        begin(ledger, long)
    assert operations(path) == []


# Looking.


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {each.name: (each.stat().st_size, each.stat().st_mtime_ns) for each in folder.iterdir()}


def test_a_missing_ledger_is_empty_and_stays_missing(path: Path) -> None:
    with closing(LedgerReader.peek(path)) as reader:
        assert (reader.acquaintances(), [*reader.publications("mastodon")]) == ({}, [])
    assert listing(path.parent) == {}


def test_an_empty_file_is_no_ledger_and_stays_empty(path: Path) -> None:
    path.touch()

    with pytest.raises(LedgerError, match="may have lost what it knew"):
        LedgerReader.peek(path)
    with pytest.raises(LedgerError, match="may have lost what it knew"):
        SqliteLedger.open(path)
    assert path.read_bytes() == b""


def test_a_look_leaves_no_trace(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        publish(ledger)
    before = listing(path.parent)

    with closing(LedgerReader.peek(path)) as reader:
        assert known(reader).receipts == (RECEIPT,)
        assert listing(path.parent) == before
    assert listing(path.parent) == before


def test_a_look_at_a_ledger_in_use_sees_what_was_just_written(
    ledger: SqliteLedger, path: Path
) -> None:
    publish(ledger)
    before = listing(path.parent).keys()

    with closing(LedgerReader.peek(path)) as reader:
        assert known(reader).receipts == (RECEIPT,)
    assert listing(path.parent).keys() == before


def test_a_look_does_not_wait_for_a_writer(ledger: SqliteLedger, path: Path) -> None:
    publish(ledger)
    ledger._connection.execute("BEGIN IMMEDIATE")

    with closing(LedgerReader.peek(path)) as reader:
        assert known(reader).receipts == (RECEIPT,)
    ledger._connection.execute("ROLLBACK")


@unprivileged
def test_a_look_works_on_a_read_only_disk(path: Path) -> None:
    with closing(SqliteLedger.open(path)) as ledger:
        publish(ledger)

    with read_only(path.parent), closing(LedgerReader.peek(path)) as reader:
        assert known(reader).receipts == (RECEIPT,)
    assert list(listing(path.parent)) == [path.name]


def test_a_look_cannot_write(path: Path) -> None:
    SqliteLedger.open(path).close()

    with (
        closing(LedgerReader.peek(path)) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader._connection.execute("DELETE FROM publication")


# Migrations.


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def schema(connection: sqlite3.Connection) -> list[Any]:
    return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_a_migration_brings_the_newest_schema(connection: sqlite3.Connection) -> None:
    migrate(connection)

    assert check(connection) == len(MIGRATIONS)


def test_a_second_migration_changes_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection)
    before = schema(connection)

    migrate(connection)

    assert schema(connection) == before


@pytest.mark.fault("D09", "the old schema or the new one, whole")
def test_a_migration_that_fails_leaves_nothing(connection: sqlite3.Connection) -> None:
    connection.set_authorizer(
        lambda action, *_: (
            sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_CREATE_TRIGGER else sqlite3.SQLITE_OK
        )
    )

    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        migrate(connection)
    connection.rollback()
    connection.set_authorizer(None)
    assert schema(connection) == []


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    migrate(connection)

    tables = connection.execute("PRAGMA table_list").fetchall()
    assert [name for _, name, *_, strict in tables if not strict and "sqlite_" not in name] == []


# One nowsync for each ledger.

HOLDER = """
import sys, time
from pathlib import Path
from nowsync.ledger import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the lock in another process, until it is killed or the body is over."""
    command = [sys.executable, "-c", HOLDER, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_ledger_that_another_process_holds_is_refused_with_its_name(tmp_path: Path) -> None:
    lock = tmp_path / "lock"

    with (
        another_process(lock) as process,
        pytest.raises(LedgerBusy, match=rf"another nowsync .*\(process {process.pid}\)"),
        hold(lock),
    ):
        pass


def test_a_killed_process_frees_the_ledger(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with another_process(lock) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()

    with hold(lock):
        assert lock.read_text(encoding="ascii") == str(os.getpid())


def test_a_ledger_is_free_again_after_an_error(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), hold(lock):
        raise ZeroDivisionError

    with hold(lock):
        assert lock.exists()


def test_a_ledger_is_refused_within_the_same_process_too(tmp_path: Path) -> None:
    lock = tmp_path / "lock"

    with hold(lock), pytest.raises(LedgerBusy), hold(lock):
        pass


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "missing" / "lock"

    with pytest.raises(LedgerError, match=f"{lock} cannot be written: No such file"), hold(lock):
        pass


WRITER = """
import os, sys
from pathlib import Path
from nowsync.ledger import SqliteLedger
from tests.core.samples import ID, NOW, TARGET
from tests.test_ledger import ONE
ledger = SqliteLedger.open(Path(sys.argv[1]))
ledger.meet(TARGET, (), NOW)
ledger.begin("mastodon", [ID], [ONE], NOW)
os.kill(os.getpid(), 9)
"""
ROOT = Path(__file__).parents[1]


def test_a_step_in_flight_survives_the_death_of_its_process(path: Path) -> None:
    subprocess.run([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, check=False)

    with closing(SqliteLedger.open(path)) as ledger:
        assert open_operation(ledger).doubtful


def test_a_look_after_a_crash_sees_the_step_in_flight_and_leaves_no_trace(path: Path) -> None:
    subprocess.run([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, check=False)
    before = listing(path.parent).keys()

    with closing(LedgerReader.peek(path)) as reader:
        assert open_operation(reader).doubtful
    assert listing(path.parent).keys() == before
