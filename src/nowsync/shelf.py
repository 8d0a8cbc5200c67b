"""Shelves: what an adapter leaves for its next time. A cache that may be deleted at any time."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct


class Shelf(Struct, frozen=True):
    """One target's; without a folder nothing is kept. What other `code` left is not given."""

    folder: Path | None
    target: str
    code: Callable[[], str]

    def get(self, name: str) -> bytes | None:
        """Give what was left under a name, if it is there and whole."""
        if self.folder is None:
            return None
        with suppress(OSError):
            seal, _, content = self._place(self.folder, name).read_bytes().partition(b"\n")
            return content if seal == self._seal(name, content) else None
        return None

    def put(self, name: str, content: bytes) -> None:
        """Leave something; a place that cannot be written is no harm."""
        if self.folder is None:
            return
        with suppress(OSError):
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(exist_ok=True)
            place = self._place(self.folder, name)
            # Without waiting for the disk: of what a crash leaves half-written, the seal is wrong.
            aside = place.with_suffix(".new")
            aside.write_bytes(b"\n".join((self._seal(name, content), content)))
            aside.replace(place)

    def _place(self, folder: Path, name: str) -> Path:
        return folder / hashlib.sha256(f"{self.target}\n{name}".encode()).hexdigest()[:32]

    def _seal(self, name: str, content: bytes) -> bytes:
        said = f"{self.code()}\n{self.target}\n{name}\n".encode()
        return hashlib.sha256(said + content).hexdigest().encode()
