"""A data file for the site's own templates: where else each entry can be read.

One JSON object, which is YAML too (YAML 1.2 § 1.3), with a list for each entry that is elsewhere.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from nowsync.adapters.base import Surroundings
from nowsync.core.copies import Copy, print_of
from nowsync.core.entry import Json
from nowsync.core.errors import Unusable
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Traits
from nowsync.files import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The file to write, where the site's generator finds data."""

    file: str

    @property
    def origin(self) -> str:
        """The file."""
        return self.file

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        if not self.file.endswith((".json", ".yaml", ".yml")):
            yield "file", f"must name a file like src/data/syndication.json, not {self.file!r}"


class SidecarAdapter:
    """Keeps the file as the other targets' publications say: the same ones make the same bytes."""

    traits: ClassVar[Traits] = Traits(
        edits=True, local=True, backfill_is_harmless=True, markup=True
    )

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._file = settings.file
        self._surroundings = surroundings
        self._path = surroundings.folder / settings.file

    def room(self, facts: Mapping[str, Json]) -> None:
        """Let an entry have any length: nothing of its text is in the file."""

    def identify(self) -> Account:
        """Name the file."""
        return Account(id=self._file, name=self._file)

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:  # noqa: ARG002
        """Say that the file tells of an entry; what it tells is known when it is written."""
        request = Request("PUT", self._file, {"entry": summary.entry})
        return (Step("links of an entry", request, repeatable=True),)

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:  # noqa: ARG002
        """Write the file with this entry in it."""
        return self.perform_all((step,))[0]

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Write the file once, with all entries that it tells of and these."""
        if not steps:
            return ()
        copies = self._surroundings.copies()
        entries = map(_entry, [*self._surroundings.standing(), *steps])
        told = {entry: _told(copies[entry]) for entry in sorted(entries) if copies.get(entry)}
        text = json.dumps(told, ensure_ascii=False, indent=2)
        try:
            write_atomically(self._path, f"{text}\n".encode("utf-8", "replace"))
        except OSError as error:
            raise Unusable(
                f"{self._file} cannot be written: {error.strerror}. It is as it was; make that "
                "place writable, or give the target another file in nowsync.toml"
            ) from error
        return tuple(_receipt(step, copies) for step in steps)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look whether the file tells of an entry what it should."""
        copies = self._surroundings.copies()
        try:
            there = json.loads(self._path.read_bytes())
            same = there.get(_entry(step), []) == _told(copies.get(_entry(step), ()))
        except (OSError, ValueError, AttributeError):
            return None
        return _receipt(step, copies) if same else None

    def stale(self, receipt: Receipt) -> str | None:
        """Say whether the file is gone, or where an entry stands has changed since."""
        if not os.access(self._path, os.F_OK):
            return f"{self._file} is missing"
        if receipt.data.get("copies", "") != print_of(self._copies.get(receipt.id, ())):
            return "where else it is published has changed"
        return None

    @cached_property
    def _copies(self) -> Mapping[str, Sequence[Copy]]:
        return self._surroundings.copies()


def _entry(step: Step) -> str:
    return str(step.request.body["entry"])


def _told(copies: Sequence[Copy]) -> list[dict[str, str]]:
    return [
        {
            "platform": copy.platform,
            "target": copy.target,
            "url": copy.url,
            "date": copy.published.date().isoformat(),
        }
        for copy in copies
    ]


def _receipt(step: Step, copies: Mapping[str, Sequence[Copy]]) -> Receipt:
    entry = _entry(step)
    return Receipt(id=entry, data={"copies": print_of(copies.get(entry, ()))})


adapter = SidecarAdapter
