"""A recap: what became of things over several entries, such as those of a quarter or a year."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.entry import MONTHS, Entry
from nowsync.core.likeness import is_done
from nowsync.core.thing import same, thing

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)

_Month: TypeAlias = tuple[int, int]


class Period(Struct, frozen=True):
    """Some months, both ends included, and what people call them."""

    first: _Month
    last: _Month
    name: str

    def __contains__(self, day: date) -> bool:
        return self.first <= (day.year, day.month) <= self.last


class Course(Struct, frozen=True):
    """When a thing was first and last in a list, in its shortest wording, and if that is over."""

    text: str
    first: date
    last: date
    ended: bool = False


class Recap(Struct, frozen=True):
    """The entries of a period, and the course of the things in each of their lists."""

    period: Period
    entries: tuple[Entry, ...]
    lists: tuple[tuple[str, tuple[Course, ...]], ...]


def period(text: str) -> Period | None:
    """Read 2026, 2026-Q3, 2026-07 or 2026-07..2026-09; None if it is none of these."""
    first, _, last = text.partition("..")
    start, end = _span(first), _span(last or first)
    if start is None or end is None or start[0] > end[1]:
        return None
    whole = start if start == end else (start[0], end[1])
    return Period(*whole, _name(*whole))


def recap(entries: Iterable[Entry], over: Period) -> Recap:
    """Follow the lists through the entries of a period; drafts are not there yet."""
    there = (entry for entry in entries if entry.date in over and not entry.draft)
    ordered = tuple(sorted(there, key=lambda entry: (entry.date, entry.id)))
    names = dict.fromkeys(name for entry in ordered for name in entry.lists)
    return Recap(over, ordered, tuple((name, tuple(_courses(name, ordered))) for name in names))


def _courses(name: str, entries: Sequence[Entry]) -> list[Course]:
    """Follow the things of one list; an entry without that list says nothing of them."""
    courses: list[Course] = []
    for entry in (each for each in entries if name in each.lists):
        day = entry.date.date()
        placed = [(_place(item, courses), item) for item in entry.lists[name]]
        there = dict(placed)
        courses = [_gone_on(each, there.get(n), day) for n, each in enumerate(courses)]
        courses += [Course(item, day, day, is_done(item)) for n, item in placed if n is None]
    return courses


def _place(item: str, courses: Sequence[Course]) -> int | None:
    named = thing(item)
    return next((n for n, each in enumerate(courses) if same(thing(each.text), named)), None)


def _gone_on(course: Course, item: str | None, day: date) -> Course:
    if item is None:
        return replace(course, ended=True)
    return replace(course, text=min(course.text, item, key=len), last=day, ended=is_done(item))


def _span(text: str) -> tuple[_Month, _Month] | None:
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    year, quarter, month = int(found[1]), found[2], found[3]
    if month:
        return (year, int(month)), (year, int(month))
    if quarter:
        last = 3 * int(quarter)
        return (year, last - 2), (year, last)
    return (year, 1), (year, len(MONTHS))


def _name(first: _Month, last: _Month) -> str:
    if (first[1], last[1]) == (1, len(MONTHS)):
        return str(first[0]) if first[0] == last[0] else f"{first[0]} to {last[0]}"
    ending = f"{MONTHS[last[1] - 1]} {last[0]}"
    if first == last:
        return ending
    beginning = MONTHS[first[1] - 1]
    return f"{beginning}{f' {first[0]}' if first[0] != last[0] else ''} to {ending}"
