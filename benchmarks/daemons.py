"""Goals f, g and h: a daemon that waits, notices and posts. Scaled down; each says how far."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import archive
from benchmarks.figures import Spread
from benchmarks.process import NOWSYNC, environment, nowsync, run
from benchmarks.result import Check, Measure
from benchmarks.server import Server, serving
from benchmarks.stage import Stage

PATIENCE = 120.0
SETTLE = 2
CALM, IDLE = 20.0, 60.0
HOUR = 3600
# Half of a limit is left to its owner, so three windows are needed for what is due.
DUE, LIMIT, WINDOW, ANSWERS_AFTER = 90, 60, 10.0, 0.05
# What is late at the end of a window is so whatever its length: 2 % of Mastodon's five minutes.
LATE = 0.02 * 300


@contextmanager
def daemon(folder: Path) -> Iterator[int]:
    """Run a daemon for a site from its first pass on; give the number of its process."""
    with (folder.parent / "daemon.log").open("wb") as log:
        process = subprocess.Popen(
            [NOWSYNC, "daemon"],
            cwd=folder,
            env=environment(folder, {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _until((folder / ".nowsync" / "daemon.json").exists)
        yield process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def saved_to_sent(stage: Stage) -> Measure:
    """Measure f: from the end of an entry's rest to its request."""
    late: list[float] = []
    with serving(Server()) as server:
        site = stage.site("save", 3, archive.mastodon(server.url, SETTLE))
        run(nowsync(site.folder, "publish", "--yes"))
        with daemon(site.folder):
            for number in range(stage.rounds):
                stage.tell(f"daemon: entry {number + 1} of {stage.rounds} is saved")
                (path,) = site.add()
                os.utime(path)
                finished = path.stat().st_mtime + SETTLE
                _until(lambda count=number: len(server.posts) > count)  # type: ignore[misc]
                late.append(1000 * (server.posts[-1] - finished))
    note = f"settle = {SETTLE}; {stage.rounds} entries, one after the other"
    return Measure("f", [Check("after its rest", "ms", Spread.of(late), 100)], notes=[note])


def idle(stage: Stage, site: archive.Archive) -> Measure:
    """Measure g: what a daemon costs while nothing happens."""
    if not Path("/proc/self/status").exists():
        return Measure("g", skipped="it is read from /proc, which this system has not")
    with daemon(site.folder) as number:
        stage.tell(f"daemon: coming to rest, {CALM:.0f} s")
        time.sleep(CALM)
        before = _used(number)
        stage.tell(f"daemon: idle for {IDLE:.0f} s")
        time.sleep(IDLE)
        after = _used(number)
    processor, wakeups = (now - then for now, then in zip(after[:2], before[:2], strict=True))
    checks = [
        Check("processor in an hour", "s", Spread.of([processor / IDLE * HOUR]), 0.2),
        Check("wake-ups in a second", "", Spread.of([wakeups / IDLE]), 2),
        Check("memory", "MiB", Spread.of([after[2]]), 35),
    ]
    note = f"{IDLE:.0f} s, counted up to an hour"
    return Measure("g", checks, notes=[note])


def paced(stage: Stage) -> Measure:
    """Measure h: more posts than the server lets through at once."""
    with serving(Server(ANSWERS_AFTER)) as server:
        site = stage.site("pace", 3, archive.mastodon(server.url))
        run(nowsync(site.folder, "publish", "--yes"))
        site.add(DUE)
        server.limit, server.window = LIMIT, WINDOW
        stage.tell(f"daemon: {DUE} posts, {LIMIT // 2} in each {WINDOW:.0f} s")
        with daemon(site.folder):
            _until(lambda: len(server.posts) >= DUE)
    began, ended = server.posts[0], server.posts[-1]
    full = DUE // (LIMIT // 2)
    # In the last window nothing is waited for but the answers: to the post, and to its reading.
    least = (full - 1) * WINDOW + (LIMIT // 2) * 2 * ANSWERS_AFTER
    late = (ended - began - least) / (full - 1)
    checks = [
        Check("late in each window", "s", Spread.of([late]), LATE),
        Check("refused by the server", "", Spread.of([server.refused]), 0),
        Check("requests to post each", "", Spread.of([len(server.posts) / DUE]), 1),
    ]
    note = (
        f"{DUE} posts, a limit of {LIMIT} in {WINDOW:.0f} s of which half is left to its owner "
        f"(decision 0025), {1000 * ANSWERS_AFTER:.0f} ms an answer"
    )
    return Measure("h", checks, notes=[note])


def _used(number: int) -> Sequence[float]:
    """Read what a process and its children have had: seconds, wake-ups of threads, MiB."""
    processes = [number, *_children(number)]
    threads = [task for each in processes for task in Path(f"/proc/{each}/task").iterdir()]
    # In nanoseconds (Documentation/scheduler/sched-stats.rst).
    processor = sum(int((each / "schedstat").read_text().split()[0]) for each in threads)
    wakeups = sum(_field(each, "voluntary_ctxt_switches") for each in threads)
    memory = sum(_field(Path(f"/proc/{each}"), "VmRSS") for each in processes)
    return processor / 1e9, wakeups, memory / 1024


def _children(number: int) -> list[int]:
    tasks = Path(f"/proc/{number}/task").iterdir()
    return [int(each) for task in tasks for each in (task / "children").read_text().split()]


def _field(place: Path, name: str) -> int:
    lines = (place / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > end:
            raise RuntimeError("the daemon has not come to it; see its log")
        time.sleep(0.005)
