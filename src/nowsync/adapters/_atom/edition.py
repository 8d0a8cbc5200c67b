"""A feed as one run makes it: which files it has, and what stands in each of them."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property

from msgspec import Struct

from nowsync.adapters._atom.bindery import Bindery, Parts
from nowsync.adapters._atom.document import Writer
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.holdings import Holdings, holdings
from nowsync.adapters._atom.register import Register
from nowsync.adapters._atom.removal import REMOVAL
from nowsync.adapters._atom.settings import Settings
from nowsync.adapters._atom.volumes import Volume, volumes, year_of
from nowsync.adapters.base import Surroundings
from nowsync.core.copies import Copy
from nowsync.core.errors import Unusable
from nowsync.core.step import Step

# Below so many entries a feed may lose most of them without anybody's having to agree.
FEW = 4


class Document(Struct, frozen=True):
    """A file as it will be written, and how many entries are in it."""

    name: str
    parts: Parts
    entries: int


class Edition(Struct, frozen=True, dict=True):
    """What becomes of a feed by some steps. Nothing is written; what is kept is left alone."""

    head: Head
    surroundings: Surroundings
    steps: Sequence[Step]
    copies: Mapping[str, Sequence[Copy]]

    def documents(self) -> Sequence[Document]:
        """Make all files that these steps change; raise Unusable rather than a bad one."""
        with ThreadPoolExecutor(1) as aside:
            # Reading a large file takes as long as listing what stands.
            aside.submit(self._bindery.look, self._settings.file)
            ids = self._held.ids
        if not ids:
            return ()
        self._refuse_loss(ids)
        changed = {str(step.request.body["id"]) for step in self.steps}
        try:
            due = [each for each in self.volumes if self._is_due(each, changed)]
            return list(self._bound(due, self.head.id(ids)))
        except (ValueError, SyntaxError) as error:
            raise Unusable(
                f"the feed {self._settings.file} would not be valid: {error}. Nothing was changed"
            ) from error

    @contextmanager
    def remembered(self, document: Document) -> Iterator[None]:
        """Keep what the next run can use of a document, if it gets into its file meanwhile."""
        with ThreadPoolExecutor(1) as aside:
            # The print of a large file takes as long as writing it does.
            note = aside.submit(self._bindery.note, document.name)
            yield
        if made := note.result():
            self._bindery.remember(document.name, made)

    def remember_entries(self) -> None:
        """Keep what the next run need not read."""
        self._register.remember(self._held.entries)

    @cached_property
    def volumes(self) -> Sequence[Volume]:
        """Share out; what is taken back leaves even an archive that belongs to the feed no more."""
        bodies = (step.request.body for step in self.steps if step.kind == REMOVAL)
        years = {year_of(str(body["published"])) for body in bodies}
        left = [year for year in years if self._is_there(self._settings.archive(year))]
        return volumes(self._held, self._settings.entries, left)

    def file(self, volume: Volume) -> str:
        """Name the file of a volume."""
        return self._settings.file if volume.year is None else self._settings.archive(volume.year)

    def content(self, file: str) -> bytes:
        """Give what is in a file, if anything."""
        try:
            return (self.surroundings.folder / file).read_bytes()
        except OSError:
            return b""

    @cached_property
    def _held(self) -> Holdings:
        return holdings(self._register.standing, self.steps, self.surroundings.taken_back())

    @cached_property
    def _register(self) -> Register:
        return Register(self.surroundings, self.steps)

    @cached_property
    def _bindery(self) -> Bindery:
        return Bindery(self.content, self.surroundings.kept, self.surroundings.keep)

    @property
    def _settings(self) -> Settings:
        return self.head.settings

    def _refuse_loss(self, ids: Sequence[str]) -> None:
        """Keep a feed from losing most of what readers know, whatever has become of the ledger."""
        file = self._settings.file
        there = self._bindery.ids(file, self._register.known)
        lost = there.difference(ids)
        if len(there) < FEW or 2 * len(lost) <= len(there):
            return
        raise Unusable(
            f"the feed {file} would lose {len(lost)} of its {len(there)} entries. Nothing was "
            f"changed; if that is right, remove {file}, and publish to it again"
        )

    def _is_due(self, volume: Volume, changed: set[str]) -> bool:
        """Tell whether a document may have changed; of a finished year that is rare.

        A year's archive says which ones stand beside it, so it changes with their coming; a run
        that was cut short may have left them there.
        """
        if volume.year is None or volume.ids & changed:
            return True
        touched = {year_of(str(step.request.body["published"])) for step in self.steps}
        years = list(filter(None, (volume.year, volume.before, volume.after)))
        there = all(self._is_there(self._settings.archive(year)) for year in years)
        return not there or not touched.isdisjoint(years)

    def _bound(self, due: Iterable[Volume], identity: str) -> Iterator[Document]:
        """Make the documents, the archives first: what leaves the feed stands elsewhere by then."""
        writer = Writer(self.head, identity, self.copies)
        for volume in due:
            file, count = self.file(volume), len(volume.entries)
            parts = self._bindery.bind(file, volume, writer, self._register.bodies)
            yield Document(file, parts, count)
            if volume.year is None:
                for twin, content in self._twins(volume):
                    yield Document(twin, (memoryview(content),), count)

    def _twins(self, volume: Volume) -> Iterator[tuple[str, bytes]]:
        from nowsync.adapters._atom.jsonfeed import json_feed
        from nowsync.adapters._atom.rss import rss_feed

        json, rss = self._settings.json, self._settings.rss
        if json is not None:
            yield json, json_feed(self.head, self._register.bodies(volume.entries))
        if rss is not None:
            yield rss, rss_feed(self.head, volume, self._register.bodies(volume.entries))

    def _is_there(self, file: str) -> bool:
        return os.access(self.surroundings.folder / file, os.F_OK)
