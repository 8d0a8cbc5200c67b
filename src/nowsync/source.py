"""The source of a site's entries, as nowsync.toml describes it: a folder, or one page."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from nowsync import __version__
from nowsync.adapters.abilities import OwnsField
from nowsync.config import Configuration
from nowsync.core.entry import EntryId, digest
from nowsync.core.identity import Seen
from nowsync.core.ledger import Records
from nowsync.core.situation import Absence
from nowsync.entries import (
    DATE_KEYS,
    PAGE_DATE_KEYS,
    EntryRules,
    File,
    FileCache,
    Folder,
    read_folder,
    read_page,
)
from nowsync.entries.cache import READERS
from nowsync.installed import print_at_work
from nowsync.removal import Missing


class Source(Struct, frozen=True):
    """Where the entries are, and by which rules they are read.

    `before` hears of each file that is about to be read, and raises Unreadable for one that must
    not be.
    """

    configuration: Configuration
    before: Callable[[File], None]

    @property
    def paged(self) -> bool:
        """Tell whether the source is one page that is rewritten in place."""
        return self.configuration.entries.page is not None

    def folder(self, cached: Path | None, watch: Callable[[int, int], None]) -> Folder:
        """Read the folder; what was understood of unchanged files is kept at `cached`, if given.

        `watch` hears how many files have been read, and of how many.
        """
        rules = self._rules(DATE_KEYS)
        if cached is None:
            return read_folder(rules, watch=watch, before=self.before)
        # Entries also depend on what reads them, and on the rules that it goes by.
        reader = digest([__version__, repr(rules), print_at_work(*READERS)])[:16]
        cache = FileCache(cached, reader)
        folder = read_folder(rules, cache, watch, self.before)
        cache.save()
        return folder

    def page(self, records: Records, now: datetime) -> Folder:
        """Read the page as the edition that it is now, by the editions that have been seen."""
        from nowsync.core.edition import edition_date, edition_id

        rules, page = self._rules(PAGE_DATE_KEYS), self.configuration.entries.page
        path = self.configuration.folder / (page or "")
        found = read_page(path, rules, undated=now, before=self.before)
        if not found.entries:
            return found
        dated = found.entries[0].date
        if dated == now:
            seen = records.seen().values()
            dated = edition_date(found.entries[0], seen, records.meaning_of, now)
            # Its title may name the month of its edition.
            found = read_page(path, rules, undated=dated, before=self.before)
        edition = found.entries[0].placed(id=edition_id(dated), own_id=True)
        return replace(found, entries=(edition,))

    def missing(self, seen: Mapping[EntryId, Seen], *, unsure: bool) -> Missing:
        """Tell of entries that were seen and are not here; `unsure` that they have gone at all."""
        return Missing(seen, self._absence, unsure=unsure)

    def _absence(self, file: str) -> Absence:
        """Tell since when a file of an entry may be missing: since its folder changed last."""
        if self.paged:
            return Absence(excuse="the page has a newer edition")
        path = self.configuration.folder / file
        if path.exists():
            return Absence(excuse="its file is there, and is no entry")
        folder = next((each for each in path.parents if each.exists()), self.configuration.folder)
        return Absence(since=datetime.fromtimestamp(folder.stat().st_mtime, UTC))

    def _rules(self, date_keys: tuple[str, ...]) -> EntryRules:
        settings, base = self.configuration.entries, self.configuration.folder
        told = (each.settings for each in self.configuration.targets)
        own = [each.field for each in told if isinstance(each, OwnsField)]
        return EntryRules(
            folder=base / (settings.folder or ""),
            root=base,
            site=self.configuration.site,
            permalink=settings.permalink,
            link=settings.link,
            date_keys=settings.dates or date_keys,
            targets=tuple(each.target.name for each in self.configuration.targets),
            name_date=settings.name_date,
            files=settings.files,
            aside=tuple(filter(None, own)),
        )
