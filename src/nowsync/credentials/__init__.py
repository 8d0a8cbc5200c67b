"""Where a target's secret comes from, and where login keeps it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from msgspec import Struct

from nowsync.core.access import how_to_sign_in
from nowsync.core.errors import Unusable
from nowsync.core.target import Target
from nowsync.credentials.command import Command
from nowsync.credentials.folder import Folder, Service
from nowsync.credentials.keychain import PATIENCE_SECONDS, Keychain
from nowsync.credentials.look import Keeps, Look, Place, Slot, cleaned
from nowsync.credentials.memory import seal
from nowsync.credentials.variable import Variable
from nowsync.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

# As nowsync.toml calls them, in the order in which they are asked.
Source: TypeAlias = Literal["keyring", "systemd", "file", "command", "environment"]
Store: TypeAlias = Literal["keyring", "file"]


class Found(Struct, frozen=True):
    """A secret, and the place it was found in."""

    secret: Secret
    source: str
    kind: Source


class Credentials:
    """Looks up secrets, each time anew, and keeps those of a login; has none itself.

    With `only`, the one place that nowsync.toml names is asked, and no other.
    """

    def __init__(
        self,
        secrets_folder: Path | None,
        environment: Mapping[str, str],
        *,
        only: Source | None = None,
        command: Sequence[str] = (),
        commands: Mapping[str, Sequence[str]] = MappingProxyType({}),
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        service = environment.get("CREDENTIALS_DIRECTORY")
        keychain, folder = Keychain(patience), Folder(secrets_folder)
        self._stores: Mapping[Store, Keeps] = {"keyring": keychain, "file": folder}
        self._places: Mapping[Source, Place] = {
            "keyring": keychain,
            "file": folder,
            "systemd": Service(Path(service) if service else None),
            "command": Command(command, commands, environment, patience),
            "environment": Variable(environment),
        }
        self._only = only

    def find(self, target: Target) -> Found:
        """Take the secret from the first place that has it; raise Unusable when none does.

        A place that has it in an unusable form ends the search: the next might hold an old one.
        """
        seal()
        slot = Slot.of_target(target)
        looks: list[Look] = []
        for kind in self._asked():
            looks.append(look := self._places[kind].look(slot))
            if look.value is not None:
                return Found(cleaned(look.value, look.place, slot.owner), look.place, kind)
        raise Unusable(_nowhere(target, looks))

    def store_for(self, wanted: Store | None, target: Target) -> Store:
        """Say where login keeps a secret; raise Unusable, with the way out, where it could not.

        It is never kept anywhere else than where it was said: a file is only for who wants one.
        """
        seal()
        store = self._store(wanted, target)
        look = self._stores[store].look(Slot.of_target(target))
        if look.unfit:
            raise Unusable(f"{look}{_instead(target)}")
        return store

    def store(self, secret: Secret, store: Store, target: Target) -> str:
        """Keep a target's secret in one place, and in no other that is ours; say where."""
        slot = Slot.of_target(target)
        self._stores[store].store(slot, secret)
        for other in self._stores.keys() - {store}:
            self._stores[other].remove(slot)
        return self._stores[store].look(slot).place

    def remove(self, target: Target) -> bool:
        """Take a target's secret away from wherever login can have put it."""
        slot = Slot.of_target(target)
        removed = [store.remove(slot) for store in self._stores.values()]
        return any(removed)

    def registration(self, target: Target, store: Store | None = None) -> Secret | None:
        """Give what we are known by on a target's server, from one store or from any."""
        slot = Slot.of_server(target)
        asked = [self._stores[store]] if store else self._stores.values()
        looks = (each.look(slot) for each in asked)
        having = (look for look in looks if look.value is not None)
        found = next(having, None)
        return cleaned(found.value, found.place, slot.user) if found and found.value else None

    def register(self, registration: Secret, store: Store, target: Target) -> None:
        """Keep what we are known by on a target's server, for the next login there."""
        self._stores[store].store(Slot.of_server(target), registration)

    def _asked(self) -> "Iterator[Source]":
        return (kind for kind in get_args(Source) if self._only in (None, kind))

    def _store(self, wanted: Store | None, target: Target) -> Store:
        store = wanted or self._only or "keyring"
        if store not in self._stores:
            raise Unusable(
                f"nowsync.toml takes secrets from: {store}, where login cannot keep any; "
                "put the token there yourself, or take `from` out of [secrets]"
            )
        if self._only not in (None, store):
            raise Unusable(
                f'nowsync.toml says from = "{self._only}" in [secrets], so a {store} would not be '
                f"asked; change that, or type: nowsync login {target.name}"
            )
        return "file" if store == "file" else "keyring"


def _instead(target: Target) -> str:
    return (
        ". Set that right and try again, or keep the token in a file that only you can read: "
        f"nowsync login {target.name} --store file"
    )


def _nowhere(target: Target, looks: Sequence[Look]) -> str:
    tried = "".join(f"\n  {look}" for look in looks)
    how = how_to_sign_in(target.name)
    return f"{target.name}: no secret for {target.origin}; {how}\nLooked in{tried}"
