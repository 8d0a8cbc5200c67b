"""HTML that may leave the house: only what is allowed, with every address in full."""

import re
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3
from pyromark import html as markup

from nowsync.markdown.characters import encodable, legal
from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.tree import BOXES, OPTIONS, TooMuch, tree

SCHEMES: Final = frozenset({"https", "http", "mailto"})
_TAGS: Final = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del"),
        *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p"),
        *("pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var"),
    )
)
_ATTRIBUTES: Final = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "time": frozenset({"datetime"}),
}
# What stands in these is not for readers; of other tags only the tag goes.
_UNREADABLE: Final = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head")
)
# Tags in tags take the parser quadratic time, and nobody's text is as deep as this.
_DEEPEST: Final = 5_000
_TAG: Final = re.compile("<(/?)([a-zA-Z]+)")
_VOID: Final = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "source", "wbr"})
_ADDRESSES: Final = frozenset({"href", "src"})


def html(text: str, *, base_url: str) -> str:
    """Write Markdown as HTML that is safe in a feed; relative addresses are from `base_url`."""
    return sanitise(markup(_with_boxes(encodable(text)), options=OPTIONS), base_url=base_url)


def sanitise(html: str, *, base_url: str) -> str:
    """Take out of HTML what may not leave the house; relative addresses are from `base_url`.

    Raise TooMuch for tags in tags in tags that nobody has written.
    """
    _refuse_depth(html)

    def allowed(_tag: str, attribute: str, value: str) -> str | None:
        return absolute(value, base_url) if attribute in _ADDRESSES else value

    clean = nh3.clean(
        encodable(html),
        tags=_TAGS,
        clean_content_tags=_UNREADABLE,
        attributes=_ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return legal(clean)


def bare(html: str) -> str:
    """Give the words of a web page, its title among them, without any markup."""
    spaced = html.replace("<", " <")
    hidden = _UNREADABLE - {"head", "noscript"}
    return unescape(nh3.clean(encodable(spaced), tags=set(), clean_content_tags=hidden))


def absolute(address: str, base_url: str) -> str | None:
    """Complete an address; None if that does not make one that may be shown."""
    try:
        complete = urljoin(base_url, address)
        return complete if urlsplit(complete).scheme in SCHEMES else None
    except ValueError:
        return None


def _refuse_depth(html: str) -> None:
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
        if depth > _DEEPEST:
            raise TooMuch


def _with_boxes(text: str) -> str:
    """Draw the boxes of a checklist; feed readers take form fields away."""
    edits = [
        Edit(node.start, node.end, BOXES[node.level])
        for node in tree(text).walk()
        if node.kind == "TaskListMarker"
    ]
    return edited(text.encode(), edits)
