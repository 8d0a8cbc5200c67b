"""The newest edition of a page that grows, or that keeps older ones in an archive. Pure.

Editions are told apart by headings that are dates, or by paragraphs that say when the page was
updated. What stands above the first of them, or under other headings, belongs to no edition.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import dropwhile
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from nowsync.entries.dates import Named, alone
from nowsync.entries.updates import date_of_update, is_update
from nowsync.front_matter import FrontMatter
from nowsync.markdown import TooMuch
from nowsync.markdown.divisions import Division, divisions

# What people call the part of a page in which older editions are kept.
_OLDER: Final = re.compile("archiv|previous|older|past|history|earlier", re.IGNORECASE)
# What may stand beside the date in the heading of an edition.
_BESIDE: Final = re.compile(
    r"^\W*(?:now|update|edition)\b[\s,:\N{EN DASH}\N{EM DASH}-]*", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_RULES: Final = ("---", "***", "___", "* * *", "- - -")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\]]+\]:\s")
# What stands in this is shown when somebody asks for it.
_FOLDED: Final = re.compile(r" {0,3}</?(?:details|summary)\b", re.IGNORECASE)
_OPENED: Final = re.compile(r"<details\b", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</details\b", re.IGNORECASE)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Edition(Struct, frozen=True):
    """Where the newest edition is on a page, and its date if it tells one."""

    first_line: int
    line_behind: int | None
    dated: Named | None = None
    number: int = 1


def newest_edition(matter: FrontMatter, zone: tzinfo) -> tuple[FrontMatter, Edition | None]:
    """Leave out of a page the text of all other editions; leave a page alone that has just one."""
    try:
        found = list(_with_years(divisions(matter.body), zone))
    except TooMuch:
        return matter, None
    lines = matter.body.split("\n")
    edition = _above(lines, found, zone) or _by_headings(found, zone)
    edition = edition or _by_paragraphs(lines, found, zone)
    return (_cut(matter, edition), edition) if edition else (matter, None)


def _with_years(found: Iterable[Division], zone: tzinfo) -> Iterator[Division]:
    """Give a month below the heading of a year that year."""
    year = Division(0, "", 0, 0)
    for each in found:
        if each.level and _YEAR.fullmatch(each.text):
            year = each
        told = f"{each.text} {year.text}"
        below = year.level and each.level > year.level and alone(told, zone)
        yield replace(each, text=told) if below else each


def _above(lines: Sequence[str], found: Sequence[Division], zone: tzinfo) -> Edition | None:
    """Find an edition without a heading, above older ones that are folded away or dated before."""
    first = next((each for each in found if each.level and _date_of(each.text, zone)), None)
    if first is None or first is found[0]:
        return None
    folded = _fold_around(lines[: first.line])
    if folded is not None and any(each.line < folded and not each.level for each in found):
        return Edition(0, folded)
    texts = (each.text for each in found if each.line < first.line)
    dates = [date for text in texts if (date := date_of_update(text, zone))]
    older = _date_of(first.text, zone)
    later = older and any(
        each.moment > older.moment and not older.agrees_with(each.moment) for each in dates
    )
    return Edition(0, first.line) if later else None


def _fold_around(lines: Sequence[str]) -> int | None:
    """Find the line that opens the fold which these lines end in."""
    opened: list[int] = []
    for number, line in enumerate(lines):
        opened += [number] * len(_OPENED.findall(line))
        del opened[len(opened) - len(_CLOSED.findall(line)) :]
    return opened[0] if opened else None


def _by_headings(found: Sequence[Division], zone: tzinfo) -> Edition | None:
    headings = [each for each in found if each.level]
    dated = [each for each in headings if _date_of(each.text, zone)]
    if not dated:
        return None
    first = dated[0]
    above = [each for each in headings if each.line < first.line and each.level <= first.level]
    if above and _OLDER.search(above[-1].text) and found[0] is not above[-1]:
        return Edition(0, above[-1].line)
    editions = [each for each in dated if each.level == first.level]
    # A title may stand above them all; under a second heading they are a list of something else.
    if len(editions) < 2 or len(above) > 1 or (above and above[0].level == first.level):
        return None
    newest = max(editions, key=lambda each: _order(_date_of(each.text, zone)))
    below = (each for each in headings if each.line > newest.line and each.level <= first.level)
    behind = next(below, None)
    return Edition(
        newest.last_line + 1,
        behind.line if behind else None,
        _date_of(newest.text, zone),
        len(editions),
    )


def _by_paragraphs(lines: Sequence[str], found: Sequence[Division], zone: tzinfo) -> Edition | None:
    told = [each for each in found if not each.level and is_update(each.text, zone)]
    ends = (*(each.line for each in told[1:]), None)
    # At the foot of a page such a line begins no edition.
    editions = [
        each
        for each, end in zip(told, ends, strict=False)
        if any(map(str.strip, lines[each.last_line + 1 : end]))
    ]
    if len(editions) < 2:
        return None
    dates = {each.line: date_of_update(each.text, zone) for each in editions}
    first = editions[0]
    # A date that may be two tells nothing, but people put the newest edition on top.
    newest = (
        max(editions, key=lambda each: _order(dates[each.line])) if dates[first.line] else first
    )
    behind = next((each for each in editions if each.line > newest.line), None)
    return Edition(newest.line, behind.line if behind else None, dates[newest.line], len(editions))


def _date_of(heading: str, zone: tzinfo) -> Named | None:
    found = date_of_update(heading, zone) if is_update(heading, zone) else None
    return found or alone(_BESIDE.sub("", heading), zone)


def _order(named: Named | None) -> datetime:
    return named.moment if named else _NEVER


def _cut(matter: FrontMatter, edition: Edition) -> FrontMatter:
    """Keep the lines of one edition, and what links and footnotes anywhere on the page need."""
    lines = matter.body.split("\n")
    kept = lines[edition.first_line : edition.line_behind]
    others = lines[: edition.first_line] + lines[edition.first_line + len(kept) :]
    blank = len(kept) - len(list(dropwhile(lambda line: not line.strip(), kept)))
    body = "\n".join(_without_rule(kept[blank:]))
    definitions = "\n".join(filter(_DEFINITION.match, others))
    return replace(
        matter,
        body=f"{body}\n\n{definitions}".rstrip(),
        body_line=matter.body_line + edition.first_line + blank,
    )


def _without_rule(lines: Sequence[str]) -> Sequence[str]:
    """Take off what was drawn between this edition and the next: a line, or a fold."""
    end = len(lines)
    while end and _is_between(lines[end - 1].strip()):
        end -= 1
    return lines[:end]


def _is_between(line: str) -> bool:
    return not line or line in _RULES or _FOLDED.match(line) is not None
