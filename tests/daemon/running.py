"""A daemon at work for a site of the tests."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Thread

from nowsync.cli.daemon import setup
from nowsync.config import read_text
from nowsync.daemon.loop import Daemon, Setup, Stop
from nowsync.daemon.poison import FILE, Suspects
from nowsync.daemon.report import Report
from nowsync.daemon.supervisor import Supervisor
from nowsync.ledger import make_folder
from tests.site import Site

# Longer than anything here takes; what never comes fails the test.
PATIENCE = 60.0


@dataclass
class Running:
    """What the daemon has kept, and itself, to give it events."""

    daemon: Daemon
    kept: list[Report] = field(default_factory=list)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.kept[-1:]
            time.sleep(0.02)

    def until_pass(self, number: int) -> Report:
        """Wait for a pass, and give its report."""
        self.until(lambda: len(self.kept) >= number)
        return self.kept[number - 1]


@contextmanager
def at_work(site: Site, retry: timedelta = timedelta(minutes=1)) -> Iterator[Running]:
    """Have a daemon work for a site while the body runs."""
    state = site.folder / ".nowsync"
    make_folder(state)
    kept: list[Report] = []

    def keep(report: Report, _again: datetime | None) -> None:
        kept.append(report)

    daemon = Daemon(
        setup=setup_of(site),
        reload=lambda: setup_of(site),
        keep=keep,
        suspects=Suspects(state / FILE),
        supervisor=Supervisor(None),
        first_retry=retry,
    )
    thread = Thread(target=daemon.run)
    thread.start()
    try:
        yield Running(daemon, kept)
    finally:
        daemon.events.put(Stop())
        thread.join()


def setup_of(site: Site) -> Setup:
    """Read what the site's configuration wants of a daemon."""
    path = site.folder / "nowsync.toml"
    return setup(path, read_text(path))
