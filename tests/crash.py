"""The end of the process at any instant, and what the next days make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from nowsync import pipeline
from nowsync.adapters.base import Surroundings
from nowsync.composer import Place
from nowsync.core.publication import SETTLE
from tests.site import Site


class Crash(BaseException):
    """The process ends here; nothing that could tidy up runs."""


def crash() -> None:
    """End the process, as far as one can that goes on with the test."""
    raise Crash


@dataclass
class Fuse:
    """Ends the process at one of its instants."""

    at: int
    passed: int = 0
    end: Callable[[], object] = crash

    def burn(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            self.end()


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
REQUESTS = ("get", "send", "upload")


def publish_until(site: Site, at: int, *words: str) -> Fuse:
    """Publish, and end the process at the given instant; the fuse tells whether it came to that."""
    return _with(Fuse(at), site, words)


def retract_until(site: Site, at: int, *words: str) -> Fuse:
    """Take entries back, and end the process at the given instant."""
    return _with(Fuse(at), site, words, retract=True)


def publish_with(
    fuse: Fuse, site: Site, *words: str, around: Callable[[Any], Any] | None = None
) -> Fuse:
    """Publish with a fuse in the ledger and the adapters, and `around` each client whatever may."""
    return _with(fuse, site, words, around=around)


def _with(
    fuse: Fuse,
    site: Site,
    words: Sequence[str],
    *,
    around: Callable[[Any], Any] | None = None,
    retract: bool = False,
) -> Fuse:
    app = site.app()
    with app.writing(planning=True) as ledger:
        plan = app.prepare(ledger, words=words, retract=retract)
        places = [
            Place(place.target, fused(place.adapter, fuse), place.facts)
            for place in app.places.of(ledger, ())
        ]
        if around:
            for place in places:
                adapter: Any = place.adapter
                adapter.inner._surroundings = lending(adapter._surroundings, around)
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


def lending(lent: Surroundings, around: Callable[[Any], Any]) -> Surroundings:
    """Lend an adapter clients that have something around them."""

    def connect(origin: str, **named: Any) -> Any:
        return around(lent.connect(origin, **named))

    return replace(lent, connect=connect)


def settle(site: Site) -> None:
    """Publish until nothing is left to do, as the next days would."""
    for _ in range(4):
        site.now += SETTLE
        site.publish()
