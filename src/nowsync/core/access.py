"""Access: the account that a target publishes as, and whether it still lets us in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.core.publication import Acquaintance
from nowsync.core.target import Account, Target


class Access(Struct, frozen=True, kw_only=True):
    """What is known of the account behind a target's credential.

    `since` is when a person signed in, and `place` where the secret was kept then; neither is
    known of a secret that was put in its place by hand. `scopes` is what the secret is good for,
    where the server says so. `paused` says why the target cannot be used until its owner acts.
    """

    target: str
    origin: str
    account_id: str | None = None
    account_name: str | None = None
    scopes: str | None = None
    place: str | None = None
    since: datetime | None = None
    used: datetime | None = None
    paused: str | None = None


def paused(targets: Sequence[Target], accesses: Mapping[str, Access]) -> Mapping[str, str]:
    """Say of each target that waits for its owner, why."""
    known = ((target, accesses.get(target.name)) for target in targets)
    return {
        target.name: access.paused
        for target, access in known
        if access is not None and access.paused and access.origin == target.origin
    }


def how_to_sign_in(target: str) -> str:
    """Say what to type so that a target can be used."""
    return f"type: nowsync login {target}"


def other_account(target: str, known: Acquaintance | None, account: Account) -> str | None:
    """Say why an account is not the one that a target was published as until now, or None."""
    if known is None or known.account_id in {None, account.id}:
        return None
    return (
        f"{target} was {known.account_name}, but its credential is now for "
        f"{account.name}; use the old one, or give the other account its own target"
    )
