"""The source of a site's entries, as nowsync.toml describes it: a folder, or one page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from nowsync import __version__
from nowsync.config import Configuration
from nowsync.core.edition import edition_date, edition_id
from nowsync.core.entry import digest
from nowsync.core.ledger import Records
from nowsync.entries import (
    DATE_KEYS,
    PAGE_DATE_KEYS,
    EntryRules,
    FileCache,
    Folder,
    read_folder,
    read_page,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the entries are, and by which rules they are read."""

    configuration: Configuration

    @property
    def paged(self) -> bool:
        """Tell whether the source is one page that is rewritten in place."""
        return self.configuration.entries.page is not None

    def folder(self, cached: Path, watch: Callable[[int, int], None]) -> Folder:
        """Read the folder; what was understood of unchanged files is kept at `cached`.

        `watch` hears how many files have been read, and of how many.
        """
        rules = self._rules(DATE_KEYS)
        # Entries also depend on what reads them, and on the rules that it goes by.
        cache = FileCache(cached, digest([__version__, repr(rules)])[:16])
        folder = read_folder(rules, cache, watch)
        cache.save()
        return folder

    def page(self, records: Records, now: datetime) -> Folder:
        """Read the page as the edition that it is now, by the editions that have been seen."""
        rules, page = self._rules(PAGE_DATE_KEYS), self.configuration.entries.page
        path = self.configuration.folder / (page or "")
        found = read_page(path, rules, undated=now)
        if not found.entries:
            return found
        dated = found.entries[0].date
        if dated == now:
            seen = records.seen().values()
            dated = edition_date(found.entries[0], seen, records.meaning_of, now)
            # Its title may name the month of its edition.
            found = read_page(path, rules, undated=dated)
        edition = replace(found.entries[0], id=edition_id(dated), own_id=True)
        return replace(found, entries=(edition,))

    def _rules(self, date_keys: tuple[str, ...]) -> EntryRules:
        settings, base = self.configuration.entries, self.configuration.folder
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
        )
