"""What three clocks tell about a machine."""

from nowsync.daemon.clocks import Reading

BEFORE = Reading(wall=1_000.0, awake=50.0, always=70.0)


def test_time_that_goes_by_is_no_event() -> None:
    assert Reading(1_030.0, 80.0, 100.0).since(BEFORE) is None


def test_a_clock_that_is_slewed_is_no_event() -> None:
    assert Reading(1_031.5, 80.0, 100.0).since(BEFORE) is None


def test_a_sleep_is_told_by_the_clock_that_stood_still() -> None:
    assert Reading(8_200.0, 55.0, 7_270.0).since(BEFORE) == "the machine slept for 7195 s"


def test_a_clock_that_was_set_forward_is_told() -> None:
    assert Reading(4_630.0, 80.0, 100.0).since(BEFORE) == "the clock was set forward by 3600 s"


def test_a_clock_that_was_set_back_is_told() -> None:
    assert Reading(-2_570.0, 80.0, 100.0).since(BEFORE) == "the clock was set back by 3600 s"


def test_two_readings_of_this_machine_are_no_event() -> None:
    assert Reading.now().since(Reading.now()) is None
