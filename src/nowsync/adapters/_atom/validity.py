"""What is wrong with an Atom document, as a strict reader sees it. The sections are RFC 4287's."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

from nowsync.adapters._atom.document import ATOM

# RFC 3339 as § 3.3 narrows it: a capital T, and a capital Z or an offset.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
# RFC 4151 § 2.1, as far as nowsync's own ids and those of others can be told apart from mistakes.
TAG_URI = re.compile(r"tag:[a-z0-9.@_-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")

ID, TITLE, UPDATED, PUBLISHED, AUTHOR, LINK, CONTENT, ENTRY = (
    f"{ATOM}{name}"
    for name in ("id", "title", "updated", "published", "author", "link", "content", "entry")
)
# The children of an element, by their tags.
Parts: TypeAlias = defaultdict[str, list[Any]]


def verify(document: bytes) -> None:
    """Read a document as strict readers do; raise ValueError with the first thing they refuse."""
    from lxml import etree

    wrong = next(faults(etree.fromstring(document)), None)
    if wrong is not None:
        raise ValueError(wrong)


def faults(feed: Any) -> Iterator[str]:
    """Name what a feed lacks or has twice."""
    parts = _parts(feed)
    yield from _faults_of(parts, "the feed")
    if not parts[AUTHOR]:
        yield "the feed has no author (§ 4.1.1)"
    if not any(link.get("rel") == "self" for link in parts[LINK]):
        yield "the feed does not say where it is (§ 4.1.1)"
    ids: Counter[str] = Counter()
    for entry in feed.iterchildren(ENTRY):
        parts = _parts(entry)
        ids[_text(parts, ID)] += 1
        yield from _faults_of_entry(parts, f"entry {_text(parts, ID)}")
    yield from (
        f"{number} entries have the id {each}" for each, number in ids.items() if number > 1
    )


def _faults_of_entry(parts: Parts, name: str) -> Iterator[str]:
    yield from _faults_of(parts, name)
    if not parts[CONTENT] and not parts[LINK]:
        yield f"{name} has neither content nor a link (§ 4.1.2)"


def _parts(element: Any) -> Parts:
    """Look through an element once: there may be ten thousand."""
    parts: Parts = defaultdict(list)
    for child in element:
        parts[child.tag].append(child)
    return parts


def _faults_of(parts: Parts, name: str) -> Iterator[str]:
    """Look at what a feed and an entry have alike (§ 4.1.1, § 4.1.2)."""
    for child in (ID, TITLE, UPDATED):
        if len(parts[child]) != 1:
            yield f"{name} needs one {_local(child)}"
        elif not _text(parts, child).strip():
            yield f"{name} has an empty {_local(child)}"
    identity = _text(parts, ID)
    if not ADDRESS.fullmatch(identity) or (
        identity.startswith("tag:") and not TAG_URI.fullmatch(identity)
    ):
        yield f"{name} has an id that is no address: {identity!r} (§ 4.2.6)"
    for child in (PUBLISHED, UPDATED):
        if not all(DATE.fullmatch(each.text or "") for each in parts[child]):
            yield f"{name} has no date in {_local(child)}"
    pages = [
        (link.get("type"), link.get("hreflang"))
        for link in parts[LINK]
        if link.get("rel", "alternate") == "alternate"
    ]
    if len(set(pages)) < len(pages):
        yield f"{name} has two alternates of one type (§ 4.1.1)"


def _text(parts: Parts, child: str) -> str:
    return next((each.text or "" for each in parts[child]), "")


def _local(tag: str) -> str:
    return tag.removeprefix(ATOM)
