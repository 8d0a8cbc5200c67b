"""Hold what is tried again to the pauses between the tries."""

from datetime import timedelta

import pytest

from nowsync.core.tries import Tries
from tests.core.samples import NOW

MINUTE = timedelta(minutes=1)
FIRST = Tries.first("answers 404", NOW)


@pytest.mark.parametrize(("failures", "pause"), [(1, 1), (2, 2), (6, 32), (7, 60), (1000, 60)])
def test_the_tries_become_rarer_up_to_one_an_hour(failures: int, pause: int) -> None:
    tries = FIRST
    for _ in range(failures - 1):
        tries = tries.again("answers 404", NOW)

    assert tries.next == NOW + pause * MINUTE


def test_who_asks_to_be_left_alone_is() -> None:
    assert FIRST.again("asks us to wait", NOW, NOW + 30 * MINUTE).next == NOW + 30 * MINUTE


def test_the_first_try_and_what_was_seen_last_are_remembered() -> None:
    tries = FIRST.again("answers 503", NOW + MINUTE)

    assert (tries.since, tries.last, tries.saw) == (NOW, NOW + MINUTE, "answers 503")
