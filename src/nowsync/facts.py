"""What servers said of themselves: a cache that may be deleted at any time."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from nowsync.core.entry import Json
from nowsync.files import write_atomically


class Facts:
    """The facts by target, in one JSON file. What cannot be read or kept is asked again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()  # the lanes of several targets ask at the same time
        self._facts: dict[str, Mapping[str, Json]] = {}
        # The last is of what is nested too deep for Python.
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads(path.read_bytes())
            if isinstance(found, dict) and all(isinstance(each, dict) for each in found.values()):
                self._facts = found

    def of(self, target: str) -> Mapping[str, Json]:
        """Give what is known of a target's server, or nothing."""
        return self._facts.get(target, {})

    def remember(self, target: str, facts: Mapping[str, Json]) -> None:
        """Keep what a target's server said."""
        with self._lock:
            if self._facts.get(target) == facts:
                return
            self._facts[target] = facts
            with suppress(OSError):
                write_atomically(self._path, json.dumps(self._facts, indent=1).encode())
