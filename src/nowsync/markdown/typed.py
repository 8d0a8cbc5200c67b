"""Markdown as one would type it where there is no markup: in a status, or a mail."""

from collections.abc import Iterable, Iterator

from nowsync.markdown.characters import legal
from nowsync.markdown.inline import is_struck_out, plain, squeeze
from nowsync.markdown.sections import say_footnotes, spoken_blocks
from nowsync.markdown.tree import Node, tree

BULLET = "•"
# A site draws these; nobody reads how.
_DRAWN = {"mermaid", "plantuml", "dot", "graphviz", "d2", "math"}
_BOXES = ("☐", "☑")


def typed(text: str, *, mark: str = "") -> str:
    """Write all that a text says, in its order; pictures, rules and what is struck out say nothing.

    A `mark` stands before each heading but one that all begins with.
    """
    root = tree(text)
    say_footnotes(root)
    return _together(spoken_blocks(root), mark)


def _together(nodes: Iterable[Node], mark: str = "") -> str:
    """Put blocks below each other; what a heading is for stands right below it."""
    said, gap = "", ""
    for node in nodes:
        block, is_heading = _block(node), node.kind == "Heading"
        if block:
            said += f"{gap}{mark if is_heading and said else ''}{block}"
            gap = "\n" if is_heading else "\n\n"
    return said


def _block(node: Node) -> str:
    match node.kind:
        case "Paragraph" | "Heading" | "TableCell":
            return squeeze(legal(plain(node.children)))
        case "BlockQuote":
            return _before_each_line("> ", _together(node.children))
        case "List":
            return "\n".join(filter(None, _items(node)))
        case "Table":
            rows = (map(_block, row.children) for row in node.children)
            return "\n".join(", ".join(filter(None, cells)) for cells in rows)
        case "CodeBlock" if node.text.lower() not in _DRAWN:
            return legal("".join(child.text for child in node.children)).rstrip()
        case _:
            return ""


def _items(node: Node) -> Iterator[str]:
    for number, item in enumerate(node.children, start=1):
        mark = f"{number}." if node.flavour == "Ordered" else BULLET
        inside = "\n".join(filter(None, map(_block, item.children)))
        # Some write a bullet of their own behind that of Markdown.
        inside = inside.removeprefix(BULLET).lstrip()
        if inside and not is_struck_out(_words(item)):
            yield f"{_box(item) or mark} {inside}".replace("\n", "\n  ")


def _words(item: Node) -> list[Node]:
    return [each for each in _first_line(item) if each.kind != "TaskListMarker"]


def _box(item: Node) -> str | None:
    boxes = (each for each in _first_line(item) if each.kind == "TaskListMarker")
    return next((_BOXES[each.level] for each in boxes), None)


def _first_line(item: Node) -> list[Node]:
    return item.children[0].children if item.children else []


def _before_each_line(mark: str, text: str) -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n")) if text else ""
