"""A document taken apart, to find in it what one step made."""

from nowsync.adapters._atom.document import ATOM, LANGUAGE

# What other entries decide, or what stands beside the document.
SHARED = (f"{ATOM}id", f"{ATOM}updated")
BESIDE = ("self", "current", "prev-archive", "next-archive")


def traces(document: bytes) -> set[bytes]:
    """Give the parts of a feed that say the same whatever else it holds."""
    from lxml import etree

    if not document:
        return set()
    feed = etree.fromstring(document)
    parts = {
        etree.tostring(part, with_tail=False)
        for part in feed
        if part.tag not in SHARED and part.get("rel") not in BESIDE
    }
    return {*parts, str(feed.get(LANGUAGE)).encode()}
