"""What a step says of an entry, and how it is read back: the ledger keeps older ones for ever."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from nowsync.core.entry import Json
from nowsync.core.summary import Summary
from nowsync.core.target import Site

# What the production Char of XML 1.0 § 2.2 leaves out; no escaping makes it legal. Said the other
# way round, as what is not in Char, it takes ten times as long to compile.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Raised when a step says more of an entry than before, so that feeds catch up.
FORM = "3"
# Readers show an enclosure by its type, and nowsync looks into no image to learn it.
IMAGE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}

Body: TypeAlias = Mapping[str, Any]


def body_of(summary: Summary, *, site: Site, identity: str, title: str) -> dict[str, Json]:
    """Say of an entry what a feed has room for, with every address in full."""
    link = summary.permalink or summary.link or site.url
    return {
        "id": identity,
        "entry": legal(summary.entry),
        "title": legal(summary.title).strip() or title,
        "published": moment(summary.published),
        "updated": moment(summary.updated),
        "link": legal(link),
        "language": legal(summary.language),
        "authors": _authors(summary, site),
        "tags": [tag for tag in map(legal, summary.tags) if tag],
        "summary": legal(summary.description),
        "content": legal(summary.content),
        "cover": cover(summary, link),
    }


def _authors(summary: Summary, site: Site) -> list[Json]:
    """Name who wrote it; for the site's author the feed speaks, which knows more of them."""
    names = [name for name in map(legal, summary.authors) if name]
    return [] if names == [legal(site.author.name)] else [*names]


def cover(summary: Summary, link: str) -> Json:
    """Describe the cover image; one whose type its name does not tell is left out."""
    try:
        address = legal(urljoin(link, (summary.image or "").strip()))
        parts = urlsplit(address)
    except ValueError:  # such as an unfinished [ in a host
        return None
    ending = re.search(r"\.[a-z]+$", parts.path.lower())
    kind = IMAGE_TYPES.get(ending[0]) if ending else None
    if not summary.image or kind is None or parts.scheme not in {"https", "http"}:
        return None
    return {"url": address, "type": kind, "length": summary.image_length}


def tag(host: str, summary: Summary) -> str:
    """Make an entry's id, once: a tag URI (RFC 4151 § 2.1)."""
    specific = quote(summary.entry, errors="surrogatepass")
    return f"tag:{host},{summary.dated.date().isoformat()}:now/{specific}"


def moment(value: datetime) -> str:
    """Write a date as RFC 3339 wants it (§ 3.3); one moment is always the same characters."""
    return value.astimezone(UTC).isoformat()


def read(value: Json) -> datetime:
    """Read a date that was written by `moment`."""
    return datetime.fromisoformat(str(value))


def legal(text: str) -> str:
    """Leave out what XML has no way to say."""
    return NOT_XML.sub("", text)
