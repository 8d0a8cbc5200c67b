"""A walk over the calendars of time zones: does a daily window open on each day, once?"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from nowsync.core.windows import read_windows

FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)
WALLS = (time(0, 0), time(0, 30), time(2, 0), time(2, 30), time(9, 0), time(23, 30))
# Half an hour, midnight, dates left out, more than twice a year, two hours at once.
ODD = (
    *("Australia/Lord_Howe", "America/Santiago", "Asia/Amman", "Pacific/Apia", "Pacific/Fakaofo"),
    *("Africa/Casablanca", "Antarctica/Troll", "Europe/Paris"),
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk has met: how many openings, and what was wrong with some of them."""

    openings: int
    wrong: tuple[str, ...]


def walk(name: str, wall: time, first: date = FIRST, last: date = LAST) -> Walk:
    """Hold each opening to the calendar: this day, this time, the first time that it is shown."""
    zone = ZoneInfo(name)
    (window,) = read_windows([f"daily {wall:%H:%M}"]).windows
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    openings = (each.opens for each in window.after(start, zone) if each.opens >= start)
    before, number, wrong = start - _DAY, 0, []
    for day in _days(zone, first, last):
        opens = next(openings)
        number += 1
        if complaint := _complaint(opens, before, day, wall, zone):
            wrong.append(f"{name} {day} {wall:%H:%M}: {complaint}")
        before = opens
    return Walk(number, tuple(wrong))


def _complaint(
    opens: datetime, before: datetime, day: date, wall: time, zone: ZoneInfo
) -> str | None:
    shown = opens.astimezone(zone)
    if opens <= before:
        return "doubled"
    late = shown.replace(tzinfo=None) - datetime.combine(day, wall)
    # Where the last hour of a day is left out, its window opens in the first one of the next.
    if late and (_exists(day, wall, zone) or not timedelta() < late < _DAY):
        return f"missed: the next one is {shown}"
    return "the second time" if shown.fold else None


def _days(zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """Give the days that there are in a zone; it may leave one out."""
    span = range((last - first).days + 1)
    return (day for each in span if _exists(day := first + timedelta(days=each), time(12, 0), zone))


def _exists(day: date, wall: time, zone: ZoneInfo) -> bool:
    """Tell whether clocks show a time: it comes back from UTC as it went (PEP 495)."""
    there = datetime.combine(day, wall, zone)
    back = there.astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == there.replace(tzinfo=None)


def histories(names: Sequence[str]) -> list[str]:
    """Choose one of all the zones whose clocks were put on and back at the same moments."""
    return sorted({_history(ZoneInfo(name)): name for name in sorted(names, reverse=True)}.values())


def _history(zone: ZoneInfo) -> tuple[tuple[datetime, timedelta | None], ...]:
    at = datetime.combine(FIRST, time(), UTC) - _DAY
    found = [(at, at.astimezone(zone).utcoffset())]
    while at.date() <= LAST + _DAY:
        if (at + _DAY).astimezone(zone).utcoffset() != found[-1][1]:
            moment = _change(at, zone)
            found.append((moment, moment.astimezone(zone).utcoffset()))
        at += _DAY
    return tuple(found)


def _change(at: datetime, zone: ZoneInfo) -> datetime:
    """Find the second of a day at which the clocks change."""
    low, high = 0, 24 * 60 * 60
    offset = at.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (at + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return at + timedelta(seconds=high)


def main() -> int:
    """Walk over all zones, and say what was found."""
    names = sorted(available_timezones() - {"localtime"})
    chosen, openings, wrong = histories(names), 0, 0
    for name in chosen:
        for wall in WALLS:
            done = walk(name, wall)
            openings, wrong = openings + done.openings, wrong + len(done.wrong)
            sys.stdout.writelines(f"{each}\n" for each in done.wrong)
    sys.stdout.write(
        f"{len(names)} zones with {len(chosen)} histories, {FIRST.year} to {LAST.year}: "
        f"{openings:,} openings, {wrong} missed or doubled\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
