"""Markdown for a platform that keeps line ends and reads Liquid, as dev.to does."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from pyromark import reference_definitions

from nowsync.markdown.addresses import completed, destination
from nowsync.markdown.characters import encodable
from nowsync.markdown.defusing import defused
from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.embedded import portable_html, refuse_data
from nowsync.markdown.tree import BOXES, OPTIONS, Node, tree

_BLANKS: Final = (b" ", b"\t")
_FENCE: Final = "```"
# Four columns make a line code; so does a tab.
_INDENTATION: Final = 4


def portable(text: str, *, base_url: str) -> str:
    """Change what such a platform would take otherwise, and nothing else.

    Raise Unportable for what it would refuse.
    """
    whole = encodable(text)
    root = tree(whole)
    # The platform's page has the title at the first level.
    lowered = any(node.kind == "Heading" and node.level == 1 for node in root.walk())
    surgery = _Surgery(whole.encode(), base_url, int(lowered))
    edits = [*surgery.inside(root), *surgery.definitions(whole)]
    result = edited(surgery.source, edits)
    start = len(result) - len(result.lstrip())
    # Whatever begins with this would be read as front matter.
    return f"{result[:start]}\\{result[start:]}" if result.startswith("---", start) else result


class _Surgery(Struct, frozen=True):
    """The edits for a text; what the node at hand stands in is said by all but the first three.

    Headings are `lowered` by so many levels.
    """

    source: bytes
    base_url: str
    lowered: int = 0
    quotes: int = 0
    in_list: bool = False

    def inside(self, node: Node) -> Iterator[Edit]:
        """Give the edits for everything in a node."""
        for is_text, group in groupby(node.children, key=lambda child: child.kind == "Text"):
            children = list(group)
            if is_text:
                yield from defused(self.source, children, mentions=node.flavour != "Email")
                continue
            for child in children:
                yield from self._of(child)
        yield from self._hard_breaks(node.children)

    def _of(self, node: Node) -> Iterator[Edit]:
        match node.kind:
            case "Heading":
                yield from self._heading(node)
            case "Rule":
                yield from self._rule(node)
            case "CodeBlock":
                yield from self._fenced(node)
            case "HtmlBlock" | "InlineHtml":
                yield from portable_html(self.source, node, base_url=self.base_url)
            case "BlockQuote":
                yield from replace(self, quotes=self.quotes + 1).inside(node)
            case "List":
                yield from replace(self, in_list=True).inside(node)
            case _:
                yield from self._within_a_line(node)

    def _within_a_line(self, node: Node) -> Iterator[Edit]:
        match node.kind:
            case "SoftBreak":
                yield from self._joined(node)
            case "TaskListMarker":
                yield Edit(node.start, node.end, BOXES[node.level])
            case "Strikethrough":
                yield from self._struck(node)
            case "Link" | "Image":
                yield from self._link(node)
            case _:
                yield from self.inside(node)

    def definitions(self, text: str) -> Iterator[Edit]:
        """Complete the addresses that reference-style links share."""
        for definition in reference_definitions(text, options=OPTIONS).values():
            span, title = definition["span"], definition["title"] or ""
            url = completed(definition["dest"], title, self.base_url)
            if url is not None:
                label = self._label_end(span["start"])
                yield Edit(label, span["end"], f" {destination(url, title)}")

    def _label_end(self, start: int) -> int:
        """Find the end of `[label]:`, whose label may hold escaped brackets."""
        place = start + 1
        while self.source[place : place + 1] != b"]":
            place += 2 if self.source[place : place + 1] == b"\\" else 1
        return place + len("]:")

    def _joined(self, node: Node) -> Iterator[Edit]:
        """Make one line of two; the second may begin with the marks of quotes around it."""
        start, end, quotes = node.start, node.end, self.quotes
        while self.source[start - 1 : start] in _BLANKS:
            start -= 1
        while (mark := self.source[end : end + 1]) in _BLANKS or (quotes and mark == b">"):
            quotes -= mark == b">"
            end += 1
        line = self.source[self.source.rfind(b"\n", 0, start) + 1 : start].strip(b" \t>")
        if line in (b"+", b"*") or (line.endswith((b".", b")")) and line[:-1].isdigit()):
            # Alone on its line it was text; with more text behind it, it would begin a list.
            yield Edit(start - 1, start - 1, "\\")
        yield Edit(start, end, " ")

    def _hard_breaks(self, nodes: Sequence[Node]) -> Iterator[Edit]:
        """Write hard breaks with blanks: not every platform knows the backslash."""
        line: list[Node] = []
        for node in nodes:
            if node.kind != "HardBreak":
                line.append(node)
                continue
            if _is_prose(line) and self.source.startswith(b"\\", node.start):
                yield Edit(node.start, node.start + 1, "  ")
            line = []

    def _struck(self, node: Node) -> Iterator[Edit]:
        """Strike out with two signs: one is not enough for Redcarpet."""
        yield from self.inside(node)
        if not self.source.startswith(b"~~", node.start):
            yield Edit(node.start, node.start, "~")
            yield Edit(node.end, node.end, "~")

    def _rule(self, node: Node) -> Iterator[Edit]:
        """Write a rule so that it is neither front matter nor, in a list, another item."""
        written = self.source[node.start : node.end].rstrip()
        if written.startswith(b"-"):
            yield Edit(node.start, node.start + len(written), "___" if self.in_list else "***")

    def _fenced(self, node: Node) -> Iterator[Edit]:
        """Put a fence around indented code: without one it is open to Liquid."""
        if node.flavour != "Indented":
            return
        code = "".join(child.text for child in node.children).rstrip().split("\n")
        line = self.source.rfind(b"\n", 0, node.start) + 1
        lead = _unindented(self.source[line : node.start].decode())
        others = "".join(mark if mark in "> \t" else " " for mark in lead)
        fence = _FENCE
        while any(fence in each for each in code):
            fence += "`"
        inner = [others + each if each else others.rstrip() for each in code]
        end = node.start + len(self.source[node.start : node.end].rstrip())
        yield Edit(line, end, "\n".join([lead + fence, *inner, others + fence]))

    def _heading(self, node: Node) -> Iterator[Edit]:
        """Write a heading with signs before it, one level down where another is the page's title.

        Dashes under it could be taken for front matter (markdown_processor/fixer/base.rb).
        """
        yield from self.inside(node)
        signs = "#" * min(node.level + self.lowered, 6)
        content = self.source[node.start : node.children[-1].end] if node.children else b""
        joined = sum(1 for each in node.walk() if each.kind == "SoftBreak")
        if _is_atx(self.source[node.start :], node.level):
            yield Edit(node.start, node.start + node.level, signs)
        elif content.count(b"\n") == joined:
            yield Edit(node.start, node.start, f"{signs} ")
            ending = "\\#" if content.endswith(b"#") else ""
            under = node.start + len(self.source[node.start : node.end].rstrip())
            yield Edit(node.start + len(content) - len(ending[1:]), under, ending)

    def _link(self, node: Node) -> Iterator[Edit]:
        if node.kind == "Image":
            refuse_data(node.text)
        yield from self.inside(node)
        url = completed(node.text, node.title, self.base_url)
        if url is None:
            return
        if node.flavour == "Autolink":
            yield Edit(node.start, node.end, f"<{url}>")
        if node.flavour == "Inline":
            opening = node.start + len("![" if node.kind == "Image" else "[")
            text_end = node.children[-1].end if node.children else opening
            tail = self.source.find(b"](", text_end)
            yield Edit(tail, node.end, f"]({destination(url, node.title)})")


def _is_atx(written: bytes, level: int) -> bool:
    """Tell whether a heading begins with its signs, and is not one with a line under it."""
    return written.startswith(b"#" * level) and written[level : level + 1] in (b"", *_BLANKS, b"\n")


def _is_prose(line: Sequence[Node]) -> bool:
    """Tell whether a line stays what it is when nothing follows it; "1." or "#" would not."""
    return len(line) > 1 or any(any(map(str.isalpha, node.text)) for node in line)


def _unindented(lead: str) -> str:
    """Take the indentation of code off what stands before its first line."""
    columns = 0
    while lead and columns < _INDENTATION and lead[-1] in " \t":
        columns += _INDENTATION if lead[-1] == "\t" else 1
        lead = lead[:-1]
    return lead
