"""Standings: the rows that tell how entries stand on a target, made publications when asked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from nowsync.core.entry import EntryId
from nowsync.core.later import Later
from nowsync.core.publication import Operation, Publication, Standing
from nowsync.core.publications import Publications
from nowsync.core.step import Receipt
from nowsync.ledger import rows

# As queries.PUBLICATIONS gives them, one for each receipt: entry, standing, operation, when it was
# published and updated, digest, whether it stays, receipt.
_Row: TypeAlias = tuple[EntryId, str, int | None, str, str, str | None, int, str | None]
_PUBLISHED = Standing.PUBLISHED.value


class KeptPublication(Later, Publication):
    """A publication whose meaning and steps have not been read yet, nor its digest perhaps."""

    __slots__ = ("_number", "_read", "digest")
    __class__ = Publication  # type: ignore[assignment]
    _number: int
    _read: Callable[[int], Operation]
    digest: str

    def _rest(self) -> Mapping[str, Any]:
        made = self._read(self._number)
        steps = tuple(attempt.step for attempt in made.attempts if attempt.receipt)
        return {"meaning": made.meaning, "digest": made.meaning.digest, "steps": steps}


class Standings(Publications):
    """What rows say of a target's publications; `read` gives an operation by its number."""

    def __init__(
        self, target: str, found: Iterable[_Row], read: Callable[[int], Operation]
    ) -> None:
        self._target = target
        self._read = read
        self._rows: dict[EntryId, list[_Row]] = {}
        for row in found:
            self._rows.setdefault(row[0], []).append(row)
        self._made: dict[EntryId, Publication] = {}
        self._astir: dict[EntryId, Publication] = {}

    def stir(self, entry: EntryId, **more: Any) -> None:
        """Add something else that is known of an entry there."""
        known = self.get(entry) or Publication(entry=entry, target=self._target)
        self._astir[entry] = replace(known, **more)

    def at_rest(self, entry: EntryId, digest: str) -> tuple[Receipt, ...]:
        """Give what an entry was given there, if it is published, and all that is known of it."""
        found = self._rows.get(entry)
        if found is None or entry in self._astir:
            return ()
        _, standing, _, _, _, said, _, _ = found[0]
        return _receipts(found) if standing == _PUBLISHED and said == digest else ()

    @property
    def published(self) -> Collection[EntryId]:
        """The entries that are published."""
        return [entry for entry, found in self._rows.items() if found[0][1] == _PUBLISHED]

    @property
    def latest(self) -> Publication | None:
        """What was published or changed last of all that is there."""
        moments = ((self._rows[entry][0][4] or "", entry) for entry in self.published)
        _, entry = max(moments, default=("", None))
        return None if entry is None else self[entry]

    @property
    def astir(self) -> Collection[Publication]:
        """The publications of which more is known than how they stand."""
        return self._astir.values()

    def __getitem__(self, entry: EntryId) -> Publication:
        if entry in self._astir:
            return self._astir[entry]
        if entry not in self._rows:
            raise KeyError(entry)
        if entry not in self._made:
            self._made[entry] = self._publication(self._rows[entry])
        return self._made[entry]

    def __iter__(self) -> Iterator[EntryId]:
        return iter({**self._rows, **self._astir})

    def __len__(self) -> int:
        return len(self._rows.keys() | self._astir.keys())

    def _publication(self, found: list[_Row]) -> Publication:
        entry, standing, operation, published, updated, digest, stays, _ = found[0]
        if operation is None:
            return Publication(entry=entry, target=self._target, standing=Standing(standing))
        return KeptPublication.of(
            _read=self._read,
            _number=operation,
            entry=entry,
            target=self._target,
            standing=Standing(standing),
            receipts=_receipts(found),
            published=datetime.fromisoformat(published),
            updated=datetime.fromisoformat(updated),
            operation=None,
            drift=None,
            on_hold=None,
            approval=None,
            stays=bool(stays),
            **({} if digest is None else {"digest": digest}),
        )


def _receipts(found: Iterable[_Row]) -> tuple[Receipt, ...]:
    return tuple(rows.load_receipt(row[-1]) for row in found if row[-1] is not None)
