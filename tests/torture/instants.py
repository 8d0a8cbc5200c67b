"""The end of a process at every instant of a story: by SIGKILL or `_exit`, on every server."""

import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from tests.nursery import ENDS, EXITED, Nursery
from tests.torture.author import Author
from tests.torture.personalities import PERSONALITIES
from tests.torture.stage import SiteWithKeptTemplates, Stage

# So many sentences need two statuses, and the longer text a third.
FEW, SOME, MANY = 2, 20, 40
CHANCE = Random(1)


@dataclass(frozen=True, slots=True)
class Survival:
    """What came of a story whose process ended once at each of its instants."""

    ends: int
    findings: tuple[str, ...]


@contextmanager
def opened_as(personality: str) -> Iterator[Stage]:
    """Set the stage at a server of this kind, which has been met."""
    with tempfile.TemporaryDirectory(prefix="nowsync-instants-") as folder:
        site = SiteWithKeptTemplates(Path(folder))
        with PERSONALITIES[personality](CHANCE, site) as venue:
            site.configure(venue.table)
            site.publish()
            yield Stage(site, venue, Author(site, venue.most_songs), usual=0)


def create(stage: Stage) -> None:
    """Have a new entry."""
    _write(stage, FEW)


def thread(stage: Stage) -> None:
    """Have a new entry that is long."""
    _write(stage, SOME)


def edit(stage: Stage) -> None:
    """Have an entry that was corrected after it was published."""
    _write(stage, FEW)
    _correct(stage, FEW)


def growth(stage: Stage) -> None:
    """Have a thread that has grown since."""
    _write(stage, SOME)
    _correct(stage, MANY)


# A story that ends with a retraction belongs here, too, as soon as there are any.
STORIES: Mapping[str, Callable[[Stage], None]] = {
    "create": create,
    "edit": edit,
    "thread": thread,
    "growth": growth,
}


def survive(nursery: Nursery, personality: str, story: str, every: int = 1) -> Survival:
    """Let a process end at the first instant of a story, then at the second, and so on.

    It ends by the one way and the other in turn, and after each end some healthy days go by.
    Of `every` few instants one is tried, and another one on each server.
    """
    findings: list[str] = []
    first = list(PERSONALITIES).index(personality)
    for tried, at in enumerate(count(1 + first % min(every, 3), every)):
        with opened_as(personality) as stage:
            STORIES[story](stage)
            stage.venue.turn(CHANCE)
            by = list(ENDS)[(tried + first) % len(ENDS)]
            code = nursery.publish(stage.site, at=at, by=by)
            if code == 0:
                return Survival(tried, tuple(findings))
            stage.venue.drain()
            if code not in (-signal.SIGKILL, EXITED):
                stage.findings.append(f"bug: the process ended with {code}")
            stage.site.publish()  # somebody starts it again at once
            stage.play([])
            findings += [f"at {at}, {by}: {each}" for each in stage.findings]
    raise AssertionError  # count() has no end


def _write(stage: Stage, songs: int) -> None:
    stage.author.write(Random(2))
    (piece,) = stage.author.pieces
    piece.draft, piece.picture, piece.songs = False, False, songs
    stage.author.name(piece, None)


def _correct(stage: Stage, songs: int) -> None:
    stage.site.publish()
    (piece,) = stage.author.pieces
    piece.version, piece.songs = piece.version + 1, songs
    stage.author.name(piece, piece.id)
