"""What servers said of themselves: a cache that may be deleted at any time."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from nowsync.core.entry import Json


class Facts:
    """The facts by target, in one JSON file. What cannot be read or kept is asked again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()  # the lanes of several targets ask at the same time
        self._facts: dict[str, Mapping[str, Json]] = {}
        with suppress(OSError, ValueError):
            found = json.loads(path.read_bytes())
            self._facts = {str(name): dict(facts) for name, facts in found.items()}

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
                self._path.parent.mkdir(exist_ok=True)
                self._path.write_text(json.dumps(self._facts, indent=1), encoding="utf-8")
