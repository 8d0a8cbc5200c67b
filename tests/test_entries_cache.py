"""What the cache says is what reading says, whatever happened to the files."""

import gc
import os
import sqlite3
import time
import tracemalloc
import weakref
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from msgspec import structs

from nowsync.core.entry import EntryId
from nowsync.core.errors import Unreadable
from nowsync.core.target import Site
from nowsync.entries import EntryRules, FileCache, Folder, read_entry, read_folder
from nowsync.entries import cache as entries_cache
from nowsync.entries.files import File
from nowsync.entries.kept import Reading
from tests.cached_site import TEXT, TICK, CachedSite, tell

SITE = Site("https://ada.example")


def rules_of(folder: Path) -> EntryRules:
    return EntryRules(folder=folder, root=folder, site=SITE, permalink="/now/{slug}/")


def cache_path(folder: Path) -> Path:
    return folder.parent / ".nowsync" / "cache" / "entries.sqlite"


def cache_of(folder: Path) -> FileCache:
    (folder.parent / ".nowsync").mkdir(exist_ok=True)
    return FileCache(cache_path(folder), "1", tick=TICK)


def unopened(file: File) -> Reading:
    raise AssertionError(f"{file.source} was opened")


def understood(cache: FileCache, path: Path, folder: Path) -> Reading:
    known = cache.get(File.at(path, folder), unopened)
    assert known is not None
    return known


def lazily(folder: Path) -> Folder:
    """Read a folder as nowsync does: most of an entry is read when it is asked for."""
    time.sleep(2 * TICK / 1e9)
    cache = cache_of(folder)
    found = read_folder(rules_of(folder), cache)
    cache.save()
    return found


def cached(folder: Path) -> Folder:
    """Read a folder, and all of its entries just now, whatever becomes of the cache later."""
    found = lazily(folder)
    return structs.replace(found, entries=tuple(map(replace, found.entries)))


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
    known = cache_of(folder).get(File.at(path, folder), unopened)

    assert known == Reading(first.entries[0])


def test_what_a_decision_rests_on_is_known_without_the_rest(folder: Path) -> None:
    path = write(folder, 1)
    (first,) = cached(folder).entries
    cache = cache_of(folder)
    known = understood(cache, path, folder)
    cache_path(folder).unlink()
    heads = [(each.id, each.source, each.date, each.digest) for each in (first, known.entry)]

    assert heads[0] == heads[1]
    with pytest.raises(AssertionError, match="opened"):
        _ = known.entry.body


def test_what_an_entry_seldom_says_is_known_without_the_rest(folder: Path) -> None:
    tell(CachedSite(folder, cache_path(folder)), 1)
    cached(folder)
    known = understood(cache_of(folder), folder / "2026-01.md", folder).entry
    cache_path(folder).unlink()

    assert (known.id, known.own_id, known.draft) == ("own-1", True, True)


def test_an_entry_that_only_says_when_is_taken_at_a_target_without_the_rest(folder: Path) -> None:
    write(folder, 1)
    cached(folder)
    known = understood(cache_of(folder), folder / "2026-01.md", folder).entry
    cache_path(folder).unlink()
    at = known.at("feed")

    assert (at.own.skip, at.digest) == (True, known.digest)


def test_an_entry_says_on_a_target_what_it_says_there_alone(folder: Path) -> None:
    write(folder, 1)
    (first,) = cached(folder).entries
    known = understood(cache_of(folder), folder / "2026-01.md", folder).entry

    assert known.at("mastodon") == first.at("mastodon")
    assert known.at("mastodon").digest == first.at("mastodon").digest != first.digest


def test_looking_for_a_special_method_reads_nothing(folder: Path) -> None:
    path = write(folder, 1)
    cached(folder)
    known = understood(cache_of(folder), path, folder)
    cache_path(folder).unlink()

    assert not hasattr(known.entry, "__html__")


def test_warnings_are_remembered(folder: Path) -> None:
    path = write(folder, 1)
    path.write_text("---\ndraft: Flase\n---\nHello.", encoding="utf-8")
    first = cached(folder)
    known = understood(cache_of(folder), path, folder)

    assert known.warnings == first.warnings != ()


def test_a_file_that_is_too_young_is_not_remembered(folder: Path) -> None:
    path = write(folder, 1)
    (folder.parent / ".nowsync").mkdir()
    cache = FileCache(cache_path(folder), "1")
    read_folder(rules_of(folder), cache)
    cache.save()

    assert cache_of(folder).get(File.at(path, folder), unopened) is None


def test_other_rules_make_all_of_it_unknown(folder: Path) -> None:
    path = write(folder, 1)
    cached(folder)

    assert FileCache(cache_path(folder), "2").get(File.at(path, folder), unopened) is None


def test_an_entry_stays_what_it_is_under_another_id(folder: Path) -> None:
    path = write(folder, 1)
    (first,) = cached(folder).entries
    known = understood(cache_of(folder), path, folder).entry.known_as(EntryId("b"))

    assert known == replace(first, id=EntryId("b"))


def test_a_changed_copy_of_an_entry_has_its_own_digest(folder: Path) -> None:
    path = write(folder, 1)
    known = cached(folder).entries[0], understood(cache_of(folder), path, folder).entry
    copies = [replace(each, title="Another") for each in known]

    assert copies[0].digest == copies[1].digest != known[0].digest


@pytest.mark.parametrize(
    "breakage",
    [
        "UPDATE rest SET kept = '{'",
        "UPDATE rest SET kept = '{}'",
        "UPDATE rest SET stamp = 'another', kept = replace(kept, 'Paint', 'Sink')",
        "DELETE FROM rest",
        "DROP TABLE rest",
        "UPDATE head SET date = 'never'",
        "UPDATE head SET more = '['",
        "DROP TABLE head",
    ],
)
def test_broken_rows_are_no_harm(folder: Path, breakage: str) -> None:
    write(folder, 1)
    first = cached(folder)
    with closing(sqlite3.connect(cache_path(folder))) as connection, connection:
        connection.execute(breakage)

    assert cached(folder) == first


def test_a_cache_that_goes_away_while_it_is_in_use_is_no_harm(folder: Path) -> None:
    write(folder, 1)
    first = cached(folder)
    again = read_folder(rules_of(folder), cache_of(folder))
    cache_path(folder).unlink()

    assert again == first


def test_what_was_decided_on_is_never_said_with_other_words(folder: Path) -> None:
    write(folder, 1)
    cached(folder)
    (entry,) = read_folder(rules_of(folder), cache_of(folder)).entries
    cache_path(folder).unlink()
    write(folder, 1, "Sink it.")

    with pytest.raises(Unreadable, match="changed while nowsync was at work"):
        _ = entry.body


def test_what_is_written_while_a_folder_is_read_is_never_mixed(folder: Path) -> None:
    path = write(folder, 1)
    time.sleep(2 * TICK / 1e9)
    cache = cache_of(folder)
    other = list[Folder]()

    def meanwhile(_file: File) -> None:
        # This nowsync has listed the folder. Another one reads all of it, and the author saves.
        other.append(lazily(folder))
        path.write_text("---\ntitle: New\ndraft: true\n---\nFor friends.", encoding="utf-8")

    cache.save()
    (new,) = read_folder(rules_of(folder), cache, before=meanwhile).entries
    cache.save()
    (old,) = other[0].entries

    assert (new.title, new.draft) == ("New", True)
    assert (old.title, old.draft, "Paint it." in old.body) == ("Month 1", False, True)


def test_the_file_itself_is_asked_only_while_it_is_the_same(folder: Path) -> None:
    path = write(folder, 1)
    cached(folder)
    (entry,) = lazily(folder).entries
    cache_path(folder).unlink()
    path.touch()

    with pytest.raises(Unreadable, match="changed while nowsync was at work"):
        _ = entry.body


@pytest.mark.parametrize("move", ["stamp", "rules"])
def test_a_rest_of_another_state_is_not_taken(folder: Path, move: str) -> None:
    write(folder, 1)
    (first,) = cached(folder).entries
    (entry,) = lazily(folder).entries
    with closing(sqlite3.connect(cache_path(folder))) as connection, connection:
        change = {
            "stamp": "UPDATE rest SET stamp = 'another', kept = replace(kept, 'Paint', 'Sink')",
            "rules": "UPDATE rest SET rules = 'another', kept = replace(kept, 'Paint', 'Sink')",
        }
        connection.execute(change[move])

    assert entry.body == first.body


def test_a_rest_that_is_not_written_yet_is_that_of_its_own_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries_cache, "FRESH", 0)
    cache_path(folder).parent.parent.mkdir()
    # What is written now is taken for old enough.
    cache = FileCache(cache_path(folder), "1", tick=-(10**12))
    path = write(folder, 1)
    old = cache.put(File.at(path, folder), Reading(read_entry(path, rules_of(folder))), unopened)
    new = Reading(read_entry(write(folder, 1, "Sink it."), rules_of(folder)))
    cache.put(File.at(path, folder), new, unopened)

    with pytest.raises(AssertionError, match="opened"):
        _ = old.entry.body


def test_a_head_that_says_another_digest_has_no_rest(folder: Path) -> None:
    write(folder, 1)
    cached(folder)
    with closing(sqlite3.connect(cache_path(folder))) as connection, connection:
        connection.execute("UPDATE head SET digest = '1:another'")
        connection.execute("DELETE FROM rest")
    (entry,) = lazily(folder).entries

    with pytest.raises(Unreadable, match="changed while nowsync was at work"):
        _ = entry.body


def test_heads_are_let_go_once_all_files_have_been_looked_at(folder: Path) -> None:
    path = write(folder, 1)
    cached(folder)
    cache = cache_of(folder)
    before = cache.get(File.at(path, folder), unopened)
    cache.save()

    assert before is not None
    assert cache.get(File.at(path, folder), unopened) is None


def test_nothing_is_held_by_a_cache_that_nobody_has(folder: Path) -> None:
    write(folder, 1)
    cached(folder)
    gc.disable()
    try:
        cache = cache_of(folder)
        found = read_folder(rules_of(folder), cache)
        assert found.entries[0].body
        gone = weakref.ref(cache)
        rests = weakref.ref(found.entries[0]._read)  # type: ignore[attr-defined]  # of a kept one
        del cache, found

        assert (gone(), rests()) == (None, None)
    finally:
        gc.enable()


def test_a_cache_that_is_being_written_is_left_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 1)
    first, connect = cached(folder), sqlite3.connect
    before = cache_path(folder).stat().st_ino
    monkeypatch.setattr(sqlite3, "connect", partial(connect, timeout=0.01))
    with closing(connect(cache_path(folder), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert cached(folder) == first
        other.execute("ROLLBACK")

    assert cache_path(folder).stat().st_ino == before


def test_a_folder_whose_name_is_no_text_has_a_cache(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")) / "now"
    folder.mkdir(parents=True)
    write(folder, 1)
    first = cached(folder)
    known = understood(cache_of(folder), folder / "2026-01.md", folder)

    assert known == Reading(first.entries[0])


def test_a_cache_that_may_not_be_looked_at_is_no_harm(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 1)
    first = cached(folder)

    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as closed:
        closed.setattr(Path, "is_file", refuse)
        assert cached(folder) == first


def test_a_damaged_cache_is_no_harm(folder: Path) -> None:
    write(folder, 1)
    first = cached(folder)
    cache_path(folder).write_bytes(b"SQLite format 3\0no")

    assert cached(folder) == first


def test_without_a_state_folder_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    write(tmp_path / "now", 1)
    cache = FileCache(tmp_path / ".nowsync" / "cache" / "entries.sqlite", "1")

    read_folder(rules_of(tmp_path / "now"), cache)
    cache.save()

    assert not (tmp_path / ".nowsync").exists()


def test_where_nothing_can_be_written_no_file_is_read_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries_cache, "FRESH", 0)
    file = File.at(write(folder, 1), folder)
    time.sleep(2 * TICK / 1e9)
    cache = FileCache(cache_path(folder), "1", tick=TICK)
    first = Reading(read_entry(folder / "2026-01.md", rules_of(folder)))
    put = cache.put(file, first, unopened)
    cache.save()

    assert put == first
    assert not cache_path(folder).exists()


def test_entries_that_are_written_a_few_at_a_time_are_what_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(1, 9):
        write(folder, month, f"Text {month}.")
    monkeypatch.setattr(entries_cache, "BATCH", 3)
    monkeypatch.setattr(entries_cache, "FRESH", 1)
    monkeypatch.setattr(entries_cache, "WHOLE", 2)
    first, again = cached(folder), cached(folder)

    assert first == again == read_folder(rules_of(folder))
    assert [each.body for each in again.entries] == [each.body for each in first.entries]


def test_what_entries_say_is_not_all_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(1, 13):
        write(folder, month, f"Text {month}. " + "x" * 30_000)
    monkeypatch.setattr(entries_cache, "BATCH", 2)
    monkeypatch.setattr(entries_cache, "FRESH", 0)
    monkeypatch.setattr(entries_cache, "WHOLE", 2)

    # What reads files is loaded by whoever does so first, and stays.
    read_folder(rules_of(folder))

    assert held(lambda: lazily(folder)) < held(lambda: read_folder(rules_of(folder))) / 3


def held(read: Callable[[], Folder]) -> int:
    """Measure the bytes that a folder holds when all of its entries have been asked."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        folder = read()
        assert all(len(each.body) > 0 for each in folder.entries)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return after - before
