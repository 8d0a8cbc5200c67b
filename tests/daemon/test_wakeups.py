"""Wake-ups that are real: another thread keeps time."""

import time
from datetime import UTC, datetime
from threading import Event

from nowsync.daemon.wakeups import Wakeups
from tests.shell import PATIENCE


def test_a_wake_up_that_has_come_can_be_forgotten() -> None:
    wakeups = Wakeups()
    wakeups.start()
    wakeups.never("due")
    wakeups.stop()


def test_a_wake_up_may_come_as_all_are_stopped() -> None:
    comes = Event()

    def slowly() -> None:
        comes.set()
        time.sleep(0.1)

    wakeups = Wakeups()
    wakeups.start()
    wakeups.at("due", datetime.now(UTC), slowly)
    # An exception in the thread that keeps time fails the test.
    assert comes.wait(PATIENCE)
    wakeups.stop()
