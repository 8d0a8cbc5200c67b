"""What tells a ledger that was restored or lost from one that is as it was left."""

import pytest
from msgspec.structs import replace

from nowsync.core.action import Hold
from nowsync.core.continuity import Breach, Epoch, Memory, Recovery, held_back, judge
from tests.core.samples import FOUR, NOW, RECOVER, SKIP, UPDATE, WAIT

LEDGER = Epoch("one", 7)
OTHER = Epoch("other", 3)


def test_a_ledger_that_nothing_is_remembered_of_is_whole() -> None:
    assert judge(LEDGER, []) is None


@pytest.mark.parametrize("count", [0, 6, 7])
def test_a_ledger_that_is_not_behind_its_memory_is_whole(count: int) -> None:
    assert judge(LEDGER, [Memory(replace(LEDGER, count=count), here=True)]) is None


@pytest.mark.parametrize("here", [True, False])
def test_a_ledger_that_is_behind_its_memory_was_restored(here: bool) -> None:
    assert judge(LEDGER, [Memory(replace(LEDGER, count=8), here=here)]) is Breach.RESTORED


def test_a_ledger_in_the_place_of_another_one_means_that_this_was_lost() -> None:
    assert judge(LEDGER, [Memory(OTHER, here=True)]) is Breach.LOST


def test_a_ledger_elsewhere_says_nothing() -> None:
    assert judge(LEDGER, [Memory(OTHER, here=False)]) is None


def test_a_ledger_that_is_known_itself_takes_the_place_of_another_one() -> None:
    assert judge(LEDGER, [Memory(OTHER, here=True), Memory(LEDGER, here=False)]) is None


def test_in_recovery_all_that_would_be_sent_is_held() -> None:
    recovery = Recovery(Breach.RESTORED, NOW)

    held = held_back([*FOUR, UPDATE, RECOVER], recovery)

    assert {type(each) for each in held} == {Hold}
    assert all("nowsync reconcile" in each.reason for each in held)


def test_in_recovery_what_sends_nothing_stays_as_it_is() -> None:
    assert held_back([SKIP, WAIT], Recovery(Breach.LOST)) == (SKIP, WAIT)
