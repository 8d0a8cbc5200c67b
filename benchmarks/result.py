"""What a run of the benchmark has found, and how it is kept as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.figures import Spread


@dataclass(frozen=True, slots=True)
class Check:
    """One figure, what it is to be at most, and how far it was spread."""

    name: str
    unit: str
    found: Spread
    most: float

    @property
    def met(self) -> bool:
        """Tell whether it is as it should be."""
        return self.found.median <= self.most


@dataclass(frozen=True, slots=True)
class Contestant:
    """How long something took, in seconds, and its MiB at the peak."""

    wall: Spread
    processor: float
    peak: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found for one goal; `skipped` says why nothing was."""

    goal: str
    checks: Sequence[Check] = ()
    contestants: Mapping[str, Contestant] = field(default_factory=dict)
    notes: Sequence[str] = ()
    skipped: str | None = None

    @property
    def verdict(self) -> str:
        """Say in a word how it stands."""
        if self.skipped is not None:
            return "not measured"
        return "met" if all(check.met for check in self.checks) else "missed"


@dataclass(frozen=True, slots=True)
class Line:
    """What something costs for archives of several sizes: entries and seconds, or MiB."""

    name: str
    points: Sequence[tuple[int, float]]
    peaks: Sequence[tuple[int, float]] = ()

    @property
    def bend(self) -> float:
        """How far a point lies off the straight line from first to last, as part of the last."""
        (start, first), (end, last) = self.points[0], self.points[-1]
        slope = (last - first) / (end - start)
        off = [abs(cost - first - slope * (size - start)) for size, cost in self.points]
        return max(off) / last

    @property
    def each(self) -> float:
        """How much memory one more entry takes, in KiB."""
        (start, first), (end, last) = self.peaks[0], self.peaks[-1]
        return (last - first) * 1024 / (end - start)


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: where and when, and all that was found."""

    machine: str
    when: str
    rounds: int
    measures: Sequence[Measure]
    growth: Sequence[Line] = ()

    def dump(self) -> str:
        """Write it as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `dump` wrote."""
        kept = json.loads(path.read_text("utf-8"))
        measures = tuple(_measure(each) for each in kept.pop("measures"))
        growth = tuple(
            Line(each["name"], _pairs(each["points"]), _pairs(each["peaks"]))
            for each in kept.pop("growth")
        )
        return cls(**kept, measures=measures, growth=growth)


def _pairs(kept: Sequence[Sequence[Any]]) -> tuple[tuple[int, float], ...]:
    return tuple((size, figure) for size, figure in kept)


def _measure(kept: dict[str, Any]) -> Measure:
    checks = tuple(
        Check(**{**each, "found": Spread(**each["found"])}) for each in kept.pop("checks")
    )
    contestants = {
        name: Contestant(**{**each, "wall": Spread(**each["wall"])})
        for name, each in kept.pop("contestants").items()
    }
    return Measure(**kept, checks=checks, contestants=contestants)
