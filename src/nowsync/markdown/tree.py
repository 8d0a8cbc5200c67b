"""Markdown as a tree: the one place that knows how the parser reports what it read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias, cast

from msgspec import Struct
from pyromark import Options, events_with_range
from pyromark.event import Range

from nowsync.markdown.characters import encodable

OPTIONS: Final = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
)
# Deeper than this, nesting is noise; it must not exhaust the stack of whoever walks the tree.
DEEPEST: Final = 60
# The longest entry met has a twentieth of these; the tree of more fills the memory.
MOST: Final = 30_000
# The parser keeps something for each of these before anybody can count its events.
_SIGNS: Final = "[]*_`<|~"

# What holds blocks; the text of a tight item stands in it without a paragraph of its own.
CONTAINERS: Final = frozenset({"Document", "BlockQuote", "Item", "FootnoteDefinition"})
BLOCKS: Final = frozenset(
    {"Paragraph", "Heading", "BlockQuote", "CodeBlock", "HtmlBlock", "List", "Item", "Rule"}
    | {"Table", "FootnoteDefinition"}
)

# How a task that is open, and one that is done, looks where there are no forms.
BOXES: Final = ("☐", "☑")

Data: TypeAlias = Mapping[str, object]


class TooMuch(Exception):
    """More markup than anyone writes by hand."""


class Node(Struct):
    """One element of a document, with its place in the UTF-8 form of the text.

    `text` is what a leaf says, or the label, language or destination of what has children.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    title: str = ""
    level: int = 0
    flavour: str = ""
    children: list["Node"] = []

    def walk(self) -> Iterator["Node"]:
        """Give this node and everything in it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree(text: str, options: Options = OPTIONS) -> Node:
    """Read Markdown; any text is Markdown, but raise TooMuch for one that nobody has written."""
    source = encodable(text)
    if len(source) > MOST and sum(map(source.count, _SIGNS)) > MOST:
        raise TooMuch
    root = Node("Document", 0, len(source.encode()))
    open_nodes = [root]
    for number, (event, place) in enumerate(events_with_range(source, options=options)):
        if number > MOST:
            raise TooMuch
        if isinstance(event, str):
            open_nodes[-1].children.append(Node(event, place["start"], place["end"]))
            continue
        ((kind, payload),) = event.items()
        if kind == "End":
            ended = open_nodes.pop()
            if ended.kind in CONTAINERS:
                ended.children = _settled(ended.children)
            continue
        node = _started(payload, place) if kind == "Start" else _leaf(kind, payload, place)
        open_nodes[-1 if len(open_nodes) < DEEPEST else DEEPEST - 1].children.append(node)
        if kind == "Start":
            open_nodes.append(node)
    root.children = _settled(root.children)
    return root


def _settled(nodes: Iterable[Node]) -> list[Node]:
    """Give text that stands directly in a container the paragraph that it is."""
    settled: list[Node] = []
    paragraph: Node | None = None
    for node in nodes:
        if node.kind in BLOCKS:
            paragraph = None
            settled.append(node)
        elif paragraph is None:
            paragraph = Node("Paragraph", node.start, node.end, children=[node])
            settled.append(paragraph)
        else:
            paragraph.children.append(node)
            paragraph.end = node.end
    return settled


def _leaf(kind: str, payload: object, place: Range) -> Node:
    if isinstance(payload, str):
        return Node(kind, place["start"], place["end"], payload)
    # A box that is ticked or not.
    return Node(kind, place["start"], place["end"], level=int(payload is True))


def _started(tag: object, place: Range) -> Node:
    if isinstance(tag, str):
        return Node(tag, place["start"], place["end"])
    ((kind, payload),) = cast("Data", tag).items()
    node = Node(kind, place["start"], place["end"])
    match kind, payload:
        case "Heading", {"level": str(level)}:
            node.level = int(level.removeprefix("H"))
        case "Link" | "Image", {"dest_url": str(url), "title": str(title), "link_type": kind_of}:
            flavour = next(iter(kind_of)) if isinstance(kind_of, dict) else kind_of
            node.text, node.title, node.flavour = url, title, str(flavour)
        case "CodeBlock", "Indented":
            node.flavour = "Indented"
        case "CodeBlock", {"Fenced": str(language)}:
            node.text = language
        case "List", int():
            node.flavour = "Ordered"
        case _, str(text):
            node.text = text
    return node
