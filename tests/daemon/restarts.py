"""A daemon that is started and stopped again and again, at any moment of its work."""

import os
import re
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.crash import settle
from tests.servers.mastodon import PretendMastodon
from tests.shell import PATIENCE, environment, words
from tests.site import Site

ENTRY = """\
---
title: Kettle {number}
date: {date:%Y-%m-%d}
nowsync:
  mastodon: {{skip: {skip}}}
---

The kettle has number {number}.
"""
# A server lets one account post some hundred times in three hours; a feed takes all.
POSTED_EVERY = 10
# From before Python is up until everything is done.
LONGEST_SECONDS = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What is left when it is over: how often each entry is where, and what is too much."""

    posted: Counter[int]
    fed: Counter[int]
    codes: frozenset[int]
    files: frozenset[str]
    processes: tuple[int, ...]


@dataclass
class Restarts:
    """Stops the daemons of one site, and adds an entry before each start.

    Every fifth stop is a SIGKILL: of the daemon, or of its worker and then of itself.
    """

    site: Site
    memory: Path
    seed: int = 24
    _codes: set[int] = field(default_factory=set, init=False)

    def run(self, times: int) -> None:
        """Start and stop it so often."""
        random = Random(self.seed)
        for number in range(times):
            self._write(number)
            daemon = subprocess.Popen(
                words("nowsync daemon"),
                cwd=self.site.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(random.uniform(0, LONGEST_SECONDS))
            self._stop(daemon, kind=random.random())

    def end(self, pretend: PretendMastodon) -> Ended:
        """Let what was left undone be done, and look at what there is."""
        processes = self._left()
        self.site.now = datetime.now(UTC)
        settle(self.site)
        feed = (self.site.folder / "public/now.xml").read_text("utf-8")
        return Ended(
            posted=_numbers("\n".join(each.now.text for each in pretend.statuses)),
            fed=_numbers("\n".join(re.findall(r"<summary.*?</summary>", feed, re.DOTALL))),
            codes=frozenset(self._codes),
            files=frozenset(self._files()),
            processes=processes,
        )

    def _write(self, number: int) -> None:
        date = datetime.now(UTC) - timedelta(days=1 + number % 20)
        skip = "true" if number % POSTED_EVERY else "false"
        text = ENTRY.format(number=number, date=date, skip=skip)
        (self.site.folder / "now" / f"kettle-{number}.md").write_text(text, "utf-8")

    def _stop(self, daemon: "subprocess.Popen[bytes]", kind: float) -> None:
        if kind < 0.8:
            daemon.terminate()
        else:
            for worker in _children(daemon.pid) if kind < 0.9 else ():
                os.kill(worker, signal.SIGKILL)
            daemon.kill()
        self._codes.add(daemon.wait(PATIENCE))

    def _environment(self) -> dict[str, str]:
        # The name of the configuration is what its processes are known by.
        marked = {"NOWSYNC_CONFIG": str(self.site.folder / "nowsync.toml")}
        return environment(**self.site.environment, XDG_STATE_HOME=str(self.memory), **marked)

    def _left(self) -> tuple[int, ...]:
        """Name the processes that do not leave of themselves."""
        end = time.monotonic() + PATIENCE
        while (left := _marked(str(self.site.folder))) and time.monotonic() < end:
            time.sleep(0.1)
        return left

    def _files(self) -> list[str]:
        found = [*self.site.folder.rglob("*"), *self.memory.rglob("*")]
        names = (each.name for each in found if each.is_file())
        return [re.sub(r"[0-9a-f]{16,}", "…", name) for name in names if name[-3:] != ".md"]


def _numbers(text: str) -> Counter[int]:
    return Counter(int(number) for number in re.findall(r"number (\d+)", text))


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    try:
        return [int(each) for each in listed.read_text("ascii").split()]
    except OSError:
        return []


def _marked(folder: str) -> tuple[int, ...]:
    """Find the processes that were started for a site, but this one."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"NOWSYNC_CONFIG={folder}/".encode() in (each / "environ").read_bytes()
        except OSError:
            continue
        if marked and int(each.name) != os.getpid():
            found.append(int(each.name))
    return tuple(found)
