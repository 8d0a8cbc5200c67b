"""What a person has said about entries, as it is read from the ledger."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from nowsync.core.entry import EntryId
from nowsync.ledger import queries, rows


def words(
    select: Callable[..., list[Any]], target: str
) -> Iterator[tuple[EntryId, Mapping[str, Any]]]:
    """Give what was said of each entry on a target, as the fields of its publication."""
    for entry, since in select(queries.HOLDS, target):
        yield EntryId(entry), {"on_hold": datetime.fromisoformat(since)}
    for entry, *given in select(queries.APPROVALS, target):
        yield EntryId(entry), {"approval": rows.load_approval(*given)}
