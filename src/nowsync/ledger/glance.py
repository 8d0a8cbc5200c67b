"""The ledger as it is when it is opened to be looked at: what was read once is not read again."""

import sqlite3
from collections.abc import Mapping, Sequence

from nowsync.core.continuity import Memory
from nowsync.core.entry import EntryId
from nowsync.core.identity import Seen
from nowsync.core.publications import Publications
from nowsync.ledger.reader import LedgerReader


class Glance(LedgerReader):
    """Tells the same however often it is asked; others may write into the ledger meanwhile."""

    def __init__(self, connection: sqlite3.Connection, memories: Sequence[Memory] = ()) -> None:
        super().__init__(connection, memories)
        self._publications: dict[str, Publications] = {}
        self._seen: Mapping[EntryId, Seen] | None = None

    def publications(self, target: str) -> Publications:
        """Tell how every known entry stands on a target."""
        if target not in self._publications:
            self._publications[target] = super().publications(target)
        return self._publications[target]

    def seen(self) -> Mapping[EntryId, Seen]:
        """Tell how every entry was last seen."""
        if self._seen is None:
            self._seen = super().seen()
        return self._seen
