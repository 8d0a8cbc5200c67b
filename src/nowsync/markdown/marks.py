"""Text without the marks that only some sites know: what they mark stays.

A wikilink leaves the words that it shows, an embed nothing. Attribute lists and comments go. A
callout or directive leaves its title and its text.
"""

from collections.abc import Iterator
from typing import Final

from pyromark import Options, reference_definitions

from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.removal import Leftover, Lines, emptied, removed
from nowsync.markdown.tree import OPTIONS, Node, tree

_WIKILINKS: Final = OPTIONS | Options.ENABLE_WIKILINKS
_INLINE: Final = frozenset({"Link", "Image", "Emphasis", "Strong", "Code", "InlineHtml"})
_BULLETS: Final = (b"", b"-", b"*", b"+", b">")
# No bullet stands further off, and no line is looked at for longer.
_WIDEST: Final = 200
# Where this stands, the site puts a table of contents.
_CONTENTS: Final = (b"{:toc}", b"{: toc}")
_OPENING, _CLOSING = b"<!--", b"-->"
# By the one character of each that few texts have, and that is found at once.
_SIGNS: Final = {
    "{": ("{:", "{#", "{.", "]{", "){", "{ .", "{ #"),
    "[": ("[[", "[!"),
    "<": ("<!--",),
    ":": ("::",),
}


def without_marks(text: str) -> str:
    """Take the marks out; raise Leftover when a comment has no end."""
    present = (signs for character, signs in _SIGNS.items() if character in text)
    if not any(sign in text for signs in present for sign in signs):
        return text
    marking = _Marking(text)
    return edited(marking.source, marking.edits())


class _Marking:
    """The edits for a text."""

    def __init__(self, text: str) -> None:
        self.source = text.encode()
        self._lines = Lines(self.source)
        self._root = tree(text, _WIKILINKS)
        defined = reference_definitions(text, options=OPTIONS)
        self._labels = {label.casefold() for label in defined}

    def edits(self) -> Iterator[Edit]:
        """Give all edits."""
        for node in self._root.walk():
            match node.kind:
                case "HtmlBlock" | "InlineHtml":
                    yield from self._comments(node)
                case "Link" | "Image" if node.flavour == "WikiLink":
                    yield from self._wikilink(node)
                case "BlockQuote":
                    yield from self._callout(node)
                case "Paragraph":
                    yield from self._directives(node)
                    yield from self._attributes(node)
                case "Heading":
                    yield from self._attributes(node)

    def _comments(self, node: Node) -> Iterator[Edit]:
        start = self.source.find(_OPENING, node.start, node.end)
        while start >= 0:
            end = self.source.find(_CLOSING, start + len(b"<!"), node.end)
            if end < 0:
                message = "a comment begins here and never ends; close it with -->"
                raise Leftover(message, self._lines.number(start))
            end += len(_CLOSING)
            yield from self._gone(start, end)
            start = self.source.find(_OPENING, end, node.end)

    def _wikilink(self, node: Node) -> Iterator[Edit]:
        """Leave what a wikilink shows; brackets around a real link are not one."""
        opening = 3 if node.kind == "Image" else 2
        inside = self.source[node.start + opening : node.end - 2].decode()
        footnote = inside.startswith("^")
        if footnote or inside.casefold() in self._labels or self._is_link_text(node):
            return
        if node.kind == "Image":
            yield from self._gone(node.start, node.end)
            return
        target, pipe, shown = inside.rpartition("|")
        said = shown if pipe else _page(inside)
        yield Edit(node.start, node.end, " ".join(said.split()) or _page(target.rstrip("\\")))

    def _is_link_text(self, node: Node) -> bool:
        return self.source[node.end : node.end + 1] == b"("

    def _gone(self, start: int, end: int) -> Iterator[Edit]:
        """Take something out, and its bullet with it if it is all that the line holds."""
        lines = self._lines.around(start, end)
        before = self.source[max(lines[0], start - _WIDEST) : start].strip()
        behind = self.source[end : min(lines[1], end + _WIDEST)].strip()
        bullet = before in _BULLETS or before.rstrip(b".)").isdigit()
        if bullet and not behind:
            yield emptied(self.source, lines)
        else:
            yield from removed(self.source, start, end)

    def _callout(self, quote: Node) -> Iterator[Edit]:
        """Take `[!note]` off a quote; its title becomes a line of its own."""
        start = quote.start + len(b">")
        while self.source[start : start + 1] == b" ":
            start += 1
        line_end = self._lines.around(start, start)[1]
        closing = self.source.find(b"]", start, line_end)
        if not self.source.startswith(b"[!", start) or closing < 0:
            return
        end = closing + 1
        if self.source[end : end + 1] in (b"+", b"-"):
            end += 1
        title = self.source[end:line_end].decode().strip()
        first = quote.children[0] if quote.children else quote
        runs_on = first.kind == "Paragraph" and first.end > line_end + 1
        yield Edit(start, line_end, _title(title) if runs_on else title)

    def _directives(self, paragraph: Node) -> Iterator[Edit]:
        """Take `:::note Title`, `:::` and `::embed{…}` off their lines."""
        place = self._lines.around(paragraph.start, paragraph.start)[0]
        while place < paragraph.end:
            first, last = self._lines.around(place, place)
            line = self.source[first:last].decode()
            title = _directive(line.strip())
            if title is not None:
                runs_on = paragraph.end > last + 1
                yield Edit(first, last, _title(title) if runs_on else title)
            place = last + 1

    def _attributes(self, node: Node) -> Iterator[Edit]:
        """Take attribute lists off, at the end of lines and behind what they are for."""
        text_ends = [child.end for child in node.children if child.kind in _INLINE]
        for start in text_ends:
            if self.source[start : start + 1] == b"{":
                yield from self._list_at(start, node.end)
        first = self._lines.around(node.start, node.start)[0]
        while first < node.end:
            last = min(self._lines.around(first, first)[1], node.end)
            line = self.source[first:last].rstrip()
            opening = line.rfind(b"{")
            if line.endswith(_CONTENTS):
                yield emptied(self.source, self._lines.around(node.start, node.end))
            elif line.endswith(b"}") and opening >= 0:
                yield from self._list_at(first + opening, node.end)
            first = self._lines.around(first, first)[1] + 1

    def _list_at(self, start: int, limit: int) -> Iterator[Edit]:
        end = self.source.find(b"}", start, limit) + 1
        if end and _is_attribute_list(self.source[start + 1 : end - 1].decode()):
            yield from removed(self.source, start, end)


def _page(target: str) -> str:
    """Name a page as its readers know it: without folders and suffix."""
    page, _, heading = target.partition("#")
    name = page.rpartition("/")[2].removesuffix(".md").strip()
    return " > ".join(filter(None, [name, *map(str.strip, heading.lstrip("^").split("#"))]))


def _title(title: str) -> str:
    """Set a title apart from the text that follows in the next line."""
    if not title:
        return ""
    return f"{title}\\" if any(sign in title for sign in "*_`[") else f"**{title}**\\"


def _directive(line: str) -> str | None:
    """Give the title of a directive's line, which may be empty; None if it is no directive."""
    colons = len(line) - len(line.lstrip(":"))
    rest = line[colons:].strip()
    if colons < 2 or (colons == 2 and not (rest[:1].isalpha() and rest.endswith(("]", "}")))):
        return None
    words = len(rest) - len(rest.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"))
    behind = rest[words:].strip()
    if behind.startswith("["):
        return behind[1:].partition("]")[0].strip()
    return behind.partition("{")[0].strip()


def _is_attribute_list(inside: str) -> bool:
    """Tell `{: .x}`, `{#id}` and `{.x key="value"}` from a brace in the text."""
    if inside.startswith(":"):
        return True
    words = inside.split()
    named = [word.startswith(("#", ".")) and word[1:2].isalpha() for word in words]
    return bool(words) and all(
        known or ("=" in word and word[:1].isalpha()) or word.endswith(('"', "'"))
        for word, known in zip(words, named, strict=True)
    )
