"""What the ledger keeps of the accounts behind targets. No secret is among it."""

from datetime import datetime

from nowsync.core.access import Access
from nowsync.core.target import Account, Target
from nowsync.ledger import rows
from nowsync.ledger.changes import Changes

_SIGNED_IN = """
INSERT INTO access (target, origin, account_id, account_name, scopes, place, since)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (target) DO UPDATE SET origin = excluded.origin, account_id = excluded.account_id,
    account_name = excluded.account_name, scopes = excluded.scopes, place = excluded.place,
    since = excluded.since, used_at = NULL, paused = NULL
"""
_REACHED = """
INSERT INTO access (target, origin, account_id, account_name, used_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (target) DO UPDATE SET origin = excluded.origin, account_id = excluded.account_id,
    account_name = excluded.account_name, used_at = excluded.used_at, paused = NULL
"""
_PAUSED = """
INSERT INTO access (target, origin, paused) VALUES (?, ?, ?)
ON CONFLICT (target) DO UPDATE SET paused = excluded.paused
"""


class Accesses(Changes):
    """The writes about who we are on each target."""

    def admit(self, access: Access, now: datetime) -> None:
        """Keep that a person signed in: from now on the target is this account's."""
        since = rows.dump_moment(access.since or now)
        with self._transaction():
            self._write(
                _SIGNED_IN,
                (
                    *(access.target, access.origin, access.account_id, access.account_name),
                    *(access.scopes, access.place, since),
                ),
            )
            self._event(access.target, None, "signed in", now, access.account_name)

    def dismiss(self, target: str, now: datetime) -> None:
        """Keep that a person signed out; which account it was stays known."""
        with self._transaction():
            self._write(
                "UPDATE access SET since = NULL, scopes = NULL, place = NULL WHERE target = ?",
                (target,),
            )
            self._event(target, None, "signed out", now, None)

    def reach(self, target: Target, account: Account, now: datetime) -> None:
        """Keep that the account let us in; a pause is over then."""
        with self._transaction():
            if self._pause(target.name) is not None:
                self._event(target.name, None, "resumed", now, account.name)
            moment = rows.dump_moment(now)
            self._write(_REACHED, (target.name, target.origin, account.id, account.name, moment))

    def pause(self, target: Target, reason: str, now: datetime) -> None:
        """Keep why a target cannot be used until its owner acts; noted once for each reason."""
        with self._transaction():
            if self._pause(target.name) == reason:
                return
            self._write(_PAUSED, (target.name, target.origin, reason))
            self._event(target.name, None, "paused", now, reason)

    def _bind(self, target: Target) -> None:
        """Make a target that is met the account's that a person has signed in to for it."""
        access = self.accesses().get(target.name)
        if access is not None and access.since is not None and access.origin == target.origin:
            self._write(
                "UPDATE target SET account_id = ?, account_name = ? WHERE name = ?",
                (access.account_id, access.account_name, target.name),
            )

    def _pause(self, target: str) -> str | None:
        access = self.accesses().get(target)
        return access.paused if access else None
