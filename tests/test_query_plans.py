"""What is asked of a ledger of many years is found by an index, and not by reading all of it."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nowsync.cli import cli
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, feed, mastodon_at

# A row for each target or less often; what else there is grows with the years.
SMALL = ("target", "access", "epoch", "breach", "reconciled", "sqlite_schema", "sqlite_master")
# What reads a table whole, and why. The words are the beginning of what is asked.
WHOLE = {
    "SELECT id, source, dated, digest, finished_at FROM entry": "entries are told apart by all",
    "WITH begun AS": "nowsync log tells all that has happened",
    "SELECT max(at) FROM event": "asked once, when a ledger is found to be broken",
}
COMMANDS = (
    *("status", "preview", "preview 2026-09", "plan", "log", "log 2026-11", "explain 2026-11"),
    *("schedule", "feed", "entries", "accounts", "doctor --offline", "lint", "status --remote"),
    *("hold 2026-09", "release 2026-09", "undo --yes", "reconcile --yes", "resolve 2026-12"),
)


class Ear:
    """Hears what every ledger is asked while it listens, each question once."""

    def __init__(self, connect: Callable[..., sqlite3.Connection]) -> None:
        self._connect = connect
        self.heard: dict[str, str] = {}

    def connect(self, name: object, *more: Any, **settings: Any) -> sqlite3.Connection:
        """Open a database as SQLite does."""
        connection = self._connect(name, *more, **settings)
        if "ledger.sqlite" in str(name):
            connection.set_trace_callback(self._hear)
        return connection

    def _hear(self, asked: str) -> None:
        words = " ".join(re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", asked).split())
        if re.match("SELECT|WITH|INSERT|UPDATE|DELETE", words):
            self.heard.setdefault(words, asked)


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """Listen to SQLite."""
    ear = Ear(sqlite3.connect)
    monkeypatch.setattr(sqlite3, "connect", ear.connect)
    return ear


def live(site: Site, mastodon: Served[PretendMastodon]) -> None:
    """Do all that is done in a year."""
    site.write("2026-11", text="Another kettle.")
    site.pass_time(days=2)
    site.publish()
    mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))
    site.write("2026-12")
    site.publish("2026-12")
    site.pass_time(hours=1)
    site.publish()
    site.retract("2026-10")
    site.remove("2026-10")
    site.publish()
    for typed in COMMANDS:
        said(site, typed)


def said(site: Site, typed: str) -> str:
    words = ["--config", str(site.folder / "nowsync.toml"), *typed.split()]
    return CliRunner(env=dict(site.environment)).invoke(cli, words, standalone_mode=False).output


def faults(ledger: Path, heard: Mapping[str, str]) -> Iterator[str]:
    """Name each question that is answered by reading all of a table that grows."""
    with closing(sqlite3.connect(ledger)) as connection:
        for words, asked in heard.items():
            steps = [each[3] for each in connection.execute(f"EXPLAIN QUERY PLAN {asked}")]
            if not words.startswith(tuple(WHOLE)):
                yield from (f"{step}: {words}" for step in steps if reads_all(step))


def reads_all(step: str) -> bool:
    """Tell whether a step of SQLite's plan goes through a table, or makes an index of one."""
    found = re.match(r"(SCAN|SEARCH) (\S+)(.*)", step)
    if found is None or found[2] in SMALL or found[2].startswith(("(", "CONSTANT")):
        return False
    return found[1] == "SCAN" or "(" not in found[3] or "AUTOMATIC" in found[3]


@pytest.fixture
def lived(site: Site, mastodon: Served[PretendMastodon], ear: Ear) -> Site:
    """Give a site of which everything has been asked."""
    site.configure(mastodon_at(mastodon.url, max_new="9"), f"{feed()}\nentries = 2")
    for month in ("2026-09", "2026-10", "2026-11"):
        site.write(month)
    site.publish()
    site.publish("2026-11")
    # What migrations asked is asked once.
    ear.heard.clear()
    live(site, mastodon)
    return site


def test_nothing_reads_all_of_what_grows(lived: Site, ear: Ear) -> None:
    ledger = lived.folder / ".nowsync" / "ledger.sqlite"

    assert len(ear.heard) > 30
    assert list(faults(ledger, ear.heard)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("SELECT * FROM step WHERE state = 'planned'", True),
        ("SELECT max(at) FROM event", True),
        ("SELECT * FROM event JOIN hold USING (entry)", True),
        ("SELECT * FROM step WHERE operation = 1", False),
        ("SELECT name FROM target", False),
    ],
)
def test_what_reads_all_of_a_table_is_told_from_what_does_not(
    site: Site, asked: str, found: bool
) -> None:
    site.configure(feed())
    site.publish()
    ledger = site.folder / ".nowsync" / "ledger.sqlite"

    assert bool([*faults(ledger, {"asked": asked})]) is found
