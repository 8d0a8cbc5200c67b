"""Digests: what is told of many concerns, in one message, and each of them once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from nowsync.core.concern import Concern

# A message an hour is a digest; what comes in between is told with the next one.
GAP = timedelta(hours=1)
# What could not be told is tried again.
RETRY = timedelta(minutes=15)
MOST_LINES = 10


class Matter(Struct, frozen=True):
    """A concern that is remembered: since when it lasts, when it was told, if it is over."""

    concern: Concern
    since: datetime
    told: datetime | None = None
    over: bool = False

    @property
    def ripe(self) -> datetime:
        """When it is to be told, if it still lasts."""
        return self.since + self.concern.patience


class Digest(Struct, frozen=True):
    """What is remembered of concerns, and when something was last told of them."""

    matters: Mapping[str, Matter] = field(default_factory=dict)
    last: datetime | None = None
    tried: datetime | None = None

    def after(
        self,
        concerns: Iterable[Concern],
        now: datetime,
        *,
        targets: Collection[str],
        stuck: Collection[str],
    ) -> "Digest":
        """Take in what a pass has found on some targets; nothing is over on any other."""
        found = {each.key: each for each in concerns}
        matters = dict(self.matters)
        for key, concern in found.items():
            known = matters.get(key)
            # One that began in the future began by a clock that was wrong.
            since = min(known.since, now) if known else now
            matters[key] = Matter(concern, since, known.told if known else None)
        for key, matter in self.matters.items():
            concern = matter.concern
            elsewhere = concern.target is not None and concern.target not in targets
            lasts = concern.until_sent and concern.target in stuck
            if key in found or elsewhere or lasts:
                continue
            if matter.told and concern.lasting:
                matters[key] = replace(matter, over=True)
            else:
                del matters[key]
        return replace(self, matters=matters)

    def begun(self, now: datetime) -> Sequence[str]:
        """Say what is to be told for the first time."""
        new = (each for each in self.matters.values() if not each.told and not each.over)
        return [each.concern.text for each in new if each.ripe <= now]

    def ended(self) -> Sequence[str]:
        """Say what is over, of what was told."""
        return [each.concern.text for each in self.matters.values() if each.over]

    def told(self, now: datetime) -> "Digest":
        """Remember that all of this has been told."""
        matters = {
            key: replace(each, told=each.told or now) if each.ripe <= now else each
            for key, each in self.matters.items()
            if not each.over
        }
        return Digest(matters, last=now)

    def missed(self, now: datetime) -> "Digest":
        """Remember that it could not be told."""
        return replace(self, tried=now)

    def next(self, now: datetime) -> datetime | None:
        """Tell when something is to be told, if nothing changes; None if nothing is."""
        waiting = [each for each in self.matters.values() if not each.told or each.over]
        if not waiting:
            return None
        first = min(now if each.over else each.ripe for each in waiting)
        # A moment in the future says nothing: the clock was wrong then.
        gap = self.last + GAP if self.last and self.last <= now else first
        retry = self.tried + RETRY if self.tried and self.tried <= now else first
        return max(first, gap, retry)


def message(begun: Sequence[str], ended: Sequence[str]) -> tuple[str, str]:
    """Write one message of all that is told: its title and its text."""
    if begun:
        things = "1 thing needs" if len(begun) == 1 else f"{len(begun)} things need"
        title = f"nowsync: {things} you"
    else:
        title = "nowsync: all is well again"
    lines = [*_some(begun), *(f"over: {each}" for each in _some(ended))]
    return title, "\n".join(f"- {_plain(each)}" for each in lines)


def _some(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([f"and {more} more: nowsync status"] if more > 0 else [])]


def _plain(text: str) -> str:
    """Take out what moves a cursor or breaks a line."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())
