"""The grounds: what is in a site's folder, and so what a link within the site can lead to."""

import os
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from msgspec import Struct

# Nobody's pages.
_FOREIGN = frozenset({"node_modules", "vendor", "venv", "__pycache__"})


class Grounds(Struct, frozen=True, dict=True):
    """The folder of a site, and the addresses that its entries have.

    Which page a generator makes of which file, only the generator knows. So a link is taken for
    good if anything in the folder is called like its end.
    """

    folder: Path
    permalinks: Collection[str] = ()

    def has(self, address: str) -> bool:
        """Tell whether an address within the site may lead somewhere."""
        path = PurePosixPath(unquote(urlsplit(address).path))
        name = path.stem if path.stem != "index" else path.parent.name
        return not name or name in (".", "..") or name.casefold() in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        of_entries = (PurePosixPath(urlsplit(each).path).name for each in self.permalinks)
        return frozenset(each.casefold() for each in (*self._files(), *of_entries))

    def _files(self) -> Iterator[str]:
        for _, folders, files in os.walk(self.folder):
            folders[:] = [each for each in folders if each not in _FOREIGN and each[0] != "."]
            yield from folders
            yield from (PurePosixPath(each).stem for each in files)
