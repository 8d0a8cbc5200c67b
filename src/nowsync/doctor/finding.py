"""A finding: how something was found, and how to mend it."""

from enum import Enum

from msgspec import Struct

from nowsync.core.entry import Json


class Level(Enum):
    """How bad it is: a warning says what may go wrong one day, the last one what does now."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


class Finding(Struct, frozen=True):
    """What was found of one thing, and its `fix` where it needs one."""

    level: Level
    about: str
    what: str
    fix: str | None = None

    def dump(self) -> dict[str, Json]:
        """Write it as JSON data; the schema is documented in docs/json.md."""
        return {
            "level": self.level.value,
            "about": self.about,
            "what": self.what,
            "fix": self.fix,
        }


def bare(error: Exception, name: str) -> str:
    """Say in a line what an error says of a target, without the way out: a finding has its own."""
    return str(error).partition("\n")[0].removeprefix(f"{name}: ").partition("; type: ")[0]


def well(about: str, what: str) -> Finding:
    """Find that nothing is to be done."""
    return Finding(Level.OK, about, what)


def doubtful(about: str, what: str, fix: str) -> Finding:
    """Find what may go wrong one day, or only for some."""
    return Finding(Level.WARNING, about, what, fix)


def wrong(about: str, what: str, fix: str) -> Finding:
    """Find what does not work as it is."""
    return Finding(Level.WRONG, about, what, fix)
