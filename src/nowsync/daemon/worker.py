"""The worker, as the daemon sees it: a process that makes passes and reports each."""

import json
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from threading import Thread

from nowsync.daemon.report import Report

# systemd gives us longer than this (TimeoutStopSec in config/systemd).
PATIENCE_SECONDS = 20.0


class Worker:
    """One process. It makes a pass, makes others while something is due soon, and leaves.

    `reported` hears of each pass, `left` how the process has ended, and how often it has heard
    that it was asked. Both are called from another thread. `stopped` is true once it has been told
    to leave: then its end says nothing of what it was at.
    """

    def __init__(
        self, reported: Callable[[Report], None], left: Callable[[int, int], None]
    ) -> None:
        self._reported, self._left = reported, left
        self.asked = 0
        self.stopped = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nowsync.daemon.passes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Whatever it says, it is heard to its end.
            errors="replace",
            # Ours to end: a Ctrl-C at the terminal is for the daemon alone.
            start_new_session=True,
        )
        Thread(target=self._listen, name="worker", daemon=True).start()

    def begin(self, path: Path, text: str, aside: Collection[str]) -> None:
        """Have the first pass made, by the configuration at `path` that says `text`.

        Entries that are set `aside` are not put into words.
        """
        self._say(json.dumps({"path": str(path), "text": text, "aside": sorted(aside)}))

    def ask(self) -> None:
        """Have another pass made soon; if it is about to leave, it has not heard."""
        self._say("again")

    def stop(self) -> None:
        """Let it finish the step at hand and leave; end it when that takes too long.

        What it was at is looked for by the next one.
        """
        self.stopped = True
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End it at once. It has not survived what it was at."""
        self._process.kill()

    def _say(self, line: str) -> None:
        self.asked += 1
        if self._process.stdin is None:
            return
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            # It has left; that it has not heard this is told with that.
            return

    def _listen(self) -> None:
        heard = 0
        try:
            # What it was not told any more stands in the pipe, which fails as it is closed.
            with suppress(OSError), self._process as process:
                for line in process.stdout or ():
                    # Who is killed may leave half a line.
                    with suppress(ValueError):
                        report = Report.load(line)
                        heard = report.heard
                        self._reported(report)
        finally:
            # Nobody else will tell; a daemon that is not told asks a dead worker for ever.
            self._left(self._process.wait(), heard)
