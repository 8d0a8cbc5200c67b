"""Passes: what `nowsync publish` does, again and again while something is due soon.

Runs as a process of its own, which the daemon starts when there may be something to do, so that
nothing that entries, servers or templates do can harm the daemon.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import FrameType

from msgspec.structs import replace

from nowsync.app import App
from nowsync.config import load
from nowsync.core.action import Hold, Wait
from nowsync.core.errors import LedgerBusy, NowsyncError
from nowsync.core.ledger import Ledger, Records
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome
from nowsync.core.publications import Publications
from nowsync.daemon import poison
from nowsync.daemon.poison import Taster
from nowsync.daemon.report import Counts, Report
from nowsync.hubs import Ping
from nowsync.installed import print_at_work
from nowsync.places import ADAPTERS
from nowsync.report import FAILURES

# Who leaves is started again at the price of a second; who stays holds some memory.
LINGER = timedelta(seconds=90)
BUSY = timedelta(seconds=5)


def one_pass(app: App, taster: Taster) -> Report:
    """Publish what is due, and tell what it came to."""
    with app.writing(planning=True) as ledger:
        plan = app.prepare(ledger)
        taster.done()
        outcomes = app.carry_out(plan, ledger, lambda _outcome: None)
        after, failure = _after(app, ledger, plan) if outcomes else (plan, None)
        report = replace(_report(app, after, ledger, outcomes), failure=failure)
        taster.done()
    # Others may hold the ledger while a slow site is looked at.
    return _with_pings(report, app.places.hubs().after())


def _after(app: App, ledger: Ledger, plan: Plan) -> tuple[Plan, str | None]:
    """Plan anew, as what has been sent may have let something else become due.

    If that fails, what has been done is told all the same, and why that is not all.
    """
    try:
        return app.prepare(ledger), None
    except NowsyncError as error:
        return plan, str(error)


def _next(app: App, plan: Plan) -> datetime | None:
    """Tell when something is due, or is to be told."""
    telling = app.teller.next(app.folder.entries, app.clock())
    return min(filter(None, (plan.wakes_at, telling)), default=None)


def _report(app: App, plan: Plan, records: Records, outcomes: Sequence[Outcome]) -> Report:
    entries = app.folder.entries
    return Report(
        at=app.clock(),
        wakes_at=_next(app, plan),
        newest=entries[-1].date if entries else None,
        done=tuple(_told(each) for each in outcomes if each.result not in FAILURES),
        failed=tuple(_told(each) for each in outcomes if each.result in FAILURES),
        held=tuple(
            f"{each.entry} on {each.target}: {each.reason}"
            for each in plan.actions
            if isinstance(each, Hold)
        ),
        problems=tuple(map(str, plan.problems)),
        targets={
            each.target.name: _counts(
                each.target.name, plan, records.publications(each.target.name)
            )
            for each in app.targets()
        },
    )


def _with_pings(report: Report, pings: Sequence[Ping]) -> Report:
    """Add what hubs were told of, and when those that were not are told again."""
    news = [each for each in pings if each.news]
    # What has just been given up is told by a pass that finds it so.
    times = (report.at if each.news and each.given_up else each.when(report.at) for each in pings)
    return replace(
        report,
        wakes_at=min(filter(None, (report.wakes_at, *times)), default=None),
        done=(*report.done, *(_ping_told(each, report) for each in news if not each.given_up)),
        failed=(*report.failed, *(_ping_told(each, report) for each in news if each.given_up)),
    )


def _ping_told(ping: Ping, report: Report) -> str:
    again, line = ping.when(report.at), f"{ping.target}: {ping}"
    if ping.told:
        return line
    end = f"the next look is at {again:%H:%M %Z}" if again else "there is no further look"
    return f"{line}; {end}"


def _counts(target: str, plan: Plan, publications: Publications) -> Counts:
    actions = [each for each in plan.actions if each.target == target]
    latest = publications.latest
    return Counts(
        waiting=sum(isinstance(each, Wait) for each in actions),
        held=sum(isinstance(each, Hold) for each in actions),
        unfinished=sum(each.target == target for each in plan.sending),
        published=len(publications.published),
        latest=latest.updated if latest else None,
    )


def _told(outcome: Outcome) -> str:
    place = f" {outcome.url}" if outcome.url else ""
    return f"{outcome.entry} on {outcome.target}: {outcome.message}{place}"


def main() -> int:
    """Make passes until nothing is due soon. What to do is read from standard input.

    Its first line is the configuration as the daemon has accepted it; each later one asks for
    another pass at once. Its end, and SIGTERM, ask us to leave after the step at hand.
    """
    with suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, _leave)
        _passes()
        # We are leaving; nobody has to tell us any more.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return 0


def _passes() -> None:
    given = json.loads(sys.stdin.readline())
    configuration = load(Path(given["path"]), text=given["text"])
    state = configuration.state_folder(os.environ)
    taster = Taster(state / poison.FILE, frozenset(given["aside"]))
    asked: SimpleQueue[bool] = SimpleQueue()
    Thread(target=_listen, args=(asked,), daemon=True).start()
    # That of what reads entries is looked at by the first pass.
    print_at_work(ADAPTERS)
    heard = 1
    while True:
        notices: list[str] = []
        app = App(
            configuration,
            os.environ,
            before=taster.before,
            before_file=taster.before_file,
            notice=notices.append,
        )
        report = _guarded(app, taster)
        report = replace(report, heard=heard, failed=(*report.failed, *notices))
        _say(report)
        due = report.wakes_at
        if due is None or due - datetime.now(UTC) > LINGER:
            return
        if configuration.served:
            # There is time for it now, and none when it is due.
            from nowsync.http import client

            client.load()
        words = _wait(asked, _until(due, datetime.now(UTC)))
        if words is None:
            return
        heard += words


def _guarded(app: App, taster: Taster) -> Report:
    try:
        return one_pass(app, taster)
    except LedgerBusy as error:
        taster.done()
        return Report(at=app.clock(), wakes_at=app.clock() + BUSY, failure=str(error))
    except NowsyncError as error:
        # It has ended with a word, and so did no harm.
        taster.done()
        return Report(at=app.clock(), failure=str(error))


def _until(due: datetime, now: datetime) -> timedelta:
    """Tell how long to wait for what is due.

    A pass tells the rest of a file to the fraction of a second, and all else to the second: what
    still waits though its time has come is due at the end of that second.
    """
    if due <= now and due.microsecond:
        due = due.replace(microsecond=0) + timedelta(seconds=1)
    return max(due - now, timedelta())


def _wait(asked: "SimpleQueue[bool]", time: timedelta) -> int | None:
    """Wait until it is time, or we are asked for a pass; count how often. None is to leave."""
    words: list[bool] = []
    with suppress(Empty):
        words.append(asked.get(timeout=time.total_seconds()))
    while not asked.empty():
        words.append(asked.get())
    return len(words) if all(words) else None


def _listen(asked: "SimpleQueue[bool]") -> None:
    for _line in sys.stdin:
        asked.put(True)
    asked.put(False)


def _say(report: Report) -> None:
    sys.stdout.write(f"{report.dump()}\n")
    sys.stdout.flush()


def _leave(number: int, _frame: FrameType | None) -> None:
    # Once is enough.
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
