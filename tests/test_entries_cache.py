"""What the cache says is what reading says, whatever happened to the files."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nowsync.core.target import Site
from nowsync.entries import EntryRules, FileCache, Folder, read_folder

# Files are at rest after this many nanoseconds here: longer than a tick of this kernel.
TICK = 20_000_000
SITE = Site("https://ada.example")
TEXT = (
    "---\ntitle: {title}\ncurrentlyReading: [Tides, Winds]\n"
    "nowsync:\n  skip: true\n  mastodon:\n    tags: [boats]\n    not_before: 2026-07-05\n"
    "---\n\n## Goals\n\n- **Boat**: {text}\n"
    "\n![A boat](boat.png)\n"
)


def rules_of(folder: Path) -> EntryRules:
    return EntryRules(folder=folder, root=folder, site=SITE, permalink="/now/{slug}/")


def cache_of(folder: Path) -> FileCache:
    (folder.parent / ".nowsync").mkdir(exist_ok=True)
    return FileCache(folder.parent / ".nowsync" / "cache" / "entries.sqlite", "1", tick=TICK)


def cached(folder: Path) -> Folder:
    time.sleep(2 * TICK / 1e9)
    cache = cache_of(folder)
    found = read_folder(rules_of(folder), cache)
    cache.save()
    return found


def write(folder: Path, month: int, text: str = "Paint it.", *, age: float = 60) -> Path:
    path = folder / f"2026-{month:02}.md"
    path.write_text(TEXT.format(title=f"Month {month}", text=text), encoding="utf-8")
    old = time.time() - age
    os.utime(path, (old, old))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "now").mkdir()
    return tmp_path / "now"


def test_what_was_understood_is_understood_again(folder: Path) -> None:
    write(folder, 1)
    write(folder, 2)
    (folder / "empty.md").write_text("")
    first = cached(folder)

    assert cached(folder) == first == read_folder(rules_of(folder))


def test_a_file_that_has_not_changed_is_not_opened(folder: Path) -> None:
    path = write(folder, 1)
    first = cached(folder)
    known = cache_of(folder).get("2026-01.md", path.lstat())

    assert known == first.entries[0]


def test_a_file_that_is_too_young_is_not_remembered(folder: Path) -> None:
    path = write(folder, 1)
    cache = FileCache(folder.parent / ".nowsync" / "cache" / "entries.sqlite", "1")
    read_folder(rules_of(folder), cache)
    (folder.parent / ".nowsync").mkdir()
    cache.save()

    assert cache_of(folder).get("2026-01.md", path.lstat()) is None


def test_other_rules_make_all_of_it_unknown(folder: Path) -> None:
    path = write(folder, 1)
    cached(folder)
    other = FileCache(folder.parent / ".nowsync" / "cache" / "entries.sqlite", "2")

    assert other.get("2026-01.md", path.lstat()) is None


def test_a_damaged_cache_is_no_harm(folder: Path) -> None:
    write(folder, 1)
    first = cached(folder)
    (folder.parent / ".nowsync" / "cache" / "entries.sqlite").write_bytes(b"SQLite format 3\0no")

    assert cached(folder) == first


def test_without_a_state_folder_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    write(tmp_path / "now", 1)
    cache = FileCache(tmp_path / ".nowsync" / "cache" / "entries.sqlite", "1")

    read_folder(rules_of(tmp_path / "now"), cache)
    cache.save()

    assert not (tmp_path / ".nowsync").exists()


def edit(folder: Path, month: int) -> None:
    write(folder, month, f"Text {time.monotonic_ns()}.")


def same_size(folder: Path, month: int) -> None:
    """Change a text without changing its size or its time of change."""
    path = folder / f"2026-{month:02}.md"
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Paint", "Burn!").replace("Text", "Tixt"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def touch(folder: Path, month: int) -> None:
    (folder / f"2026-{month:02}.md").touch()


def rename(folder: Path, month: int) -> None:
    (folder / f"2026-{month:02}.md").rename(folder / f"2025-{month:02}.md")


def swap(folder: Path, month: int) -> None:
    """Put another file's content in place, with the same name."""
    shutil.copy2(folder / f"2026-{month:02}.md", folder / "2026-12.md")


def remove(folder: Path, month: int) -> None:
    (folder / f"2026-{month:02}.md").unlink()


CHANGES = st.sampled_from([edit, same_size, touch, rename, swap, remove])


@given(
    changes=st.lists(st.tuples(CHANGES, st.integers(1, 6)), max_size=6, unique_by=lambda c: c[1])
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_the_cache_agrees_with_the_files(
    folder: Path, changes: list[tuple[Callable[[Path, int], None], int]]
) -> None:
    shutil.rmtree(folder.parent / ".nowsync", ignore_errors=True)
    shutil.rmtree(folder)
    folder.mkdir()
    for month in range(1, 7):
        write(folder, month)
    cached(folder)
    for change, month in changes:
        change(folder, month)

    assert cached(folder) == read_folder(rules_of(folder))
