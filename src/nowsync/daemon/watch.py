"""Hearing of changes at once. What is heard is a hint; a survey tells what is true."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from nowsync.daemon.ears import ear

# How often the watched places are looked at, whether they are those that are listened to.
CHECK_SECONDS = 60.0
AGAIN_SECONDS = 5.0


_Identities: TypeAlias = dict[Path, tuple[int, int]]


class Watcher:
    """Calls `changed` whenever something in the places may have changed; may call too often.

    A place that has been replaced, or an odd file name, makes an ear deaf; both are noticed, and
    it begins anew.
    """

    def __init__(self, places: Sequence[Path], changed: Callable[[], None]) -> None:
        self._places = tuple(places)
        self._changed = changed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._begin()
        self._thread.start()

    def stop(self) -> None:
        """Call nothing more; the thread leaves when it wakes next."""
        self._stop.set()

    def _begin(self) -> None:
        self._known = _identities(self._places)
        self._ear = ear(self._known)

    def _run(self) -> None:
        self._listen()
        while not self._stop.is_set():
            if self._replaced:
                # More may follow, and not all of them are there now.
                self._stop.wait(AGAIN_SECONDS)
            self._begin()
            # Nobody listened for a moment.
            self._tell()
            self._listen()

    def _listen(self) -> None:
        """Tell of changes until another ear is needed."""
        while not (self._stop.is_set() or self._ear.outdated or self._replaced):
            if self._ear.hear(CHECK_SECONDS):
                self._tell()
        self._ear.close()

    @property
    def _replaced(self) -> bool:
        return _identities(self._places) != self._known

    def _tell(self) -> None:
        if not self._stop.is_set():
            self._changed()


def _identities(places: Sequence[Path]) -> _Identities:
    """Tell places apart from others that have taken their names since."""
    found: _Identities = {}
    for place in places:
        try:
            status = place.stat()
        except OSError:
            continue
        found[place] = status.st_dev, status.st_ino
    return found
