"""Front matter without fences: as Nikola, Pelican and MultiMarkdown have it above a text.

Nikola: https://getnikola.com/handbook.html#metadata-fields
Pelican: https://docs.getpelican.com/en/stable/content.html#file-metadata
"""

import re
from typing import Final

_NIKOLA: Final = re.compile(
    r"(?:<!--[ \t]*\n)?(?P<fields>(?:\.\. [\w-]+:.*(?:\n|\Z))+)(?:[ \t]*-->[ \t]*(?:\n|\Z))?"
)
_PELICAN: Final = re.compile(r"(?P<fields>(?:[A-Za-z][\w -]*:[ \t].*(?:\n|\Z))+)(?:\n|\Z)")
_FIELD: Final = re.compile(r"(?:\.\. )?([\w -]+?)[ \t]*:[ \t]*(.*)")
# Text may begin with a word and a colon, but hardly with these two.
_TITLE: Final = "title"
_BESIDE: Final = frozenset(
    (
        *("date", "modified", "slug", "category", "tags", "summary", "author", "status", "lang"),
        *("updated", "authors", "keywords", "layout", "template", "description"),
    )
)
_WORDS: Final = {"true": True, "false": False, "": None}


def plain_fields(text: str) -> tuple[dict[str, object], dict[str, int], str] | None:
    """Give the fields that a text begins with, their lines, and the text below; or nothing.

    Lines count from 0, and names are in small letters.
    """
    found = _NIKOLA.match(text) or _PELICAN.match(text)
    if not found:
        return None
    above = text.count("\n", 0, found.start("fields"))
    fields: dict[str, object] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(found["fields"].rstrip("\n").split("\n"), start=above):
        if field := _FIELD.fullmatch(line):
            name, value = field[1].casefold(), field[2].strip()
            fields.setdefault(name, _WORDS.get(value.casefold(), value))
            lines.setdefault(name, number)
    known = _TITLE in fields and fields.keys() & _BESIDE
    return (fields, lines, text[found.end() :]) if known else None
