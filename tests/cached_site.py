"""A folder of entries that changes in every way that files can, and a cache of it."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from nowsync.core.target import Site
from nowsync.entries import EntryRules, FileCache, Folder, read_folder

# Files are at rest after this many nanoseconds here: longer than a tick of this kernel.
TICK = 20_000_000
MINUTE = 60
TEXT = (
    "---\ntitle: {title}\ncurrentlyReading: [Tides, Winds]\n"
    "nowsync:\n  skip: true\n  mastodon:\n    tags: [boats]\n    not_before: 2026-07-05\n"
    "---\n\n## Goals\n\n- **Boat**: {text}\n"
    "\n![A boat](boat.png)\n"
)


@dataclass(frozen=True, slots=True)
class CachedSite:
    """Six months of entries in `folder`, and the file `cache` beside it."""

    folder: Path
    cache: Path

    @classmethod
    def of(cls, place: Path) -> "CachedSite":
        """Begin anew at a place."""
        shutil.rmtree(place, ignore_errors=True)
        site = cls(place / "now", place / ".nowsync" / "cache" / "entries.sqlite")
        site.folder.mkdir(parents=True)
        site.cache.parent.mkdir(parents=True)
        for month in range(1, 7):
            site.write(month)
        return site

    def file(self, month: int) -> Path:
        """Name the file of a month."""
        return self.folder / f"2026-{month:02}.md"

    def write(self, month: int, text: str = "Paint it.", *, age: float = MINUTE) -> Path:
        """Write an entry that says when it was written."""
        path = self.file(month)
        path.write_text(TEXT.format(title=f"Month {month}", text=text), encoding="utf-8")
        age_by(path, age)
        return path

    @property
    def rules(self) -> EntryRules:
        """The rules by which it is read."""
        site = Site("https://ada.example")
        return EntryRules(folder=self.folder, root=self.folder, site=site, permalink="/now/{slug}/")

    def cached(self) -> Folder:
        """Read it as a run does that believes its cache."""
        cache = FileCache(self.cache, "1", tick=TICK)
        found = read_folder(self.rules, cache)
        cache.save()
        return found

    def uncached(self) -> Folder:
        """Read every file."""
        return read_folder(self.rules)


Move: TypeAlias = Callable[[CachedSite, int], None]


def age_by(path: Path, seconds: float) -> None:
    """Say of a file that it was written so long ago, or will be."""
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def rest(_site: CachedSite, _month: int) -> None:
    """Let time go by, so that files are old enough to be remembered."""
    time.sleep(2 * TICK / 1e9)


def edit(site: CachedSite, month: int) -> None:
    site.write(month, f"Text {time.monotonic_ns()}.")


def same_size(site: CachedSite, month: int) -> None:
    """Change a text without changing its size or its time of change."""
    path = site.file(month)
    if not path.exists():
        return
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced_with_same_size(site: CachedSite, month: int) -> None:
    """Do the same as careful editors do: in another file, that takes the name."""
    path = site.file(month)
    if not path.exists():
        return
    aside = path.with_suffix(".aside")
    aside.write_bytes(path.read_bytes().swapcase())
    shutil.copystat(path, aside)
    aside.replace(path)


def touch(site: CachedSite, month: int) -> None:
    site.file(month).touch()


def step_back(site: CachedSite, month: int) -> None:
    """Write when the clock was a day behind."""
    site.write(month, f"Text {time.monotonic_ns()}.", age=24 * 60 * MINUTE)


def step_ahead(site: CachedSite, month: int) -> None:
    """Write when the clock was a day ahead."""
    site.write(month, f"Text {time.monotonic_ns()}.", age=-24 * 60 * MINUTE)


def rename(site: CachedSite, month: int) -> None:
    with suppress(FileNotFoundError):
        site.file(month).rename(site.folder / f"2025-{month:02}.md")


def exchange(site: CachedSite, month: int) -> None:
    """Have two files change their names."""
    one, other, aside = site.file(month), site.file(month % 6 + 1), site.folder / "aside"
    if one.exists() and other.exists():
        one.rename(aside)
        other.rename(one)
        aside.rename(other)


def copy_over(site: CachedSite, month: int) -> None:
    """Put another file's content in place, with its times."""
    with suppress(FileNotFoundError):
        shutil.copy2(site.file(month), site.file(12))


def remove(site: CachedSite, month: int) -> None:
    site.file(month).unlink(missing_ok=True)


def restore(site: CachedSite, month: int) -> None:
    """Bring a file back as it was, as a backup does."""
    site.write(month)


def spoil(site: CachedSite, month: int) -> None:
    """Leave a file that cannot be read as an entry."""
    site.file(month).write_bytes(b"---\ntitle: [\n---\n\xff")


def replace_folder(site: CachedSite, _month: int) -> None:
    """Put a copy in the place of the whole folder, with all times as they were."""
    aside = site.folder.with_name("aside")
    shutil.copytree(site.folder, aside)
    shutil.rmtree(site.folder)
    aside.rename(site.folder)


def tell(site: CachedSite, month: int) -> None:
    """Say what entries seldom say: that this is a draft, and what its id is."""
    path = site.write(month)
    text = path.read_text(encoding="utf-8")
    told = text.replace("title:", f"draft: true\nid: own-{month}\ntitle:", 1)
    path.write_text(told, encoding="utf-8")


def leave_open(site: CachedSite, month: int) -> None:
    """Say nothing about its publication any more, and show no image."""
    path = site.write(month)
    text = path.read_text(encoding="utf-8")
    opened = text.replace("nowsync:", "note:", 1).replace("![A boat](boat.png)", "")
    path.write_text(opened, encoding="utf-8")


def damage(site: CachedSite, month: int) -> None:
    """Write over a part of the cache."""
    if not site.cache.is_file():
        return
    content = bytearray(site.cache.read_bytes())
    middle = len(content) * month // 7
    content[middle : middle + 512] = b"\xa5" * 512
    site.cache.write_bytes(content)


def cut_short(site: CachedSite, month: int) -> None:
    """Lose the end of the cache, as a full disk does."""
    if site.cache.is_file():
        os.truncate(site.cache, site.cache.stat().st_size * month // 7)


def forget(site: CachedSite, _month: int) -> None:
    shutil.rmtree(site.cache.parent, ignore_errors=True)


def of_another_program(site: CachedSite, _month: int) -> None:
    """Put a database of somebody else in its place."""
    site.cache.parent.mkdir(exist_ok=True)
    site.cache.unlink(missing_ok=True)
    with closing(sqlite3.connect(site.cache)) as connection, connection:
        connection.execute("CREATE TABLE head (name TEXT, colour TEXT)")
        connection.execute("INSERT INTO head VALUES ('2026-01.md', 'blue')")


def of_an_older_version(site: CachedSite, _month: int) -> None:
    """Have all of it written by other code, which understood files in another way."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(site.cache)) as connection, connection:
        connection.execute("UPDATE head SET rules = '1 old', id = 'old', date = '1999-01-01'")
        connection.execute("UPDATE rest SET rules = '1 old', kept = '{}'")


MOVES: tuple[Move, ...] = (
    *(edit, same_size, replaced_with_same_size, touch, step_back, step_ahead, rename, exchange),
    *(copy_over, remove, restore, spoil, replace_folder, tell, leave_open),
)
HARMS: tuple[Move, ...] = (damage, cut_short, forget, of_another_program, of_an_older_version)
