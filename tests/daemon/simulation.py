"""A daemon whose time is ours: a year goes by in seconds, and nothing runs beside the loop."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nowsync.daemon.clocks import Reading
from nowsync.daemon.loop import Daemon, Tick
from nowsync.daemon.passes import one_pass
from nowsync.daemon.poison import FILE, Suspects, Taster
from nowsync.daemon.report import Report
from nowsync.daemon.supervisor import Supervisor
from nowsync.daemon.wakeups import Wakeups
from nowsync.daemon.watch import Watcher
from nowsync.daemon.worker import Worker
from nowsync.ledger import make_folder
from tests.daemon.running import setup_of
from tests.site import Site


class Times(Wakeups):
    """Wake-ups that come when the simulation gets to them. Ticks come when we send them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._times: dict[str, tuple[datetime, timedelta | None, Callable[[], None]]] = {}

    def start(self) -> None:
        return

    def stop(self) -> None:
        return

    def every(self, name: str, period: timedelta, call: Callable[[], None]) -> None:
        self._times[name] = (self._site.now + period, period, call)

    def at(self, name: str, moment: datetime, call: Callable[[], None]) -> None:
        self._times[name] = (moment, None, call)

    def never(self, name: str) -> None:
        self._times.pop(name, None)

    def look_again(self) -> None:
        return

    def next(self) -> tuple[str, datetime]:
        """Name the wake-up that comes first."""
        return min(((name, at) for name, (at, _, _) in self._times.items()), key=lambda e: e[1])

    def come(self, name: str) -> None:
        """Let a wake-up come, and come again if it does."""
        _, period, call = self._times.pop(name)
        if period is not None:
            self.every(name, period, call)
        call()


class AtOnce(Worker):
    """A worker that makes one pass at once, in this process, and leaves."""

    def __init__(
        self,
        site: Site,
        reported: Callable[[Report], None],
        left: Callable[[int, int], None],
    ) -> None:
        self._site = site
        self._reported, self._left = reported, left
        self.asked, self.stopped = 0, False

    def begin(self, path: Path, text: str, aside: Collection[str]) -> None:
        self.asked += 1
        taster = Taster(self._site.folder / ".nowsync" / FILE, aside)
        self._reported(one_pass(self._site.app(), taster))
        self._left(0, self.asked)

    def ask(self) -> None:
        self.asked += 1

    def stop(self) -> None:
        return


class Ear(Watcher):
    """Hears of a change when the simulation says so."""

    def __init__(self, _places: Sequence[Path], changed: Callable[[], None]) -> None:
        self.changed = changed

    def start(self) -> None:
        return

    def stop(self) -> None:
        return


@dataclass
class Simulation:
    """A site with its daemon, and the time there."""

    site: Site
    reports: list[Report] = field(default_factory=list)

    def __post_init__(self) -> None:
        make_folder(self.site.folder / ".nowsync")
        self.restart()

    def restart(self) -> None:
        """Start a daemon that knows nothing but what is on the disk."""
        self._times = Times(self.site)
        self._daemon = Daemon(
            setup=setup_of(self.site),
            reload=lambda: setup_of(self.site),
            keep=lambda report, _again: self.reports.append(report),
            suspects=Suspects(self.site.folder / ".nowsync" / FILE),
            supervisor=Supervisor(None),
            hire=lambda reported, left: AtOnce(self.site, reported, left),
            listen=self._listen,
            wakeups=self._times,
            read=self._read,
        )
        self._daemon.begin()
        self._settle()

    def pass_time(self, span: timedelta) -> None:
        """Let time go by, with all that it brings."""
        end = self.site.now + span
        while (due := self._times.next())[1] <= end:
            self.site.now = max(self.site.now, due[1])
            self._times.come(due[0])
            self._settle()
        self.site.now = end

    def hear(self, times: int = 1) -> None:
        """Let the daemon hear of changes, one right behind the other."""
        for _ in range(times):
            self._ear.changed()
        self._settle()

    def sleep(self, span: timedelta) -> None:
        """Close the lid of the machine, and open it again."""
        self._daemon.handle(Tick())
        self._asleep += span.total_seconds()
        self.site.now += span
        self._daemon.handle(Tick())
        self._settle()

    def set_clock(self, span: timedelta) -> None:
        """Set the machine's clock to another time."""
        self._daemon.handle(Tick())
        self._set += span.total_seconds()
        self.site.now += span
        self._daemon.handle(Tick())
        self._settle()

    _asleep: float = 0.0
    _set: float = 0.0

    def _read(self) -> Reading:
        wall = self.site.now.timestamp()
        return Reading(wall, wall - self._set - self._asleep, wall - self._set)

    def _listen(self, places: Sequence[Path], changed: Callable[[], None]) -> Ear:
        self._ear = Ear(places, changed)
        return self._ear

    def _settle(self) -> None:
        while not self._daemon.events.empty():
            self._daemon.handle(self._daemon.events.get())
