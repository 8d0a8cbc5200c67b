"""What one pass came to, as a line that the worker writes and the daemon reads."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from nowsync.plain import plain


class Counts(Struct, frozen=True, kw_only=True):
    """How a target stands after a pass: counts of entries, and when one last went out."""

    waiting: int = 0
    held: int = 0
    unfinished: int = 0
    published: int = 0
    latest: datetime | None = None


class Report(Struct, frozen=True, kw_only=True):
    """What a pass came to. Without `failure`, everything in it is so.

    `heard`: how many times the worker had been asked for a pass when it began this one.
    `wakes_at`: when something is due that waits now. `unfinished`: what should have gone out, and
    has to be tried again. `done`, `held` and `problems` are sentences for people.
    """

    at: datetime
    heard: int = 0
    wakes_at: datetime | None = None
    newest: datetime | None = None
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    targets: Mapping[str, Counts] = field(default_factory=dict)
    failure: str | None = None

    @property
    def unfinished(self) -> int:
        """Count what has to be tried again."""
        return sum(each.unfinished for each in self.targets.values())

    def dump(self) -> str:
        """Write it as one line."""
        return json.dumps(self, default=plain)

    @classmethod
    def load(cls, line: str) -> "Report":
        """Read a line; raise ValueError if it is none of ours."""
        try:
            return cls._of(json.loads(line))
        except (KeyError, TypeError, AttributeError) as error:
            # The worker is of the code that is installed now, and that may not be ours any more.
            raise ValueError("not a report") from error

    @classmethod
    def _of(cls, data: Any) -> "Report":
        targets = {
            name: Counts(**{**each, "latest": _moment(each["latest"])})
            for name, each in data["targets"].items()
        }
        return cls(
            at=datetime.fromisoformat(data["at"]),
            heard=data["heard"],
            wakes_at=_moment(data["wakes_at"]),
            newest=_moment(data["newest"]),
            **{name: tuple(data[name]) for name in _SENTENCES},
            targets=targets,
            failure=data["failure"],
        )


_SENTENCES = ("done", "failed", "held", "problems")


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
