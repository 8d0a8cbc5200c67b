"""Processes of nowsync that are at work at once: forked from one that has everything loaded.

A process of its own has signals, limits and system calls of its own; starting Python for each
would take a hundred times as long. The one that forks has no threads and does nothing else.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

# Imported here, in the process that forks, and so by none of the others.
import httpx  # noqa: F401
import keyring  # noqa: F401

import nowsync.credentials
import nowsync.plaintext.links
import nowsync.plaintext.top_level  # noqa: F401
from nowsync.config import load
from nowsync.core.errors import LedgerBusy, NowsyncError
from tests.crash import REQUESTS, Fuse, Fused, publish_with
from tests.site import Site
from tests.torture import kills
from tests.torture.stage import SiteWithKeptTemplates

ROOT = Path(__file__).parents[1]
FAILED, BUG, BUSY, EXITED = 1, 3, 75, 86

# How a process may end itself. Neither lets anything tidy up.
ENDS: Mapping[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "_exit": lambda: os._exit(EXITED),
}


@dataclass(frozen=True, slots=True)
class Nursery:
    """Starts processes that publish, and tells how they ended."""

    process: subprocess.Popen[str]

    def start(
        self, site: Site, *words: str, at: int = 0, by: str = "SIGKILL", stopped: bool = False
    ) -> int:
        """Start one; it ends itself at an instant, or is `stopped` before it begins. Give its id.

        Its instants are before and after each write of the ledger and each request.
        """
        return int(
            self._ask(
                folder=str(site.folder),
                now=site.now.isoformat(),
                environment=dict(site.environment),
                words=words,
                at=at,
                by=by,
                stopped=stopped,
            )
        )

    def end(self, process: int) -> int:
        """Wait for the end of a process; give its exit code, or minus the signal that ended it."""
        return int(self._ask(wait=process))

    def publish(self, site: Site, *words: str, at: int = 0, by: str = "SIGKILL") -> int:
        """Publish in a process, and give how it ended."""
        return self.end(self.start(site, *words, at=at, by=by))

    def _ask(self, **asked: Any) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Have a nursery while the body runs."""
    command = [sys.executable, "-m", "tests.nursery"]
    pipe = subprocess.PIPE
    nobodys = {name: os.environ[name] for name in os.environ if not name.startswith("NOWSYNC_")}
    env = {**nobodys, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdin=pipe, stdout=pipe, start_new_session=True
    ) as process:
        try:
            yield Nursery(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


class StartedSite(kills.Reopened, SiteWithKeptTemplates):
    """A site that is there already, and whose templates were compiled before the fork."""


def main() -> None:
    """Fork and wait, as the lines on standard input say."""
    warmed: set[tuple[str, ...]] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        start = "folder" in asked
        answer = _forked(_site(asked, warmed), asked) if start else _ended(asked["wait"])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _site(asked: Mapping[str, Any], warmed: set[tuple[str, ...]]) -> StartedSite:
    """Give the site, after its templates were used once for all that will be forked."""
    now = datetime.fromisoformat(asked["now"])
    site = StartedSite(Path(asked["folder"]), now, asked["environment"])
    platforms = tuple(each.target.platform for each in load(site.folder / "nowsync.toml").targets)
    if platforms not in warmed:
        warmed.add(platforms)
        site.preview()
    return site


def _forked(site: StartedSite, asked: Mapping[str, Any]) -> int:
    process = os.fork()
    if process and asked["stopped"]:
        os.waitpid(process, os.WUNTRACED)
    if not process:
        if asked["stopped"]:
            os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(_published(site, asked["words"], Fuse(asked["at"], end=ENDS[asked["by"]])))
    return process


def _published(site: Site, words: Sequence[str], fuse: Fuse) -> int:
    """Publish, and give the exit code of the command for what comes of it."""
    try:
        publish_with(fuse, site, *words, around=lambda client: Fused(client, fuse, REQUESTS))
    except LedgerBusy as error:
        sys.stderr.write(f"{error}\n")
        return BUSY
    except NowsyncError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except BaseException as error:  # noqa: BLE001  # a bug of ours is what is looked for
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return BUG
    return 0


if __name__ == "__main__":
    main()
