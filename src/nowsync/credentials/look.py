"""What is kept, under which names, and what a place that may have it says."""

import re
from typing import Protocol

from msgspec import Struct

from nowsync.core.errors import Unusable
from nowsync.core.target import Target
from nowsync.secret import Secret, host_of, keyring_user, variable

_BEARER = re.compile(r"bearer\s+", re.IGNORECASE)


class Slot(Struct, frozen=True, kw_only=True):
    """The names of one secret: whose it is, as a file, as a keyring's user, as a variable."""

    owner: str
    origin: str
    file: str
    user: str
    variable: str | None = None

    @classmethod
    def of_target(cls, target: Target) -> "Slot":
        """Name the secret that a target is published with."""
        return cls(
            owner=target.name,
            origin=target.origin,
            file=target.name,
            user=keyring_user(target.name, target.origin),
            variable=variable(target.name),
        )

    @classmethod
    def of_server(cls, target: Target) -> "Slot":
        """Name what we are known by on a target's server; no target is called like it."""
        host = host_of(target.origin)
        return cls(
            owner=target.name, origin=target.origin, file=f"oauth.{host}", user=f"oauth:{host}"
        )


class Look(Struct, frozen=True):
    """What one place had: a value, or the reason why it has none. `unfit`: it can have none."""

    place: str
    value: Secret | None
    said: str = ""
    unfit: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


class Place(Protocol):
    """Somewhere a secret may be."""

    def look(self, slot: Slot) -> Look:
        """Say what is there; raise Unusable for what must not be used as it is."""
        ...


class Keeps(Place, Protocol):
    """A place that we can write to."""

    def store(self, slot: Slot, secret: Secret) -> None:
        """Keep a secret; raise Unusable when that cannot be."""
        ...

    def remove(self, slot: Slot) -> bool:
        """Take a secret away; tell whether there was one."""
        ...


def cleaned(found: Secret, place: str, owner: str) -> Secret:
    """Take off what comes along when a token is pasted; refuse what cannot be one."""
    value = _BEARER.sub("", found.reveal().strip(), count=1).strip()
    if not value:
        raise Unusable(f"{owner}: {place} has an empty secret; store it again")
    if not (value.isascii() and value.isprintable()):
        why = "a line break or another character that no token has"
        raise Unusable(f"{owner}: the secret in {place} has {why}; store the token alone")
    return Secret(value)
