"""The daemon's log: lines for people, or a JSON object a line for programs."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TextIO

from nowsync.screen import harmless


def begin(stream: TextIO, environment: Mapping[str, str], *, as_json: bool, verbose: bool) -> None:
    """Write what is logged from now on to a stream."""
    handler = logging.StreamHandler(stream)
    if as_json:
        handler.setFormatter(_Json())
    elif "JOURNAL_STREAM" in environment:
        # The journal keeps time itself (systemd.exec(5)).
        handler.setFormatter(_Lines("%(message)s"))
    else:
        handler.setFormatter(_Lines("%(asctime)s %(levelname)-7s %(message)s"))
    # What libraries say of themselves may hold what is nobody's business.
    log = logging.getLogger("nowsync")
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.DEBUG if verbose else logging.INFO)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # What goes on in a second line is set in: it cannot pass for a message of its own.
        return harmless(super().format(record)).replace("\n", "\n  ")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname.lower(), "message": record.getMessage()}
        return harmless(json.dumps(said, ensure_ascii=False))
