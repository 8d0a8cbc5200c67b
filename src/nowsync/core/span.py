"""Spans of time in the words in which people write them: 2h, 90 min, 1 day."""

import re
from datetime import timedelta
from typing import Final

_MINUTE, _HOUR, _DAY, _WEEK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
_UNITS: Final = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), _MINUTE),
    **dict.fromkeys(("h", "hour", "hours"), _HOUR),
    **dict.fromkeys(("d", "day", "days"), _DAY),
    **dict.fromkeys(("w", "week", "weeks"), _WEEK),
}
_SPAN: Final = re.compile(r"\s*(\d{1,4})\s*([a-z]+)\s*")
LONGEST: Final = timedelta(days=366)


def read_span(text: str) -> timedelta:
    """Read a span of time; raise ValueError that shows how to write one."""
    total, at = timedelta(), 0
    lowered = text.lower()
    while at < len(lowered):
        found = _SPAN.match(lowered, at)
        unit = _UNITS.get(found[2]) if found else None
        if found is None or unit is None:
            raise ValueError(f"'{text}' is no span of time; write it like 90 min, 2h or 1 day")
        total, at = total + int(found[1]) * unit, found.end()
    if total > LONGEST:
        raise ValueError(f"'{text}' is more than a year")
    return total


def in_words(span: timedelta) -> str:
    """Write a span of time, to the minute."""
    left, parts = span, []
    for word, unit in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE)):
        count, left = divmod(left, unit)
        if count:
            parts.append(f"{count} {word}{'' if count == 1 else 's'}")
    return " ".join(parts) or "no time"
