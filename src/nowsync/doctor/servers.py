"""What the servers say: who we are there, what we may do, and what time it is."""

from collections.abc import Iterator
from datetime import timedelta

from nowsync.adapters.abilities import Scoped
from nowsync.composer import Place
from nowsync.core.access import how_to_sign_in, other_account
from nowsync.core.errors import PublishError, Unusable
from nowsync.core.publication import Acquaintance
from nowsync.doctor.finding import Finding, bare, doubtful, well, wrong
from nowsync.doctor.setup import Setup

# Whoever has asked for a look at windows and limits thinks in minutes.
NOTABLE, TOO_MUCH = timedelta(minutes=1), timedelta(minutes=5)


def accounts(setup: Setup) -> Iterator[Finding]:
    """Ask each server for our account, what it allows, and what our credential is good for.

    Where there is no credential nothing is asked: that it is missing has been found before.
    """
    met = setup.kept(lambda records: records.acquaintances())
    for place in setup.remote:
        name = place.target.name
        try:
            setup.secret(place.target)
        except Unusable:
            continue
        try:
            yield from _account(place, met.get(name))
        except Unusable as error:
            yield wrong(name, bare(error, name), how_to_sign_in(name))
        except PublishError as error:
            fix = "look at its address in nowsync.toml and at your network, and try again"
            yield wrong(name, str(error), fix)


def clocks(setup: Setup) -> Iterator[Finding]:
    """Compare our clock with those of the servers that have answered."""
    for origin, ahead in setup.skews().items():
        seconds = abs(ahead.total_seconds())
        if abs(ahead) <= NOTABLE:
            yield well("clock", f"it agrees with that of {origin}")
            continue
        way = "behind" if ahead > timedelta(0) else "ahead of"
        what = f"our clock is {seconds:,.0f} seconds {way} that of {origin}"
        found = wrong if abs(ahead) > TOO_MUCH else doubtful
        yield found("clock", what, "set it by the network: timedatectl set-ntp true")


def _account(place: Place, known: Acquaintance | None) -> Iterator[Finding]:
    name, account = place.target.name, place.adapter.identify()
    about = f"; {account.about}" if account.about else ""
    if reason := other_account(name, known, account):
        yield wrong(name, reason, how_to_sign_in(name))
    else:
        keys = (
            "it knows a repeated request" if account.honours_keys else "it repeats what it is sent"
        )
        yield well(name, f"{account.name}{about}; {keys}")
    lacks = place.adapter.lacks() if isinstance(place.adapter, Scoped) else ()
    for each in lacks:
        yield doubtful(name, f"its token is not good for {each}", how_to_sign_in(name))
