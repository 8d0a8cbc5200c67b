"""The headings and paragraphs that a text may be divided by, with their places."""

from collections.abc import Iterator

from msgspec import Struct

from nowsync.markdown.inline import plain, squeeze
from nowsync.markdown.removal import Lines
from nowsync.markdown.tree import tree


class Division(Struct, frozen=True):
    """A heading, or a paragraph of level 0; the lines on which it begins and behind which it ends.

    Lines count from 0.
    """

    level: int
    text: str
    line: int
    last_line: int


def divisions(text: str) -> Iterator[Division]:
    """Give all headings and paragraphs that stand in nothing else."""
    lines = Lines(text.encode("utf-8", "replace"))
    for node in tree(text).children:
        if node.kind in ("Heading", "Paragraph"):
            said = squeeze(plain(node.children))
            first, last = lines.number(node.start), lines.number(max(node.start, node.end - 1))
            yield Division(node.level, said, first, last)
