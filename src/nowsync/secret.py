"""Secrets that cannot be printed, and the names under which they are kept."""

import base64
import json
import re
from typing import NoReturn
from urllib.parse import quote, urlsplit

SHOWN = "***"
SERVICE = "nowsync"


class Secret:
    """A credential. Only `reveal` gives it away; printing, formatting and pickling do not."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Hand out the secret, at the moment of its use."""
        return self._value

    def redact(self, text: str) -> str:
        """Replace the secret in a text, also where it was encoded for a URL, JSON or a header."""
        for form in self._forms():
            text = text.replace(form, SHOWN)
        return text

    def _forms(self) -> list[str]:
        plain = self._value
        encoded = base64.b64encode(plain.encode()).decode()
        forms = {plain, quote(plain, safe=""), json.dumps(plain)[1:-1], encoded}
        return sorted((form for form in forms if form), key=len, reverse=True)

    def __repr__(self) -> str:
        return f"Secret({SHOWN})"

    def __str__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return format(SHOWN, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


def keyring_user(target: str, origin: str) -> str:
    """Name the user under which the keyring has a target's secret."""
    return f"{target}@{(urlsplit(origin).netloc or origin).rpartition('@')[2].lower()}"


def variable(target: str) -> str:
    """Name the environment variable that may hold a target's secret."""
    return f"NOWSYNC_{re.sub('[^A-Z0-9]', '_', target.upper())}_TOKEN"


def commands(target: str, origin: str | None) -> str:
    """Say what to type so that a target's secret is found."""
    user = keyring_user(target, origin or "<server>")
    return f"type: keyring set {SERVICE} {user}, or: export {variable(target)}=…"
