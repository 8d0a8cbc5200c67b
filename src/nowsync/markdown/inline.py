"""What stands inside a block: as plain text, and in one canonical markup."""

import re
from collections.abc import Sequence
from typing import Final

from nowsync.markdown.tree import Node

_WRAPPED = {"Emphasis": "*", "Strong": "**", "Strikethrough": "~~"}
_CLOSING = tuple(".,;:!?)")
_REMARKING = tuple("(\N{FULLWIDTH LEFT PARENTHESIS}\N{EN DASH}\N{EM DASH}-:,;")
_MARKUP: Final = re.compile(r"[\\*`\[<~]")


def squeeze(text: str) -> str:
    """Make each run of blanks one space; a no-break space is the author's wish and stays."""
    # Nearly every text is one line without such a run.
    if "  " not in text and "\n" not in text and "\t" not in text:
        return text.strip(" ")
    lines = text.replace("\t", " ").split("\n")
    squeezed = (" ".join(filter(None, line.split(" "))) for line in lines)
    return "\n".join(squeezed).strip("\n ")


def plain(nodes: Sequence[Node]) -> str:
    """Write what a reader would hear: no markup, no images, no raw HTML, nothing struck out."""
    said, before = "", ""
    for node in nodes:
        piece = _plain(node)
        closes = before == "Strikethrough" and piece[:1] in _CLOSING
        said = (said.rstrip(" ") if closes else said) + piece
        before = node.kind
    return said


def _plain(node: Node) -> str:
    match node.kind:
        case "Text" | "Code":
            return node.text
        case "SoftBreak":
            return " "
        case "HardBreak":
            return "\n"
        case "InlineHtml":
            return "\n" if is_break(node.text) else ""
        case "Image" | "Strikethrough":
            return ""
        case _:
            return plain(node.children)


def is_struck_out(nodes: Sequence[Node]) -> bool:
    """Tell whether this begins with something struck out, and only remarks upon it, if at all.

    "~~Berlin~~ Hamburg" says another thing instead; "~~Ulysses~~ gave up" does not.
    """
    if not nodes or not _wraps_struck_out(nodes[0]):
        return False
    rest = plain(nodes[1:]).strip()
    first_word = next(filter(str.isalnum, rest), "")
    return rest[:1] in _REMARKING or not first_word or first_word.islower()


def _wraps_struck_out(node: Node) -> bool:
    if node.kind in ("Emphasis", "Strong", "Link") and len(node.children) == 1:
        return _wraps_struck_out(node.children[0])
    return node.kind == "Strikethrough"


def canonical(nodes: Sequence[Node]) -> str:
    """Write markup in one way, whichever of Markdown's ways the author chose."""
    return "".join(map(_canonical, nodes))


def _canonical(node: Node) -> str:
    match node.kind:
        case "Text":
            text = node.text
            return _MARKUP.sub(r"\\\g<0>", text) if _MARKUP.search(text) else text
        case "Code":
            return f"`{node.text}`"
        case "SoftBreak":
            return " "
        case "HardBreak":
            return "\n"
        case "InlineHtml":
            return "" if is_comment(node.text) else node.text
        case "Emphasis" | "Strong" | "Strikethrough":
            return f"{_WRAPPED[node.kind]}{canonical(node.children)}{_WRAPPED[node.kind]}"
        case "Link" | "Image":
            inside, sign = canonical(node.children), "!" if node.kind == "Image" else ""
            return f"{sign}[{inside}]({_destination(node)})"
        case "FootnoteReference":
            return f"[^{node.text}]"
        case "TaskListMarker":
            return "[x] " if node.level else "[ ] "
        case _:
            return canonical(node.children)


def _destination(node: Node) -> str:
    url = f"mailto:{node.text}" if node.flavour == "Email" else node.text
    return f'{url} "{node.title}"' if node.title else url


def is_comment(html: str) -> bool:
    """Tell whether a piece of raw HTML is one comment and nothing else."""
    closing = html.find("-->")
    return html.startswith("<!--") and closing in (-1, len(html) - len("-->"))


def is_break(html: str) -> bool:
    """Tell whether a piece of raw HTML is a line break."""
    return html.casefold().replace(" ", "") in ("<br>", "<br/>")
