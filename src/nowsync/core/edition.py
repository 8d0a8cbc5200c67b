"""Editions: which one a page is that its author rewrites in place."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from nowsync.core.change import ChangeKind
from nowsync.core.detection import detect
from nowsync.core.entry import Entry, EntryId, Meaning
from nowsync.core.identity import Seen


def edition_date(
    page: Entry,
    seen: Iterable[Seen],
    meaning_of: Callable[[EntryId], Meaning],
    now: datetime,
) -> datetime:
    """Date a page that does not say its date itself.

    A page that was rewritten in a later month than its latest edition is a new edition, dated
    now; anything less is a correction of that edition.
    """
    latest = max(seen, key=lambda each: each.dated, default=None)
    if latest is None:
        return now
    before = meaning_of(latest.id)
    said = replace(page.meaning(), title=before.title, date=before.date)
    rewritten = detect(before, said).kind is ChangeKind.REVISED
    later = (now.year, now.month) > (latest.dated.year, latest.dated.month)
    return now if rewritten and later else latest.dated


def edition_id(dated: datetime) -> EntryId:
    """Name an edition by its day: a page has one edition a day at most."""
    return EntryId(f"{dated:%Y-%m-%d}")
