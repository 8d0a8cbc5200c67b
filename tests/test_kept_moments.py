"""A moment comes back from the cache in the zone that its author wrote it in."""

import time
from pathlib import Path
from typing import Never

import pytest

from nowsync.core.entry import Entry
from nowsync.core.target import Site
from nowsync.entries import EntryRules, File, FileCache, read_folder
from nowsync.entries.kept import BROKEN, KeptEntry, Reading, dump_head, load_head
from tests.cached_site import TICK

WRITTEN = [
    "2026-01-05",
    "2026-07-05 09:00",
    "2026-07-05T09:00:00Z",
    "2026-07-05T09:00:00-03:30",
    "2026-07-05 09:00 Asia/Kathmandu",
    # The clocks of Berlin leave this hour out, and show that one twice.
    "2026-03-29 02:30:00",
    "2026-10-25 02:30:00",
]


def rules_of(folder: Path) -> EntryRules:
    site = Site("https://ada.example", timezone="Europe/Berlin")
    return EntryRules(folder=folder, root=folder, site=site)


def write(folder: Path, moment: str) -> Path:
    path = folder / "now.md"
    path.write_text(
        f'---\ndate: "{moment}"\nnowsync:\n  not_before: "{moment}"\n'
        f'  feed: {{not_before: "{moment}", tags: [boats]}}\n---\nPaint it.'
    )
    return path


def cached(folder: Path) -> Entry:
    time.sleep(2 * TICK / 1e9)
    cache = FileCache(folder / ".nowsync" / "cache", "1", tick=TICK)
    (entry,) = read_folder(rules_of(folder), cache).entries
    cache.save()
    return entry


def moments(entry: Entry) -> list[tuple[str, object, object, int]]:
    """Tell moments with what `==` does not compare."""
    decided = (entry.overrides.everywhere, *entry.overrides.targets.values())
    all_told = (entry.date, *(each.not_before for each in decided))
    return [(str(each), each.tzname(), each.tzinfo, each.fold) for each in all_told if each]


@pytest.mark.parametrize("moment", WRITTEN)
def test_a_kept_moment_is_in_its_own_zone(tmp_path: Path, moment: str) -> None:
    write(tmp_path, moment)
    (tmp_path / ".nowsync").mkdir()
    (read,) = read_folder(rules_of(tmp_path)).entries
    cached(tmp_path)
    kept = cached(tmp_path)

    assert type(kept) is KeptEntry
    assert moments(kept) == moments(read)
    assert kept.at("feed").own == read.at("feed").own


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_clocks_show_twice_is_told_apart(tmp_path: Path, fold: int) -> None:
    file = File.at(write(tmp_path, WRITTEN[-1]), tmp_path)
    (read,) = read_folder(rules_of(tmp_path)).entries
    entry = read.placed(date=read.date.replace(fold=fold))
    kept = load_head(file, dump_head(Reading(entry)), unread, unread).entry

    assert moments(kept) == moments(entry)


@pytest.mark.parametrize(
    "kept", ["2026-07-05T09:00:00+05:00[Europe/Berlin]", "2026-07-05[No/Zone]"]
)
def test_a_moment_that_its_zone_does_not_know_is_read_anew(tmp_path: Path, kept: str) -> None:
    file = File.at(write(tmp_path, WRITTEN[0]), tmp_path)

    with pytest.raises(BROKEN):
        load_head(file, ("1:a", None, "now", kept, None), unread, unread)


def unread(*_what: object) -> Never:
    raise AssertionError("it was read")
