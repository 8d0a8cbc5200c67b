"""A heading that only repeats the title of what it stands in."""

import re
from collections.abc import Collection
from typing import Final

from nowsync.markdown.edits import edited
from nowsync.markdown.inline import plain, squeeze
from nowsync.markdown.removal import emptied
from nowsync.markdown.tree import tree

# Without such a line no heading is of the first level (CommonMark 0.31.2, sections 4.2 and 4.3).
_FIRST_LEVEL: Final = re.compile("\n {0,3}(?:#(?!#)|=)")


def without_title(text: str, titles: Collection[str]) -> str:
    """Take out the first heading if it is of the first level and says one of these titles."""
    if not _FIRST_LEVEL.search(f"\n{text}"):
        return text
    first = next(iter(tree(text).children), None)
    if first is None or first.kind != "Heading" or first.level != 1:
        return text
    if _reduced(squeeze(plain(first.children))) not in map(_reduced, titles):
        return text
    source = text.encode()
    end = first.end - source[first.start : first.end].endswith(b"\n")
    return edited(source, [emptied(source, (first.start, end))])


def _reduced(title: str) -> str:
    return " ".join(title.casefold().split()).strip("/ .!")
