"""The process beside the daemon that shows its page, and is started again when it ends."""

import json
import logging
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

log = logging.getLogger("nowsync")

# With the worker's, this is less than systemd gives us (TimeoutStopSec in config/systemd).
PATIENCE_SECONDS = 15.0
AGAIN_SECONDS = 60.0
# What nowsync.board ends with when somebody else has its port.
TAKEN = 2


class Beside:
    """Shows the page at a port, until it is stopped; what it does harms no pass."""

    def __init__(self, port: int, configuration: Path, folder: Path) -> None:
        self._port = port
        self._said = json.dumps({"port": port, "path": str(configuration), "state": str(folder)})
        self._stop = Event()
        self._process = self._begin()
        Thread(target=self._keep, name="page", daemon=True).start()

    def stop(self) -> None:
        """Let it finish what a button has begun, and leave; end it when that takes too long."""
        self._stop.set()
        process = self._process
        _hang_up(process)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _begin(self) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "nowsync.board"],
            stdin=subprocess.PIPE,
            text=True,
            # Ours to end: a Ctrl-C at the terminal is for the daemon alone.
            start_new_session=True,
        )
        # Who has ended already is told of by its code.
        with suppress(OSError):
            if process.stdin is not None:
                process.stdin.write(f"{self._said}\n")
                process.stdin.flush()
        return process

    def _keep(self) -> None:
        while True:
            code = self._process.wait()
            _hang_up(self._process)
            if self._stop.is_set():
                return
            if code == TAKEN:
                log.error("no page: another program has port %d; choose another one", self._port)
            else:
                log.error("the page's process ended with %d; it starts again", code)
            if not self._begin_again():
                return

    def _begin_again(self) -> bool:
        """Start it anew after a while, as often as it takes; False when we are stopped."""
        while not self._stop.wait(AGAIN_SECONDS):
            try:
                self._process = self._begin()
            except OSError as error:
                # For want of memory or processes, or while Python itself is replaced.
                log.warning("no page: its process cannot be started: %s", error)
            else:
                return True
        return False


def _hang_up(process: "subprocess.Popen[str]") -> None:
    # What it was not told any more stands in the pipe, which fails once more as it is closed.
    with suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
