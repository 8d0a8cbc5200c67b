"""A volume as an Atom document. The sections are those of RFC 4287 unless another source is named.

feedgen makes what it can say; the rest is added to the tree that comes of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from nowsync.adapters._atom.body import Body, legal, read
from nowsync.adapters._atom.head import Head
from nowsync.adapters._atom.volumes import Volume
from nowsync.core.copies import Copy
from nowsync.core.entry import digest

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml"


class Writer(Struct, frozen=True):
    """Writes documents of one feed: the same volume makes the same bytes."""

    head: Head
    identity: str
    copies: Mapping[str, Sequence[Copy]]

    def write(self, volume: Volume, entries: Sequence[Body]) -> bytes:
        """Make the bytes of a document with these of its entries.

        Raise ValueError when XML has no way to say it.
        """
        from lxml import etree

        feed = etree.fromstring(self._generate(volume, entries))
        for element, entry in zip(feed.iterfind(f"{ATOM}entry"), entries, strict=True):
            self._complete(element, entry)
        self._place(feed, volume)
        if style := self.head.settings.style:
            # XSLT would say more, but browsers are about to drop it.
            said = f'href="{legal(style)}" type="text/css"'
            feed.addprevious(etree.ProcessingInstruction("xml-stylesheet", said))
        tree = feed.getroottree()
        return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, pretty_print=True)

    def frame(self, volume: Volume) -> str:
        """The same while a document says the same around its entries."""
        tombstones = [[each.id, each.when] for each in volume.tombstones]
        beside = [volume.year, volume.before, volume.after]
        return digest([repr(self.head), self.identity, *beside, volume.updated, tombstones])

    def beside(self, entry: str) -> str:
        """Tell what a document says of an entry that does not stand in its body."""
        language = self.head.language
        if not (copies := self.copies.get(entry)):
            return language
        return repr([language, *((each.target, each.url) for each in copies)])

    def _generate(self, volume: Volume, entries: Sequence[Body]) -> bytes:
        from feedgen.feed import FeedGenerator

        head, feed = self.head, FeedGenerator()
        feed.id(self.identity)
        feed.title(head.title)
        feed.author(head.author)
        # Left out, feedgen takes the present moment, here and in entries.
        feed.updated(read(volume.updated))
        for link in self._links(volume):
            feed.link(**link)
        feed.language(head.language)
        # Without a version: an upgrade alone must not change a byte.
        feed.generator("nowsync")
        feed.icon(head.icon)
        feed.logo(head.logo)
        feed.rights(legal(head.settings.rights or "") or None)
        for entry in entries:
            _fill(feed.add_entry(order="append"), entry)
        written: bytes = feed.atom_str()
        return written

    def _links(self, volume: Volume) -> list[dict[str, str]]:
        """Say where this document is, and what stands beside it (§ 4.2.7, RFC 5005 § 4)."""
        settings = self.head.settings
        places = {
            "self": self._archive(volume.year) if volume.year else settings.url,
            "current": volume.year and settings.url,
            "prev-archive": volume.before and self._archive(volume.before),
            "next-archive": volume.after and self._archive(volume.after),
        }
        links = [
            {"href": legal(href), "rel": rel, "type": MEDIA_TYPE}
            for rel, href in places.items()
            if href
        ]
        if settings.hub and volume.year is None:
            links.append({"href": legal(settings.hub), "rel": "hub"})
        page = {"href": legal(self.head.site.url), "rel": "alternate", "type": "text/html"}
        return [links[0], page, *links[1:]]

    def _archive(self, year: int) -> str:
        settings = self.head.settings
        return settings.address(settings.archive(year))

    def _complete(self, element: Any, entry: Body) -> None:
        """Add what feedgen 1.0.0 cannot say of an entry, or loses."""
        # Its FeedEntry.atom_entry loses every attribute of a link but href.
        for link in element.iterfind(f"{ATOM}link"):
            link.attrib.update({"rel": "alternate", "type": "text/html"})
        if entry["language"] != self.head.language:
            element.set(LANGUAGE, entry["language"])
        if picture := entry.get("cover"):
            length = {} if picture["length"] is None else {"length": str(picture["length"])}
            _link(element, "enclosure", picture["url"], type=picture["type"], **length)
        for copy in self.copies.get(entry.get("entry", ""), ()):
            place = urlsplit(copy.url).hostname or copy.target
            _link(element, "related", copy.url, type="text/html", title=place)

    def _place(self, feed: Any, volume: Volume) -> None:
        """Say what is an archive (RFC 5005 § 4), and what was taken back (RFC 6721 § 3)."""
        from lxml import etree

        for each in volume.tombstones:
            said = {"ref": each.id, "when": each.when}
            names = {"at": TOMBSTONES.strip("{}")}
            feed.append(etree.Element(f"{TOMBSTONES}deleted-entry", said, nsmap=names))
        if volume.year is not None:
            names = {"fh": HISTORY.strip("{}")}
            feed.insert(0, etree.Element(f"{HISTORY}archive", nsmap=names))


def _link(element: Any, relation: str, href: str, **attributes: str) -> None:
    from lxml import etree

    said = {"href": legal(href), "rel": relation, **attributes}
    etree.SubElement(element, f"{ATOM}link", said)


def _fill(element: Any, entry: Body) -> None:
    element.id(entry["id"])
    element.title(entry["title"])
    element.published(read(entry["published"]))
    element.updated(read(entry["updated"]))
    element.link(href=entry["link"])
    if names := entry.get("authors"):
        element.author([{"name": name} for name in names])
    element.category([{"term": tag} for tag in entry["tags"]])
    if entry["summary"]:
        element.summary(entry["summary"], type="text")
    if entry["content"]:
        element.content(entry["content"], type="html")
