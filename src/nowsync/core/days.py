"""Days of the calendar in words: tue-thu, weekdays, 1st-5th, first monday, last day."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, TypeAlias

from msgspec import Struct

from nowsync.core.suggestion import did_you_mean

_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS: Final = {
    **{name: day for day, name in enumerate(_NAMES)},
    **{f"{name}s": day for day, name in enumerate(_NAMES)},
    **{name[:3]: day for day, name in enumerate(_NAMES)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_WEEK: Final = frozenset(range(7))
_SETS: Final = {
    "daily": _WEEK,
    "every day": _WEEK,
    "weekdays": frozenset(range(5)),
    "weekends": frozenset((5, 6)),
}
# Of these a month has a first and a last one.
_ONES: Final = {"day": _WEEK, "weekday": frozenset(range(5))}
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_NUMBERED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_MONTH: Final = 31
_EXAMPLES: Final = "tue-thu, weekdays, 1st-5th, first monday or last day"


class OfTheWeek(Struct, frozen=True):
    """Days of the week, Monday being 0."""

    days: frozenset[int]

    def __contains__(self, day: date) -> bool:
        return day.weekday() in self.days


class OfTheMonth(Struct, frozen=True):
    """Days of the month by their numbers; a month without that number has none."""

    days: frozenset[int]

    def __contains__(self, day: date) -> bool:
        return day.day in self.days


class TheNth(Struct, frozen=True):
    """The first, second, … or last day of a month that is one of some days of the week."""

    number: int
    among: frozenset[int]

    def __contains__(self, day: date) -> bool:
        if day.weekday() not in self.among:
            return False
        return self._count(day, before=self.number > 0) == abs(self.number)

    def _count(self, day: date, *, before: bool) -> int:
        """Count these days of the month from its one end to this day."""
        step = timedelta(days=-1 if before else 1)
        count, at = 0, day
        while at.month == day.month:
            count += at.weekday() in self.among
            at += step
        return count


Days: TypeAlias = OfTheWeek | OfTheMonth | TheNth
EVERY_DAY: Final = OfTheWeek(_WEEK)


def read_days(text: str) -> tuple[Days, ...]:
    """Read days, several with commas between them; raise ValueError that shows how to."""
    return tuple(_days(part.strip(), text) for part in text.split(","))


def _days(part: str, text: str) -> Days:
    if part in _SETS:
        return OfTheWeek(_SETS[part])
    first, dash, last = part.partition("-")
    if _NUMBERED.fullmatch(first):
        return OfTheMonth(_from_to(_number(first), _number(last) if dash else None, _MONTH, 1))
    if first in _DAYS:
        return OfTheWeek(_from_to(_DAYS[first], _weekday(last, text) if dash else None, 7, 0))
    match part.split():
        case [which, one] if _ordinal(which) and (one in _DAYS or one in _ONES):
            among = _ONES.get(one) or frozenset((_DAYS[one],))
            return TheNth(_ordinal(which), among)
    raise ValueError(_unknown(part, text))


def _from_to(first: int, last: int | None, size: int, lowest: int) -> frozenset[int]:
    """Number the days from one to another, around the end of the week or month if need be."""
    count = 1 if last is None else (last - first) % size + 1
    return frozenset((first - lowest + each) % size + lowest for each in range(count))


def _number(word: str) -> int:
    found = _NUMBERED.fullmatch(word)
    number = int(found[1]) if found else 0
    if not 1 <= number <= _MONTH:
        raise ValueError(f"'{word}' is no day of a month; write 1st, 2nd, … 31st, or last day")
    return number


def _weekday(word: str, text: str) -> int:
    if word not in _DAYS:
        raise ValueError(_unknown(word, text))
    return _DAYS[word]


def _ordinal(word: str) -> int:
    """Give the number of "first" or "1st"; 0 for any other word, and what no month has."""
    found = _NUMBERED.fullmatch(word)
    number = int(found[1]) if found else 0
    return _ORDINALS.get(word, number if number <= _ORDINALS["fifth"] else 0)


def _unknown(part: str, text: str) -> str:
    known = (*_DAYS, *_SETS, *_ORDINALS, *_ONES)
    words = part.replace("-", " ").split()
    wrong = next((word for word in words if not _is_known(word, known)), None)
    if wrong is None:
        return f"'{part or text}' names no days; write them like {_EXAMPLES}"
    if wrong[0].isdigit():
        return f"'{wrong}' is neither a day nor a time; write a day like 1st, a time like 09:00"
    meant = did_you_mean(wrong, known)
    return f"'{wrong}' is no day{meant or f'; write days like {_EXAMPLES}'}"


def _is_known(word: str, known: Collection[str]) -> bool:
    return word in known or bool(_NUMBERED.fullmatch(word))
