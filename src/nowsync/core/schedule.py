"""Schedules: when a target's owner wants things to go out there."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import Enum
from typing import Final

from msgspec import Struct

from nowsync.core.windows import Opening, Windows

# Windows that quiet hours cover for so long are taken for windows that never open.
_LONG: Final = timedelta(days=4 * 366)


class CatchUp(Enum):
    """What is done about what could have gone out in a window, and did not."""

    NOW = "now"
    NEXT = "next"
    HOLD = "hold"


class After(Struct, frozen=True):
    """The target where an entry goes first, and how long after that it comes here."""

    target: str
    delay: timedelta = timedelta()


class Schedule(Struct, frozen=True, kw_only=True):
    """When things may go out on a target.

    Only in the windows of `when`, if there are any, and not in those of `quiet`. A new post also
    waits until its file has rested for `delay`, until the last one is `gap` ago, for a day with
    less than `max_per_day`, and for the target that it comes `after`. `zone` is the site's.
    """

    when: Windows | None = None
    quiet: Windows | None = None
    delay: timedelta = timedelta()
    gap: timedelta = timedelta()
    max_per_day: int | None = None
    after: After | None = None
    catch_up: CatchUp = CatchUp.NEXT
    zone: tzinfo = UTC

    def open_from(self, moment: datetime) -> datetime | None:
        """Give the first time from a moment on at which things may go out; None for never."""
        at = moment
        while at < moment + _LONG:
            at = self._in_window(at)
            quiet = self.quiet.opening(at, self.zone) if self.quiet else None
            if quiet is None:
                return at
            at = quiet.closes
        return None

    def turn(self, moment: datetime, posts: Collection[datetime]) -> datetime | None:
        """Give the first time from a moment on at which there is room for one more new post."""
        at: datetime | None = self.after_gap(moment, posts)
        while at is not None:
            at = self.open_from(at)
            if at is None or not self.is_full(at, posts):
                return at
            at = self._next_midnight(at)
        return None

    def after_gap(self, moment: datetime, posts: Collection[datetime]) -> datetime:
        """Give the first time from a moment on that is far enough from the last post."""
        if not self.gap or not posts:
            return moment
        return max(moment, max(posts) + self.gap)

    def is_full(self, moment: datetime, posts: Collection[datetime]) -> bool:
        """Tell whether the day of a moment has all the posts that it may have."""
        if self.max_per_day is None:
            return False
        day = moment.astimezone(self.zone).date()
        return sum(each.astimezone(self.zone).date() == day for each in posts) >= self.max_per_day

    def is_missed(self, moment: datetime, now: datetime) -> bool:
        """Tell whether the window that was open at a moment has closed since."""
        at = moment
        while self.when is not None and at <= now:
            opening = self.when.opening(at, self.zone)
            if opening is None:
                return True
            at = opening.closes
        return False

    def is_only_quiet(self, moment: datetime) -> bool:
        """Tell whether a window is open at a moment, so that only quiet hours can close it."""
        return self._in_window(moment) == moment

    def opening(self, moment: datetime) -> Opening | None:
        """Give the window that is open at a moment, if there are windows and it is not quiet."""
        if self.when is None or self.open_from(moment) != moment:
            return None
        return self.when.opening(moment, self.zone)

    def next_opening(self, moment: datetime) -> Opening | None:
        """Give the next window to open after a moment, from where no quiet hours cover it."""
        if self.when is None:
            return None
        start = self.open_from(self.when.next_opening(moment, self.zone).opens)
        window = self.when.opening(start, self.zone) if start else None
        return Opening(start, window.closes) if start and window else None

    def _in_window(self, moment: datetime) -> datetime:
        if self.when is None or self.when.opening(moment, self.zone):
            return moment
        return self.when.next_opening(moment, self.zone).opens

    def _next_midnight(self, moment: datetime) -> datetime:
        day = moment.astimezone(self.zone).date() + timedelta(days=1)
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def before(name: str, schedules: Mapping[str, Schedule]) -> tuple[str, ...]:
    """Name the targets that come before one, the nearest first; of a circle, each once."""
    found: list[str] = []
    schedule = schedules.get(name)
    while schedule and schedule.after and schedule.after.target not in found:
        found.append(schedule.after.target)
        schedule = schedules.get(schedule.after.target)
    return tuple(found)
