"""What a strict reader finds wrong with a feed: the grammar, and the rules that no grammar can say.

Each fault names the section that it is against.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree, html

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
}
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w.~!$&'()*+,;=:@/?%-]*", re.ASCII)
WHOLE = re.compile(r"(https?|mailto|data):")
UNSAFE = ("script", "style", "iframe", "object", "embed", "form")


def faults(document: bytes) -> list[str]:
    """Name all that is wrong with a document."""
    feed = etree.fromstring(document)
    return [*_of_grammar(feed), *_of_ids(feed), *_of_links(feed), *_of_dates(feed), *_of_text(feed)]


def _of_grammar(feed: Any) -> Iterator[str]:
    if not GRAMMAR.validate(feed):
        yield from (f"grammar, line {each.line}: {each.message}" for each in GRAMMAR.error_log)


def _of_ids(feed: Any) -> Iterator[str]:
    ids = _texts(feed, "/a:feed/a:id | //a:entry/a:id")
    tags = [each for each in ids if each.startswith("tag:")]
    yield from (f"RFC 4151 § 2.1: {each}" for each in tags if not TAG_URI.fullmatch(each))
    counted = Counter(ids).items()
    yield from (f"§ 4.1.1: {number} times the id {each}" for each, number in counted if number > 1)


def _of_links(feed: Any) -> Iterator[str]:
    if len(feed.xpath("/a:feed/a:link[@rel='self']", namespaces=NAMES)) != 1:
        yield "§ 4.1.1: one self"
    for element in feed.xpath("/a:feed | //a:entry", namespaces=NAMES):
        pages = element.xpath("a:link[@rel='alternate']", namespaces=NAMES)
        kinds = [(each.get("type"), each.get("hreflang")) for each in pages]
        if len(kinds) != len(set(kinds)):
            yield "§ 4.1.1: two alternates of one type"
        if not pages and element.find("a:content", NAMES) is None and element is not feed:
            yield "§ 4.1.2: neither alternate nor content"
    untyped = feed.xpath("//a:link[@rel='enclosure'][not(@type)]", namespaces=NAMES)
    yield from ("§ 4.2.7.3: an enclosure without type" for _ in untyped)
    archive = feed.find("fh:archive", NAMES) is not None
    current = feed.xpath("/a:feed/a:link[@rel='current']", namespaces=NAMES)
    if archive != bool(current):
        yield "RFC 5005 § 4: an archive, and nothing else, says which feed is current"


def _of_dates(feed: Any) -> Iterator[str]:
    updated = [datetime.fromisoformat(each) for each in _texts(feed, "//a:entry/a:updated")]
    own = datetime.fromisoformat(_texts(feed, "/a:feed/a:updated")[0])
    if updated and own < max(updated):
        yield "§ 4.2.15: the feed is older than an entry"
    for entry in feed.iterfind("a:entry", NAMES):
        published, last = (
            datetime.fromisoformat(entry.findtext(f"a:{name}", namespaces=NAMES))
            for name in ("published", "updated")
        )
        if last < published:
            yield "§ 4.2.15: changed before it was published"


def _of_text(feed: Any) -> Iterator[str]:
    yield from (
        f"§ 3.1: no blank title {each!r}" for each in _texts(feed, "//a:title") if not each.strip()
    )
    for content in _texts(feed, "//a:content[@type='html']"):
        yield from in_html(content)


def in_html(content: str) -> Iterator[str]:
    """Name what a text of HTML may not hold in a feed."""
    body = html.fromstring(f"<div>{content}</div>")
    yield from (f"§ 8.1: {each.tag!r}" for each in body.iter(*UNSAFE))
    places = [str(each) for each in body.xpath("//@href | //@src")]
    yield from (f"§ 4.1.3: {each} is not whole" for each in places if not WHOLE.match(each))
    yield from (f"§ 8.1: {each!r}" for each in body.xpath("//@*[starts-with(name(), 'on')]"))


def _texts(feed: Any, path: str) -> list[str]:
    return [each.text or "" for each in feed.xpath(path, namespaces=NAMES)]
