"""HTML in a Markdown text, for a platform that reads Liquid, completes nothing and calls people."""

import html
import re
from collections.abc import Iterator
from typing import Final

from nowsync.markdown.addresses import completed
from nowsync.markdown.defusing import called, defused
from nowsync.markdown.edits import Edit
from nowsync.markdown.tree import Node

_TAG: Final = re.compile(rb"<[a-zA-Z/][^>]*>")
_ADDRESS: Final = re.compile(
    rb"""(?<=[\s"'])(?:href|(?P<source>src))\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
# What stands in these is not for readers, and would be shown to them without its tags.
_UNREADABLE: Final = (b"<script", b"<style")


class Unportable(Exception):
    """The platform would refuse the whole text; the message says what for."""


def portable_html(source: bytes, node: Node, *, base_url: str) -> Iterator[Edit]:
    """Give the edits for a piece of HTML; raise Unportable for an image that is no file."""
    written = source[node.start : node.end]
    if written.lstrip().lower().startswith(_UNREADABLE):
        yield Edit(node.start, node.start + len(written.rstrip()), "")
        return
    edits = [*_comments(written)]
    rest = _without(written, edits)
    addresses = [*_addresses(rest, base_url)]
    edits += addresses
    rest = _without(rest, addresses)
    yield from (Edit(node.start + each.start, node.start + each.end, each.text) for each in edits)
    yield from defused(source, [_as_text(node, rest)], mentions=False)
    tags = [Edit(*found.span(), "") for found in _TAG.finditer(rest)]
    yield from called([_as_text(node, _without(rest, tags))])


def refuse_data(address: str) -> None:
    """Raise Unportable for an image that is written into the text (app/models/article.rb)."""
    if address.strip().lower().startswith("data:"):
        raise Unportable("an image is written into the text as data: make it a file, and link it")


def _comments(written: bytes) -> Iterator[Edit]:
    start = written.find(b"<!--")
    while start >= 0:
        closing = written.find(b"-->", start + len(b"<!"))
        end = closing + len(b"-->") if closing >= 0 else len(written.rstrip())
        yield Edit(start, end, "")
        start = written.find(b"<!--", end)


def _addresses(written: bytes, base_url: str) -> Iterator[Edit]:
    for tag in _TAG.finditer(written):
        for found in _ADDRESS.finditer(tag[0]):
            address = html.unescape(found["value"].decode().strip("\"'"))
            if found["source"]:
                refuse_data(address)
            url = completed(address, "", base_url)
            if url is not None:
                start, end = found.span("value")
                whole = f'"{html.escape(url, quote=False)}"'
                yield Edit(tag.start() + start, tag.start() + end, whole)


def _without(written: bytes, edits: list[Edit]) -> bytes:
    """Blank out what is edited already, so that everything else keeps its place."""
    for edit in edits:
        written = written[: edit.start] + b" " * (edit.end - edit.start) + written[edit.end :]
    return written


def _as_text(node: Node, written: bytes) -> Node:
    return Node("Text", node.start, node.end, written.decode())
