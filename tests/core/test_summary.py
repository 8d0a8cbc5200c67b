"""Hold the summary to what it says of its length."""

from msgspec.structs import replace

from nowsync.core.target import Room
from tests.core.samples import summary

ROOM = Room(500, len)


def test_a_content_warning_counts() -> None:
    warned = replace(summary(text="Winter"), content_warning="cold")

    assert warned.length(ROOM) == len("Winter") + len("cold")


def test_a_content_warning_counts_by_its_own_measure() -> None:
    warned = replace(summary(text="Winter"), content_warning="cold")

    assert warned.length(Room(0, lambda text: 1, plain=len)) == 1 + len("cold")


def test_a_thread_is_as_long_as_its_longest_part() -> None:
    thread = replace(summary(text="Winter"), thread=("is near,", "ah"))

    assert thread.length(ROOM) == len("is near,")
