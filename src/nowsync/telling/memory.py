"""What was told, in a file of the state folder. If it is lost, it is told once more."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nowsync.core.concern import Concern
from nowsync.core.digest import Digest, Matter
from nowsync.files import write_atomically
from nowsync.plain import plain


def load(path: Path) -> Digest:
    """Read what was told; nothing if there is nothing that can be read."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        kept = json.loads(path.read_bytes())
        matters = {key: _matter(each) for key, each in kept["matters"].items()}
        return Digest(matters, _moment(kept["last"]), _moment(kept["tried"]))
    return Digest()


def save(path: Path, digest: Digest) -> None:
    """Keep what was told."""
    write_atomically(path, json.dumps(digest, default=plain, indent=1).encode())


def _matter(kept: Mapping[str, Any]) -> Matter:
    patience = timedelta(seconds=kept["concern"]["patience"])
    concern = Concern(**{**kept["concern"], "patience": patience})
    since = datetime.fromisoformat(kept["since"])
    return Matter(concern, since, _moment(kept["told"]), bool(kept["over"]))


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
