"""Reminders: a month that has no entry yet, a newest entry that has become old."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo

from msgspec import Struct

from nowsync.core.concern import Concern
from nowsync.core.entry import Entry, month_of

# Nobody wants to be reminded at midnight.
HOUR = time(9)
LAST_DAY = 28


class Reminder(Struct, frozen=True):
    """When an author wants to be reminded.

    `day`: on this day of each month that has no entry yet. `after_days`: when the newest entry is
    that old.
    """

    day: int | None = None
    after_days: int | None = None

    def of(self, entries: Sequence[Entry], now: datetime, zone: tzinfo) -> Iterator[Concern]:
        """Say what the author is to be reminded of, in their own zone."""
        here = now.astimezone(zone)
        if self.day is not None and here >= _at(here, self.day):
            now_on = here.year, here.month
            month = [each for each in entries if _month(each.date, zone) == now_on]
            key = f"month {here:%Y-%m}"
            if text := _missing(month, here):
                yield Concern(key=key, text=text, lasting=False)
        if self.after_days is not None and (newest := _newest(entries)):
            age = (here - newest.date).days
            if age >= self.after_days:
                text = f"the newest entry, {newest.id}, is {age} days old"
                yield Concern(key=f"age of {newest.id}", text=text, lasting=False)

    def next(self, entries: Sequence[Entry], now: datetime, zone: tzinfo) -> datetime | None:
        """Tell when there may be something to be reminded of that there is not now."""
        here = now.astimezone(zone)
        moments: list[datetime] = []
        if self.day is not None:
            following = (here.replace(day=1) + timedelta(days=31)).replace(day=1)
            moments += [_at(here, self.day), _at(following, self.day)]
        if self.after_days is not None and (newest := _newest(entries)):
            moments.append(newest.date + timedelta(days=self.after_days))
        return min((each for each in moments if each > now), default=None)


def _missing(month: Sequence[Entry], here: datetime) -> str | None:
    """Say what is missing in a month, if anything is."""
    if any(not each.draft for each in month):
        return None
    today = f"and it is the {_ordinal(here.day)}"
    if month:
        return f"{month[-1].id} is still a draft, {today}"
    return f"no entry for {month_of(here)} yet, {today}; to start it: nowsync new"


def _newest(entries: Sequence[Entry]) -> Entry | None:
    finished = (each for each in entries if not each.draft)
    return max(finished, key=lambda each: each.date, default=None)


def _month(moment: datetime, zone: tzinfo) -> tuple[int, int]:
    here = moment.astimezone(zone)
    return here.year, here.month


def _at(moment: datetime, day: int) -> datetime:
    return datetime.combine(moment.date().replace(day=day), HOUR, moment.tzinfo)


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = number // 10 == 1
    return f"{number}{'th' if teens else endings.get(number % 10, 'th')}"
