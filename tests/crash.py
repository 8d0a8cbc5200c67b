"""The end of the process at any instant, and what the next days make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nowsync import pipeline
from nowsync.composer import Place
from nowsync.core.publication import SETTLE
from tests.site import Site


class Crash(BaseException):
    """The process ends here; nothing that could tidy up runs."""


@dataclass
class Fuse:
    """Ends the process at one of its instants."""

    at: int
    passed: int = 0

    def burn(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Crash


@dataclass
class Fused:
    """A ledger or an adapter that can end the process before and after each call."""

    inner: Any
    fuse: Fuse
    calls: Sequence[str] = field(default_factory=tuple)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.inner, name)
        return self._wrapped(value) if name in self.calls else value

    def _wrapped(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self.fuse.burn()
            result = call(*arguments, **named)
            self.fuse.burn()
            return result

        return wrapped


WRITES = ("meet", "recognise", "begin", "send", "confirm", "doubt", "refuse", "hold", "withdraw")
MUTATIONS = ("perform", "perform_all")


def publish_until(site: Site, at: int, *words: str) -> Fuse:
    """Publish, and end the process at the given instant; the fuse tells whether it came to that."""
    fuse = Fuse(at)
    app = site.app()
    with app.writing() as ledger:
        plan = app.prepare(ledger, words=words)
        places = [
            Place(place.target, fused(place.adapter, fuse), place.facts)
            for place in app._places(ledger, ())
        ]
        pipeline.carry_out(
            plan,
            places,
            Fused(ledger, fuse, WRITES),
            clock=app.clock,
            remember=lambda _name, _facts: None,
            tell=lambda _outcome: None,
        )
    return fuse


def fused(adapter: object, fuse: Fuse) -> Any:
    """Put a fuse into an adapter; what stays of its type is what it does."""
    return Fused(adapter, fuse, MUTATIONS)


def settle(site: Site) -> None:
    """Publish until nothing is left to do, as the next days would."""
    for _ in range(4):
        site.now += SETTLE
        site.publish()
