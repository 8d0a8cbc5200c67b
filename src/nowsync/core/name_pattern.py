"""Patterns of file names: where the day, the month and the year stand in them. Pure."""

import re
from collections.abc import Iterable
from typing import Final

_PLACE: Final = re.compile("YYYY|YY|MM|DD")
_PLACES: Final = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<year>\d\d)",
    "MM": r"(?P<month>\d\d)",
    "DD": r"(?P<day>\d\d)",
}
_CENTURY: Final = 2000
# Names that nobody can read without being told how, and the patterns that they may follow.
_UNCLEAR: Final = re.compile(r"(?<!\d)\d\d([-_.])\d\d\1(?:20)?\d\d(?!\d)|(?<!\d)\d{6}(?!\d)")
_ORDERS: Final = (
    ("DD", "MM", "YYYY"),
    ("MM", "DD", "YYYY"),
    ("DD", "MM", "YY"),
    ("YY", "MM", "DD"),
)


def wrong_pattern(pattern: str) -> str | None:
    """Say what is wrong with a pattern; nothing if it can be used."""
    places = sorted(place[0] for place in _PLACE.findall(pattern))
    if places in (["M", "Y"], ["D", "M", "Y"]):
        return None
    return "must say once where the month is and where the year, such as DD-MM-YYYY or YYMM"


def read_name(name: str, pattern: str) -> tuple[int, int, int | None] | None:
    """Read the year, the month and perhaps the day that stand in a name; they may be impossible."""
    written = _PLACE.sub(lambda found: _PLACES[found[0]], re.escape(pattern))
    found = re.search(rf"(?<!\d){written}(?!\d)", name)
    if not found:
        return None
    said = {place: int(number) for place, number in found.groupdict().items()}
    year = said["year"] if "YYYY" in pattern else _CENTURY + said["year"]
    return year, said["month"], said.get("day")


def fitting_patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Give the patterns that all of these names may follow; none where names need no pattern."""
    found = [_fitting(name) for name in names]
    first = found[0] if found else []
    return tuple(each for each in first if all(each in others for others in found))


def _fitting(name: str) -> list[str]:
    unclear = _UNCLEAR.search(name)
    if not unclear:
        return []
    patterns = ((unclear[1] or "").join(order) for order in _ORDERS)
    return [each for each in patterns if _is_possible(read_name(unclear[0], each))]


def _is_possible(date: tuple[int, int, int | None] | None) -> bool:
    if date is None:
        return False
    _, month, day = date
    return month in range(1, 13) and (day is None or day in range(1, 32))
