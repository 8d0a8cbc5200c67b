"""Ends of the process: at a chosen instant in this one, or by SIGKILL at any moment in another."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

# Imported here, in the process that the others are forked from, so that each starts at once.
import nowsync.adapters.atom
import nowsync.adapters.devto
import nowsync.adapters.mastodon
import nowsync.rendering  # noqa: F401
from nowsync.core.errors import LedgerBusy
from tests.crash import Crash, publish_until, retract_until
from tests.site import Site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# A run that has passed all its instants before is not killed; those of one entry are six and more.
INSTANTS = (4, 6, 8, 20)
BUSY = 75

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: by how many kills, and by what that no run may end with."""

    kills: int = 0
    by_signal: int = 0
    wrong: str = ""


def at_an_instant(site: Site, chance: Random, words: Sequence[str] = ()) -> Ended:
    """End the process before or after a write of the ledger or a step on the wire."""
    try:
        publish_until(site, chance.randint(1, chance.choice(INSTANTS)), *words)
    except Crash:
        return Ended(kills=1)
    return Ended()


def while_taking_back(site: Site, chance: Random, entry: str) -> Ended:
    """Take an entry back, and end the process before or after a write or a step on the wire."""
    try:
        retract_until(site, chance.randint(1, chance.choice(INSTANTS)), entry)
    except Crash:
        return Ended(kills=1)
    return Ended()


def at_any_moment(site: Site, chance: Random, usual: float, processes: int = 1) -> Ended:
    """Start processes at once on one ledger, and kill each at some moment."""
    running = [_started(site) for _ in range(processes)]
    for process in running:
        time.sleep(chance.uniform(0, usual) / processes)
        process.kill()
    for process in running:
        process.join()
    codes = [process.exitcode for process in running]
    killed = codes.count(-signal.SIGKILL)
    wrong = [code for code in codes if code not in (0, BUSY, -signal.SIGKILL)]
    return Ended(killed, killed, f"a process ended with {wrong}" if wrong else "")


def usual_time(site: Site) -> float:
    """Measure how long a process works that is left alone."""
    process = _started(site)
    began = time.monotonic()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def _started(site: Site) -> ForkServerProcess:
    """Start a process, and wait until it sets to work: a kill before that proves nothing."""
    ready, told = _FORKS.Pipe(duplex=False)
    given = (site.folder, site.now, dict(site.environment), told)
    process = _FORKS.Process(target=_publish, args=given)
    process.start()
    told.close()
    ready.recv()
    ready.close()
    return process


def _publish(
    folder: Path, now: datetime, environment: dict[str, str], told: "Connection[None, None]"
) -> None:
    """Publish as cron does, at the time of the story."""
    os.environ.update(environment)
    site = Reopened(folder, now, environment)
    told.send(None)
    try:
        site.publish()
    except LedgerBusy:
        sys.exit(BUSY)


class Reopened(Site):
    """A site that is there already."""

    def __post_init__(self) -> None:
        """Leave everything as it is."""
