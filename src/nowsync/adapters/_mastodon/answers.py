"""What the answers of a Mastodon server say."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from nowsync.core.errors import Unknown
from nowsync.core.step import Receipt


def receipt(status: object) -> Receipt:
    """Read which status an answer is about; raise Unknown when it does not say."""
    if not isinstance(status, dict) or not status.get("id"):
        raise Unknown("the server's answer does not name a status")
    return Receipt(id=str(status["id"]), url=status.get("url") or status.get("uri"))


def parent(status: Mapping[str, Any]) -> str | None:
    """Tell which status this one replies to."""
    return str(status["in_reply_to_id"]) if status.get("in_reply_to_id") else None


def same(one: str, other: str) -> bool:
    """Compare what is said; servers re-wrap white space as they like."""
    return "".join(one.split()) == "".join(other.split())


def text_of(content: str) -> str:
    """Take the text out of a status's HTML."""
    parser = _Text()
    parser.feed(content)
    parser.close()
    return "".join(parser.parts).strip()


def links_of(content: str) -> tuple[str, ...]:
    """Take the addresses out of a status's HTML that it leads to; people and tags are none."""
    parser = _Text()
    parser.feed(content)
    parser.close()
    return tuple(parser.links)


def shares_link(status: Mapping[str, Any], wanted: str) -> bool:
    """Tell whether a status may say a text: it has one of its links, if that has any."""
    from nowsync.plaintext.links import find_links

    links = [link.of(wanted) for link in find_links(wanted)]
    return not links or any(link in str(status.get("content")) for link in links)


class _Text(HTMLParser):
    """The text of a status; Mastodon hides parts of a link's address in spans, all still text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kinds = (given.get("class") or "").split()
        if tag == "a" and given.get("href") and not {"mention", "hashtag"}.intersection(kinds):
            self.links.append(str(given["href"]))
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
