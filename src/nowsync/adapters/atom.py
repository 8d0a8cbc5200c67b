"""An Atom feed in files: written anew, whole, from everything that is published in it.

The sections are those of RFC 4287 unless another source is named.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from nowsync.adapters._atom.body import FORM, body_of, tag
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.holdings import Holdings, holdings
from nowsync.adapters._atom.removal import REMOVAL, removal
from nowsync.adapters._atom.settings import Settings
from nowsync.adapters._atom.volumes import Volume, volumes, year_of
from nowsync.adapters.abilities import Draft, DraftFile, Stale, Topic
from nowsync.adapters.base import Surroundings
from nowsync.core.action import Retraction
from nowsync.core.copies import Copy, print_of
from nowsync.core.entry import Json
from nowsync.core.errors import Unusable
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Traits
from nowsync.files import write_atomically

if TYPE_CHECKING:
    from nowsync.adapters._atom.bindery import Bindery

__all__ = ["AtomAdapter", "Settings", "adapter"]

# Below so many entries a feed may lose most of them without anybody's having to agree.
FEW = 4


class AtomAdapter:
    """Keeps feed files as their target's publications say: the same ones make the same bytes.

    No id ever changes (§ 4.2.6). An entry's id is made once and then taken from its receipt.
    """

    traits: ClassVar[Traits] = Traits(
        edits=True, local=True, backfill_is_harmless=True, markup=True
    )

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._head = Head(settings, surroundings.site, surroundings.target)

    def room(self, facts: Mapping[str, Json]) -> None:
        """Let a feed hold any length."""

    def identify(self) -> Account:
        """Name the feed: its address and its file."""
        return Account(id=self._settings.url, name=self._settings.file)

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Say what the feed will hold about the entry, whether or not it is there already."""
        receipts = published.receipts if published is not None else ()
        identity = receipts[0].id if receipts else tag(self._head.host, summary)
        site = self._surroundings.site
        body = body_of(summary, site=site, identity=identity, title=self._head.title)
        request = Request("PUT", self._settings.file, body)
        return (Step("feed entry", request, repeatable=True),)

    def retraction(self, published: Publication) -> Retraction:
        """Leave a tombstone for the entry, in the feed and in the archive of its year."""
        return Retraction(steps=(removal(self._settings.file, published),))

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:  # noqa: ARG002
        """Write the feed with this entry in it."""
        return self.perform_all((step,))[0]

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Write the feed once, with all that is published in it and these; or leave it alone."""
        if not steps:
            return ()
        copies, bindery = self._surroundings.copies(), self._bindery()
        for file in self._made(steps, copies, bindery):
            try:
                write_atomically(self._path(file.name), file.content)
                bindery.remember(file.name)
            except OSError as error:
                raise Unusable(
                    f"the feed {file.name} cannot be written: {error.strerror}. It is as it "
                    "was; make that place writable, or give the target another file in nowsync.toml"
                ) from error
        return tuple(self._receipt(step, copies) for step in steps)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look whether the files say all that this step alone would make them say, or no more."""
        from nowsync.adapters._atom.document import Writer
        from nowsync.adapters._atom.news import gone, ids
        from nowsync.adapters._atom.traces import traces

        copies = self._surroundings.copies()
        body = step.request.body
        archive = self._settings.archive(year_of(str(body["published"])))
        there = [self._content(file) for file in (self._settings.file, archive)]
        if step.kind == REMOVAL:
            buried = body["id"] in gone(there[0]) and body["id"] not in ids(there)
            return self._receipt(step, copies) if buried else None
        try:
            wanted = traces(Writer(self._head, self._head.host, copies).write(Volume((body,))))
            said = {each for document in there for each in traces(document)}
        except (ValueError, SyntaxError):
            return None
        return self._receipt(step, copies) if wanted <= said else None

    def stale(self) -> Stale:
        """Say whether a file is gone, or says what is out of date, of itself or of the entry."""
        files = (self._settings.file, *self._settings.twins)
        missing = next((file for file in files if not self._is_there(file)), None)
        if missing is not None:
            return lambda _receipt: f"{missing} is missing"
        copies, head = self._surroundings.copies(), self._head.print

        def judge(receipt: Receipt) -> str | None:
            data = receipt.data
            if data.get("head") != head:
                return "the feed's title, author or address changed"
            if data.get("form") != FORM:
                return "a feed says more of an entry than it did"
            if data.get("copies", "") != print_of(copies.get(data.get("entry", ""), ())):
                return "where else it is published has changed"
            return None

        return judge

    def draft(self, steps: Sequence[Step]) -> Draft:
        """Make the files that a run with these steps would write; raise Unusable as it would."""
        from nowsync.adapters._atom.news import news

        made = self._made(steps, self._surroundings.copies(), self._bindery())
        files = [replace(each, changed=each.content != self._content(each.name)) for each in made]
        written = {each.name: each.content for each in files}
        shared = self._shared(self._held(steps), steps)
        names = [self._file(each) for each in shared]
        before = [self._content(name) for name in names]
        after = [written.get(name) or self._content(name) for name in names]
        return Draft(tuple(files), tuple(news(before, after)))

    def snippet(self) -> str:
        """Write what the head of the site's pages says of the feed, for browsers and readers."""
        from nowsync.adapters._atom.discovery import snippet

        return snippet(self._head)

    def topics(self) -> tuple[Topic, ...]:
        """Name the feed and its twins, if they have a hub; archives are no news."""
        settings = self._settings
        if settings.hub is None:
            return ()
        twins = ((file, settings.address(file)) for file in settings.twins)
        places = ((settings.file, settings.url), *twins)
        return tuple(Topic(file, url, settings.hub) for file, url in places)

    def _made(
        self, steps: Sequence[Step], copies: Mapping[str, Sequence[Copy]], bindery: "Bindery"
    ) -> Sequence[DraftFile]:
        """Make all files that these steps change, and look at them as their readers would."""
        held = self._held(steps)
        if not held.ids:
            return ()
        self._refuse_loss(held, bindery)
        changed = {str(step.request.body["id"]) for step in steps}
        try:
            due = [each for each in self._shared(held, steps) if self._is_due(each, changed)]
            return self._write(due, held, copies, bindery)
        except (ValueError, SyntaxError) as error:
            raise Unusable(
                f"the feed {self._settings.file} would not be valid: {error}. Nothing was changed"
            ) from error

    def _held(self, steps: Sequence[Step]) -> Holdings:
        standing = self._surroundings.standing()
        return holdings([*standing, *steps], self._surroundings.taken_back())

    def _shared(self, held: Holdings, steps: Sequence[Step]) -> tuple[Volume, ...]:
        """Share out; what is taken back leaves even an archive that belongs to the feed no more."""
        bodies = (step.request.body for step in steps if step.kind == REMOVAL)
        years = {year_of(str(body["published"])) for body in bodies}
        left = [year for year in years if self._is_there(self._settings.archive(year))]
        return volumes(held, self._settings.entries, left)

    def _is_due(self, volume: Volume, changed: set[str]) -> bool:
        """Tell whether a document may have changed; of a finished year that is rare.

        A year's archive says which ones stand beside it, so it changes with their coming.
        """
        if volume.year is None or volume.ids & changed:
            return True
        years = filter(None, (volume.year, volume.before, volume.after))
        return not all(self._is_there(self._settings.archive(year)) for year in years)

    def _write(
        self,
        due: Iterable[Volume],
        held: Holdings,
        copies: Mapping[str, Sequence[Copy]],
        bindery: "Bindery",
    ) -> list[DraftFile]:
        """Make the documents, the archives first: what leaves the feed stands elsewhere by then."""
        from nowsync.adapters._atom.document import Writer

        writer = Writer(self._head, self._head.id(held.ids), copies)
        files: list[DraftFile] = []
        for volume in due:
            file = self._file(volume)
            files.append(DraftFile(file, bindery.bind(file, volume, writer), len(volume.entries)))
            if volume.year is None:
                files += self._twins(volume)
        return files

    def _twins(self, volume: Volume) -> Iterator[DraftFile]:
        from nowsync.adapters._atom.jsonfeed import json_feed
        from nowsync.adapters._atom.rss import rss_feed

        for file, make in ((self._settings.json, json_feed), (self._settings.rss, rss_feed)):
            if file is not None:
                yield DraftFile(file, make(self._head, volume), len(volume.entries))

    def _bindery(self) -> "Bindery":
        from nowsync.adapters._atom.bindery import Bindery

        return Bindery(self._content, self._surroundings.kept, self._surroundings.keep)

    def _refuse_loss(self, held: Holdings, bindery: "Bindery") -> None:
        """Keep a feed from losing most of what readers know, whatever has become of the ledger."""
        file = self._settings.file
        there = bindery.ids(file)
        lost = there - set(held.ids)
        if len(there) < FEW or 2 * len(lost) <= len(there):
            return
        raise Unusable(
            f"the feed {file} would lose {len(lost)} of its {len(there)} entries. Nothing was "
            f"changed; if that is right, remove {file}, and publish to it again"
        )

    def _receipt(self, step: Step, copies: Mapping[str, Sequence[Copy]]) -> Receipt:
        body = step.request.body
        if step.kind == REMOVAL:
            return Receipt(id=str(body["id"]))
        entry = str(body.get("entry", ""))
        data = {"head": self._head.print, "form": FORM if "entry" in body else "", "entry": entry}
        if printed := print_of(copies.get(entry, ())):
            data["copies"] = printed
        return Receipt(id=str(body["id"]), url=str(body["link"]), data=data)

    def _content(self, file: str) -> bytes:
        try:
            return self._path(file).read_bytes()
        except OSError:
            return b""

    def _file(self, volume: Volume) -> str:
        settings = self._settings
        return settings.file if volume.year is None else settings.archive(volume.year)

    def _path(self, file: str) -> Path:
        return self._surroundings.folder / file

    def _is_there(self, file: str) -> bool:
        return os.access(self._path(file), os.F_OK)


adapter = AtomAdapter
