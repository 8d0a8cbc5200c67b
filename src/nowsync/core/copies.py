"""Copies: the other places where an entry can be read, as the ledger knows them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.core.entry import digest


class Copy(Struct, frozen=True, kw_only=True):
    """An entry as it stands on a server; `visibility` is the word that it was sent with, if any."""

    target: str
    platform: str
    url: str
    published: datetime
    visibility: str | None = None

    @property
    def open_to_all(self) -> bool:
        """Tell whether everyone may be sent there."""
        return self.visibility in {None, "public", "unlisted"}


def print_of(copies: Sequence[Copy]) -> str:
    """The same while an entry is published in the same places; nothing for one that is in none."""
    return digest([copy.url for copy in copies])[:16] if copies else ""
