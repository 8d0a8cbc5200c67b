"""An Atom feed in a file: written anew, whole, from everything that is published in it.

The sections are those of RFC 4287 unless another source is named.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar, TypeAlias
from urllib.parse import quote, urlsplit

from nowsync.adapters.base import Surroundings
from nowsync.core.entry import Json, digest
from nowsync.core.errors import Unusable
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Request, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Site, Traits
from nowsync.files import write_atomically

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Everything but the production Char of XML 1.0 § 2.2; no escaping makes the rest legal.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

WEB_ADDRESS = re.compile(r"https?://[^\s/?#]\S*")
TAG = re.compile(r"tag:(?P<host>[^,:]+),")
# In a tag URI the date says when the host was its owner's (RFC 4151 § 2.1), nothing of the feed.
SINCE = 2026

Body: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The file that holds the feed, and the address at which readers will find it."""

    file: str
    url: str
    title: str | None = None

    @property
    def origin(self) -> str:
        """The file."""
        return self.file

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what cannot be used."""
        if not self.file.strip() or self.file.endswith("/"):
            yield "file", f"must name a file, like public/now.xml, not {self.file!r}"
        if not WEB_ADDRESS.fullmatch(self.url):
            yield "url", f"must be an address like https://example.org/now.xml, not {self.url!r}"


class AtomAdapter:
    """Keeps a feed file as its target's publications say: the same ones make the same bytes.

    No id ever changes (§ 4.2.6). An entry's id is made once and then taken from its receipt. The
    feed's id has no place in the ledger, so it rests on what stays: the host in the id of the
    oldest entry, which is the old one after a move; a fixed year, which no older entry added
    later can change; the target's name, which tells two feeds of one site apart.
    """

    traits: ClassVar[Traits] = Traits(
        edits=True, local=True, backfill_is_harmless=True, markup=True
    )

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._site = surroundings.site
        self._path = surroundings.folder / settings.file

    def room(self, facts: Mapping[str, Json]) -> None:
        """Let a feed hold any length."""

    def identify(self) -> Account:
        """Name the feed: its address and its file."""
        return Account(id=self._settings.url, name=self._settings.file)

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Say what the feed will hold about the entry, whether or not it is there already."""
        receipts = published.receipts if published is not None else ()
        link = summary.permalink or summary.link or self._site.url
        body: dict[str, Json] = {
            "id": receipts[0].id if receipts else _tag(self._site, summary),
            "title": _legal(summary.title).strip() or self._title,
            "published": _moment(summary.published),
            "updated": _moment(summary.updated),
            "link": _legal(link),
            "language": _legal(summary.language),
            "tags": [tag for tag in map(_legal, summary.tags) if tag],
            "summary": _legal(summary.description),
            "content": _legal(summary.content),
        }
        request = Request("PUT", self._settings.file, body)
        return (Step("feed entry", request, repeatable=True),)

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:  # noqa: ARG002
        """Write the feed with this entry in it."""
        return self.perform_all((step,))[0]

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Write the feed once, with all that is published in it and these; or leave it alone."""
        if not steps:
            return ()
        file = self._settings.file
        try:
            write_atomically(self._path, self._render([*self._surroundings.standing(), *steps]))
        except OSError as error:
            raise Unusable(
                f"the feed {file} cannot be written: {error.strerror}. Nothing was changed; "
                "make that place writable, or give the target another file in nowsync.toml"
            ) from error
        except (ValueError, SyntaxError) as error:
            raise Unusable(
                f"the feed {file} would not be valid: {error}. Nothing was changed"
            ) from error
        return tuple(_receipt(step, self._head) for step in steps)

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:  # noqa: ARG002
        """Look whether the file says all that this step alone would make it say."""
        try:
            there = _traces(self._path.read_bytes())
            wanted = _traces(self._render([step]))
        except (OSError, ValueError, SyntaxError):
            return None
        return _receipt(step, self._head) if wanted <= there else None

    def stale(self, receipt: Receipt) -> str | None:
        """Say whether the file is gone, or what it says about itself is out of date."""
        if not os.access(self._path, os.F_OK):
            return f"{self._settings.file} is missing"
        if receipt.data.get("head") != self._head:
            return "the feed's title, author or address changed"
        return None

    @cached_property
    def _title(self) -> str:
        return _legal(self._settings.title or self._site.title).strip() or "Now"

    @cached_property
    def _author(self) -> dict[str, str]:
        """The feed's author speaks for every entry; without one, no entry is valid (§ 4.1.1)."""
        author = self._site.author
        name = _legal(author.name).strip() or self._title
        known = {"name": name, "uri": author.url, "email": author.email}
        return {key: _legal(value) for key, value in known.items() if value}

    @cached_property
    def _head(self) -> str:
        """The same while the feed says the same about itself."""
        site = self._site
        head: Json = [self._title, self._author, self._settings.url, site.url, site.language]
        return digest(head)[:16]

    def _render(self, steps: Iterable[Step]) -> bytes:
        """Make the bytes of a feed of these steps, of which a later one replaces an earlier."""
        bodies: list[Body] = [step.request.body for step in steps]
        entries = {body["id"]: body for body in bodies}
        newest_first = sorted(
            entries.values(),
            key=lambda entry: (-_read(entry["published"]).timestamp(), entry["id"]),
        )
        document = self._mend(self._generate(newest_first), newest_first)
        _verify(document, newest_first)
        return document

    def _generate(self, entries: Sequence[Body]) -> bytes:
        from feedgen.feed import FeedGenerator

        feed = FeedGenerator()
        feed.id(self._id(entries))
        feed.title(self._title)
        feed.author(self._author)
        # Left out, feedgen takes the present moment, here and in entries.
        feed.updated(max(_read(entry["updated"]) for entry in entries))
        feed.link(href=_legal(self._settings.url), rel="self", type="application/atom+xml")
        feed.link(href=_legal(self._site.url), rel="alternate", type="text/html")
        feed.language(_legal(self._site.language))
        # Without a version: an upgrade alone must not change a byte.
        feed.generator("nowsync")
        for entry in entries:
            _fill(feed.add_entry(order="append"), entry)
        written: bytes = feed.atom_str()
        return written

    def _id(self, entries: Sequence[Body]) -> str:
        tags = (TAG.match(entry["id"]) for entry in reversed(entries))
        host = next((tag["host"] for tag in tags if tag), _host(self._site))
        return f"tag:{host},{SINCE}:{quote(self._surroundings.target, errors='surrogatepass')}"

    def _mend(self, document: bytes, entries: Sequence[Body]) -> bytes:
        """Add what feedgen 1.0.0 cannot say, or loses."""
        from lxml import etree

        feed = etree.fromstring(document)
        for element, entry in zip(feed.iterfind(f"{ATOM}entry"), entries, strict=True):
            # Its FeedEntry.atom_entry loses every attribute of a link but href.
            for link in element.iterfind(f"{ATOM}link"):
                link.attrib.update({"rel": "alternate", "type": "text/html"})
            if entry["language"] != _legal(self._site.language):
                element.set(LANGUAGE, entry["language"])
        return etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _fill(element: Any, entry: Body) -> None:
    element.id(entry["id"])
    element.title(entry["title"])
    element.published(_read(entry["published"]))
    element.updated(_read(entry["updated"]))
    element.link(href=entry["link"])
    element.category([{"term": tag} for tag in entry["tags"]])
    if entry["summary"]:
        element.summary(entry["summary"], type="text")
    if entry["content"]:
        element.content(entry["content"], type="html")


def _verify(document: bytes, entries: Sequence[Body]) -> None:
    """Read the feed as a reader would: every entry once, and whole (§ 4.1.2)."""
    from lxml import etree

    found = [
        [element.findtext(f"{ATOM}{name}", "").strip() for name in ("id", "title", "updated")]
        for element in etree.fromstring(document).iterfind(f"{ATOM}entry")
    ]
    whole = all(map(all, found))
    if not whole or [each[0] for each in found] != [entry["id"] for entry in entries]:
        raise ValueError("an entry is missing, or has no title or date")


def _traces(document: bytes) -> set[bytes]:
    """Take a feed apart, without what other entries decide."""
    from lxml import etree

    feed = etree.fromstring(document)
    shared = (f"{ATOM}id", f"{ATOM}updated")
    parts = {etree.tostring(part, with_tail=False) for part in feed if part.tag not in shared}
    return {*parts, str(feed.get(LANGUAGE)).encode()}


def _tag(site: Site, summary: Summary) -> str:
    """Make an entry's id, once: a tag URI (RFC 4151 § 2.1)."""
    specific = quote(summary.entry, errors="surrogatepass")
    return f"tag:{_host(site)},{summary.dated.date().isoformat()}:now/{specific}"


def _host(site: Site) -> str:
    return (urlsplit(site.url).hostname or "").encode("idna").decode("ascii")


def _moment(value: datetime) -> str:
    """Write a date as RFC 3339 wants it (§ 3.3); one moment is always the same characters."""
    return value.astimezone(UTC).isoformat()


def _read(value: Json) -> datetime:
    return datetime.fromisoformat(str(value))


def _legal(text: str) -> str:
    return NOT_XML.sub("", text)


def _receipt(step: Step, head: str) -> Receipt:
    body = step.request.body
    return Receipt(id=str(body["id"]), url=str(body["link"]), data={"head": head})


adapter = AtomAdapter
