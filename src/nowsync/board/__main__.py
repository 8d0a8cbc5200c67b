"""The board's own process, which the daemon starts; it ends with its standard input."""

import json
import signal
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from nowsync.board.server import BoardServer, Desk

if TYPE_CHECKING:
    from nowsync.app import App

# How often the server looks whether it is to stop.
POLL_SECONDS = 1.0
UNUSABLE = 2


def main() -> int:
    """Serve until the input ends; its first line says at which port, and for which site."""
    # systemd tells all of us; what a button has begun is finished, and the daemon ends the input.
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    given = json.loads(sys.stdin.readline())

    def find() -> "App":
        from nowsync.app import App
        from nowsync.invocation import Invocation

        return App.find(Invocation(given["path"]))

    desk = Desk(find, Path(given["state"]))
    try:
        server = BoardServer(given["port"], desk)
    except OSError:
        return UNUSABLE
    with server:
        Thread(target=_end_with_input, args=(server,), daemon=True).start()
        server.serve_forever(POLL_SECONDS)
    desk.rest()
    return 0


def _end_with_input(server: BoardServer) -> None:
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
