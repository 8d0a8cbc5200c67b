"""Raw HTML as the blocks that its readers see: paragraphs, headings, and items of lists.

Just enough of HTML for what people write by hand. What shows no words, such as a script, a form or
a picture with its caption, is left out, and so are tables, and details that are folded away.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from nowsync.markdown.brackets import Tag, tag_at
from nowsync.markdown.tree import DEEPEST, Node

_LISTS: Final = frozenset((b"ul", b"ol", b"menu", b"dl"))
_ITEMS: Final = frozenset((b"li", b"dd", b"dt"))
_HEADINGS: Final = {b"h%d" % level: level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    (
        *(b"p", b"div", b"section", b"article", b"aside", b"header", b"footer", b"main", b"body"),
        *(b"blockquote", b"center", b"address", b"hr", b"html"),
    )
)
_WRAPPERS: Final = {
    **dict.fromkeys((b"b", b"strong"), "Strong"),
    **dict.fromkeys((b"s", b"del", b"strike"), "Strikethrough"),
}
_UNSAID: Final = frozenset(
    (
        *(b"script", b"style", b"svg", b"video", b"audio", b"iframe", b"object", b"canvas"),
        *(b"template", b"noscript", b"math", b"head", b"form", b"select", b"button", b"nav"),
        *(b"figure", b"figcaption", b"picture", b"table", b"textarea", b"pre"),
        *(b"details", b"summary"),
    )
)
_BLANKS: Final = re.compile(r"\s+")


def blocks_of(html: str) -> list[Node]:
    """Read a block of raw HTML as the blocks that Markdown would have for it."""
    reading = _Reading(html.encode("utf-8", "replace"))
    reading.everything()
    return reading.root.children


@dataclass(slots=True)
class _Reading:
    source: bytes
    root: Node = field(default_factory=lambda: Node("Document", 0, 0))
    # The lists and items that are open, and what holds the words that come next.
    open: list[Node] = field(default_factory=list)
    leaf: Node | None = None
    wrapper: Node | None = None

    def everything(self) -> None:
        place = 0
        while (start := self.source.find(b"<", place)) >= 0:
            self._say(self.source[place:start])
            place = self._beyond(start)
        self._say(self.source[place:])

    def _beyond(self, start: int) -> int:
        if self.source.startswith((b"<!", b"<?"), start):
            closing = b"-->" if self.source.startswith(b"<!--", start) else b">"
            return self._after(closing, start)
        tag = tag_at(self.source, start)
        if tag is None:
            self._say(b"<")
            return start + 1
        name = tag.name.lower()
        if name in _UNSAID:
            if tag.closing or tag.complete:
                return tag.end
            return self._after(b">", self._after(b"</" + tag.name, tag.end))
        self._take(tag, name)
        return tag.end

    def _after(self, sign: bytes, start: int) -> int:
        found = self.source.find(sign, start)
        return found + len(sign) if found >= 0 else len(self.source)

    def _take(self, tag: Tag, name: bytes) -> None:
        if name in _WRAPPERS:
            self._wrap(None if tag.closing else _WRAPPERS[name])
        elif name == b"br":
            self._leaf().children.append(Node("HardBreak", 0, 0))
        elif name in _LISTS or name in _ITEMS:
            self._end_leaf()
            self._leave(tag, name)
            if not tag.closing and len(self.open) < DEEPEST:
                self._enter(name)
        elif name in _HEADINGS or name in _BLOCKS:
            self._end_leaf()
            if name in _HEADINGS and not (tag.closing or self.open):
                self.leaf = self._add(Node("Heading", 0, 0, level=_HEADINGS[name]))

    def _leave(self, tag: Tag, name: bytes) -> None:
        """Close the item that another one ends, or the list that its own tag does."""
        if name in _ITEMS:
            if self.open and self.open[-1].kind == "Item":
                self.open.pop()
        elif tag.closing:
            while self.open and self.open.pop().kind != "List":
                pass

    def _enter(self, name: bytes) -> None:
        if name in _ITEMS and not (self.open and self.open[-1].kind == "List"):
            self.open.append(self._add(Node("List", 0, 0)))
        self.open.append(self._add(Node("Item" if name in _ITEMS else "List", 0, 0)))

    def _wrap(self, kind: str | None) -> None:
        self.wrapper = None
        if kind:
            self.wrapper = Node(kind, 0, 0)
            self._leaf().children.append(self.wrapper)

    def _say(self, source: bytes) -> None:
        words = _BLANKS.sub(" ", unescape(source.decode()))
        if words.strip() or (words and self.leaf):
            (self.wrapper or self._leaf()).children.append(Node("Text", 0, 0, words))

    def _leaf(self) -> Node:
        self.leaf = self.leaf or self._add(Node("Paragraph", 0, 0))
        return self.leaf

    def _end_leaf(self) -> None:
        self.leaf = self.wrapper = None

    def _add(self, node: Node) -> Node:
        (self.open[-1] if self.open else self.root).children.append(node)
        return node
