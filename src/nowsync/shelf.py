"""Shelves: what an adapter leaves for its next time. A cache that may be deleted at any time."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from nowsync.files import write_atomically


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
            self.folder.parent.mkdir(exist_ok=True)
            sealed = b"\n".join((self._seal(name, content), content))
            write_atomically(self._place(self.folder, name), sealed)

    def _place(self, folder: Path, name: str) -> Path:
        return folder / hashlib.sha256(f"{self.target}\n{name}".encode()).hexdigest()[:32]

    def _seal(self, name: str, content: bytes) -> bytes:
        said = f"{self.code()}\n{self.target}\n{name}\n".encode()
        return hashlib.sha256(said + content).hexdigest().encode()
