"""The gist: what of an entry is worth saying where not all of it can be said."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec.structs import replace

from nowsync import markdown
from nowsync.core.entry import Entry, Section, month_of
from nowsync.core.marks import PART
from nowsync.core.prose import sentences
from nowsync.rendering import language
from nowsync.rendering.series import BULLET, Series, bulleted, listed

# A notice about the page, or the date of its last change, says nothing about its author's month.
_DATE = (
    r"(?:monthly|weekly|daily|regularly|every|today|yesterday|(?:19|20)\d\d|\d{1,2}[./-]\d"
    r"|\d{1,2}(?:st|nd|rd|th)?\W{1,2}[a-z]{3}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_NOTICES = (
    r"nownownow|\bsivers\b|sive\.rs|\bnow\W{0,2} (?:movement|運動)",
    r"^\W*(?:this|here|what|a|an|my|the|inspired|you|it|if|see|read|learn|about|welcome|want)\b"
    r".{0,80}(?:\bnow[- ]page\b|/now\b.{0,20}\bpage\b)",
    r"^\W*(?:(?:this )?page |i )?(?:was )?(?:last |recently )?"
    rf"(?:updated?|affirmed|modified|edited|revised|changed)\W*(?:on |in |at |as of )?{_DATE}",
    r"^\W*(?:here\W?s|here is|here are|this is|these are) (?:just )?"
    r"(?:some of |a few of |a list of )?(?:what|the things|things|a few things) .{0,60}$",
    r"^.{0,60}\b(?:these things|the following|this list)\b.{0,20}(?:\.\.\.|\u2026|:)$",
)
_NOTICE = re.compile("|".join(f"(?:{each})" for each in _NOTICES), re.IGNORECASE)
# About the page as well, whatever stands below it.
_ABOUT_THE_PAGE = ("version history", "changelog", "previous updates", "past updates", "archive")
# "At home." says less than what comes next; a letter of some scripts says more than one byte.
_LEAST = 30
_COLONS = (":", "\uff1a")


def headline(entry: Entry) -> str:
    """Give what stands above an entry: its title, or of one that only names a month, both."""
    bare = entry.title.removeprefix("Now, ").casefold()
    names = {month_of(entry.date), language.month(entry.date, entry.language)}
    figures = {f"{entry.date:%Y%m}", f"{entry.date:%Y%m%d}"}
    if bare not in map(str.casefold, names) and re.sub(r"[-/. ]", "", bare) not in figures:
        return entry.title
    return f"Now, {language.month(entry.date, entry.language)}"


def text(entry: Entry) -> str:
    """Write the whole entry as plain text, without notices; a thread may be parted at headings."""
    said = markdown.typed(entry.body, mark=PART)
    first, _, rest = said.partition("\n")
    if first.casefold() == entry.title.casefold():
        said = rest.strip()
    return "\n\n".join(_telling(said.split("\n\n")))


def paragraphs(entry: Entry) -> tuple[str, ...]:
    """Give the paragraphs of the text, without notices about the page."""
    return tuple(_paragraphs(entry))


def _paragraphs(entry: Entry) -> Iterator[str]:
    return (each for section in entry.sections for each in _telling(section.paragraphs))


def excerpt(entry: Entry) -> str:
    """Take the author's own summary, or else the first paragraph that says something."""
    if own := _own(entry):
        return own
    # What ends with a colon would announce nothing.
    first = ""
    for said in map(_without_announcement, _paragraphs(entry)):
        if len(said.encode()) >= _LEAST:
            return said
        first = first or said
    return first


def opening(entry: Entry) -> str:
    """Take the author's own summary, or else the excerpt with what follows it in its section."""
    if own := _own(entry):
        return own
    first = excerpt(entry)
    for section in entry.sections:
        told = list(_telling(section.paragraphs))
        if first in told:
            return "\n\n".join(told[told.index(first) :])
    return first


def others(entry: Entry, labels: Iterable[str]) -> tuple[Section, ...]:
    """Give the sections that have something to say beside the opening and the labelled lists."""
    opened = opening(entry)
    known = {*_ABOUT_THE_PAGE, *(label.casefold() for label in labels)}
    rest = (each for each in entry.sections if each.title.casefold() not in known)
    said = (each for each in rest if _beside(each, opened))
    return tuple(replace(each, title=_new(each.title, entry)) for each in said)


def gist(section: Section, language: str) -> str | Series:
    """Say what is in a section: its items, by their names if all have one, or else its text."""
    if not section.items:
        endings = map(_without_announcement, _telling(section.paragraphs))
        return next(filter(None, endings), "")
    names = [item.name for item in section.items]
    items = names if all(names) else section.items
    return listed(items, language) if section.title else bulleted(items, language)


def _new(title: str, entry: Entry) -> str:
    """Say nothing that the headline has said."""
    return "" if title.casefold() == entry.title.casefold() else title


def _without_announcement(paragraph: str) -> str:
    said = sentences(paragraph)
    kept = said[:-1] if paragraph.endswith(_COLONS) else said
    return "".join(kept).strip()


def _own(entry: Entry) -> str:
    return " ".join(_telling([entry.description or ""]))


def _beside(section: Section, opened: str) -> bool:
    told = next(_telling(section.paragraphs), "")
    is_opening = bool(opened) and (opened.startswith(told) or told.startswith(opened))
    return bool(section.items) or bool(told and not is_opening)


def _telling(blocks: Iterable[str]) -> Iterator[str]:
    """Leave out the sentences that are notices; what is listed is none."""
    for block in blocks:
        lines = (line if _is_listed(line) else _told(line) for line in block.split("\n"))
        said = "\n".join(filter(None, lines)).strip()
        if said:
            yield said


# An excerpt, an opening and the others are made of the same paragraphs, one after the other.
@lru_cache(maxsize=64)
def _told(line: str) -> str:
    return "".join(each for each in sentences(line) if not _NOTICE.search(each.strip())).rstrip()


def _is_listed(line: str) -> bool:
    mark = line.lstrip()[:1]
    return mark in (BULLET, "\u2610", "\u2611") or mark.isdigit()
