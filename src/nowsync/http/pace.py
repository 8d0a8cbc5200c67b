"""How fast a server lets us be, from what it says of its limits; half of each is left unused."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from time import sleep
from types import MappingProxyType

from msgspec import Struct

from nowsync.core.entry import Json
from nowsync.core.errors import NotSent
from nowsync.http.answers import Answer
from nowsync.http.waits import DEFAULT_WAIT, RESETS, moment_in

LIMITS = ("x-ratelimit-limit", "ratelimit-limit")
REMAINDERS = ("x-ratelimit-remaining", "ratelimit-remaining")
# Half of a smaller limit is too little to see one entry through; there the server says when to
# wait.
LEAST = 20
_READ, _WRITE = "read", "write"


class Quota(Struct, frozen=True):
    """How much of a limit was used until it starts anew."""

    limit: int
    used: int
    until: datetime

    def reached(self, now: datetime) -> bool:
        """Tell whether one request more would use more than half."""
        return self.used >= self.limit // 2 and now < self.until


def quota_in(headers: Mapping[str, str], now: datetime) -> Quota | None:
    """Read what a server says of the limit that we are nearest to; None if it says nothing."""
    limit, remaining = _number(headers, LIMITS), _number(headers, REMAINDERS)
    if limit is None or remaining is None or limit < LEAST:
        return None
    resets = filter(None, (moment_in(headers, name, now) for name in RESETS))
    return Quota(limit, limit - remaining, max(resets, default=now + DEFAULT_WAIT))


class Pace:
    """Keeps one server's limits, and says when a request has to wait.

    Servers have several: Mastodon counts all requests, and statuses on their own (rack_attack.rb,
    rate_limiter.rb). They are told apart by their size. Reading stays possible when writing is not.
    """

    def __init__(
        self,
        *,
        known: Mapping[str, Json] = MappingProxyType({}),
        remember: Callable[[Mapping[str, Json]], None] = lambda _: None,
        gap: float = 0,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._quotas = _loaded(known)
        self._remember = remember
        self._gap, self._pause, self._wrote = gap, pause, False
        self._rest: datetime | None = None

    def objection(self, method: str, now: datetime) -> NotSent | None:
        """Say what forbids a request now, and until when."""
        if self._rest is not None and now < self._rest:
            return NotSent(f"asked us to wait until {_told(self._rest)}", self._rest)
        kinds = (_READ,) if method == "GET" else (_READ, _WRITE)
        reached = [
            quota
            for name, quota in self._quotas.items()
            if name.startswith(kinds) and quota.reached(now)
        ]
        if not reached:
            return None
        last = max(reached, key=lambda quota: quota.until)
        return NotSent(
            f"allows {last.limit} requests, and half of them are used: nothing more is sent "
            f"until {_told(last.until)}",
            last.until,
        )

    def keep_apart(self, method: str) -> None:
        """Leave some time between two writes, where the server publishes no limit that tells."""
        if method == "GET":
            return
        if self._wrote and self._gap:
            self._pause(self._gap)
        self._wrote = True

    def heard(self, method: str, answer: Answer, now: datetime) -> None:
        """Learn of the limits from an answer; only those of a success are worth keeping."""
        quota = quota_in(answer.headers, now) if answer.success else None
        if quota is None:
            return
        self._quotas[f"{_READ if method == 'GET' else _WRITE} {quota.limit}"] = quota
        self._remember(_dumped(self._quotas))

    def rest(self, until: datetime | None) -> None:
        """Learn that the server does not want to hear from us before a moment."""
        self._rest = until or self._rest


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}"


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    """Read a number; some say more behind it, such as "100, 100;w=60"."""
    found = (re.match(r"\d{1,9}(?!\d)", headers.get(name, "")) for name in names)
    return next((int(each[0]) for each in found if each), None)


def _dumped(quotas: Mapping[str, Quota]) -> dict[str, Json]:
    return {
        name: [quota.limit, quota.used, quota.until.isoformat()] for name, quota in quotas.items()
    }


def _loaded(known: Mapping[str, Json]) -> dict[str, Quota]:
    """Read what was kept; what cannot be read is learned anew."""
    quotas: dict[str, Quota] = {}
    for name, kept in known.items():
        match kept:
            case [int(limit), int(used), str(until)]:
                try:
                    quotas[name] = Quota(limit, used, datetime.fromisoformat(until))
                except ValueError:
                    continue
    return quotas
