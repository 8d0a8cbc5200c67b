"""What is wrong with an Atom document, as a strict reader sees it. The sections are RFC 4287's."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from nowsync.adapters._atom.document import ATOM

# RFC 3339 as § 3.3 narrows it: a capital T, and a capital Z or an offset.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
# RFC 4151 § 2.1, as far as nowsync's own ids and those of others can be told apart from mistakes.
TAG_URI = re.compile(r"tag:[a-z0-9.@_-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")


def verify(document: bytes) -> None:
    """Read a document as strict readers do; raise ValueError with the first thing they refuse."""
    from lxml import etree

    wrong = next(faults(etree.fromstring(document)), None)
    if wrong is not None:
        raise ValueError(wrong)


def faults(feed: Any) -> Iterator[str]:
    """Name what a feed lacks or has twice."""
    yield from _faults_of(feed, "the feed")
    if not feed.findall(f"{ATOM}author"):
        yield "the feed has no author (§ 4.1.1)"
    if not feed.findall(f"{ATOM}link[@rel='self']"):
        yield "the feed does not say where it is (§ 4.1.1)"
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        name = f"entry {_text(entry, 'id')}"
        yield from _faults_of(entry, name)
        if not entry.findall(f"{ATOM}content") and not entry.findall(f"{ATOM}link"):
            yield f"{name} has neither content nor a link (§ 4.1.2)"
    ids = Counter(_text(entry, "id") for entry in entries)
    yield from (
        f"{number} entries have the id {each}" for each, number in ids.items() if number > 1
    )


def _faults_of(element: Any, name: str) -> Iterator[str]:
    """Look at what a feed and an entry have alike (§ 4.1.1, § 4.1.2)."""
    for child in ("id", "title", "updated"):
        if len(element.findall(f"{ATOM}{child}")) != 1:
            yield f"{name} needs one {child}"
        elif not _text(element, child).strip():
            yield f"{name} has an empty {child}"
    identity = _text(element, "id")
    if not ADDRESS.fullmatch(identity) or (
        identity.startswith("tag:") and not TAG_URI.fullmatch(identity)
    ):
        yield f"{name} has an id that is no address: {identity!r} (§ 4.2.6)"
    for child in ("published", "updated"):
        dates = (each.text or "" for each in element.iterfind(f"{ATOM}{child}"))
        yield from (f"{name} has no date in {child}" for each in dates if not DATE.fullmatch(each))
    pages = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in element.iterfind(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    if any(number > 1 for number in pages.values()):
        yield f"{name} has two alternates of one type (§ 4.1.1)"


def _text(element: Any, child: str) -> str:
    return element.findtext(f"{ATOM}{child}") or ""
