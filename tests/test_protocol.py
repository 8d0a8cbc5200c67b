"""The rules of the protocol hold, whatever happens, on every kind of server.

`pytest --thorough` tries some thousand stories instead of a few.
"""

from contextlib import ExitStack
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from nowsync.core.errors import LedgerBusy
from tests.servers.wire import Fault, Kind, Served
from tests.torture import audit
from tests.torture.instants import opened_as
from tests.torture.moves import Move
from tests.torture.personalities import PERSONALITIES
from tests.torture.stage import Stage
from tests.torture.venues import AtServer
from tests.torture.witness import Witness

USUAL, THOROUGH = 10, 300
NUMBERS = st.integers(0, 999)
ROUTES = [("POST", ".*"), ("PUT", ".*"), ("GET", ".*")]
KINDS: list[Kind] = ["drop_before", "drop_after", "late", "garbage", "truncate", "status"]


class Protocol(RuleBasedStateMachine):
    """An author, a clock, a server, and a nowsync that may die at any instant."""

    personality = ""
    stage: Stage
    witness: Witness

    def __init__(self) -> None:
        super().__init__()
        self._opened = ExitStack()

    @initialize()
    def open(self) -> None:
        self.stage = self._opened.enter_context(opened_as(self.personality))
        self.witness = Witness(self.stage)

    @rule(number=NUMBERS)
    def write(self, number: int) -> None:
        self._happen("write", number)

    @rule(number=NUMBERS, kind=st.sampled_from(["correct", "revise"]))
    def edit(self, number: int, kind: str) -> None:
        self._happen(kind, number)

    @rule(number=NUMBERS, kind=st.sampled_from(["draft", "remove", "bring_back", "rename"]))
    def take_back(self, number: int, kind: str) -> None:
        self._happen(kind, number)

    @rule()
    def run(self) -> None:
        self.witness.run()

    @rule(at=st.integers(1, 24))
    def die(self, at: int) -> None:
        self.witness.run(at)

    @rule()
    def find_another_at_work(self) -> None:
        asked = len(self._server().requests)
        with self.stage.site.app().writing(), pytest.raises(LedgerBusy):
            self.stage.site.publish()
        assert len(self._server().requests) == asked

    @rule(route=st.sampled_from(ROUTES), kind=st.sampled_from(KINDS), count=st.integers(1, 2))
    def lose_answers(self, route: tuple[str, str], kind: Kind, count: int) -> None:
        self._server().fault(Fault(*route, kind, count, status=429))

    @rule()
    def turn(self) -> None:
        self.stage.venue.turn(Random(1))

    @rule(minutes=st.sampled_from([1, 5, 20, 60, 24 * 60]))
    def wait(self, minutes: int) -> None:
        self._let_go_by(minutes)

    @invariant()
    def nothing_is_there_twice(self) -> None:
        if hasattr(self, "stage"):
            assert [*audit.of_history(self.stage.venue, self.stage.author.pieces)] == []
            assert self.witness.findings == []

    def teardown(self) -> None:
        with self._opened:
            self.stage.play([])
            assert self.stage.findings == []

    def _happen(self, kind: str, number: int) -> None:
        self.stage._happen(Move(kind, number))

    def _let_go_by(self, minutes: int) -> None:
        self.stage._let_go_by(timedelta(minutes=minutes))

    def _server(self) -> Served[Any]:
        assert isinstance(self.stage.venue, AtServer)
        return self.stage.venue.served


@pytest.mark.parametrize("personality", [each for each in PERSONALITIES if each != "feed"])
def test_the_protocol_is_kept(personality: str, thorough: bool) -> None:
    class Here(Protocol):
        pass

    Here.personality = personality
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=THOROUGH if thorough else USUAL,
            stateful_step_count=30,
            suppress_health_check=[*HealthCheck],
            deadline=None,
        ),
    )
