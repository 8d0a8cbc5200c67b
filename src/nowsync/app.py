"""The composition root: the only place where real things are chosen and put together."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from nowsync import ledger, pipeline
from nowsync.adapters.base import Adapter
from nowsync.choosing import choose, choose_targets
from nowsync.config import Configuration, load, locate
from nowsync.core.entry import Entry, EntryId
from nowsync.core.identity import identify
from nowsync.core.ledger import Ledger, Records
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome
from nowsync.core.schedule import before
from nowsync.core.situation import Asked
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Target
from nowsync.entries import File, Folder
from nowsync.images import Gallery, Store
from nowsync.invocation import Invocation
from nowsync.lookout import Lookout
from nowsync.mounts import doubtful
from nowsync.pages import Pages
from nowsync.places import Places
from nowsync.secret import Secret
from nowsync.source import Source
from nowsync.targets import TargetSettings
from nowsync.telling import Teller

if TYPE_CHECKING:
    from nowsync.accounts import Accounts
    from nowsync.drafts import Drafts
    from nowsync.reconciling import Reconciler
    from nowsync.rendering import Renderer

ENTRIES_FILE, IMAGES_FOLDER = "cache/entries.sqlite", "cache/images"
PAGES_FILE, TOLD_FILE = "cache/pages.json", "told.json"


def utc_now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def _second_of(moment: Callable[[], datetime]) -> datetime:
    return moment().replace(microsecond=0)


class App(Struct, frozen=True, dict=True):
    """nowsync for one configuration file.

    `watch` hears how many files have been read, and of how many; `notice` what a person may want
    to change, though all goes well; `before` of each entry that is about to be put into words, and
    raises Refused for one that must not be; `before_file` of each file that is about to be read,
    and raises Unreadable. What is not `cached` is made of the files alone.
    """

    configuration: Configuration
    environment: Mapping[str, str]
    moment: Callable[[], datetime] = utc_now
    watch: Callable[[int, int], None] = lambda _done, _of: None
    before: Callable[[Entry], None] = lambda _entry: None
    before_file: Callable[[File], None] = lambda _file: None
    pause: Callable[[float], None] = sleep
    notice: Callable[[str], None] = lambda _: None
    cached: bool = True

    @classmethod
    def find(
        cls,
        called: Invocation,
        watch: Callable[[int, int], None] = lambda _done, _of: None,
        notice: Callable[[str], None] = lambda _: None,
    ) -> "App":
        """Find and read the configuration; raise ConfigurationError with all of its problems."""
        path = locate(called.config, os.environ, Path.cwd())
        return cls(load(path), dict(os.environ), watch=watch, notice=notice, cached=called.cached)

    @property
    def folder(self) -> Folder:
        """The entries, and what is wrong with files that should be entries."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[datetime, Folder]:
        """The entries, and when they were begun to be read: what is written later is not known."""
        looked = self.moment()
        if self._source.paged:
            with self.reading() as records:
                return looked, self._source.page(records, self.clock())
        kept = self._state / ENTRIES_FILE if self.cached else None
        return looked, self._source.folder(kept, self.watch)

    @cached_property
    def _source(self) -> Source:
        return Source(self.configuration, self.before_file)

    def reading(self) -> AbstractContextManager[Records]:
        """Open the ledger for looking; it is not touched."""
        return self.cabinet.reading()

    @contextmanager
    def writing(self, *, planning: bool = False) -> Iterator[Ledger]:
        """Hold the ledger; raise LedgerBusy when another nowsync does.

        When `planning`, the entries are read meanwhile: all of the ledger is looked through first.
        """
        beside = (lambda: self.folder) if planning and not self._source.paged else (lambda: None)
        with self.cabinet.writing(self.clock, self.notice, beside) as writer:
            try:
                yield writer
            finally:
                self.places.connections.close()

    @property
    def doubtful_place(self) -> str | None:
        """Say why the ledger's disk cannot be relied on, where it is on another machine."""
        return doubtful(self._state)

    def clock(self) -> datetime:
        """Tell the time to the second, as the ledger and all that is shown do."""
        return _second_of(self.moment)

    def prepare(
        self,
        records: Records,
        *,
        words: Sequence[str] = (),
        only: Collection[str] = (),
        overwrite: bool = False,
        retract: bool = False,
    ) -> Plan:
        """Plan for the entries that `words` name, on the targets called in `only`; all if empty.

        With `overwrite`, others' changes there give way. To `retract`, no file need be there.
        """
        (looked, folder), seen = self._read, records.seen()
        problems = folder.problems
        identified = identify(folder.entries, seen, records.meaning_of)
        identified = replace(identified, looked=looked)
        known = seen if retract else ()
        named = choose(words, identified.entries, self.configuration.folder, problems, known)
        plan = pipeline.prepare(
            identified,
            self.places.of(records, self._with_those_before(only)),
            records,
            self.render,
            moment=self.moment(),
            asked=Asked(named, overwrite=overwrite, retract=retract),
            missing=self._source.missing(seen, unsure=bool(identified.doubts or problems)),
        )
        plan = self.pages.gate(identified.entries, self.clock()).of(plan)
        return replace(plan.on(only) if only else plan, problems=problems)

    def _with_those_before(self, only: Collection[str]) -> Collection[str]:
        """Name some targets, and all that they come after."""
        schedules = {each.target.name: each.target.policy.schedule for each in self.targets()}
        return {*only, *(first for name in only for first in before(name, schedules))}

    def drafts(self) -> "Drafts":
        """Give what writes drafts of entries."""
        from nowsync.drafts import Drafts

        today = self.clock().astimezone(ZoneInfo(self.configuration.site.timezone)).date()
        return Drafts(self.configuration, self.folder.entries, lambda: self._renderer, today)

    def carry_out(
        self, plan: Plan, writer: Ledger, tell: Callable[[Outcome], None]
    ) -> tuple[Outcome, ...]:
        """Do what the plan says."""
        ready, waiting = self.pages.shown(plan, self.clock(), tell)
        outcomes = pipeline.carry_out(
            ready,
            self.places.of(writer, ()),
            writer,
            clock=self.clock,
            remember=self.places.facts.remember,
            tell=tell,
        )
        came = (*waiting, *outcomes)
        given_up = [each.concern for each in self.places.hubs().owed() if each.given_up]
        self.teller.after(plan, came, self.folder.entries, self.clock(), given_up)
        return came

    def lookouts(self, writer: Ledger, only: Collection[str]) -> tuple[Lookout, ...]:
        """Give what looks at each target that has been met."""
        met = writer.acquaintances()
        return tuple(
            Lookout(target=place.target, adapter=place.adapter, ledger=writer, clock=self.clock)
            for place in self.places.of(writer, only)
            if place.target.name in met
        )

    def reconciler(self, records: Records, only: Collection[str] = ()) -> "Reconciler":
        """Give what looks at the targets for posts that the ledger does not know."""
        from nowsync.reconciling import Reconciler

        return Reconciler(
            places=self.places.of(records, only),
            identified=identify(self.folder.entries, records.seen(), records.meaning_of),
            plan=self.prepare(records, only=only),
            render=self.render,
            clock=self.clock,
            site=self.configuration.site.url,
        )

    def choose(self, words: Sequence[str], entries: Sequence[Entry]) -> tuple[EntryId, ...]:
        """Find the entries that words name; raise UsageError for a word that names none."""
        return choose(words, entries, self.configuration.folder, self.folder.problems)

    def targets(self, only: Collection[str] = ()) -> tuple[TargetSettings, ...]:
        """Give the configured targets, or those called in `only`; raise UsageError for others."""
        return choose_targets(only, self.configuration.targets)

    def leaves_the_machine(self, plan: Plan, records: Records) -> bool:
        """Tell whether carrying out a plan sends anything to a server."""
        sending = {action.target for action in plan.sending}
        places = self.places.of(records, sending) if sending else ()
        return not all(place.adapter.traits.local for place in places)

    def render(self, entry: Entry, form: Form) -> Summary:
        """Make the summary of an entry, with its images; raises TemplateError."""
        self.before(entry)
        return self.gallery.illustrated(self._renderer(entry, form), entry, form.room)

    @cached_property
    def teller(self) -> Teller:
        """Tells a person what they should know of a run."""
        path = self._state / TOLD_FILE
        return Teller.of(self.configuration, path, self.places.connections.secret, self.notice)

    @cached_property
    def pages(self) -> Pages:
        """The pages of the site that are there before others are told of them."""
        return Pages(self._state / PAGES_FILE, self.configuration)

    @cached_property
    def gallery(self) -> Gallery:
        """The images of the entries, as they are sent."""
        return Gallery(self.configuration.folder, Store(self._state / IMAGES_FOLDER))

    @cached_property
    def _renderer(self) -> "Renderer":
        """Load the templates, once there is something to say."""
        from nowsync.rendering import Renderer

        templates = self.configuration.templates
        own = None if templates is None else self.configuration.folder / templates
        return Renderer(self.configuration.site, own)

    @cached_property
    def cabinet(self) -> ledger.Cabinet:
        """Where the ledger is kept."""
        return ledger.Cabinet.of(self._state, self.environment, cached=self.cached)

    @property
    def _state(self) -> Path:
        return self.configuration.state_folder(self.environment)

    def accounts(self) -> "Accounts":
        """Sign in and out of targets, and tell who we are on each."""
        from nowsync.accounts import Accounts

        def adapter(target: Target, secret: Secret | None) -> Adapter:
            return self.places.adapter(self.targets([target.name])[0], None, secret)

        return Accounts(
            targets=[each.target for each in self.targets()],
            credentials=self.places.connections.credentials,
            adapter=adapter,
            reading=self.reading,
            writing=self.writing,
            clock=self.clock,
            remember=self.places.facts.remember,
        )

    @cached_property
    def places(self) -> Places:
        """The targets with their adapters."""
        return Places(
            configuration=self.configuration,
            environment=self.environment,
            # Not our own `clock`: they and we would hold each other, and all that has been read.
            clock=partial(_second_of, self.moment),
            pause=self.pause,
            notice=self.notice,
            image=self.gallery.content,
            cached=self.cached,
        )
