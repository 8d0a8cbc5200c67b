"""What a strict reader finds wrong with RSS 2.0, by the parts of the specification.

That is version 2.0.11 (rssboard.org/rss-specification); "Profile" is the RSS Advisory Board's Best
Practices Profile (rssboard.org/rss-profile).
"""

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from tests.feeds.strict import in_html

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "now": "https://nowns.work",
}
CHANNEL = {
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster"),
    *("pubDate", "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image"),
    *("rating", "textInput", "skipHours", "skipDays", "item"),
}
ITEM = {
    *("title", "link", "description", "author", "category", "comments", "enclosure", "guid"),
    *("pubDate", "source"),
}
ONCE = ITEM - {"category"}
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)


def faults(document: bytes) -> list[str]:
    """Name all that is wrong with a document."""
    root = etree.fromstring(document)
    return [*_of_channel(root), *_of_items(root), *_of_dates(root), *_of_now(root)]


def _of_channel(root: Any) -> Iterator[str]:
    if (root.tag, root.get("version"), len(root)) != ("rss", "2.0", 1):
        yield "What is RSS?: one channel in an rss of version 2.0"
    channel = root[0]
    for name in ("title", "link", "description"):
        if [bool(each.text) for each in channel.iterfind(name)] != [True]:
            yield f"Required channel elements: one {name}"
    yield from _unknown(channel, CHANNEL)
    itself = channel.findall("atom:link[@rel='self']", NAMES)
    if [each.get("type") for each in itself] != ["application/rss+xml"]:
        yield "Profile, atom:link: one self, with its type"
    for editor in channel.iterfind("managingEditor"):
        if not re.fullmatch(r"\S+@\S+( \(.+\))?", editor.text):
            yield f"managingEditor: {editor.text!r} is no e-mail address"
    yield from _of_address(channel)


def _of_items(root: Any) -> Iterator[str]:
    items = root.findall("channel/item")
    ids = Counter(each.findtext("guid") for each in items)
    yield from (f"guid: {each!r} {times} times" for each, times in ids.items() if times > 1)
    for item in items:
        counted = Counter(each.tag for each in item)
        yield from (f"Elements of item: {name} twice" for name in ONCE if counted[name] > 1)
        yield from _unknown(item, ITEM)
        if not (item.findtext("title") or item.findtext("description")):
            yield "Elements of item: neither title nor description"
        guid = item.find("guid")
        if guid.get("isPermaLink") != "false" and not guid.text.startswith("http"):
            yield f"guid: {guid.text} is no address, and passes for one"
        for enclosure in item.iterfind("enclosure"):
            if not ({*enclosure.attrib} == {"url", "length", "type"} and enclosure.get("length")):
                yield "enclosure: url, length and type"
        yield from _of_address(item)
        for name in ("description", "content:encoded"):
            yield from in_html(item.findtext(name, "", NAMES))


def _of_address(element: Any) -> Iterator[str]:
    if not element.findtext("link", "").startswith(("http://", "https://")):
        yield "Elements of item, link: no address"


def _of_dates(root: Any) -> Iterator[str]:
    names = ("//pubDate", "//lastBuildDate", "//now:timestamp")
    for date in (each.text for name in names for each in root.xpath(name, namespaces=NAMES)):
        if not DATE.fullmatch(date) or f"{parsedate_to_datetime(date):%a}" != date[:3]:
            yield f"pubDate: {date!r} is no date of RFC 822 with four digits for the year"


def _of_now(root: Any) -> Iterator[str]:
    said = Counter(each.tag.partition("}")[2] for each in root[0].iterfind("now:*", NAMES))
    if said and said["content"] != 1:
        yield "Now-Namespace, now:content: one, in the channel"
    if any(times > 1 for times in said.values()):
        yield "Now-Namespace: each once"


def _unknown(element: Any, known: set[str]) -> Iterator[str]:
    yield from (
        f"Extending RSS: {each.tag} has no namespace"
        for each in element
        if "}" not in each.tag and each.tag not in known
    )
