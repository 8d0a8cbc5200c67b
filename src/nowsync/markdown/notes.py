"""Text without what only note-taking programs know: `%% comments %%` and `==highlights==`.

A comment is never shown; what is highlighted is text. Source: https://help.obsidian.md/syntax
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from nowsync.markdown.computed import code_in
from nowsync.markdown.edits import Edit, edited
from nowsync.markdown.removal import removed
from nowsync.markdown.tree import tree

_MARKS: Final = re.compile(
    rb"(?<![\w%])%%(?!%)(?P<comment>[^%]+(?:%(?!%)[^%]*)*)%%(?![\w%])"
    rb"|(?<![\w=])==(?=[^\s=])(?P<light>[^=\n]+)(?<!\s)==(?![\w=])"
)


def without_notes(text: str) -> str:
    """Take out comments, and the marks of highlights; code stays as it is."""
    if "%%" not in text and "==" not in text:
        return text
    source = text.encode()
    return edited(source, _edits(source, code_in(tree(text))))


def _edits(source: bytes, code: list[tuple[int, int]]) -> Iterator[Edit]:
    starts = [start for start, _ in code]
    for found in _MARKS.finditer(source):
        index = bisect_right(starts, found.start()) - 1
        if index >= 0 and found.start() < code[index][1]:
            continue
        if found["comment"] is None:
            yield Edit(found.start(), found.end(), found["light"].decode())
        else:
            yield from removed(source, found.start(), found.end())
