"""Concerns: what a person should hear of, though nobody is looking."""

from collections.abc import Collection, Iterator, Sequence, Set
from datetime import timedelta

from msgspec import Struct

from nowsync.core.action import Hold, Wait
from nowsync.core.errors import Problem
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome, Result

# A later run looks for what is unknown, and mostly finds it.
UNTIL_LOOKED_FOR = timedelta(minutes=15)
# Somebody may be writing in a file that cannot be read.
UNTIL_WRITTEN = timedelta(hours=1)


class Concern(Struct, frozen=True, kw_only=True):
    """Something that a person should hear of once; `key` stays the same as long as it lasts.

    `target`: where, if not everywhere. `patience`: how long it may take to end by itself before
    anybody hears of it. `lasting`: its end is news, too. `until_sent`: it lasts until something
    goes out on that target, or nothing is left that should.
    """

    key: str
    text: str
    target: str | None = None
    patience: timedelta = timedelta()
    lasting: bool = True
    until_sent: bool = False


def concerns(plan: Plan, outcomes: Sequence[Outcome]) -> tuple[Concern, ...]:
    """Find what is of concern in a plan and in what came of it; each matter once."""
    found = [
        *_of_outcomes(outcomes),
        *_of_pauses(plan, _sent(outcomes)),
        *_of_holds(plan),
        *map(_of_problem, plan.problems),
    ]
    first: dict[str, Concern] = {}
    for each in found:
        first.setdefault(each.key, each)
    return tuple(first.values())


def stuck(plan: Plan, outcomes: Sequence[Outcome]) -> Collection[str]:
    """Name the targets where something should still go out, and nothing did."""
    waiting = {each.target for each in plan.actions if isinstance(each, Wait)}
    return {*waiting, *(each.target for each in plan.sending)} - _sent(outcomes)


def _sent(outcomes: Sequence[Outcome]) -> Set[str]:
    return {each.target for each in outcomes if each.result is Result.DONE}


def _of_outcomes(outcomes: Sequence[Outcome]) -> Iterator[Concern]:
    for each in outcomes:
        key, place = _key(each), f"{each.entry} on {each.target}"
        said = each.message.partition("\n")[0]
        match each.result:
            case Result.NOT_SENT:
                # What stops one entry mostly stops its target, and is told once.
                yield _of_target(each.target, said)
            case Result.UNKNOWN:
                text = f"{place}: {said}"
                yield Concern(key=key, text=text, target=each.target, patience=UNTIL_LOOKED_FOR)
            case Result.GONE:
                yield Concern(key=key, text=f"{place}: {said}", target=each.target, lasting=False)
            case Result.REFUSED | Result.HELD:
                yield Concern(key=key, text=f"{place}: {said}", target=each.target)


def _of_pauses(plan: Plan, sent: Collection[str]) -> Iterator[Concern]:
    return (_of_target(name, why) for name, why in plan.paused.items() if name not in sent)


def _of_target(name: str, why: str) -> Concern:
    return Concern(key=f"target {name}", text=f"{name}: {why}", target=name, until_sent=True)


def _of_holds(plan: Plan) -> Iterator[Concern]:
    for each in plan.actions:
        if isinstance(each, Hold):
            text = f"{each.entry} on {each.target} is held: {each.reason}"
            yield Concern(key=_key(each), text=text, target=each.target)


def _of_problem(problem: Problem) -> Concern:
    return Concern(key=f"file {problem.file}", text=str(problem), patience=UNTIL_WRITTEN)


def _key(about: Outcome | Hold) -> str:
    return f"entry {about.entry} {about.target}"
