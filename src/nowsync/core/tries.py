"""Tries: something that has not worked yet, and when to try it again."""

from datetime import datetime, timedelta
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

FIRST_PAUSE, LAST_PAUSE = timedelta(minutes=1), timedelta(hours=1)


class Tries(Struct, frozen=True, kw_only=True):
    """Since when it has not worked, when it was last tried, how often, and what was seen then.

    `rest`: we were asked to come back no earlier.
    """

    since: datetime
    last: datetime
    times: int
    saw: str
    rest: datetime | None = None

    @classmethod
    def first(cls, saw: str, now: datetime, rest: datetime | None = None) -> "Tries":
        """Note that it did not work when it was first tried."""
        return cls(since=now, last=now, times=1, saw=saw, rest=rest)

    @property
    def next(self) -> datetime:
        """When to try again: after a minute, two, four, … up to an hour."""
        pause = min(FIRST_PAUSE * (1 << min(self.times - 1, 6)), LAST_PAUSE)
        return max(filter(None, (self.last + pause, self.rest)))

    def again(self, saw: str, now: datetime, rest: datetime | None = None) -> Self:
        """Note that it still does not work."""
        return replace(self, last=now, times=self.times + 1, saw=saw, rest=rest)
