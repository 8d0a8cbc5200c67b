"""Images that were made, by their hash. A cache: what is not there any more is not sent."""

import hashlib
from contextlib import suppress
from pathlib import Path

from nowsync.files import write_atomically


class Store:
    """Keeps images in a folder of the state folder, until somebody deletes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Give the hash of an image; where the state folder is missing, it is not kept."""
        name = hashlib.sha256(content).hexdigest()
        with suppress(OSError):
            # Fails where there is no state folder yet: a preview makes none.
            self._folder.parent.mkdir(exist_ok=True)
            write_atomically(self._folder / name, content)
        return name

    def get(self, name: str) -> bytes | None:
        """Give the image that has this hash, if it is there and is what it was."""
        with suppress(OSError):
            content = (self._folder / name).read_bytes()
            if hashlib.sha256(content).hexdigest() == name:
                return content
        return None
