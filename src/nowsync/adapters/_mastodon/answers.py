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
    return " ".join(parser.parts)


class _Text(HTMLParser):
    """The text of a status; Mastodon hides parts of a link's address in spans, all still text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
