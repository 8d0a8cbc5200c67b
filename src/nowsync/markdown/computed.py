"""Text without what the site's templates compute in it.

Alone on its lines, such a thing goes, as a picture would; so does a line that says only when the
page was updated. A link whose address is computed leaves its words. Amid words it is a Leftover:
without it the sentence would be another one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from nowsync.markdown.brackets import Tag, tag_at
from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.removal import (
    Leftover,
    Lines,
    emptied,
    masked,
    quoted,
    removed,
    says_something,
)
from nowsync.markdown.templates import Kind, Part, bare, is_branch, parts
from nowsync.markdown.tree import Node, tree

_LEAVES: Final = frozenset({"Paragraph", "Heading", "TableCell", "HtmlBlock"})
_LINKS: Final = frozenset({"Link", "Image"})
# What people call the site's own address, before a path.
_ROOTS: Final = (b"site", b"base", b"root", b"baseurl", b"url", b"absurl", b"relurl")
_FILTERS: Final = (b"relative_url", b"absolute_url", b"url", b"relurl", b"absurl")
_UPDATED: Final = frozenset(
    (
        *("last updated", "last updated on", "updated", "updated on", "last update", "as of"),
        *("last modified", "last modified on", "last edited", "last changed", "date"),
        *("this page was last updated", "this page was last updated on", "current as of"),
    )
)
_IN_A_SENTENCE: Final = (
    "stands amid words, and only the site knows what it shows; "
    "write that out, or give it a line of its own"
)
# Shortcodes that show one picture: `{{< figure src="tide.jpg" caption="High tide" >}}`.
_FIGURES: Final = frozenset((b"figure", b"img", b"image"))
_PARAMETER: Final = re.compile(rb'(\w+)\s*=\s*"([^"\n]*)"')
_FILLER: Final = {Kind.SILENT: b" ", Kind.CODE: b" "}


def without_templates(text: str) -> str:
    """Take out what templates compute; raise Leftover where that would be a guess."""
    source = text.encode()
    found = parts(source, code_in(tree(text)))
    if not found:
        return text
    settling = _Settling(source, found)
    return edited(source, settling.edits())


def code_in(root: Node) -> list[tuple[int, int]]:
    """Give the places of all code, in the order of the text."""
    return [(node.start, node.end) for node in root.walk() if node.kind in ("Code", "CodeBlock")]


class _Place(Struct, frozen=True):
    """What a part stands in: a leaf block, and perhaps a link or a tag in it."""

    leaf: Node
    inner: Node | None = None


class _Settling:
    """Decides on each part by where it stands in the text."""

    def __init__(self, source: bytes, found: Sequence[Part]) -> None:
        self._source = source
        self._parts = found
        self._lines = Lines(source)
        filled = {(each.start, each.end): self._filler(each) for each in found}
        # With letters in their place, Markdown around them is read as it will be on the site.
        self._masked = masked(source, filled)
        self._blank = masked(source, dict.fromkeys(filled, b" "))
        self._places = _placed(tree(self._masked.decode()), found)
        self._said: dict[tuple[int, int, int], bytes] = {}
        self._tags: dict[int, Tag | None] = {}

    def _filler(self, part: Part) -> bytes:
        alone = part.kind in _FILLER and self._is_bare(part)
        return _FILLER[part.kind] if alone else b"x"

    def _is_bare(self, part: Part) -> bool:
        first, last = self._lines.around(part.start, part.end)
        around = self._source[first : part.start] + self._source[part.end : last]
        return not around.strip()

    def edits(self) -> Iterator[Edit]:
        """Give all edits; those that are given twice are made once."""
        for part in self._parts:
            yield from self._edits(part)

    def _edits(self, part: Part) -> Iterator[Edit]:
        if is_branch(part):
            raise self._refusal(part, "belongs to no condition; remove it")
        if part.kind is Kind.CODE and self._is_bare(part):
            yield Edit(part.start, part.end, "```")
            return
        if part.name in _FIGURES and self._is_bare(part):
            shown = _figure(self._source[part.start : part.end])
            lines = "\n" * self._source.count(b"\n", part.start, part.end)
            yield Edit(part.start, part.end, shown + lines)
            return
        if part.kind is Kind.CHOSEN and says_something(
            _text(bare(self._source[part.start : part.end]))
        ):
            raise self._refusal(part, "is for the site to decide; keep what holds, without {% %}")
        place = self._places.get(part)
        if place is None:
            yield from removed(self._source, part.start, part.end)
        elif place.inner is not None and place.inner.kind in _LINKS:
            yield from self._link(place.inner)
        elif (tag := self._tag_around(part, place)) is not None:
            yield tag
        else:
            yield from self._in_text(part, place.leaf)

    def _in_text(self, part: Part, leaf: Node) -> Iterator[Edit]:
        lines = self._lines.around(part.start, part.end)
        words = self._words(leaf, lines)
        if _is_date_label(words) or not says_something(words):
            if self._splits_a_sentence(part, leaf, lines):
                raise self._refusal(part, _IN_A_SENTENCE)
            whole = leaf.kind in ("Paragraph", "Heading", "HtmlBlock")
            yield emptied(self._source, lines) if whole else Edit(part.start, part.end, "")
        elif part.kind is Kind.SHOWN:
            raise self._refusal(part, _IN_A_SENTENCE)
        else:
            yield from removed(self._source, part.start, part.end)

    def _words(self, leaf: Node, lines: tuple[int, int]) -> bytes:
        """Give what a leaf says in these lines, apart from what is computed."""
        key = (leaf.start, *lines)
        if key not in self._said:
            self._said[key] = self._spoken(leaf, lines)
        return self._said[key]

    def _spoken(self, leaf: Node, lines: tuple[int, int]) -> bytes:
        first, last = max(lines[0], leaf.start), min(lines[1], leaf.end)
        if leaf.kind == "HtmlBlock":
            return _text(self._blank[first:last])
        texts = (node for node in leaf.walk() if node.kind in ("Text", "Code"))
        found = (self._blank[max(node.start, first) : min(node.end, last)] for node in texts)
        return b" ".join(found)

    def _splits_a_sentence(self, part: Part, leaf: Node, lines: tuple[int, int]) -> bool:
        """Tell whether the line before runs on into the one behind."""
        if part.kind is not Kind.SHOWN or leaf.kind != "Paragraph":
            return False
        before = self._masked[leaf.start : max(lines[0], leaf.start)].rstrip()
        behind = self._masked[lines[1] : leaf.end].lstrip()
        runs_on = bool(before) and before[-1:] not in (b".", b"!", b"?", b":")
        return runs_on and behind[:1].islower()

    def _tag_around(self, part: Part, place: _Place) -> Edit | None:
        """Take an attribute that is computed out of its tag."""
        node = place.inner or place.leaf
        if node.kind not in ("InlineHtml", "HtmlBlock"):
            return None
        start = self._masked.rfind(b"<", node.start, part.start)
        if start not in self._tags:
            self._tags[start] = tag_at(self._masked, start) if start >= 0 else None
        tag = self._tags[start]
        if tag is None or not tag.start < part.start < tag.end:
            return None
        for each in tag.attributes:
            if each.start <= part.start < each.end:
                return Edit(each.start, each.end, "")
        return Edit(part.start, part.end, "")

    def _link(self, node: Node) -> Iterator[Edit]:
        """Leave the words of a link, and the link too if only the site's root is computed."""
        text_end = node.children[-1].end if node.children else node.start + 1
        opening = self._masked.find(b"](", text_end, node.end) + len(b"](")
        if opening < len(b"]("):
            return
        address = self._source[opening : node.end - 1]
        path = _path(address)
        if path is not None:
            yield Edit(opening, node.end - 1, path.decode())
        elif node.kind == "Image":
            yield from removed(self._source, node.start, node.end)
        else:
            yield Edit(node.start, node.start + 1, "")
            yield Edit(opening - len(b"]("), node.end, "")

    def _refusal(self, part: Part, what: str) -> Leftover:
        shown = quoted(self._source, part.start, part.end)
        return Leftover(f"{shown} {what}", self._lines.number(part.start))


def _figure(tag: bytes) -> str:
    """Write a picture as Markdown does; one whose address is computed is not shown."""
    told = {name: value.decode(errors="replace") for name, value in _PARAMETER.findall(tag)}
    address, caption = told.get(b"src", ""), told.get(b"caption", "")
    if not address or any(sign in address for sign in "{}()<> \n"):
        return ""
    words = "".join(f"\\{sign}" if sign in "[]\\" else sign for sign in told.get(b"alt") or caption)
    title = f' "{caption}"' if told.get(b"alt") and caption and "\\" not in caption else ""
    return f"![{' '.join(words.split())}]({address}{title})"


def _placed(root: Node, found: Sequence[Part]) -> dict[Part, _Place]:
    """Find what each part stands in."""
    places: dict[Part, _Place] = {}
    waiting = list(reversed(found))
    for leaf in (node for node in root.walk() if node.kind in _LEAVES):
        while waiting and waiting[-1].start < leaf.start:
            waiting.pop()
        inner = [node for node in leaf.walk() if node.kind in _LINKS or node.kind == "InlineHtml"]
        while waiting and waiting[-1].start < leaf.end:
            part = waiting.pop()
            places[part] = _Place(leaf, next((each for each in inner if _holds(each, part)), None))
    return places


def _holds(node: Node, part: Part) -> bool:
    """Tell whether a part stands in a tag, or in the address of a link and not in its words."""
    if not node.start < part.start < node.end:
        return False
    return not node.children or part.start >= node.children[-1].end


def _path(address: bytes) -> bytes | None:
    """Read `{{ site.url }}/path` and `{{ '/path' | url }}`; None for what else is computed."""
    found = parts(address, [])
    if len(found) != 1 or found[0].start != 0:
        return None
    rest = address[found[0].end :]
    inside = address[2 : found[0].end - 2].strip(b" -")
    value, _, applied = inside.partition(b"|")
    quotes = value.strip()[:1] + value.strip()[-1:]
    if quotes in (b"''", b'""') and applied.strip() in _FILTERS and not rest:
        return value.strip()[1:-1]
    is_root = inside.lower().replace(b"_", b".").split(b".")[0] in _ROOTS
    return rest if is_root and rest.startswith(b"/") else None


def _text(html: bytes) -> bytes:
    return b" ".join(_between_tags(html))


def _between_tags(html: bytes) -> Iterator[bytes]:
    """Give what stands between the tags."""
    place = 0
    while (start := html.find(b"<", place)) >= 0:
        yield html[place:start]
        tag = tag_at(html, start)
        place = tag.end if tag else start + 1
    yield html[place:]


def _is_date_label(words: bytes) -> bool:
    said = " ".join(words.decode(errors="replace").casefold().split())
    return said.strip(" .:*_()-\N{EM DASH}\N{EN DASH}|") in _UPDATED
