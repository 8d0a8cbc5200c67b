"""What a site's tools leave in a text, and its readers never see: taken out, or refused.

The lines stay where they are, so that a message about the text still names the right one.
"""

from typing import Final

from nowsync.markdown.characters import encodable
from nowsync.markdown.computed import code_in, without_templates
from nowsync.markdown.marks import without_marks
from nowsync.markdown.mdx import without_jsx
from nowsync.markdown.notes import without_notes
from nowsync.markdown.removal import Leftover, Lines
from nowsync.markdown.tree import tree

__all__ = ["Leftover", "cleaned", "computes"]

_CONFLICT: Final = ("<<<<<<< ", ">>>>>>> ")
_TEMPLATE_SIGNS: Final = ("{{", "{%", "{#")


def cleaned(text: str, *, mdx: bool) -> str:
    """Take out what is not said; raise Leftover when nobody can tell what would be."""
    whole = encodable(text)
    _refuse_conflicts(whole)
    plain = without_jsx(whole) if mdx else whole
    if computes(plain):
        plain = without_templates(plain)
    return without_marks(without_notes(plain))


def computes(text: str) -> bool:
    """Tell whether templates of the site may compute something in a text."""
    return "{" in text and any(sign in text for sign in _TEMPLATE_SIGNS)


def _refuse_conflicts(text: str) -> None:
    if not any(sign in text for sign in _CONFLICT):
        return
    lines = text.split("\n")
    found = [number for number, line in enumerate(lines) if line.startswith(_CONFLICT)]
    if not found:
        return
    places = Lines(text.encode())
    code = {
        places.number(start) + 1 + each
        for start, end in code_in(tree(text))
        for each in range(places.number(end) - places.number(start))
    }
    first = next((number for number in found if number not in code), None)
    if first is not None:
        raise Leftover("a merge conflict stands here unresolved; keep one side of it", first)
