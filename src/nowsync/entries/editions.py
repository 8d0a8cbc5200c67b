"""The newest edition of a page that grows, or that keeps older ones in an archive. Pure.

Editions are told apart by headings that are dates, or by paragraphs that say when the page was
updated. What stands above the first of them, or under other headings, belongs to no edition.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import dropwhile
from typing import Final

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
_RULES: Final = ("---", "***", "___", "* * *", "- - -")
_DEFINITION: Final = re.compile(r" {0,3}\[[^\]]+\]:\s")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Edition:
    """Where the newest edition is on a page, and its date if it tells one."""

    first_line: int
    line_behind: int | None
    dated: Named | None = None
    number: int = 1


def newest_edition(matter: FrontMatter, zone: tzinfo) -> tuple[FrontMatter, Edition | None]:
    """Leave out of a page the text of all other editions; leave a page alone that has just one."""
    try:
        found = list(divisions(matter.body))
    except TooMuch:
        return matter, None
    edition = _by_headings(found, zone) or _by_paragraphs(found, zone)
    return (_cut(matter, edition), edition) if edition else (matter, None)


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


def _by_paragraphs(found: Sequence[Division], zone: tzinfo) -> Edition | None:
    editions = [each for each in found if not each.level and is_update(each.text, zone)]
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
    """Take off the line that was drawn between this edition and the next."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].strip() in _RULES):
        end -= 1
    return lines[:end]
