"""Entries that leave a feed."""

from nowsync.core.entry import Json
from nowsync.core.publication import Publication
from nowsync.core.step import Request, Step

REMOVAL = "feed removal"


def removal(file: str, published: Publication) -> Step:
    """Make the step; its dates say in which documents the entry stands."""
    there = published.steps[-1].request.body
    body: dict[str, Json] = {
        "id": published.receipts[0].id,
        "published": there["published"],
        "updated": there["updated"],
    }
    return Step(REMOVAL, Request("DELETE", file, body), repeatable=True)
