"""The way in: a link that is good once and for a few minutes, then a cookie; all in memory.

The link is made by a command, and the server only reads of it in the state folder: who can write
there may do anything that the page offers.
"""

import hashlib
import os
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from hmac import compare_digest
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nowsync.board.offers import Offer

FILE = "page.key"
GOOD_SECONDS = 600.0
# More buttons than this are not on the pages that somebody still looks at.
MOST_OFFERS = 4_000
MOST_SESSIONS = 20


def invite(folder: Path) -> str:
    """Make a token that lets one browser in, and leave its digest for the server to find."""
    token = secrets.token_urlsafe(32)
    aside = folder / f"{FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_digest(token))
    aside.replace(folder / FILE)
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass
class Session:
    """A browser that was let in: the buttons that it has been shown, and what to tell it next."""

    offers: "OrderedDict[str, Offer]" = field(default_factory=OrderedDict)
    notices: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def token(self, offer: "Offer") -> str:
        """Give a button its token; it stands for all that the button does."""
        token = secrets.token_urlsafe(18)
        with self.lock:
            self.offers[token] = offer
            while len(self.offers) > MOST_OFFERS:
                self.offers.popitem(last=False)
        return token

    def take(self, token: str) -> "Offer | None":
        """Give what a button does, once."""
        with self.lock:
            return self.offers.pop(token, None)

    def tell(self, *notices: str) -> None:
        """Keep what the next page says."""
        with self.lock:
            self.notices += notices

    def told(self) -> list[str]:
        """Give what was to be told, once."""
        with self.lock:
            told, self.notices = self.notices, []
        return told


@dataclass
class Door:
    """Lets browsers in that bring the latest link."""

    folder: Path
    _sessions: "OrderedDict[str, Session]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def redeem(self, token: str) -> str | None:
        """Take the token, once."""
        with self._lock:
            if not self._is_good(token):
                return None
            cookie = secrets.token_urlsafe(32)
            self._sessions[cookie] = Session()
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
            return cookie

    def admits(self, cookie: str) -> bool:
        """Tell whether a browser has been let in."""
        return self.session(cookie) is not None

    def session(self, cookie: str) -> Session | None:
        """Find a browser by its cookie."""
        with self._lock:
            found = [
                session
                for each, session in self._sessions.items()
                if compare_digest(each.encode(), cookie.encode())
            ]
        return found[0] if found else None

    def _is_good(self, token: str) -> bool:
        """Compare it with the latest one; whoever removes its digest has used it."""
        path = self.folder / FILE
        try:
            age = time.time() - path.stat().st_mtime
            kept = path.read_bytes()
            if not compare_digest(kept, _digest(token).encode()):
                return False
            path.unlink()
        except OSError:
            return False
        return age + 1 >= 0 and age < GOOD_SECONDS
