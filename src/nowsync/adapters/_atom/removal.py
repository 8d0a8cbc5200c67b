"""Entries that leave a feed, and what its documents are without them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from nowsync.adapters._atom.body import REMOVAL, Body, read
from nowsync.adapters._atom.volumes import Volume
from nowsync.core.entry import Json
from nowsync.core.publication import Publication
from nowsync.core.step import Request, Step


def removal(file: str, published: Publication) -> Step:
    """Make the step; its dates say in which documents the entry stands."""
    there = published.steps[-1].request.body
    body: dict[str, Json] = {
        "id": published.receipts[0].id,
        "published": there["published"],
        "updated": there["updated"],
    }
    return Step(REMOVAL, Request("DELETE", file, body), repeatable=True)


def removed(steps: Iterable[Step]) -> list[Body]:
    """Give what steps take out of the feed, and no later step puts back."""
    last = {step.request.body["id"]: step for step in steps}
    return [step.request.body for step in last.values() if step.kind == REMOVAL]


def without(volumes: Sequence[Volume], gone: Sequence[Body], years: set[int]) -> list[Volume]:
    """Give the documents of a feed that some entries have left.

    `years` have an archive, which may have lost its last entry. A document that is empty changed
    when what was in it did: it must have a date (§ 4.1.1).
    """
    if not gone:
        return list(volumes)
    lost = [Volume((), year) for year in sorted(years - {each.year for each in volumes})]
    changed = max(read(each["updated"]) for each in gone)
    return [replace(each, changed=changed) for each in (*lost, *volumes)]
