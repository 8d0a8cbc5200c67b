"""Dates as authors write them, in a field or in a file name. Ambiguous ones are not guessed.

Year first, or a month with a name: 2025-11, 2025/11/3, 20251103, 3 November 2025, nov-25. Names
of files and folders may hold more before and behind. 05-11-2025 and 251105 are read only by a
pattern that the author has set.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from nowsync.core.entry import MONTHS
from nowsync.entries.patterns import read_name

_MONTH_NUMBERS: Final = {
    name: number
    for number, month in enumerate(map(str.casefold, MONTHS), 1)
    for name in (month, month[:3])
} | {"sept": 9}
_YEARS: Final = range(1970, 3000)
# In words and names; the last of them keeps 231105 from being November 2311.
_WRITTEN_YEARS: Final = range(1970, 2100)
# The last one stands between a day and an hour: 2026-01-04T16-32.
_SEPARATORS: Final = re.compile(r"[\s,_./-]+|(?<=\d)t(?=\d)")
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_UTC_NAMES: Final = frozenset({"UTC", "GMT", "Z"})


@dataclass(frozen=True, slots=True)
class Named:
    """A date found in a name; `whole_day` unless the name tells only the month."""

    moment: datetime
    whole_day: bool

    def agrees_with(self, other: datetime) -> bool:
        """Tell whether another date may be meant; a day more or less is a matter of time zones."""
        near = (other + timedelta(days=each) for each in (-1, 0, 1))
        if self.whole_day:
            return self.moment.date() in [each.date() for each in near]
        month = (self.moment.year, self.moment.month)
        return month in [(each.year, each.month) for each in near]


@dataclass(frozen=True, slots=True)
class _Day:
    """A date found in words, and how many of them it took."""

    length: int
    year: int
    month: int
    day: int = 1
    day_is_told: bool = False

    def midnight(self, zone: tzinfo) -> datetime | None:
        try:
            return datetime(self.year, self.month, self.day, tzinfo=zone)
        except ValueError:
            return None

    def named(self, zone: tzinfo) -> Named | None:
        moment = self.midnight(zone)
        return Named(moment, whole_day=self.day_is_told) if moment else None


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


def named(path: str, zone: tzinfo, pattern: str | None = None) -> Named | None:
    """Find the date in the name of a file or of the folders that it stands in."""
    name = path.rpartition("/")[2]
    if pattern:
        return _patterned(name, pattern, zone)
    if "T" in name and (moment := _moment(name, zone)):
        return Named(moment, whole_day=True)
    words = _words(name)
    if found := _within(words):
        return found.named(zone)
    # In 2024/2-years-later the first number is no month.
    single = len(words) > 1 and len(words[0]) == 1
    found = None if single else _within(_words(path))
    return found.named(zone) if found else None


def of_month(month: object, year: object, zone: tzinfo) -> datetime | None:
    """Read a month and its year from two fields; the month may be a number, or be all."""
    words = _words(f"{year} {month}" if isinstance(year, int | str) else str(month))
    found = _leading(words) or _leading(_words(str(month)))
    return found.midnight(zone) if found else None


def titled(title: str, zone: tzinfo) -> datetime | None:
    """Read a title that is a month with its year, and nothing else."""
    words = _words(title)
    found = _leading(words) if words and words[0] in _MONTH_NUMBERS else None
    return found.midnight(zone) if found and found.length == len(words) == 2 else None


def _patterned(name: str, pattern: str, zone: tzinfo) -> Named | None:
    found = read_name(name, pattern)
    if found is None:
        return None
    year, month, day = found
    return _Day(3, year, month, day or 1, day_is_told=day is not None).named(zone)


def _within(words: Sequence[str]) -> _Day | None:
    for index in range(len(words)):
        if found := _leading(words[index:]):
            return None if _is_unclear(words[:index]) else found
    return None


def _is_unclear(before: Sequence[str]) -> bool:
    """Tell whether what stands before a year may be its day or month: 05-11-2025-3."""
    numbers = [_number(word, 31) > 0 and len(word) < 3 for word in before[-2:]]
    return bool(numbers) and all(numbers)


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


def _words(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text.casefold()) if word]


def _leading(words: Sequence[str]) -> _Day | None:
    """Read the date that the words begin with; the year comes first, or the month has a name."""
    first, second, third = (*words[:3], "", "", "")[:3]
    if year := _year(first):
        month = _MONTH_NUMBERS.get(second) or _number(second, 12)
        day = _number(third, 31)
        return _Day(3 if day else 2, year, month, day or 1, day_is_told=day > 0) if month else None
    if month := _MONTH_NUMBERS.get(first, 0):
        return _after_month(month, second, third, last=len(words) == 2)
    if (month := _MONTH_NUMBERS.get(second, 0)) and (year := _year(third)):
        return _Day(3, year, month, day, day_is_told=True) if (day := _day(first)) else None
    return _compact(first)


def _after_month(month: int, second: str, third: str, *, last: bool) -> _Day | None:
    if year := _year(second):
        return _Day(2, year, month)
    if (day := _day(second)) and (year := _year(third)):
        return _Day(3, year, month, day, day_is_told=True)
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
    return _Day(1, year, month, day, day_is_told=True) if len(word) == 8 and day else None


def _year(word: str) -> int:
    year = _number(word, _WRITTEN_YEARS[-1]) if len(word) == 4 else 0
    return year if year in _WRITTEN_YEARS else 0


def _day(word: str) -> int:
    """Read 3 or 3rd."""
    ordinal = _ORDINAL.fullmatch(word)
    return _number(ordinal[1] if ordinal else word, 31)


def _number(word: str, most: int) -> int:
    """Read a number from 1 to `most` of at most four digits; 0 is none."""
    if not (word.isascii() and word.isdigit()) or len(word) > 4:
        return 0
    number = int(word)
    return number if number <= most else 0
