"""The system's keyring: one that hangs, is locked, asks, or keeps plain text is no keyring."""

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from nowsync.core.errors import Unusable
from nowsync.credentials.look import Look, Slot
from nowsync.secret import SERVICE, Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

# A locked keyring may wait for ever for somebody at a screen that nobody sees.
PATIENCE_SECONDS = 10.0
_ABSENT = "not there"
_UNFIT = {
    "keyring.backends.fail": "there is none on this machine that can be used",
    "keyring.backends.null": "switched off",
    "keyrings.alt": "its backend keeps plain text, and is not used",
    "keyrings.cryptfile": "its backend asks for a password each time, and is not used",
}


class _Failed(Exception):
    """The keyring could not be asked; the text says why."""


class Keychain:
    """Secrets in the keyring that the system has unlocked for its user."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._hung = False

    def look(self, slot: Slot) -> Look:
        """Ask each backend in use, and wait no longer than it takes one that works."""
        place = place_of(slot)
        try:
            value = self._within(lambda: _asked(slot.user))
        except _Failed as failed:
            return Look(place, None, str(failed), unfit=True)
        return Look(place, value, "" if value else _ABSENT)

    def store(self, slot: Slot, secret: Secret) -> None:
        """Keep a secret in the first backend that is fit for it, and see that it is there."""
        try:
            self._within(lambda: _fit()[0].set_password(SERVICE, slot.user, secret.reveal()))
            kept = self._within(lambda: _asked(slot.user))
        except _Failed as failed:
            raise Unusable(f"{place_of(slot)}: {failed}") from None
        if kept != secret:
            raise Unusable(f"{place_of(slot)}: took the secret, and does not give it back")

    def remove(self, slot: Slot) -> bool:
        """Take a secret away from every backend that has it."""
        try:
            return self._within(lambda: _removed(slot.user))
        except _Failed:
            return False

    def _within(self, ask: Callable[[], T]) -> T:
        """Ask in a thread of its own, which is left behind if nothing comes of it in time.

        Who has kept us waiting once is not asked again.
        """
        answers: list[T | _Failed] = []
        thread = Thread(target=lambda: answers.append(_told(ask)), daemon=True)
        if not self._hung:
            thread.start()
            thread.join(self._patience)
            self._hung = not answers and thread.is_alive()
        if self._hung:
            raise _Failed(
                f"gave no answer in {self._patience:g} seconds; it may wait for you at a screen"
            )
        answer = answers[0] if answers else _Failed("broke down")
        if isinstance(answer, _Failed):
            raise answer
        return answer


def place_of(slot: Slot) -> str:
    """Name the place as a person finds it in a keyring's own program."""
    return f"the keyring (service {SERVICE}, user {slot.user})"


def _told(ask: Callable[[], T]) -> T | _Failed:
    """Turn whatever a backend raises into what it said."""
    try:
        return ask()
    except _Failed as failed:
        return failed
    except Exception as error:  # noqa: BLE001  # backends let through what their libraries raise
        return _Failed(_said(error))


def _said(error: Exception) -> str:
    from keyring.errors import KeyringLocked

    if isinstance(error, EOFError):
        return "failed: it asks for a password, and there is nobody to type it"
    how = "locked" if isinstance(error, KeyringLocked) else "failed"
    return f"{how}: {str(error) or type(error).__name__}"


def _asked(user: str) -> Secret | None:
    found = (backend.get_password(SERVICE, user) for backend in _fit())
    return next((Secret(value) for value in found if value is not None), None)


def _removed(user: str) -> bool:
    having = [backend for backend in _fit() if backend.get_password(SERVICE, user) is not None]
    for backend in having:
        backend.delete_password(SERVICE, user)
    return bool(having)


def _fit() -> "list[KeyringBackend]":
    """Give the backends in use that keep a secret as a secret; a chain is taken apart for that."""
    try:
        import keyring
    # It loads the backend that PYTHON_KEYRING_BACKEND names while it is imported.
    except (ImportError, AttributeError) as error:
        raise _Failed(f"cannot be loaded: {error}") from error
    chosen = keyring.get_keyring()
    backends: list[KeyringBackend] = list(getattr(chosen, "backends", [chosen]))
    fit = [each for each in backends if _unfit(each) is None]
    if not fit:
        said = [_unfit(each) for each in backends] or [_UNFIT["keyring.backends.fail"]]
        raise _Failed(str(said[-1]))
    return fit


def _unfit(backend: "KeyringBackend") -> str | None:
    module = type(backend).__module__
    return next((why for name, why in _UNFIT.items() if module.startswith(name)), None)
