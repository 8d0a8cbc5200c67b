"""The protections: what each looks like in the source, how it is taken out, and who notices."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of the source that stands there once, and what is put in its place."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """nowsync without one of its protections, or without two that back each other up."""

    without: str
    cuts: Sequence[Cut]
    noticed_by: Sequence[str]


LEDGER = "tests/test_ledger.py::"
EVERYWHERE = (
    "tests/test_crash_everywhere.py::test_the_end_of_the_process_at_any_instant_does_no_harm"
)
TWO = "tests/test_two_at_once.py::"

FULL = Cut("ledger/writer.py", "synchronous = FULL", "synchronous = NORMAL")
IN_FLIGHT = Cut(
    "ledger/changes.py",
    """\
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                self._connection.execute("UPDATE epoch SET count = count + 1")
                self._place.check()
                self._connection.execute("COMMIT")
""",
    """\
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")
                self._connection.execute("BEGIN IMMEDIATE")
                yield
""",
)
LOOK = Cut("passage.py", "        if attempt.sends:\n", "        if False:\n")
SETTLE = Cut("core/publication.py", "if now - attempt.last_sent < SETTLE:", "if False:")
COMPARE = Cut("ledger/changes.py", "if cursor.rowcount != 1 and", "if False and")
NOT_TWICE = Cut(
    "ledger/changes.py", "WHERE :verb != 'create' OR NOT EXISTS (", "WHERE 1 OR EXISTS ("
)
LOCK = Cut("ledger/lock.py", "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass")
SAME_FILE = Cut("ledger/place.py", "if not same:", "if False:")
FLOOD = Cut("core/gates.py", "if traits.backfill_is_harmless or len(new) <= most:", "if True:")
READ_BACK = Cut("adapters/mastodon.py", "            self._read_back(made)\n", "            pass\n")

MUTANTS = (
    Mutant("synchronous = FULL", [FULL], [f"{LEDGER}test_durability_is_really_on"]),
    Mutant(
        "the commit before sending",
        [IN_FLIGHT],
        [
            f"{LEDGER}test_a_begun_step_is_on_the_disk_when_begin_returns",
            f"{EVERYWHERE}[keys ignored-create]",
        ],
    ),
    Mutant("the look before repeating", [LOOK], [f"{EVERYWHERE}[keys ignored-create]"]),
    Mutant(
        "the time to settle",
        [SETTLE],
        [
            "tests/core/test_publication.py::test_after_a_look_that_found_nothing",
            f"{EVERYWHERE}[keys racy-create]",
        ],
    ),
    Mutant(
        "the look and the time to settle",
        [LOOK, SETTLE],
        [f"{EVERYWHERE}[keys racy-create]", f"{EVERYWHERE}[keys ignored-create]"],
    ),
    Mutant(
        "compare-and-set",
        [COMPARE],
        [f"{LEDGER}test_a_step_that_is_not_in_flight_cannot_be_confirmed"],
    ),
    Mutant(
        "what keeps a create from being written down twice",
        [NOT_TWICE],
        [f"{TWO}test_a_plan_from_before_another_run_posts_nothing_even_where_no_lock_holds"],
    ),
    Mutant(
        "the lock",
        [LOCK],
        [f"{TWO}test_all_others_are_turned_away_while_one_is_at_work"],
    ),
    Mutant(
        "the lock and compare-and-set",
        [LOCK, COMPARE, NOT_TWICE],
        [f"{TWO}test_of_twenty_that_start_at_once_none_posts_what_another_has_posted"],
    ),
    Mutant(
        "the look whether the ledger is still there",
        [SAME_FILE],
        ["tests/test_ledger_place.py::test_nothing_is_sent_once_the_ledger_is_gone"],
    ),
    Mutant(
        "the flood gate",
        [FLOOD],
        ["tests/core/test_gates.py::test_a_flood_of_new_posts_is_held_whole"],
    ),
    Mutant(
        "the read-back",
        [READ_BACK],
        [
            "tests/adapters/test_mastodon.py::test_a_status_dropped_in_silence_is_refused",
            f"{EVERYWHERE}[silent drop-create]",
        ],
    ),
)
