"""Killed at every write and every request, on every server: nothing twice, and nothing lost.

A part of all instants is tried each time; `pytest --thorough` tries all of them.
"""

from itertools import product

import pytest

from tests.nursery import Nursery
from tests.torture.instants import STORIES, survive
from tests.torture.personalities import PERSONALITIES

# An article and an entry of a feed have no parts.
WHOLE = [*product(["Forem", "feed"], ["create", "edit"])]
PARTED = [*product([each for each in PERSONALITIES if each not in dict(WHOLE)], STORIES)]
# A thread has more instants than all the rest.
EVERY = {"create": 3, "edit": 3, "thread": 6, "growth": 9}


@pytest.mark.fault("P02", "nothing twice, nothing lost")
@pytest.mark.fault("P03", "as after any other end")
@pytest.mark.parametrize(("personality", "story"), [*WHOLE, *PARTED])
def test_the_end_of_the_process_at_any_instant_does_no_harm(
    processes: Nursery, thorough: bool, personality: str, story: str
) -> None:
    survival = survive(processes, personality, story, 1 if thorough else EVERY[story])

    assert survival.findings == ()
    assert survival.ends > 0
