"""Dates as authors write them, in a field or in a file name. Ambiguous ones are not guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Final

from nowsync.core.entry import MONTHS

_MONTH_NUMBERS: Final = {
    name: number
    for number, month in enumerate(map(str.casefold, MONTHS), 1)
    for name in (month, month[:3])
} | {"sept": 9}
_YEARS: Final = range(1970, 3000)
_SEPARATORS: Final = re.compile(r"[\s,_./-]+")
_UTC_NAMES: Final = frozenset({"UTC", "GMT", "Z"})


def dated(value: object, zone: tzinfo) -> datetime | None:
    """Read the value of a date field; one without a zone is in the site's."""
    match value:
        case datetime():
            return _aware(value, zone)
        case date():
            return _aware(datetime.combine(value, time()), zone)
        case bool():
            return None
        case int() | str():
            return _written(str(value).strip(), zone)
        case _:
            return None


def named(name: str, zone: tzinfo) -> datetime | None:
    """Find the date in a name: 2025-11, 2025-11-30-slug, 20251130, november-2025, nov-25."""
    if "T" in name and (moment := _moment(name, zone)):
        return moment
    words = _words(name)
    found = (_leading(words[index:]) for index in range(len(words)))
    first = next(filter(None, found), None)
    return first.midnight(zone) if first else None


def _written(text: str, zone: tzinfo) -> datetime | None:
    if moment := _moment(text, zone):
        return moment
    words = _words(text)
    found = _leading(words)
    return found.midnight(zone) if found and found.length == len(words) else None


def _moment(text: str, zone: tzinfo) -> datetime | None:
    match text.split():
        case [day, hour, offset]:
            text = f"{day}T{hour}{'+00:00' if offset in _UTC_NAMES else offset}"
        case _:
            pass
    try:
        return _aware(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _aware(moment: datetime, zone: tzinfo) -> datetime | None:
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class _Day:
    """A date found in words, and how many of them it took."""

    length: int
    year: int
    month: int
    day: int = 1

    def midnight(self, zone: tzinfo) -> datetime | None:
        try:
            return datetime(self.year, self.month, self.day, tzinfo=zone)
        except ValueError:
            return None


def _words(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text.casefold()) if word]


def _leading(words: Sequence[str]) -> _Day | None:
    """Read the date that the words begin with; the year comes first, or the month has a name."""
    first, second, third = (*words[:3], "", "", "")[:3]
    if year := _year(first):
        month = _MONTH_NUMBERS.get(second) or _number(second, 12)
        day = _number(third, 31)
        return _Day(3 if day else 2, year, month, day or 1) if month else None
    if month := _MONTH_NUMBERS.get(first, 0):
        return _after_month(month, second, third, last=len(words) == 2)
    if (month := _MONTH_NUMBERS.get(second, 0)) and (year := _year(third)):
        return _Day(3, year, month, day) if (day := _number(first, 31)) else None
    return _compact(first)


def _after_month(month: int, second: str, third: str, *, last: bool) -> _Day | None:
    if year := _year(second):
        return _Day(2, year, month)
    if (day := _number(second, 31)) and (year := _year(third)):
        return _Day(3, year, month, day)
    # "nov-25" is a month of a year; "may-20-things" could be anything.
    if last and len(second) == 2 and _number(second, 99):
        return _Day(2, 2000 + int(second), month)
    return None


def _compact(word: str) -> _Day | None:
    """Read 20251130 or 202511."""
    year, month = _year(word[:4]), _number(word[4:6], 12)
    if not (year and month):
        return None
    if len(word) == 6:
        return _Day(1, year, month)
    day = _number(word[6:], 31)
    return _Day(1, year, month, day) if len(word) == 8 and day else None


def _year(word: str) -> int:
    return _number(word, _YEARS[-1]) if len(word) == 4 and word >= str(_YEARS[0]) else 0


def _number(word: str, most: int) -> int:
    """Read a number from 1 to `most` of at most four digits; 0 is none."""
    if not (word.isascii() and word.isdigit()) or len(word) > 4:
        return 0
    number = int(word)
    return number if number <= most else 0
