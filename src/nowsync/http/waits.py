"""When to come back, as servers say it: in seconds, as a date, or as a moment of their clock."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import isnan

MIN_WAIT = timedelta(seconds=30)
MAX_WAIT = timedelta(hours=24)
DEFAULT_WAIT = timedelta(minutes=15)
# Mastodon has the first name (rack_attack.rb), Bluesky the second (RFC draft ratelimit-headers).
RESETS = ("x-ratelimit-reset", "ratelimit-reset")
# Larger numbers than this are points in time, smaller ones are seconds to wait.
_EPOCH = 1_000_000_000
# Clocks tell whole seconds here: what is between two moments may be almost a second more.
_FRACTION = timedelta(seconds=1)


def asked_until(headers: Mapping[str, str], now: datetime) -> datetime:
    """Read how long we are put off: half a minute at least, and a day at most."""
    asked = [moment_in(headers, name, now) for name in ("retry-after", *RESETS)]
    at = max(filter(None, asked), default=now + DEFAULT_WAIT)
    return min(max(at, now + MIN_WAIT), now + MAX_WAIT)


def moment_in(headers: Mapping[str, str], name: str, now: datetime) -> datetime | None:
    """Read a header's moment by our own clock, however far the server's clock is from it."""
    value = headers.get(name)
    if not value:
        return None
    wait = _wait(value, date_in(headers.get("date", "")) or now)
    return None if wait is None else now + max(-MAX_WAIT, min(wait + _FRACTION, MAX_WAIT))


def _wait(value: str, theirs: datetime) -> timedelta | None:
    """Read how long it is from a moment of the server's own clock."""
    try:
        seconds = float(value)
    except ValueError:
        at = date_in(value)
        return None if at is None else at - theirs
    if isnan(seconds):
        return None
    if seconds > _EPOCH:
        return datetime.fromtimestamp(min(seconds, _EPOCH * 10), UTC) - theirs
    return timedelta(seconds=max(seconds, 0))


def date_in(value: str) -> datetime | None:
    """Read a moment in any of the forms that servers write it in; None if it is none."""
    from email.utils import parsedate_to_datetime

    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError):
            moment = read(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
