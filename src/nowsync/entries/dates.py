"""Dates as authors write them, in a field, a name or a text. Ambiguous ones are not guessed.

Year first, or a month with a name: 2025-11, 2025/11/3, 20251103, 3 November 2025, nov-25; and
weeks, 2025-W45. Names of files and folders may hold more before and behind. 05-11-2025 and 251105
are read only by a pattern that the author has set; in a field or a text, 21/11/2025 is clear.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from nowsync.core.name_pattern import read_name
from nowsync.entries.words import MONTH_NUMBERS, SILENT, words_of

_YEARS: Final = range(1970, 3000)
# In words and names; the last of them keeps 231105 from being November 2311.
_WRITTEN_YEARS: Final = range(1970, 2100)
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|a)")
_WEEK: Final = re.compile(r"(?:w|kw|week)(\d\d?)")
# With full stops the day is first, wherever that is written.
_DOTTED: Final = re.compile(r"(?<![\d.])(\d\d?)\. ?(\d\d?)\. ?(\d{4})(?!\d)")
# A time of day with its zone, behind a date: 10:00 AM, 08:00:00 UTC+01:00, 10:00 Europe/Paris.
_TIME: Final = re.compile(
    r"[\sTt,]+(?:at )?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp])?(?:\.?[Mm]\.?)?\s*"
    r"(?:(?:UTC|GMT|Z)?\s*([+-]\d\d):?(\d\d)|(UTC|GMT|Z)|([A-Z]\w+/\w+))?\s*$"
)


class Named(Struct, frozen=True):
    """A date found in a name; `days` that it tells, 0 for a whole month."""

    moment: datetime
    days: int = 1

    def __str__(self) -> str:
        return self.moment.strftime("%Y-%m-%d" if self.days else "%Y-%m")

    def agrees_with(self, other: datetime) -> bool:
        """Tell whether another date may be meant; a day more or less is a matter of time zones."""
        near = (other + timedelta(days=each) for each in (-1, 0, 1))
        if self.days:
            told = [self.moment.date() + timedelta(days=each) for each in range(self.days)]
            return any(each.date() in told for each in near)
        month = (self.moment.year, self.moment.month)
        return month in [(each.year, each.month) for each in near]


class _Day(Struct, frozen=True):
    """A date found in words, how many of them it took, and how many days it tells."""

    length: int
    year: int
    month: int
    day: int = 1
    days: int = 0

    def midnight(self, zone: tzinfo) -> datetime | None:
        try:
            return datetime(self.year, self.month, self.day, tzinfo=zone)
        except ValueError:
            return None

    def named(self, zone: tzinfo) -> Named | None:
        moment = self.midnight(zone)
        return Named(moment, self.days) if moment else None


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
        return Named(moment)
    words = words_of(name)
    if found := _within(words):
        return found.named(zone)
    # In 2024/2-years-later the first number is no month.
    single = len(words) > 1 and len(words[0]) == 1
    found = None if single else _within(words_of(path))
    return found.named(zone) if found else None


def mentioned(text: str, zone: tzinfo) -> Named | None:
    """Find the first date in a few words of a text; one that may be two is none."""
    words = _telling(text)
    found = next(filter(None, (_clear(words[index:]) for index in range(len(words)))), None)
    return found.named(zone) if found else None


def begun(text: str, zone: tzinfo) -> Named | None:
    """Read the date that a text begins with."""
    found = _clear(_telling(text))
    return found.named(zone) if found else None


def may_be_two(text: str) -> bool:
    """Tell whether a text is a date for one reader and another date for the next."""
    words = _telling(text)
    day, month, year = _numbers(words)
    return year > 0 and max(day, month) <= 12 and day != month


def alone(text: str, zone: tzinfo) -> Named | None:
    """Read a text that is a date, and nothing else."""
    found = _whole(text)
    return found.named(zone) if found else None


def of_month(month: object, year: object, zone: tzinfo) -> datetime | None:
    """Read a month and its year from two fields; the month may be a number, or be all."""
    words = words_of(f"{year} {month}" if isinstance(year, int | str) else str(month))
    found = _leading(words) or _leading(words_of(str(month)))
    return found.midnight(zone) if found else None


def titled(title: str, zone: tzinfo) -> datetime | None:
    """Read a title that is a month with its year, and nothing else."""
    words = words_of(title)
    found = _leading(words) if words and words[0] in MONTH_NUMBERS else None
    return found.midnight(zone) if found and found.length == len(words) == 2 else None


def _patterned(name: str, pattern: str, zone: tzinfo) -> Named | None:
    found = read_name(name, pattern)
    if found is None:
        return None
    year, month, day = found
    return _Day(3, year, month, day or 1, days=day is not None).named(zone)


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
    if found := _whole(text):
        return found.midnight(zone)
    clock = _TIME.search(text)
    day = _whole(text[: clock.start()]) if clock else None
    return _at(day, clock, zone) if day and clock else None


def _at(day: _Day, clock: re.Match[str], zone: tzinfo) -> datetime | None:
    """Put a day and a time together."""
    hour, minute, second, half, offset, more, utc, place = clock.groups()
    hours = int(hour) % 12 + 12 * (half in "Pp") if half else int(hour)
    zone_told = f"{offset}:{more}" if offset else "+00:00" if utc else ""
    written = f"{day.year:04}-{day.month:02}-{day.day:02}T{hours:02}:{minute}:{second or '00'}"
    try:
        return _aware(
            datetime.fromisoformat(written + zone_told), ZoneInfo(place) if place else zone
        )
    except (ValueError, OSError, LookupError):
        return None


def _whole(text: str) -> _Day | None:
    words = _telling(text)
    found = _clear(words)
    return found if found and found.length == len(words) else None


def _telling(text: str) -> list[str]:
    """Split a text into words, without those that say nothing of a date."""
    return [word for word in words_of(_DOTTED.sub(r"\3-\2-\1", text)) if word not in SILENT]


def _clear(words: Sequence[str]) -> _Day | None:
    """Read the date that the words begin with, or a day and a month that can be told apart."""
    if found := _leading(words):
        return found
    day, month, year = _numbers(words)
    if month > day:
        day, month = month, day
    return (
        _Day(3, year, month, day, days=1) if year and (month <= 12 < day or day == month) else None
    )


def _numbers(words: Sequence[str]) -> tuple[int, int, int]:
    """Read a day and a month, in this order or the other, and their year; or nothing."""
    first, second, third = (*words[:3], "", "", "")[:3]
    found = _number(first, 31), _number(second, 31), _year(third)
    return found if all(found) else (0, 0, 0)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _aware(moment: datetime, zone: tzinfo) -> datetime | None:
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _leading(words: Sequence[str]) -> _Day | None:
    """Read the date that the words begin with; the year comes first, or the month has a name."""
    first, second, third = (*words[:3], "", "", "")[:3]
    if week := _week(first, second):
        return week
    if year := _year(first):
        month = MONTH_NUMBERS.get(second) or _number(second, 12)
        day = _number(third, 31)
        return _Day(3 if day else 2, year, month, day or 1, days=day > 0) if month else None
    if month := MONTH_NUMBERS.get(first, 0):
        return _after_month(month, second, third, last=len(words) == 2)
    if (month := MONTH_NUMBERS.get(second, 0)) and (year := _year(third)):
        return _Day(3, year, month, day, days=1) if (day := _day(first)) else None
    return _compact(first)


def _week(first: str, second: str) -> _Day | None:
    """Read 2026-W45 and W45-2026: a week that begins on a Monday."""
    for year, week in ((first, second), (second, first)):
        told = _WEEK.fullmatch(week)
        if told and _year(year):
            try:
                monday = date.fromisocalendar(int(year), int(told[1]), 1)
            except ValueError:
                return None
            return _Day(2, monday.year, monday.month, monday.day, days=7)
    return None


def _after_month(month: int, second: str, third: str, *, last: bool) -> _Day | None:
    if year := _year(second):
        return _Day(2, year, month)
    if (day := _day(second)) and (year := _year(third)):
        return _Day(3, year, month, day, days=1)
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
    return _Day(1, year, month, day, days=1) if len(word) == 8 and day else None


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
