"""An Atom feed in files: written anew, whole, from everything that is published in it.

The sections are those of RFC 4287 unless another source is named.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nowsync.adapters._atom.body import FORM, body_of, tag
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.removal import REMOVAL, removal
from nowsync.adapters._atom.settings import Settings
from nowsync.adapters.abilities import Draft, DraftFile, Stale, Topic
from nowsync.adapters.base import Surroundings
from nowsync.core.action import Retraction
from nowsync.core.copies import Copy, print_of
from nowsync.core.entry import Json
from nowsync.core.errors import Unknown, Unusable
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Traits
from nowsync.files import write_atomically

if TYPE_CHECKING:
    from nowsync.adapters._atom.edition import Edition

__all__ = ["AtomAdapter", "Settings", "adapter"]


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
        """Write the feed once, with all that is published in it and these; or leave it alone.

        Raise Unknown where some of its files are written by then: what they say may have been read.
        """
        if not steps:
            return ()
        copies = self._surroundings.copies()
        edition, begun = self._edition(steps, copies), False
        for document in edition.documents():
            try:
                with edition.remembered(document):
                    begun |= write_atomically(self._path(document.name), *document.parts)
            except OSError as error:
                failed = f"the feed {document.name} cannot be written: {error.strerror}. "
                mend = "make that place writable, or give the target another file in nowsync.toml"
                if begun or edition.content(document.name) == b"".join(document.parts):
                    raise Unknown(f"{failed}Some of it is written; to finish it, {mend}") from error
                raise Unusable(f"{failed}It is as it was; {mend}") from error
        edition.remember_entries()
        return tuple(self._receipt(step, copies) for step in steps)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look whether the files say all that this step alone would make them say, or no more."""
        from nowsync.adapters._atom.document import Writer
        from nowsync.adapters._atom.news import gone, ids
        from nowsync.adapters._atom.register import Listed
        from nowsync.adapters._atom.traces import traces
        from nowsync.adapters._atom.volumes import Volume, year_of

        copies = self._surroundings.copies()
        body = step.request.body
        archive = self._settings.archive(year_of(str(body["published"])))
        edition = self._edition((step,), copies)
        there = [edition.content(file) for file in (self._settings.file, archive)]
        if step.kind == REMOVAL:
            buried = body["id"] in gone(there[0]) and body["id"] not in ids(there)
            return self._receipt(step, copies) if buried else None
        try:
            writer = Writer(self._head, self._head.host, copies)
            wanted = traces(writer.write(Volume((Listed.of(step),)), [body]))
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

        edition = self._edition(steps, self._surroundings.copies())
        made = edition.documents()
        written = {each.name: b"".join(each.parts) for each in made}
        files = tuple(
            DraftFile(name, content, each.entries, changed=content != edition.content(name))
            for each, (name, content) in zip(made, written.items(), strict=True)
        )
        names = [edition.file(each) for each in edition.volumes]
        before = [edition.content(name) for name in names]
        after = [written.get(name) or edition.content(name) for name in names]
        return Draft(files, tuple(news(before, after)))

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

    def _edition(self, steps: Sequence[Step], copies: Mapping[str, Sequence[Copy]]) -> "Edition":
        from nowsync.adapters._atom.edition import Edition

        return Edition(self._head, self._surroundings, steps, copies)

    def _receipt(self, step: Step, copies: Mapping[str, Sequence[Copy]]) -> Receipt:
        body = step.request.body
        if step.kind == REMOVAL:
            return Receipt(id=str(body["id"]))
        entry = str(body.get("entry", ""))
        data = {"head": self._head.print, "form": FORM if "entry" in body else "", "entry": entry}
        if printed := print_of(copies.get(entry, ())):
            data["copies"] = printed
        return Receipt(id=str(body["id"]), url=str(body["link"]), data=data)

    def _path(self, file: str) -> Path:
        return self._surroundings.folder / file

    def _is_there(self, file: str) -> bool:
        return os.access(self._path(file), os.F_OK)


adapter = AtomAdapter
