"""Front matter whose first fence is missing or indented: it would be published as text."""

import re
from itertools import takewhile
from typing import Final

from nowsync.front_matter.strict import Invalid

_FENCES: Final = ("---", "+++")
_FIELD: Final = re.compile(r"([A-Za-z][\w-]*)\s*[:=](?:\s|$)")
_CONTINUED: Final = (" ", "\t", "- ", "#", "]", "}")
# Without one of these it may be a text that begins with a word and a colon.
_TELLING: Final = frozenset(
    (
        *("title", "date", "draft", "layout", "tags", "description", "permalink", "updated"),
        *("pubdate", "template", "published", "slug", "summary"),
    )
)


def refuse_unfenced(text: str) -> None:
    """Raise Invalid if the text begins with fields that are not fenced as they should be."""
    first, _, rest = text.partition("\n")
    indented = first.strip() in _FENCES
    if not first[:1].isspace() if indented else not _FIELD.match(first):
        return
    lines = (rest if indented else text).split("\n")
    fields = list(takewhile(lambda line: line.strip() not in _FENCES, lines))
    if len(fields) == len(lines) or not all(map(_belongs, fields)):
        return
    keys = {found[1].casefold() for line in fields if (found := _FIELD.match(line))}
    if keys & _TELLING:
        fence = first.strip()
        if indented:
            what = f"the first {fence} line is indented, so all of the front matter is text"
            raise Invalid(f"{what}; take away what stands before {fence}")
        raise Invalid("the front matter's first --- line is missing; without it this is text")


def _belongs(line: str) -> bool:
    return not line.strip() or line.startswith(_CONTINUED) or _FIELD.match(line) is not None
