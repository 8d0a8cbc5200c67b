"""A ledger that is of no use is moved aside, and a new one is made of what is published."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from nowsync.core.action import Hold, Skip
from nowsync.core.errors import LedgerError, LedgerUnfit
from nowsync.ledger import LedgerReader
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, mastodon_at
from tests.test_continuity import on, publish_november, state


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site that has published November on Mastodon; nothing remembers its ledger."""
    mastodon.pretend.clock = lambda: site.now
    site.configure(mastodon_at(mastodon.url))
    site.publish()
    publish_november(site)
    return site


def rebuild(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    command = " ".join(("nowsync rebuild-ledger", *words))
    home = str(site.folder / "home")
    return run(command, site.folder, **site.environment, XDG_STATE_HOME=home, NO_COLOR="1")


def file(site: Site) -> Path:
    return state(site) / "ledger.sqlite"


def aside(site: Site) -> Path:
    (found,) = state(site).glob("damaged-*-ledger.sqlite")
    return found


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scribble(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)


def be_of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE songs (name TEXT);")


DAMAGE = [zero, truncate, empty, scribble, be_of_another_program]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda each: each.__name__)
def test_a_ledger_of_no_use_names_the_command(ada: Site, damage: Callable[[Path], None]) -> None:
    damage(file(ada))

    with pytest.raises(LedgerUnfit, match="nowsync rebuild-ledger"):
        LedgerReader.peek(file(ada))


@pytest.mark.fault("D07", "moved aside, and made anew of what is published")
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda each: each.__name__)
def test_it_is_moved_aside_as_it_was_and_what_is_published_is_found(
    ada: Site, damage: Callable[[Path], None], mastodon: Served[PretendMastodon]
) -> None:
    damage(file(ada))
    damaged = file(ada).read_bytes()

    done = rebuild(ada, "--yes")

    assert (done.returncode, done.stderr) == (0, "")
    assert aside(ada).read_bytes() == damaged
    assert isinstance(on("mastodon", ada), Skip)
    assert len(mastodon.pretend.statuses) == 1


def test_a_new_ledger_that_was_not_reconciled_posts_nothing(ada: Site) -> None:
    empty(file(ada))

    rebuild(ada)

    action = on("mastodon", ada)
    assert isinstance(action, Hold)
    assert "nowsync reconcile" in action.reason


def test_a_ledger_that_is_gone_is_made_anew(ada: Site) -> None:
    file(ada).unlink()

    assert rebuild(ada, "--yes").returncode == 0
    assert isinstance(on("mastodon", ada), Skip)


def test_a_ledger_that_is_whole_is_left_alone(ada: Site) -> None:
    before = file(ada).read_bytes()

    done = rebuild(ada, "--yes")

    assert done.returncode == 2
    assert "the ledger is whole" in done.stderr
    assert "nowsync reconcile" in done.stderr
    assert file(ada).read_bytes() == before


@pytest.mark.fault("D10", "not sent: the newer one is asked for")
def test_a_ledger_of_a_newer_nowsync_is_left_alone(ada: Site) -> None:
    with closing(sqlite3.connect(file(ada))) as connection:
        connection.execute("PRAGMA user_version = 99")

    done = rebuild(ada, "--yes")

    assert done.returncode == 1
    assert "newer nowsync" in done.stderr
    assert file(ada).exists()


def test_a_ledger_that_cannot_be_reached_is_not_taken_for_damaged(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()

    with pytest.raises(LedgerError) as caught:
        LedgerReader.peek(tmp_path / "ledger.sqlite")

    assert not isinstance(caught.value, LedgerUnfit)
