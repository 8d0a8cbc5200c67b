"""The front matter of a new entry, written as its author wrote that of the entries before."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from nowsync.core.following import following
from nowsync.core.likeness import is_done

FENCES = {"---": ":", "+++": "="}
_KEY = re.compile(r"""["']?([\w-]+)["']?\s*([:=])\s*(.*)""")
_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DRAFT = "draft"


class Written(Struct, frozen=True):
    """An entry's file, the date of the entry, and its lists."""

    text: str
    date: date
    lists: Mapping[str, Sequence[str]]


def fresh_fields(title: str, day: date) -> str:
    """Write the front matter of the first entry of all."""
    return f'---\ntitle: "{title}"\ndate: {day:%Y-%m-%d}\ndraft: true\n---'


def copied_fields(last: Written, earlier: Written | None, day: date) -> str | None:
    """Write the front matter of the entry after the last; None where it has none between fences.

    Dates are those of the new one, lists go on without what is done. What was the same in the
    entry before the last stays; any other field is left for the author to fill in.
    """
    fence, fields = _fields(last.text)
    if fence is None:
        return None
    sign = FENCES[fence]
    before = _fields(earlier.text)[1] if earlier is not None else fields
    lines = [fence]
    for key, written in fields.items():
        if key == _DRAFT:
            continue
        kept = _kept(key, written, before.get(key), last, day)
        lines += [] if kept is None else [kept]
    space = " " if sign == "=" else ""
    return "\n".join([*lines, f"{_DRAFT}{space}{sign} true", fence])


def _fields(text: str) -> tuple[str | None, dict[str, str]]:
    """Take the text of each field, with the lines that go on with it."""
    lines = text.lstrip("\ufeff").splitlines()
    fence = lines[0].rstrip() if lines else ""
    if fence not in FENCES:
        return None, {}
    fields: dict[str, str] = {}
    key = ""
    for line in lines[1:]:
        if line.rstrip() == fence:
            return fence, fields
        found = _KEY.match(line)
        if found is not None and found[2] == FENCES[fence]:
            key = found[1]
            fields[key] = line.rstrip()
        elif key and line.strip():
            fields[key] += f"\n{line.rstrip()}"
    return None, {}


def _kept(key: str, written: str, before: str | None, last: Written, day: date) -> str | None:
    """Write a field for the new entry; None to leave it out."""
    if key in last.lists:
        return _list(key, written, last.lists[key])
    dates = {date(*map(int, found)) for found in _DATE.findall(written) if _is_date(found)}
    if dates - {last.date}:
        return None
    moved = following(written, last.date, day)
    if moved is not None:
        return moved
    if written == before:
        return written
    return _emptied(written)


def _is_date(parts: Sequence[str]) -> bool:
    try:
        date(*map(int, parts))
    except ValueError:
        return False
    return True


def _list(key: str, written: str, items: Sequence[str]) -> str:
    left = [item for item in items if not is_done(item)]
    if len(left) == len(items):
        return written
    sign = ":" if written.partition(key)[2].lstrip("\"' ").startswith(":") else " ="
    if re.search(r"\n\s*- ", written):
        indent = re.search(r"\n(\s*)- ", written)
        start = indent[1] if indent else ""
        quoted = [json.dumps(item, ensure_ascii=False) for item in left]
        return "\n".join([f"{key}:", *(f"{start}- {item}" for item in quoted)])
    return f"{key}{sign} {json.dumps(left, ensure_ascii=False)}"


def _emptied(written: str) -> str | None:
    """Take the value away, in the quotes that it stood in; a table goes as a whole."""
    found = _KEY.match(written)
    if found is None or "\n" in written or found[3][:1] in ("[", "{", ""):
        return None
    quote = found[3][0] if found[3][0] in "\"'" else '"'
    return f"{written[: found.start(3)]}{quote}{quote}"
