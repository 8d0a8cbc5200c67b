"""Rest: what is published and unchanged is left alone, without anything else known of it."""

from collections.abc import Callable

from nowsync.core.action import Skip
from nowsync.core.entry import Entry
from nowsync.core.publication import url_of
from nowsync.core.publications import Publications
from nowsync.core.step import Receipt
from nowsync.core.target import Target


def decide_at_rest(
    entry: Entry,
    target: Target,
    publications: Publications,
    stale: Callable[[Receipt], str | None] | None,
) -> Skip | None:
    """Decide what the table of `decide` would about what is at rest, and nothing about all else.

    Most of an archive is so. `stale` says why what is there is no longer as we left it, for targets
    that can tell.
    """
    if entry.draft or entry.own.skip:
        return None
    receipts = publications.at_rest(entry.id, entry.digest)
    if not receipts or (stale and stale(receipts[-1])):
        return None
    return Skip(entry=entry.id, target=target.name, reason=unchanged(url_of(receipts)))


def unchanged(url: str | None) -> str:
    """Say that what is published needs nothing."""
    place = f" at {url}" if url else ""
    return f"published{place}, and unchanged since"
