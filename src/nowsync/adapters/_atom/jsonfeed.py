"""The feed once more as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Iterable
from typing import Any

from nowsync.adapters._atom.body import Body
from nowsync.adapters._atom.head import Head

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def json_feed(head: Head, entries: Iterable[Body]) -> bytes:
    """Write the entries of a feed with the ids that they have in Atom: they are the same ones."""
    settings = head.settings
    said = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.site.url,
        "feed_url": settings.address(settings.json or ""),
        "icon": head.logo,
        "favicon": head.icon,
        "authors": [_author(head)],
        "language": head.language,
        "hubs": [{"type": "WebSub", "url": settings.hub}] if settings.hub else None,
        "items": [_item(entry, head) for entry in entries],
    }
    text = json.dumps(_without_nothing(said), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _author(head: Head) -> dict[str, str]:
    author = {"name": head.author["name"], "url": head.author.get("uri", "")}
    return {key: value for key, value in author.items() if value}


def _item(entry: Body, head: Head) -> dict[str, Any]:
    picture = entry.get("cover")
    said = {
        "id": entry["id"],
        "url": entry["link"],
        "title": entry["title"],
        "content_html": entry["content"],
        "content_text": None if entry["content"] else entry["summary"] or entry["title"],
        "summary": entry["summary"],
        "image": picture and picture["url"],
        "date_published": entry["published"],
        "date_modified": entry["updated"],
        "authors": [{"name": name} for name in entry.get("authors", ())],
        "tags": list(entry["tags"]),
        "language": entry["language"] if entry["language"] != head.language else None,
        "attachments": [_attachment(picture)] if picture else None,
    }
    return _without_nothing(said)


def _attachment(picture: Body) -> dict[str, Any]:
    said = {
        "url": picture["url"],
        "mime_type": picture["type"],
        "size_in_bytes": picture["length"],
    }
    return _without_nothing(said)


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, "", [])}
