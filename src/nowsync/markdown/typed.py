"""Markdown as one would type it where there is no markup: in a status, or a mail."""

from collections.abc import Iterator, Sequence

from nowsync.markdown.characters import legal
from nowsync.markdown.inline import plain, squeeze
from nowsync.markdown.sections import say_footnotes
from nowsync.markdown.tree import Node, tree

_BULLET, _BOXES = "•", ("☐", "☑")


def typed(text: str, *, mark: str = "") -> str:
    """Write all that a text says, in its order; pictures, rules and blocks of HTML say nothing.

    A `mark` stands before each heading but one that all begins with.
    """
    root = tree(text)
    say_footnotes(root)
    return _together(root.children, mark)


def _together(nodes: Sequence[Node], mark: str = "") -> str:
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
        case "CodeBlock":
            return legal("".join(child.text for child in node.children)).rstrip()
        case _:
            return ""


def _items(node: Node) -> Iterator[str]:
    for number, item in enumerate(node.children, start=1):
        mark = f"{number}." if node.flavour == "Ordered" else _BULLET
        inside = "\n".join(filter(None, map(_block, item.children)))
        if inside:
            yield f"{_box(item) or mark} {inside}".replace("\n", "\n  ")


def _box(item: Node) -> str | None:
    first = item.children[0].children if item.children else ()
    return next((_BOXES[each.level] for each in first if each.kind == "TaskListMarker"), None)


def _before_each_line(mark: str, text: str) -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n")) if text else ""
