"""What an entry's text says: its sections, and its blocks without their layout.

In a section, as plain text:

- a paragraph is its words, and so is one that begins with a bold name and a colon;
- a list is its items, whatever their bullets or numbers; an item may have a bold name before a
  colon or a dash, a box that is ticked or not, and items of its own;
- a row of a table is an item, its cells with commas between them;
- a quote, and a callout in one, is its paragraphs and items;
- a footnote is said in brackets where it is first referred to;
- a heading opens a section, even if another one is called the same;
- what is struck out is over, and is not said: words, an item with the remark behind it, or
  all that stands under a heading;
- a block of HTML is the paragraphs, headings and items in it;
- code, pictures and rules are not said.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from nowsync.core.entry import Item, Section
from nowsync.core.image import Picture
from nowsync.markdown.characters import legal
from nowsync.markdown.inline import canonical, is_comment, is_struck_out, plain, squeeze
from nowsync.markdown.raw import blocks_of
from nowsync.markdown.tree import Node, tree

_COLONS = (":", "\N{FULLWIDTH COLON}")
_DASHES = ("\N{EM DASH}", "\N{EN DASH}", "- ")
# Few texts have either, and none has one without its sign.
_IMAGE, _FOOTNOTE = "![", "[^"
# What holds blocks, or rows; everything else is a line.
_NESTING = frozenset({"BlockQuote", "List", "FootnoteDefinition", "Table"})


class Document(Struct, frozen=True):
    """A text as sections with plain paragraphs and items, and as one line a block; its images."""

    sections: tuple[Section, ...]
    blocks: tuple[str, ...]
    images: tuple[Picture, ...] = ()


def parse(text: str) -> Document:
    """Read what a Markdown text says."""
    root = tree(text)
    blocks = tuple(map(legal, _blocks(root.children, "", "")))
    images = tuple(_images(root)) if _IMAGE in text else ()
    if _FOOTNOTE in text:
        say_footnotes(root)
    return Document(tuple(_sections(root)), blocks, images)


def _images(root: Node) -> Iterator[Picture]:
    pictures = (node for node in root.walk() if node.kind == "Image")
    return (Picture(node.text, _plain(node.children)) for node in pictures)


def spoken(text: str) -> str:
    """Read a line of Markdown aloud: its words, without markup."""
    paragraphs = (_plain(node.children) for node in tree(text).children)
    return " ".join(filter(None, paragraphs)).replace("\n", " ")


def say_footnotes(root: Node) -> None:
    """Put the text of each footnote where it is first referred to; changes the tree."""
    notes = {node.text: node for node in root.walk() if node.kind == "FootnoteDefinition"}
    for node in [each for each in root.walk() if each.kind == "FootnoteReference"] if notes else ():
        note = notes.pop(node.text, None)
        said = " ".join(_plain(line) for line in _lines(note)) if note else ""
        if said:
            node.kind, node.text = "Text", f" ({said.rstrip('.')})"


class _Draft(Struct):
    title: str = ""
    level: int = 0
    paragraphs: list[str] = []
    items: list[Item] = []

    def add(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            match node.kind:
                case "Paragraph" | "Heading":
                    self.paragraphs.extend(filter(None, [_plain(node.children)]))
                case "BlockQuote":
                    self.add(node.children)
                case "List":
                    self.items.extend(_items(node))
                case "Table":
                    self.items.extend(_rows(node))
                case "HtmlBlock":
                    self.add(blocks_of(_source(node)))


def _sections(root: Node) -> Iterator[Section]:
    draft = _Draft()
    for node in spoken_blocks(root):
        if node.kind != "Heading":
            draft.add([node])
            continue
        yield from _finished(draft)
        draft = _Draft(_plain(node.children).replace("\n", " "), node.level)
    yield from _finished(draft)


def spoken_blocks(root: Node) -> Iterator[Node]:
    """Give the blocks that are said: those in raw HTML too, and none that is struck out."""
    return _current(_opened(root.children))


def _opened(nodes: Iterable[Node]) -> Iterator[Node]:
    """Put in the place of raw HTML the blocks in it, whose headings open sections too."""
    for node in nodes:
        yield from blocks_of(_source(node)) if node.kind == "HtmlBlock" else [node]


def _source(html: Node) -> str:
    return "".join(child.text for child in html.children)


def _current(nodes: Iterable[Node]) -> Iterator[Node]:
    """Leave out each heading that is struck out, with everything below it."""
    over = 0
    for node in nodes:
        if node.kind == "Heading":
            still = over and node.level > over
            over = over if still else node.level * is_struck_out(node.children)
        if not over:
            yield node


def _finished(draft: _Draft) -> Iterator[Section]:
    if draft.level or draft.paragraphs or draft.items:
        yield Section(draft.title, draft.level, tuple(draft.paragraphs), tuple(draft.items))


def _plain(nodes: Sequence[Node]) -> str:
    return squeeze(legal(plain(nodes)))


def _rows(table: Node) -> Iterator[Item]:
    for row in table.children:
        over = is_struck_out(row.children[0].children) if row.children else False
        cells = [_plain(cell.children) for cell in row.children]
        if row.kind == "TableRow" and any(cells) and not over:
            yield Item(", ".join(filter(None, cells)))


def _items(node: Node) -> Iterator[Item]:
    for child in node.children:
        item = _item(child)
        if item.text or item.name or item.items:
            yield item


def _item(node: Node) -> Item:
    lines = list(_lines(node))
    inlines = lines[0] if lines else []
    done = next((bool(each.level) for each in inlines if each.kind == "TaskListMarker"), None)
    words = [each for each in inlines if each.kind != "TaskListMarker"]
    if is_struck_out(words):
        return Item("")
    name, rest = _named(words)
    texts = [rest, *map(_plain, lines[1:])]
    nested = [each for child in node.children if child.kind == "List" for each in _items(child)]
    return Item("\n".join(filter(None, texts)), name, done, tuple(nested))


def _lines(node: Node) -> Iterator[list[Node]]:
    for child in node.children:
        if child.kind in ("Paragraph", "Heading"):
            yield child.children
        elif child.kind == "BlockQuote":
            yield from _lines(child)


def _named(inlines: Sequence[Node]) -> tuple[str | None, str]:
    """Take the bold lead off `**Name**: text`, `**Name:** text` and `**Name** — text`."""
    if not inlines or not _bold(inlines[0]):
        return None, _plain(inlines)
    lead, rest = _plain(inlines[:1]), _plain(inlines[1:])
    if lead.endswith(_COLONS):
        return lead[:-1].rstrip() or None, rest
    if rest.startswith((*_COLONS, *_DASHES)):
        return lead, rest[1:].lstrip()
    return None, _plain(inlines)


def _bold(node: Node) -> bool:
    if node.kind == "Link" and len(node.children) == 1:
        return _bold(node.children[0])
    return node.kind == "Strong"


def _blocks(nodes: Sequence[Node], first: str, rest: str) -> Iterator[str]:
    """Write each leaf block as a line; `first` stands before the first of them."""
    for node in nodes:
        for line in _nested(node, first, rest) if node.kind in _NESTING else _leaf(node, first):
            yield line
            first = rest


def _nested(node: Node, first: str, rest: str) -> Iterator[str]:
    match node.kind:
        case "BlockQuote":
            yield from _blocks(node.children, f"{first}> ", f"{rest}> ")
        case "List":
            marker = "1. " if node.flavour else "- "
            for item in node.children:
                yield from _blocks(item.children, first + marker, f"{rest}  ")
                first = rest
        case "FootnoteDefinition":
            yield from _blocks(node.children, f"{first}[^{node.text}]: ", f"{rest}  ")
        case "Table":
            for row in node.children:
                cells = (squeeze(canonical(cell.children)) for cell in row.children)
                yield f"{first}| {' | '.join(cells)} |"


def _leaf(node: Node, before: str) -> tuple[str, ...]:
    line = _line(node)
    return (before + line,) if line else ()


def _line(node: Node) -> str:
    match node.kind:
        case "Paragraph":
            return squeeze(canonical(node.children))
        case "Heading":
            return f"{'#' * node.level} {squeeze(canonical(node.children))}".rstrip()
        case "CodeBlock":
            code = "".join(child.text for child in node.children)
            return f"```{node.text}\n{code.rstrip()}\n```"
        case "HtmlBlock":
            source = _source(node).strip()
            return "" if is_comment(source) else source
        case "Rule":
            return "---"
        case _:
            return ""
