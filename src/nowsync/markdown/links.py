"""What a text leads to, and what in it a platform would carry out; each with its line."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from nowsync.markdown.characters import encodable
from nowsync.markdown.tree import tree

_LIQUID: Final = re.compile(rb"\{[{%]")


class Link(Struct, frozen=True):
    """An address in a text, and its line there; the first one is 0."""

    address: str
    line: int
    is_image: bool = False


def links(text: str) -> Iterator[Link]:
    """Find the addresses of all links and images in Markdown."""
    whole = encodable(text)
    source = whole.encode()
    for node in tree(whole).walk():
        if node.kind in ("Link", "Image") and node.flavour != "Email":
            line = source.count(b"\n", 0, node.start)
            yield Link(node.text, line, is_image=node.kind == "Image")


def liquid(text: str) -> Iterator[int]:
    """Find the lines with Liquid outside code, each once."""
    whole = encodable(text)
    source = bytearray(whole.encode())
    for node in tree(whole).walk():
        if node.kind in ("Code", "CodeBlock"):
            source[node.start : node.end] = source[node.start : node.end].replace(b"{", b" ")
    lines = (source.count(b"\n", 0, found.start()) for found in _LIQUID.finditer(source))
    yield from dict.fromkeys(lines)
