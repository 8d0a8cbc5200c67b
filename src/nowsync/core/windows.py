"""Windows in words, such as tue-thu 09:00-11:00: when they are open, and when they open next."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from typing import Final

from msgspec import Struct

from nowsync.core.days import EVERY_DAY, Days, read_days

_DAY: Final = 24 * 60
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)")
_EXAMPLES: Final = '"tue-thu 09:00-11:00", "weekdays 8:00-20:00" or "first monday 10:00"'
# A window may have opened on the day before; where a day was left out, on the one before that.
_BACK: Final = timedelta(days=2)


class Opening(Struct, frozen=True):
    """One time that a window is open: from `opens` on, until just before `closes`."""

    opens: datetime
    closes: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.opens <= moment < self.closes


class Window(Struct, frozen=True):
    """A time of some days, once on each; in minutes since the midnight that its day begins with.

    A time that the clocks leave out comes as much later as they are put forward, and one that they
    show twice counts the first time. So a day that a zone leaves out opens with the next one.
    """

    words: str
    days: tuple[Days, ...]
    opens: int
    closes: int

    def after(self, moment: datetime, zone: tzinfo) -> Iterator[Opening]:
        """Give each opening that has not closed yet, in their order."""
        first, before = moment.astimezone(zone).date() - _BACK, None
        for number in count():
            day = first + timedelta(days=number)
            if not any(day in days for days in self.days):
                continue
            opening = self._on(day, zone)
            if opening.closes > moment and opening != before:
                yield opening
            before = opening

    def _on(self, day: date, zone: tzinfo) -> Opening:
        opens, closes = _moment(day, self.opens, zone), _moment(day, self.closes, zone)
        if closes <= opens:
            # The clocks were put forward in it: it is as long as it says, from then on.
            closes = opens + timedelta(minutes=self.closes - self.opens)
        return Opening(opens, closes)


class Windows(Struct, frozen=True):
    """Several windows; it is open while any of them is."""

    windows: tuple[Window, ...]

    @property
    def words(self) -> str:
        """Name them as their author did."""
        return " or ".join(window.words for window in self.windows)

    def opening(self, moment: datetime, zone: tzinfo) -> Opening | None:
        """Give what is open at a moment; of several, what is open longest."""
        nearest = (next(window.after(moment, zone)) for window in self.windows)
        found = [each for each in nearest if moment in each]
        return max(found, key=lambda each: each.closes, default=None)

    def next_opening(self, moment: datetime, zone: tzinfo) -> Opening:
        """Give the first that opens later than a moment; of several, what is open longest."""
        found = [_later(window, moment, zone) for window in self.windows]
        return min(found, key=lambda each: (each.opens, moment - each.closes))


def read_windows(texts: Sequence[str]) -> Windows:
    """Read windows as people write them; raise ValueError that shows how to."""
    if not texts:
        raise ValueError(f"says nothing; write windows like {_EXAMPLES}")
    return Windows(tuple(map(_read, texts)))


def _later(window: Window, moment: datetime, zone: tzinfo) -> Opening:
    return next(each for each in window.after(moment, zone) if each.opens > moment)


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    """Tell when a clock on the wall shows a time; fold 0 has the rules of Window (PEP 495)."""
    later, minute = divmod(minutes, _DAY)
    wall = time(*divmod(minute, 60), tzinfo=zone)
    return datetime.combine(day + timedelta(days=later), wall).astimezone(UTC)


def _read(text: str) -> Window:
    words = _normal(text)
    at = re.search(r"(?<!\S)\S*:.*$", words)
    days = words[: at.start()].strip() if at else words
    if not words:
        raise ValueError(f"is empty; write windows like {_EXAMPLES}")
    if at and "," in at[0]:
        raise ValueError(f"'{text}' goes on after a time; write several windows as a list")
    opens, closes = _times(at[0], text) if at else (0, _DAY)
    return Window(words, read_days(days) if days else (EVERY_DAY,), opens, closes)


def _normal(text: str) -> str:
    """Write what means the same in one way: capitals, dashes, "and", blanks."""
    plain = re.sub(r"\s*[-\N{EN DASH}\N{EM DASH}]\s*", "-", text.lower())
    return " ".join(re.sub(r"\s*,\s*|\s+and\s+", ", ", plain).split())


def _times(words: str, text: str) -> tuple[int, int]:
    """Read when a window opens and closes. One that only opens is open until midnight."""
    first, dash, last = words.partition("-")
    opens, closes = _minutes(first, text), _minutes(last, text) if dash else _DAY
    if opens == _DAY:
        raise ValueError(f"'{text}' opens at 24:00; write 00:00 and the day after")
    if opens == closes:
        raise ValueError(f"'{text}' closes when it opens; leave the time out for whole days")
    return opens, closes if closes > opens else closes + _DAY


def _minutes(clock: str, text: str) -> int:
    found = _CLOCK.fullmatch(clock)
    minutes = int(found[1]) * 60 + int(found[2]) if found else _DAY + 1
    if found is None or int(found[2]) > 59 or minutes > _DAY:
        raise ValueError(f"'{clock}' in '{text}' is no time of day; write it like 09:00")
    return minutes
