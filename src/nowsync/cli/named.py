"""Which entry a word names, also when its file is not there any more."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from nowsync.core.entry import EntryId
from nowsync.core.identity import identify

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Records


def entry_named(
    word: str, app: "App", records: "Records", known: Collection[EntryId | None]
) -> EntryId:
    """Find an entry that the ledger knows, or one that is here; raise UsageError for others."""
    if word in known:
        return EntryId(word)
    here = identify(app.folder.entries, records.seen(), records.meaning_of)
    return app.choose([word], here.entries)[0]
