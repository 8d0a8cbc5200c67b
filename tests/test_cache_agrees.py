"""Whatever happens to files, to clocks and to the cache: it says what reading says."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nowsync.entries import Folder
from tests.cached_site import HARMS, MOVES, CachedSite, Move, rest, same_size

CHANCES = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Every second move is a rest: what is too young is not remembered, and nothing is tried.
CHANGES = st.lists(
    st.tuples(st.sampled_from([*MOVES, *MOVES, *HARMS, *[rest] * 20]), st.integers(1, 6)),
    min_size=2,
    max_size=8,
)


def told(folder: Folder) -> object:
    """Give all that is said, as it is now: the files may be others by the time it is compared."""
    entries = [(replace(each), each.digest) for each in folder.entries]
    return entries, folder.problems, folder.passed_over, folder.warnings


@given(changes=CHANGES)
@CHANCES
def test_after_each_change_the_cache_agrees_with_the_files(
    tmp_path: Path, changes: list[tuple[Move, int]]
) -> None:
    site = CachedSite.of(tmp_path / "site")
    rest(site, 0)
    site.cached()
    for change, month in changes:
        change(site, month)

        assert told(site.cached()) == told(site.uncached())


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_what_was_remembered_is_found_out_of_date(tmp_path: Path, move: Move) -> None:
    site = CachedSite.of(tmp_path / "site")
    rest(site, 0)
    site.cached()
    move(site, 1)

    assert told(site.cached()) == told(site.uncached())


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_cache_that_came_to_harm_is_no_harm(tmp_path: Path, harm: Move) -> None:
    site = CachedSite.of(tmp_path / "site")
    rest(site, 0)
    site.cached()
    harm(site, 3)

    assert told(site.cached()) == told(site.uncached())
    assert told(site.cached()) == told(site.uncached())


def test_a_text_of_the_same_size_with_its_old_time_is_read_again(tmp_path: Path) -> None:
    site = CachedSite.of(tmp_path / "site")
    rest(site, 0)
    before = told(site.cached()), site.file(1).stat()
    same_size(site, 1)
    rest(site, 0)

    after = site.file(1).stat()
    assert (after.st_size, after.st_mtime_ns) == (before[1].st_size, before[1].st_mtime_ns)
    assert told(site.cached()) == told(site.uncached()) != before[0]


def test_a_cache_of_another_program_is_made_anew(tmp_path: Path) -> None:
    site = CachedSite.of(tmp_path / "site")
    with closing(sqlite3.connect(site.cache)) as connection, connection:
        connection.execute("CREATE TABLE head (name TEXT)")
    rest(site, 0)
    site.cached()
    site.cached()
    with closing(sqlite3.connect(site.cache)) as connection:
        ((kept,),) = connection.execute("SELECT count(*) FROM head")

    assert kept == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_cache_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    site = CachedSite.of(tmp_path / "site")
    site.cache.parent.chmod(0o500)
    rest(site, 0)
    site.cached()

    assert told(site.cached()) == told(site.uncached())
