"""The goals: what a user feels, and what nothing that does the same could be faster than."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be fast, and what it is compared with."""

    what: str
    floor: str


GOALS: Final[Mapping[str, Goal]] = {
    "a": Goal("`nowsync --version`", "the bare interpreter"),
    "a′": Goal("`nowsync --help`", "the bare interpreter"),
    "b": Goal("`nowsync status`, 10,000 unchanged entries", "the interpreter looks at each file"),
    "c": Goal("`nowsync preview`, 1 of 10,000 changed", "the interpreter looks at each file"),
    "d": Goal("first look at 10,000 entries", "read each, and write a row for it"),
    "e": Goal("feed of 120, one changed: writing it", "loading feedgen"),
    "e′": Goal("feed of 10,000, one changed: writing it", "feedgen makes it from nothing"),
    "f": Goal("an entry is finished → its post is at the server", "the time that it has to rest"),
    "g": Goal("a daemon that has nothing to do, 10,000 entries", "nothing"),
    "h": Goal("many due posts through a server's limit", "what half of the limit allows"),
    "i": Goal("one post, whole process", "an httpx script with the same requests"),
    "j": Goal("what is on the disk before and after each post", "two commits, flushed"),
}
