"""Secrets that cannot be printed, the names under which they are kept, and their traces."""

import base64
import json
import re
from collections.abc import Iterator
from hmac import compare_digest
from urllib.parse import quote, urlsplit

SHOWN = "***"
SERVICE = "nowsync"
# What is shorter may be a word of any message; no server gives out a token as short as that.
TELLING = 8
_known: set[str] = set()


class Secret:
    """A credential. Only `reveal` gives it away: printed, formatted, copied or pickled it is ***.

    Every one that is made is known to `redact`, for as long as the program runs.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= TELLING and value != SHOWN:
            _known.add(value)

    def reveal(self) -> str:
        """Hand out the secret, at the moment of its use."""
        return self._value

    def redact(self, text: str) -> str:
        """Replace the secret in a text, however short it is, also where it is encoded."""
        return _without(self._value, text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]  # a hash would tell something of it

    def __repr__(self) -> str:
        return f"Secret({SHOWN})"

    def __str__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return format(SHOWN, spec)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self

    def __reduce__(self) -> tuple[type["Secret"], tuple[str]]:
        return Secret, (SHOWN,)


def redact(text: str) -> str:
    """Replace every secret that this program has seen: whatever is told of an error passes here."""
    for value in sorted(_known.copy(), key=len, reverse=True):
        text = _without(value, text)
    return text


def forms(value: str) -> tuple[str, ...]:
    """Write a secret in every way in which it may come to stand in a text, the longest first."""
    in_hex = value.encode().hex()
    plain = {value, quote(value, safe=""), json.dumps(value)[1:-1], in_hex, in_hex.upper()}
    return tuple(sorted({*plain, *_base64(value)} - {""}, key=len, reverse=True))


def _base64(value: str) -> Iterator[str]:
    """Write it in base64: alone, and as it looks within something longer, as in "user:secret".

    A letter stands for six bits. So it looks different by where it begins, and the letters at its
    ends hold something of what is beside it.
    """
    raw = value.encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).decode()
        for before in range(3) if len(raw) >= TELLING else ():
            whole = slice(-(-8 * before // 6), 8 * (before + len(raw)) // 6)
            yield encode(bytes(before) + raw).decode()[whole]


def _without(value: str, text: str) -> str:
    for form in forms(value):
        text = text.replace(form, SHOWN)
    return text


def keyring_user(target: str, origin: str) -> str:
    """Name the user under which the keyring has a target's secret."""
    return f"{target}@{host_of(origin)}"


def host_of(origin: str) -> str:
    """Name a server as it is known, with its port if it has one, and without a password."""
    return (urlsplit(origin).netloc or origin).rpartition("@")[2].lower()


def variable(target: str) -> str:
    """Name the environment variable that may hold a target's secret."""
    return f"NOWSYNC_{re.sub('[^A-Z0-9]', '_', target.upper())}_TOKEN"
