"""The feed once more as RSS 2.0 (rssboard.org/rss-specification, 2.0.11).

feedgen makes what it can say; the rest is added to the tree that comes of it. The newest entry is
said to be the state of the now page in the *now* namespace, too, as its author describes it
(github.com/colin-walker/Now-Namespace).
"""

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from nowsync.adapters._atom.body import Body, legal, read
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.volumes import Volume

MEDIA_TYPE = "application/rss+xml"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "now": "https://nowns.work",
}


def rss_feed(head: Head, volume: Volume, entries: Sequence[Body]) -> bytes:
    """Write the entries of a feed with the ids that they have in Atom: they are the same ones."""
    from lxml import etree

    document = etree.fromstring(_generate(head, volume, entries))
    etree.cleanup_namespaces(document, top_nsmap=NAMESPACES, keep_ns_prefixes=[*NAMESPACES])
    channel: Any = document.find("channel")
    if head.settings.hub:
        hub = {"href": legal(head.settings.hub), "rel": "hub"}
        channel.insert(0, etree.Element(_name("atom", "link"), hub))
    for item, entry in zip(channel.iterfind("item"), entries, strict=True):
        for name in entry.get("authors", ()):
            _add(item, "dc", "creator", name)
    for newest in entries[:1]:
        _add(channel, "now", "title", newest["title"])
        _add(channel, "now", "link", legal(head.site.url))
        _add(channel, "now", "content", newest["content"] or _plain(newest))
        _add(channel, "now", "timestamp", format_datetime(read(newest["updated"])))
    written: bytes = etree.tostring(
        document, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return written


def _generate(head: Head, volume: Volume, entries: Sequence[Body]) -> bytes:
    from feedgen.feed import FeedGenerator

    settings, feed = head.settings, FeedGenerator()
    feed.title(head.title)
    # A channel must have one; a site has no other words for itself.
    feed.description(head.title)
    itself = legal(settings.address(settings.rss or ""))
    feed.link(href=itself, rel="self", type=MEDIA_TYPE)
    # Of several links, feedgen takes the last one for the channel's.
    feed.link(href=legal(head.site.url), rel="alternate")
    feed.language(head.language)
    feed.generator("nowsync")
    if email := head.author.get("email"):
        feed.managingEditor(f"{email} ({head.author['name']})")
    feed.copyright(legal(settings.rights or "") or None)
    # Left out, feedgen takes the present moment.
    feed.lastBuildDate(read(volume.updated))
    for entry in entries:
        _fill(feed.add_entry(order="append"), entry)
    written: bytes = feed.rss_str()
    return written


def _fill(item: Any, entry: Body) -> None:
    item.title(entry["title"])
    item.link(href=entry["link"])
    # No address, so that no reader takes it for one.
    item.guid(entry["id"], permalink=False)
    item.pubDate(read(entry["published"]))
    item.category([{"term": tag} for tag in entry["tags"]])
    item.description(_plain(entry), isSummary=True)
    if entry["content"]:
        item.content(entry["content"])
    if picture := entry.get("cover"):
        # All three attributes are required; 0 stands for a length that is not known.
        item.enclosure(picture["url"], str(picture["length"] or 0), picture["type"])


def _plain(entry: Body) -> str:
    """Give the summary; it is read as HTML, and may not hold what only looks like it."""
    return escape(entry["summary"] or entry["title"], quote=False)


def _add(element: Any, prefix: str, name: str, text: str) -> None:
    from lxml import etree

    etree.SubElement(element, _name(prefix, name)).text = text


def _name(prefix: str, name: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{name}"
