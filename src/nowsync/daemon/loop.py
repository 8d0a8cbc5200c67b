"""The daemon's loop: one thing after another, each of them short."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TypeAlias

from msgspec import Struct

from nowsync.daemon.clocks import Reading
from nowsync.daemon.poison import Suspects
from nowsync.daemon.report import Report
from nowsync.daemon.supervisor import Supervisor
from nowsync.daemon.survey import Survey
from nowsync.daemon.wakeups import Wakeups
from nowsync.daemon.watch import Watcher
from nowsync.daemon.worker import Worker
from nowsync.mounts import remote

log = logging.getLogger("nowsync")

TICK = timedelta(seconds=30)
# A file system that tells nothing is looked at more often.
REMOTE_SURVEY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=1)


class Wake(Struct, frozen=True):
    """Somebody has a reason to look."""

    reason: str


class Told(Struct, frozen=True):
    """The worker has made a pass."""

    report: Report


class Left(Struct, frozen=True):
    """The worker has left; it has heard this often that it was asked for a pass."""

    code: int
    heard: int


class Tick(Struct, frozen=True):
    """Some seconds have passed."""


class Look(Struct, frozen=True):
    """It is time for a survey."""


class Reload(Struct, frozen=True):
    """The configuration is to be read anew."""


class Stop(Struct, frozen=True):
    """We are to end."""


Hire: TypeAlias = Callable[[Callable[[Report], None], Callable[[int, int], None]], Worker]
Listen: TypeAlias = Callable[[Sequence[Path], Callable[[], None]], Watcher]
Event: TypeAlias = Wake | Told | Left | Tick | Look | Reload | Stop


class Setup(Struct, frozen=True):
    """A configuration that has been found good: its file, what that said, and what to watch."""

    path: Path
    text: str
    places: tuple[Path, ...]
    survey: timedelta


@dataclass(kw_only=True)
class Daemon:
    """Wakes a worker when there may be something to do, and keeps what it reports.

    It reads no entry, no template and no secret. `reload` gives the configuration anew, or None
    with a word in the log if it cannot be used. `keep` keeps each report for others to read.
    What takes time is given, so that a year can be had in a minute: `hire` and `listen` begin what
    runs beside the loop, `wakeups` and `read` tell the time.
    """

    setup: Setup
    reload: Callable[[], Setup | None]
    keep: Callable[[Report, datetime | None], None]
    suspects: Suspects
    supervisor: Supervisor
    first_retry: timedelta = timedelta(minutes=1)
    hire: Hire = Worker
    listen: Listen = Watcher
    wakeups: Wakeups = field(default_factory=Wakeups)
    read: Callable[[], Reading] = Reading.now
    events: "SimpleQueue[Event]" = field(default_factory=SimpleQueue)
    _watcher: Watcher | None = field(default=None, init=False)
    _worker: Worker | None = field(default=None, init=False)
    _survey: Survey | None = field(default=None, init=False)
    _reading: Reading | None = field(default=None, init=False)
    _failures: int = field(default=0, init=False)
    _failure: str | None = field(default=None, init=False)
    _waiting: tuple[str, ...] = field(default=(), init=False)
    _beat: float = field(default=0.0, init=False)

    def run(self) -> None:
        """Work until told to stop."""
        self.begin()
        while not isinstance(event := self._next(), Stop):
            self.handle(event)
        self.end()

    def _next(self) -> Event:
        """Wait for what happens; again and again it is time for a look at the clocks.

        That is counted by one that nobody can set, or a clock that is set back would stop it.
        """
        left = self._beat - monotonic()
        with suppress(Empty):
            if left > 0:
                return self.events.get(timeout=left)
        self._beat = self._next_beat
        return Tick()

    @property
    def _next_beat(self) -> float:
        return monotonic() + self.supervisor.beat(TICK).total_seconds()

    def begin(self) -> None:
        """Start, with a first look at what is there."""
        self.wakeups.start()
        self._beat = self._next_beat
        self._settle()
        self.supervisor.ready()
        self._wake("started")

    def end(self) -> None:
        """Stop all that runs beside the loop, after the step at hand."""
        self.supervisor.stopping()
        log.info("stopping")
        self.wakeups.stop()
        if self._watcher is not None:
            self._watcher.stop()
        if self._worker is not None:
            self._worker.stop()

    def handle(self, event: Event) -> None:
        """Do what an event asks for; short, unless it is the end of a worker."""
        match event:
            case Wake(reason):
                self._wake(reason)
            case Told(report):
                self._told(report)
            case Left(code, heard):
                self._left(code, heard)
            case Tick():
                self._tick()
            case Look():
                self._look()
            case Reload():
                self._reload()
            case Stop():
                pass

    def _settle(self) -> None:
        """Watch and survey what the configuration names."""
        if self._watcher is not None:
            self._watcher.stop()
        places = self.setup.places
        self._watcher = self.listen(places, lambda: self.events.put(Wake("something changed")))
        self._watcher.start()
        self._survey = Survey.of(places)
        self._plan_surveys()

    def _plan_surveys(self) -> None:
        places = self.setup.places
        # Network file systems tell nobody of changes that are made elsewhere.
        far = any(map(remote, places))
        period = min(REMOTE_SURVEY, self.setup.survey) if far else self.setup.survey
        self.wakeups.every("survey", period, lambda: self.events.put(Look()))

    def _wake(self, reason: str) -> None:
        log.debug("%s", reason)
        if self._worker is not None:
            self._worker.ask()
            return
        try:
            self._worker = self.hire(
                lambda report: self.events.put(Told(report)),
                lambda code, heard: self.events.put(Left(code, heard)),
            )
        except (OSError, RuntimeError) as error:
            # Python has a RuntimeError for want of threads.
            self._try_again(f"no worker can be started ({error})")
            return
        self._worker.begin(self.setup.path, self.setup.text, self.suspects.aside)

    def _told(self, report: Report) -> None:
        for line in report.done:
            log.info("%s", line)
        for line in (*report.failed, *self._news(report)):
            log.warning("%s", line)
        again = self._again(report)
        if again is None:
            self.wakeups.never("due")
        else:
            self.wakeups.at("due", again, lambda: self.events.put(Wake("something is due")))
        try:
            self.keep(report, again)
        except OSError as error:
            log.warning("what this pass came to cannot be kept: %s", error)
        self.supervisor.status(_summary(report, again))

    def _news(self, report: Report) -> tuple[str, ...]:
        """Give what the report before did not say: why it failed, or what waits for a person."""
        failed, self._failure = self._failure, report.failure
        if report.failure is not None:
            # A ledger that somebody else holds is asked for every few seconds.
            return () if report.failure == failed else (report.failure,)
        before, self._waiting = self._waiting, (*report.problems, *report.held)
        return tuple(each for each in self._waiting if each not in before)

    def _again(self, report: Report) -> datetime | None:
        """Tell when to look again: when something is due, or should be tried once more."""
        if not report.failure and not report.unfinished:
            self._failures = 0
            return report.wakes_at
        self._failures += 1
        retry = report.at + self._pause
        return retry if report.wakes_at is None else min(retry, report.wakes_at)

    @property
    def _pause(self) -> timedelta:
        """Tell how long to wait after so many failures in a row."""
        return min(self.first_retry * (1 << min(self._failures - 1, 6)), LAST_RETRY)

    def _left(self, code: int, heard: int) -> None:
        worker, self._worker = self._worker, None
        asked, stopped = (worker.asked, worker.stopped) if worker else (0, False)
        if stopped or (code == 0 and heard > 0):
            self.suspects.forget()
            if heard < asked:
                self._wake("it was asked as it left")
            return
        entry = self.suspects.ended()
        if entry is not None:
            log.error("the worker was at %s when it ended", entry)
        self._try_again(f"the worker ended with {code}" if code else "the worker said nothing")

    def _try_again(self, why: str) -> None:
        self._failures += 1
        log.error("%s; the next one starts in %s", why, self._pause)
        moment = datetime.fromtimestamp(self.read().wall, UTC) + self._pause
        self.wakeups.at("due", moment, lambda: self.events.put(Wake("trying again")))

    def _tick(self) -> None:
        self.supervisor.alive()
        before, self._reading = self._reading, self.read()
        happened = None if before is None else self._reading.since(before)
        if self._worker is not None and (entry := self.suspects.stuck(self._reading.awake)):
            log.error("the worker does not get on with %s: it is ended", entry)
            self._worker.kill()
        if happened:
            log.info("%s", happened)
            self.wakeups.look_again()
            self._plan_surveys()
            self._wake(happened)

    def _look(self) -> None:
        before, self._survey = self._survey, Survey.of(self.setup.places)
        if self._survey != before:
            self._wake("the survey found a change")

    def _reload(self) -> None:
        self.supervisor.reloading()
        setup = self.reload()
        if setup is not None:
            self.setup = setup
            log.info("using %s as it is now", setup.path)
            if self._worker is not None:
                # It goes by the old one; the next one starts as soon as it has left.
                self._worker.stop()
                self._worker.ask()
            self._settle()
            self._wake("the configuration is new")
        self.supervisor.ready()


def _summary(report: Report, again: datetime | None) -> str:
    held = sum(each.held for each in report.targets.values())
    parts = [f"{held} held"] if held else []
    parts.append(f"looking again at {again:%Y-%m-%d %H:%M %Z}" if again else "nothing waits")
    return ", ".join(parts)
