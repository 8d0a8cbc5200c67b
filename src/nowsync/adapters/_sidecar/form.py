"""What both forms of a sidecar owe the adapter."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from nowsync.core.copies import Copy
from nowsync.core.step import Receipt

# Where else entries can be read, by their ids.
Copies: TypeAlias = Mapping[str, Sequence[Copy]]


class Form(Protocol):
    """A place that says where else entries can be read."""

    def write(self, entries: Sequence[str], copies: Copies) -> Mapping[str, Mapping[str, str]]:
        """Have it say so of these entries; give what a receipt must keep of some of them.

        Raise Unusable when nothing could be written.
        """
        ...

    def tells(self, entry: str, copies: Sequence[Copy]) -> bool:
        """Look whether it says of an entry just that."""
        ...

    def doubtful(self, receipt: Receipt) -> str | None:
        """Say why it may not say what it should, though nothing new is known of an entry."""
        ...
