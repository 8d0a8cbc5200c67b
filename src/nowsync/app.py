"""The composition root: the only place where real things are chosen and put together."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from nowsync import __version__, ledger, pipeline
from nowsync.adapters.base import Adapter, Adopts, Surroundings
from nowsync.adapters.registry import find_platform
from nowsync.config import Configuration, load, locate
from nowsync.core.edition import edition_date, edition_id
from nowsync.core.entry import Entry, EntryId, digest
from nowsync.core.errors import LedgerError, UsageError
from nowsync.core.identity import identify
from nowsync.core.ledger import Ledger, Records
from nowsync.core.plan import Plan
from nowsync.core.publication import Mark, Operation, Outcome
from nowsync.core.recap import Period, recap
from nowsync.core.summary import Form, Summary
from nowsync.entries import (
    DATE_KEYS,
    PAGE_DATE_KEYS,
    EntryRules,
    FileCache,
    Folder,
    read_folder,
    read_page,
)
from nowsync.facts import Facts
from nowsync.http import Client
from nowsync.images import Gallery, Store
from nowsync.targets import TargetSettings

if TYPE_CHECKING:
    from nowsync.rendering import Renderer

LEDGER_FILE = "ledger.sqlite"
LOCK_FILE = "lock"
FACTS_FILE = "cache/facts.json"
ENTRIES_FILE = "cache/entries.sqlite"
IMAGES_FOLDER = "cache/images"


def utc_now() -> datetime:
    """Tell the time, to the second: nothing here is faster."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class App:
    """nowsync for one configuration file."""

    configuration: Configuration
    environment: Mapping[str, str]
    clock: Callable[[], datetime] = utc_now
    watch: Callable[[int, int], None] = lambda _done, _of: None
    _clients: list[Client] = field(default_factory=list)

    @classmethod
    def find(
        cls, config: str | None, watch: Callable[[int, int], None] = lambda _done, _of: None
    ) -> "App":
        """Find and read the configuration; raise ConfigurationError with all of its problems.

        `watch` hears how many files have been read, and of how many.
        """
        path = locate(config, os.environ, Path.cwd())
        return cls(load(path), os.environ, watch=watch)

    @cached_property
    def folder(self) -> Folder:
        """The entries, and what is wrong with files that should be entries."""
        if self.configuration.entries.page is None:
            rules = self._rules(DATE_KEYS)
            # Entries also depend on what reads them, and on the rules that it goes by.
            cache = FileCache(self._state / ENTRIES_FILE, digest([__version__, repr(rules)])[:16])
            folder = read_folder(rules, cache, self.watch)
            cache.save()
            return folder
        with self.reading() as records:
            return self._edition(records)

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Open the ledger for looking; it is not touched."""
        reader = ledger.LedgerReader.peek(self._state / LEDGER_FILE)
        try:
            yield reader
        finally:
            reader.close()

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """Hold the ledger; raise LedgerBusy when another nowsync does."""
        self._make_state_folder()
        with ledger.hold(self._state / LOCK_FILE):
            writer = ledger.SqliteLedger.open(self._state / LEDGER_FILE)
            try:
                yield writer
            finally:
                writer.close()
                for client in self._clients:
                    client.close()

    def prepare(
        self, records: Records, *, words: Sequence[str] = (), only: Collection[str] = ()
    ) -> Plan:
        """Plan for the entries that `words` name, on the targets called in `only`; all if empty."""
        identified = identify(self.folder.entries, records.seen(), records.meaning_of)
        return pipeline.prepare(
            identified,
            self._places(records, only),
            records,
            self._render,
            now=self.clock(),
            named=self.choose(words, identified.entries),
            problems=self.folder.problems,
        )

    def recap(self, over: Period) -> str:
        """Write the draft of an entry that looks back on a period."""
        made = recap(self.folder.entries, over)
        if not made.entries:
            raise UsageError(f"there is no finished entry in {over.name}")
        return self._renderer.recap(made, self.clock().date())

    def carry_out(
        self, plan: Plan, writer: Ledger, tell: Callable[[Outcome], None]
    ) -> tuple[Outcome, ...]:
        """Do what the plan says."""
        return pipeline.carry_out(
            plan,
            self._places(writer, ()),
            writer,
            clock=self.clock,
            remember=self._facts.remember,
            tell=tell,
        )

    def adopt(self, writer: Ledger, target: str, operation: Operation, url: str) -> str:
        """Take for a held operation's post what stands at an address; give the address."""
        (settings,) = self.targets([target])
        adapter = self._adapter(settings, writer)
        if not isinstance(adapter, Adopts):
            raise UsageError(f"{target} cannot take a post by its address")
        receipt = adapter.adopt(url)
        doubt = next(n for n, each in enumerate(operation.attempts) if each.receipt is None)
        writer.confirm([(Mark(operation.id, doubt), receipt)], self.clock())
        return receipt.url or receipt.id

    def choose(self, words: Sequence[str], entries: Sequence[Entry]) -> tuple[EntryId, ...]:
        """Find the entries that ids, paths or months name; raise UsageError for what names none."""
        return tuple(self._chosen(word, entries) for word in words)

    def targets(self, only: Collection[str] = ()) -> tuple[TargetSettings, ...]:
        """Give the configured targets, or those called in `only`; raise UsageError for others."""
        configured = {each.target.name: each for each in self.configuration.targets}
        for name in only:
            if name not in configured:
                known = ", ".join(configured)
                raise UsageError(f"there is no target {name!r}; there are {known}")
        return tuple(each for name, each in configured.items() if not only or name in only)

    def leaves_the_machine(self, plan: Plan, records: Records) -> bool:
        """Tell whether carrying out a plan sends anything to a server."""
        sending = {action.target for action in plan.sending}
        places = self._places(records, sending) if sending else ()
        return not all(place.adapter.traits.local for place in places)

    def _render(self, entry: Entry, form: Form) -> Summary:
        return self._gallery.illustrated(self._renderer(entry, form), entry, form.room)

    @cached_property
    def _gallery(self) -> Gallery:
        return Gallery(self.configuration.folder, Store(self._state / IMAGES_FOLDER))

    @cached_property
    def _renderer(self) -> "Renderer":
        """Load the templates, once there is something to say."""
        from nowsync.rendering import Renderer

        templates = self.configuration.templates
        own = None if templates is None else self.configuration.folder / templates
        return Renderer(self.configuration.site, own)

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

    def _edition(self, records: Records) -> Folder:
        """Read the page that is rewritten in place as the edition that it is now."""
        rules, page = self._rules(PAGE_DATE_KEYS), self.configuration.entries.page
        path, now = self.configuration.folder / (page or ""), self.clock()
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

    @property
    def _state(self) -> Path:
        return self.configuration.state_folder(self.environment)

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self._state / FACTS_FILE)

    def _places(self, records: Records, only: Collection[str]) -> tuple[pipeline.Place, ...]:
        return tuple(
            pipeline.Place(
                each.target, self._adapter(each, records), self._facts.of(each.target.name)
            )
            for each in self.targets(only)
        )

    def _adapter(self, settings: TargetSettings, records: Records) -> Adapter:
        target = settings.target

        def connect(origin: str, *, header: str, prefix: str = "") -> Client:
            from nowsync.credentials import Credentials

            secrets = self.configuration.secrets
            folder = None if secrets is None else self.configuration.folder / secrets
            found = Credentials(folder, self.environment).find(target)
            client = Client(
                origin, secret=found.secret, header=header, prefix=prefix, clock=self.clock
            )
            self._clients.append(client)
            return client

        surroundings = Surroundings(
            site=self.configuration.site,
            target=target.name,
            folder=self.configuration.folder,
            connect=connect,
            standing=lambda: records.standing_steps(target.name),
            image=self._gallery.content,
            pause=sleep,
        )
        return find_platform(target.platform).adapter(settings.settings, surroundings)

    def _chosen(self, word: str, entries: Sequence[Entry]) -> EntryId:
        for entry in entries:
            if word == entry.id or _same_file(word, self.configuration.folder / entry.source):
                return entry.id
        month = [entry for entry in entries if f"{entry.date:%Y-%m}" == word]
        if len(month) > 1:
            ids = ", ".join(entry.id for entry in month)
            raise UsageError(f"{word} has several entries: name one of {ids}")
        if month:
            return month[0].id
        raise UsageError(f"no entry is called {word!r}{self._nearest(word)}")

    def _nearest(self, word: str) -> str:
        """Say what may have been meant: a file that could not be read, or a similar name."""
        from difflib import get_close_matches

        for problem in self.folder.problems:
            if problem.file and (
                word in problem.file or Path(word).name == Path(problem.file).name
            ):
                return f"; its file cannot be read: {problem}"
        ids: list[str] = [entry.id for entry in self.folder.entries]
        near = get_close_matches(word, ids, n=1) or ids[-1:]
        return f"; did you mean {near[0]}?" if near else "; the folder has no entries"

    def _make_state_folder(self) -> None:
        try:
            self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
            ignore = self._state / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="ascii")
        except OSError as error:
            raise LedgerError(f"{self._state} cannot be written: {error.strerror}") from error


def _same_file(word: str, path: Path) -> bool:
    return Path(word).suffix != "" and Path(word).absolute() == path.absolute()
