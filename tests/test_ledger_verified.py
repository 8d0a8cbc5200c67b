"""All of a ledger is looked through before anything in it is believed, beside other work."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from nowsync.core.entry import EntryId
from nowsync.core.errors import ConfigurationError, LedgerUnfit, Problem
from nowsync.core.publication import Mark
from nowsync.ledger import opening
from nowsync.ledger.cabinet import LEDGER_FILE, Cabinet
from tests.core.samples import RECEIPT, operation
from tests.site import START, Site, feed

# Nothing here takes longer than an instant, unless something waits for what never comes.
LONG = 20.0


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.configure(feed())
    site.write("2026-11")
    site.publish()
    return site


@pytest.fixture
def cabinet(site: Site) -> Iterator[Cabinet]:
    """Give the cabinet of a site, and see that nothing was left open in it."""
    state = site.folder / ".nowsync"
    yield Cabinet(state, None)
    assert not list(state.glob("*-wal"))


def damaged(_connection: Connection) -> None:
    raise LedgerUnfit("the ledger is damaged")


def fail() -> None:
    raise ConfigurationError((Problem("there is no folder"),))


def test_work_is_done_while_the_ledger_is_looked_through(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told = Event(), []

    def verify(_connection: Connection) -> None:
        told.append(begun.wait(LONG))

    monkeypatch.setattr(opening, "verify", verify)
    with cabinet.writing(lambda: START, print, begun.set):
        assert told == [True]


def test_a_damaged_ledger_is_not_given_to_anybody(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Event()
    monkeypatch.setattr(opening, "verify", damaged)

    with pytest.raises(LedgerUnfit), cabinet.writing(lambda: START, print, done.set):
        pytest.fail("somebody has it")
    assert done.is_set()


def test_a_damaged_ledger_is_told_of_before_what_has_gone_wrong_meanwhile(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "verify", damaged)

    with pytest.raises(LedgerUnfit), cabinet.writing(lambda: START, print, fail):
        pass


def test_what_has_gone_wrong_meanwhile_is_told(cabinet: Cabinet) -> None:
    with pytest.raises(ConfigurationError), cabinet.writing(lambda: START, print, fail):
        pass


def test_entries_are_read_meanwhile_for_a_plan(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    known, told = Event(), []

    def verify(_connection: Connection) -> None:
        told.append(known.wait(LONG))

    monkeypatch.setattr(opening, "verify", verify)
    app = replace(site.app(), watch=lambda _done, _of: known.set())
    with app.writing(planning=True):
        assert told == [True]


def test_where_no_thread_is_to_be_had_it_is_looked_through_first(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Connection] = []

    def fail(_thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", fail)
    monkeypatch.setattr(opening, "verify", looked.append)
    with cabinet.writing(lambda: START, print):
        assert len(looked) == 1


# As long as a very large ledger takes, unless somebody says that it is enough.
LONG_LOOK = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000)
SELECT count(*) FROM n, (SELECT 1 FROM publication LIMIT 1)
"""


def test_who_is_interrupted_leaves_no_log(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    join, begun, ended = Thread.join, Event(), list[str]()

    def interrupted(_thread: Thread) -> None:
        monkeypatch.setattr(Thread, "join", join)
        begun.wait(LONG)
        time.sleep(0.1)
        raise KeyboardInterrupt

    def verify(connection: Connection) -> None:
        begun.set()
        try:
            connection.execute(LONG_LOOK).fetchone()
        except sqlite3.OperationalError as error:
            ended.append(str(error))

    monkeypatch.setattr(Thread, "join", interrupted)
    monkeypatch.setattr(opening, "verify", verify)
    with pytest.raises(KeyboardInterrupt), cabinet.writing(lambda: START, print):
        pytest.fail("somebody has it")
    assert ended == ["interrupted"]


INDEXES = ["operation_of_entry", "operation_not_done", "receipt_of_step"]


def page_of(ledger: Path, index: str) -> slice:
    """Tell where the only page of an index is in the file."""
    with closing(sqlite3.connect(ledger)) as connection:
        question = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        ((number,),) = connection.execute(question, (index,)).fetchall()
        ((size,),) = connection.execute("PRAGMA page_size").fetchall()
    return slice((number - 1) * size, number * size)


@pytest.mark.fault("D10", "refused where an index lacks what its table has")
@pytest.mark.parametrize("index", INDEXES)
def test_an_index_of_which_the_disk_kept_an_older_page_is_noticed(site: Site, index: str) -> None:
    ledger = site.folder / ".nowsync" / LEDGER_FILE
    place, older = page_of(ledger, index), ledger.read_bytes()
    with site.app().writing() as writer:
        (number, _) = writer.begin(
            "feed", [EntryId("2026-12"), EntryId("2027-01")], [operation(), operation()], START
        )
        writer.confirm([(Mark(number, 0), RECEIPT)], START)
    content = bytearray(ledger.read_bytes())
    assert content[place] != older[place]
    content[place] = older[place]
    ledger.write_bytes(content)

    with pytest.raises(LedgerUnfit, match="damaged"), site.app().writing():
        pytest.fail("somebody has it")
    with pytest.raises(LedgerUnfit, match="damaged"), site.app().reading():
        pytest.fail("somebody looks at it")


def test_damage_is_told_in_one_line(site: Site) -> None:
    ledger = site.folder / ".nowsync" / LEDGER_FILE
    place, content = page_of(ledger, INDEXES[0]), bytearray(ledger.read_bytes())
    # How many of its cells there are (https://sqlite.org/fileformat.html, section 1.6).
    content[place.start + 3 : place.start + 5] = bytes(2)
    ledger.write_bytes(content)

    with pytest.raises(LedgerUnfit, match="damaged") as raised, site.app().writing():
        pytest.fail("somebody has it")
    assert "\n" not in str(raised.value)
