"""Hearing of changes at once. What is heard is a hint; a survey tells what is true."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from nowsync.daemon.survey import is_watched

# In milliseconds. A change is told once nothing has changed for this long. watchfiles looks at its
# clock this often, so a shorter time costs: at its default of 50 it wakes 20 times a second.
QUIET = 2_000
LONGEST = 10_000
# How often the watched places are checked to be those that are there.
CHECK = 60_000
AGAIN_SECONDS = 5.0


_Identities: TypeAlias = dict[Path, tuple[int, int]]


class Watcher:
    """Calls `changed` whenever something in the places may have changed; may call too often.

    A place that has been replaced, or an odd file name, makes watchfiles deaf or ends it; both are
    noticed, and it begins anew.
    """

    def __init__(self, places: Sequence[Path], changed: Callable[[], None]) -> None:
        self._places = tuple(places)
        self._changed = changed
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, within a few seconds and without waiting for that."""
        self._stop.set()

    def _run(self) -> None:
        known = _identities(self._places)
        while not self._stop.is_set():
            if known:
                self._listen(known)
            self._stop.wait(AGAIN_SECONDS)
            before, known = known, _identities(self._places)
            if known or before:
                # Nobody listened for a moment.
                self._changed()

    def _listen(self, known: _Identities) -> None:
        """Listen until the places are others, or watchfiles gives up."""
        from watchfiles import watch

        batches = watch(
            *known,
            watch_filter=lambda _change, path: self._concerns(path),
            debounce=LONGEST,
            step=QUIET,
            rust_timeout=CHECK,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
        )
        heard = False
        try:
            for batch in batches:
                if (batch or not heard) and not self._stop.is_set():
                    # What changed while it began to listen has not been heard.
                    self._changed()
                heard = True
                if _identities(self._places) != known:
                    return
        except (OSError, RuntimeError, UnicodeError):
            # One file name that is not UTF-8 ends it (samuelcolvin/watchfiles#348).
            return

    def _concerns(self, path: str) -> bool:
        inside = (Path(path).relative_to(place) for place in self._places if _holds(place, path))
        return any(all(map(is_watched, each.parts)) for each in inside)


def _holds(place: Path, path: str) -> bool:
    return Path(path).is_relative_to(place)


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
