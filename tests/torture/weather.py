"""What goes wrong between nowsync and a server. Each fault is one that was met in the wild."""

import time
from collections.abc import Mapping, Sequence
from random import Random

from tests.servers.wire import Fault, Kind

# A path, and whether a request for it does harm when it comes in late.
Route = tuple[str, str, bool]

UNANSWERED: Sequence[Kind] = ("drop_before", "drop_after", "drop_after", "garbage", "truncate")
REFUSALS = (401, 403, 422)
FAILURES = (408, 409, 425, 500, 502, 503, 504)
# Seconds, nonsense, the past, dates in all styles, epochs (RFC 9110, 10.2.3; rack_attack.rb).
WAITS: Sequence[Mapping[str, str]] = (
    {},
    {"Retry-After": "7"},
    {"Retry-After": "abc"},
    {"Retry-After": "-5"},
    {"Retry-After": "nan"},
    {"Retry-After": "1e400"},
    {"Retry-After": "Fri, 20 Nov 2026 12:00:00 GMT"},
    {"X-RateLimit-Reset": "2026-11-20T10:00:00.000000Z"},
    {"X-RateLimit-Reset": "1795176000"},
    {"X-RateLimit-Reset": "99999999999999999999"},
    {"X-RateLimit-Reset": "Retry later", "Retry-After": "60"},
)


def fault(chance: Random, routes: Sequence[Route]) -> Fault:
    """Let the next request, or the next few, to one of the routes go wrong."""
    method, path, harms = chance.choice(routes)
    count = 1 if chance.random() < 0.8 else chance.randint(2, 6)
    draw = chance.random()
    if harms and draw < 0.25:
        return Fault(method, path, "late", count)
    if draw < 0.6:
        return Fault(method, path, chance.choice(UNANSWERED), count)
    if draw < 0.7:
        return Fault(method, path, "call", count, call=lambda: time.sleep(0.02))
    if draw < 0.8:
        return Fault(method, path, "status", count, 429, chance.choice(WAITS))
    if draw < 0.85:
        return Fault(method, path, "status", count, chance.choice(REFUSALS))
    return Fault(method, path, "status", count, chance.choice(FAILURES), chance.choice(WAITS))
