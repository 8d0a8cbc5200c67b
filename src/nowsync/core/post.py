"""Posts: what stands on a platform and is ours, whoever made it there."""

from datetime import datetime

from msgspec import Struct

from nowsync.core.step import Receipt


class Post(Struct, frozen=True, kw_only=True):
    """Something of ours on a platform; a thread is one post, with a receipt and a text a part.

    `receipts` are those of the steps that would make it, in their order. `links` are the addresses
    that it leads to; `at` when and `made_by` with which program it was made, if the platform tells.
    """

    receipts: tuple[Receipt, ...]
    texts: tuple[str, ...]
    title: str = ""
    links: tuple[str, ...] = ()
    at: datetime | None = None
    made_by: str | None = None

    @property
    def name(self) -> str:
        """Name it as a person would find it."""
        return self.receipts[0].url or self.receipts[0].id
