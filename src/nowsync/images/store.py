"""Images that were made, by their hash. A cache: what is not there any more is not sent."""

import hashlib
from contextlib import suppress
from pathlib import Path

from nowsync.files import write_atomically


class Store:
    """Keeps images in a folder of the state folder, until somebody deletes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unkept: dict[str, bytes] = {}

    def keep(self, content: bytes, recipe: str) -> str:
        """Keep an image and what it was made of; give its hash.

        Where there is no state folder, it is kept in memory: a preview makes none.
        """
        name = hashlib.sha256(content).hexdigest()
        try:
            self._folder.parent.mkdir(exist_ok=True)
            write_atomically(self._folder / name, content)
            write_atomically(self._folder / f"{recipe}.made", name.encode())
        except OSError:
            self._unkept[name] = content
        return name

    def made(self, recipe: str) -> bytes | None:
        """Give what was made by a recipe before, if it is there still."""
        with suppress(OSError):
            return self.get((self._folder / f"{recipe}.made").read_text("ascii", "replace"))
        return None

    def get(self, name: str) -> bytes | None:
        """Give the image that has this hash, if it is there and is what it was."""
        with suppress(OSError):
            content = (self._folder / name).read_bytes()
            if hashlib.sha256(content).hexdigest() == name:
                return content
        return self._unkept.get(name)
