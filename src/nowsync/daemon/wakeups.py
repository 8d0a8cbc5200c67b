"""Wake-ups: APScheduler says when, and nothing else.

A wake-up that is late, comes twice or never does no harm: what to do is decided anew each time,
from the entries, the ledger and the clock. So none of them is kept anywhere.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Wakeups:
    """Calls functions at times. What they do must be short: they put a word into a queue."""

    def __init__(self) -> None:
        from apscheduler.executors.debug import DebugExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # What is this short is called where time is kept, without a thread of its own.
            executors={"default": DebugExecutor()},
            # Otherwise a wake-up that is a second late is dropped.
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )

    def start(self) -> None:
        """Begin to keep time."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing more."""
        # It would look in vain for a wake-up that is just coming, and its thread would not survive.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)

    def every(self, name: str, period: timedelta, call: Callable[[], None]) -> None:
        """Call again and again."""
        seconds = period.total_seconds()
        self._scheduler.add_job(call, "interval", seconds=seconds, id=name, replace_existing=True)

    def at(self, name: str, moment: datetime, call: Callable[[], None]) -> None:
        """Call once, in the place of the earlier wake-up of this name; at once if it is over."""
        self._scheduler.add_job(call, "date", run_date=moment, id=name, replace_existing=True)

    def never(self, name: str) -> None:
        """Forget a wake-up."""
        from apscheduler.jobstores.base import JobLookupError

        # It may be coming at this moment, in another thread.
        with suppress(JobLookupError):
            self._scheduler.remove_job(name)

    def look_again(self) -> None:
        """See what is due by a clock that may have been set: it only counts seconds otherwise."""
        self._scheduler.wakeup()
