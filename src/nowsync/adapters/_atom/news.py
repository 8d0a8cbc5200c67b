"""What readers of a feed will see of a new version of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from nowsync.adapters._atom.document import ATOM, TOMBSTONES
from nowsync.core.notice import Notice, Noticed


def news(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[Noticed]:
    """Tell how the entries of a feed differ from those of the version before.

    Both are given as all of their documents, of which a later one has the last word.
    """
    old, new = _entries(before), _entries(after)
    for identity, entry in new.items():
        if identity not in old:
            yield Noticed(Notice.NEW, _text(entry, "title"))
        elif _text(entry, "updated") != _text(old[identity], "updated"):
            yield Noticed(Notice.REVISED, _text(entry, "title"))
        elif _written(entry) != _written(old[identity]):
            yield Noticed(Notice.CORRECTED, _text(entry, "title"))
    for identity in old.keys() - new.keys():
        yield Noticed(Notice.GONE, _text(old[identity], "title"))


def ids(documents: Iterable[bytes]) -> set[str]:
    """Name the entries that documents hold; those that are no feeds hold none."""
    return set(_entries(documents))


def gone(document: bytes) -> set[str]:
    """Name the entries whose tombstones a document holds."""
    return {each.get("ref") for each in _feed(document).iterfind(f"{TOMBSTONES}deleted-entry")}


def _entries(documents: Iterable[bytes]) -> dict[str, Any]:
    return {
        _text(entry, "id"): entry
        for document in documents
        for entry in _feed(document).iterfind(f"{ATOM}entry")
    }


def _feed(document: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(document)
    except etree.XMLSyntaxError:
        return etree.Element("none")


def _text(entry: Any, name: str) -> str:
    return str(entry.findtext(f"{ATOM}{name}", ""))


def _written(entry: Any) -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(entry, with_tail=False)
    return written
