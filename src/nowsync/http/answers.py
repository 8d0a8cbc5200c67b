"""What an answer means: a success, or the error that says what to do next."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from nowsync.core.errors import (
    Gone,
    NotSent,
    PublishError,
    Refused,
    Unauthorized,
    Unknown,
    Unusable,
)
from nowsync.http.waits import asked_until, date_in


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; its headers' names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def success(self) -> bool:
        """Tell whether the server says that it did what it was asked."""
        return 200 <= self.status < 300

    def ahead(self, now: datetime) -> timedelta | None:
        """Tell how far the server's clock is ahead of ours; None where it does not say."""
        theirs = date_in(self.headers.get("date", ""))
        return None if theirs is None else theirs - now

    def json(self) -> Any:
        """Read the body; raise Unknown when it is not JSON, whoever it came from."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unknown(f"answered {self.status} with something that is not JSON") from error


class NoSuchAddress(Unusable):
    """The server answers, and does not know this address: it may be of another make or age."""


class Meaning(Struct, frozen=True):
    """Reads the answers of one server; `tell` makes its words fit to be shown."""

    origin: str
    tell: Callable[[str], str]

    def of(self, answer: Answer, method: str, now: datetime) -> PublishError | None:
        """Give what to do next after an answer to a request, or None after a success."""
        if answer.success:
            return None
        said, status, origin = self._said(answer), answer.status, self.origin
        if status == 401:
            return Unauthorized(f"{origin} does not accept the credential ({said})")
        if status in {403, 410}:
            return Unusable(f"{origin} does not let this account do that ({said})")
        if 300 <= status < 400:
            to = self.tell(answer.headers.get("location", "elsewhere"))
            return Unusable(f"{origin} sends us to {to}; redirects are never followed")
        if status == 404 and method in {"PUT", "DELETE", "GET"}:
            return Gone(f"it is not there any more ({said})")
        if status == 404:
            return NoSuchAddress(f"{origin} does not know this address ({said})")
        if status == 429:
            asked = asked_until(answer.headers, now)
            return NotSent(f"{origin} asks us to wait ({said})", asked)
        if status in {408, 409, 425} or status >= 500:
            # GoToSocial asks for half a minute when it is busy (internal/middleware/throttling.go).
            asks = answer.headers.get("retry-after")
            rest = asked_until(answer.headers, now) if asks else None
            return Unknown(f"{origin} failed in the middle ({said})", rest)
        return Refused(said)

    def _said(self, answer: Answer) -> str:
        """Shorten an answer to what a person can use; HTML pages say nothing."""
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError):
            data = None
        message = data.get("error") if isinstance(data, dict) else None
        return f"HTTP {answer.status}" + (f": {self.tell(str(message))}" if message else "")
