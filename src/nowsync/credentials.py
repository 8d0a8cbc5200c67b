"""Where a target's secret comes from: keyring, service credentials, secret files, environment."""

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from nowsync.core.errors import Unusable
from nowsync.core.target import Target
from nowsync.secret import SERVICE, Secret, commands, keyring_user, variable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# A locked keyring may wait for ever for somebody at a screen that nobody sees.
PATIENCE_SECONDS = 10.0
_BEARER = re.compile(r"bearer\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A secret, and the place it was found in."""

    secret: Secret
    source: str


@dataclass(frozen=True, slots=True)
class _Look:
    """What one place had: a value, or the reason why it has none."""

    place: str
    value: Secret | None
    said: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.said}"


class Credentials:
    """Looks up secrets, each time anew; keeps none."""

    def __init__(
        self,
        secrets_folder: Path | None,
        environment: Mapping[str, str],
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._secrets_folder = secrets_folder
        self._environment = environment
        self._patience = patience

    def find(self, target: Target) -> Found:
        """Take the secret from the first place that has it; raise Unusable when none does.

        A place that has it in an unusable form ends the search: the next might hold an old one.
        """
        looks: list[_Look] = []
        for look in (self._keyring, self._service, self._file, self._variable):
            looks.append(look(target))
            if looks[-1].value is not None:
                return Found(_cleaned(looks[-1].value, looks[-1].place, target), looks[-1].place)
        raise Unusable(_nowhere(target, looks))

    def _keyring(self, target: Target) -> _Look:
        user = keyring_user(target.name, target.origin)
        place = f"the keyring (service {SERVICE}, user {user})"
        looks: list[_Look] = []
        thread = Thread(target=lambda: looks.append(_ask_keyring(place, user)), daemon=True)
        thread.start()
        thread.join(self._patience)
        if looks:
            return looks[0]
        if thread.is_alive():
            return _Look(place, None, f"gave no answer in {self._patience:g} seconds")
        return _Look(place, None, "broke down")

    def _service(self, target: Target) -> _Look:
        folder = self._environment.get("CREDENTIALS_DIRECTORY")
        if not folder:
            return _Look("$CREDENTIALS_DIRECTORY (systemd)", None, "not set")
        return _read(Path(folder) / target.name)

    def _file(self, target: Target) -> _Look:
        if self._secrets_folder is None:
            return _Look("a file in the secrets folder", None, "no such folder is configured")
        return _read(self._secrets_folder / target.name, check=_refuse_if_open)

    def _variable(self, target: Target) -> _Look:
        name = variable(target.name)
        value = self._environment.get(name)
        if value is None:
            return _Look(f"${name}", None, "not set")
        return _Look(f"${name}", Secret(value))


def _nowhere(target: Target, looks: list[_Look]) -> str:
    tried = "".join(f"\n  {look}" for look in looks)
    how = commands(target.name, target.origin)
    return f"{target.name}: no secret for {target.origin}. Looked in{tried}\nTo store it, {how}"


def _cleaned(found: Secret, place: str, target: Target) -> Secret:
    """Take off what comes along when a token is pasted; refuse what cannot be one."""
    value = _BEARER.sub("", found.reveal().strip(), count=1).strip()
    if not value:
        raise Unusable(f"{target.name}: {place} has an empty secret; store it again")
    if not (value.isascii() and value.isprintable()):
        why = "a line break or another character that no token has"
        raise Unusable(f"{target.name}: the secret in {place} has {why}; store the token alone")
    return Secret(value)


def _read(path: Path, check: Callable[[Path, int], None] | None = None) -> _Look:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if check is not None:
                check(path, os.fstat(file.fileno()).st_mode)
            return _Look(str(path), Secret(file.read()))
    except FileNotFoundError:
        return _Look(str(path), None, "not there")
    except OSError as error:
        return _Look(str(path), None, f"cannot be read: {error.strerror}")


def _refuse_if_open(path: Path, mode: int) -> None:
    """Windows has no such bits: it says that everybody may read everything."""
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Unusable(f"{path} can be read by other users; type: chmod 600 {path}")


def _ask_keyring(place: str, user: str) -> _Look:
    """Ask each backend in use. Whatever a backend is known to raise becomes what it said."""
    try:
        import keyring
    # It loads the backend that PYTHON_KEYRING_BACKEND names while it is imported.
    except (ImportError, AttributeError) as error:
        return _Look(place, None, f"cannot be loaded: {error}")
    from subprocess import SubprocessError

    from keyring.errors import KeyringError, KeyringLocked

    said = "not there"
    try:
        for backend in _backends(keyring.get_keyring()):
            said = _unfit(backend) or "not there"
            value = None if said != "not there" else backend.get_password(SERVICE, user)
            if value is not None:
                return _Look(place, Secret(value))
    except KeyringLocked as error:
        said = f"locked: {error}"
    # Backends let through what their own libraries raise, a failed prompt among it.
    except (KeyringError, RuntimeError, ValueError, OSError, EOFError, SubprocessError) as error:
        said = f"failed: {error}" if str(error) else f"failed: {type(error).__name__}"
    return _Look(place, None, said)


def _backends(chosen: "KeyringBackend") -> "list[KeyringBackend]":
    """Take a chain of backends apart, so that each can be judged."""
    return list(getattr(chosen, "backends", [chosen]))


def _unfit(backend: "KeyringBackend") -> str | None:
    module = type(backend).__module__
    if module == "keyring.backends.fail":
        return "there is none on this machine that can be used"
    if module == "keyring.backends.null":
        return "switched off"
    if module.startswith("keyrings.alt"):
        return "its backend keeps plain text, and is not used"
    return None
