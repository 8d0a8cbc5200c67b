"""Wake-ups that are real: another thread keeps time."""

from nowsync.daemon.wakeups import Wakeups


def test_a_wake_up_that_has_come_can_be_forgotten() -> None:
    wakeups = Wakeups()
    wakeups.start()
    wakeups.never("due")
    wakeups.stop()
