"""Where else each entry can be read, said for the site's own templates.

It has two forms: a data file beside the entries, or a field in the front matter of each of them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from msgspec import Struct

from nowsync.adapters._sidecar.data_file import DataFile, entry_of
from nowsync.adapters._sidecar.form import Copies, Form
from nowsync.adapters._sidecar.own_field import OwnField
from nowsync.adapters.abilities import Stale
from nowsync.adapters.base import Surroundings
from nowsync.core.action import Retraction
from nowsync.core.copies import print_of
from nowsync.core.entry import Json
from nowsync.core.errors import Unusable
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Traits

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# What else than links these say, no list of links may take the place of.
_TAKEN: Final = ("date", "draft", "id", "lang", "nowsync", "slug", "tags", "title", "updated")


class Settings(Struct, frozen=True, kw_only=True):
    """The file to write, where the site's generator finds data; or the field to write into."""

    file: str | None = None
    front_matter: str | None = None

    @property
    def origin(self) -> str:
        """The file, or the field."""
        return self.file or f"front matter: {self.front_matter}"

    @property
    def field(self) -> str | None:
        """The field of the entries that is nowsync's own, if there is one."""
        return self.front_matter

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        if (self.file is None) == (self.front_matter is None):
            yield "file", "give either a file to write, or front_matter, the field to write into"
        elif self.file is not None and not self.file.endswith((".json", ".yaml", ".yml")):
            yield "file", f"must name a file like src/data/syndication.json, not {self.file!r}"
        elif self.front_matter is not None and not _NAME.fullmatch(self.front_matter):
            yield "front_matter", f'must name a field like "syndication", not {self.front_matter!r}'
        elif self.front_matter in _TAKEN:
            yield "front_matter", f'"{self.front_matter}" says something else of an entry'


class SidecarAdapter:
    """Keeps what is said of entries as the other targets' publications are."""

    traits: ClassVar[Traits] = Traits(
        edits=True, local=True, backfill_is_harmless=True, markup=True
    )

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._origin = settings.origin
        self._surroundings = surroundings
        self._form: Form = (
            DataFile(surroundings, settings.file)
            if settings.file
            else OwnField(surroundings, settings.front_matter or "")
        )

    def room(self, facts: Mapping[str, Json]) -> None:
        """Let an entry have any length: nothing of its text is said again."""

    def identify(self) -> Account:
        """Name the file, or the field."""
        return Account(id=self._origin, name=self._origin)

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:  # noqa: ARG002
        """Say that an entry is told of; what is told is known when it is written."""
        return (self._step("PUT", summary.entry),)

    def retraction(self, published: Publication) -> Retraction:
        """Say that nothing is told of an entry any more."""
        return Retraction(steps=(self._step("DELETE", published.entry),))

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:  # noqa: ARG002
        """Tell of this entry, too."""
        return self.perform_all((step,))[0]

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Tell of all these entries. What this finds made already it leaves alone."""
        if not steps:
            return ()
        copies = self._copies_after(steps)
        kept = self._form.write([entry_of(step) for step in steps], copies)
        if any(entry in kept for entry in _taken_back(steps)):
            raise Unusable("its links are there still; the next publish takes them out if it can")
        return tuple(_receipt(step, copies, kept) for step in steps)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look whether what should be told of an entry is."""
        copies = self._copies_after((step,))
        entry = entry_of(step)
        told = self._form.tells(entry, copies.get(entry, ()))
        return _receipt(step, copies, {}) if told else None

    def stale(self) -> Stale:
        """Say whether the file is not as it was left, or where an entry stands has changed."""
        copies = self._surroundings.copies()

        def judge(receipt: Receipt) -> str | None:
            if doubt := self._form.doubtful(receipt):
                return doubt
            if receipt.data.get("copies", "") != print_of(copies.get(receipt.id, ())):
                return "where else it is published has changed"
            return None

        return judge

    def _copies_after(self, steps: Sequence[Step]) -> Copies:
        """Give where entries are, without those that are to be told of no longer."""
        gone = _taken_back(steps)
        copies = self._surroundings.copies()
        return {entry: copies[entry] for entry in copies if entry not in gone}

    def _step(self, method: str, entry: str) -> Step:
        request = Request(method, self._origin, {"entry": entry})
        return Step("links of an entry", request, repeatable=True)


def _taken_back(steps: Sequence[Step]) -> Collection[str]:
    return {entry_of(step) for step in steps if step.request.method == "DELETE"}


def _receipt(step: Step, copies: Copies, kept: Mapping[str, Mapping[str, str]]) -> Receipt:
    entry = entry_of(step)
    data = {"copies": print_of(copies.get(entry, ())), **kept.get(entry, {})}
    return Receipt(id=entry, data=data)


adapter = SidecarAdapter
