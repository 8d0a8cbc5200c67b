"""Figures of several rounds: the one in the middle, and how far the others lie from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Self


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, and between which figures the middle half lies."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Describe some figures; one alone has no spread."""
        if len(values) < 2:
            return cls(values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)


def ratios(values: Sequence[float], floors: Sequence[float]) -> Spread:
    """Compare round by round: what slowed one of a round slowed the other, too."""
    return Spread.of([value / floor for value, floor in zip(values, floors, strict=True)])


def differences(values: Sequence[float], floors: Sequence[float]) -> Spread:
    """Tell how much more the one took than the other, round by round."""
    return Spread.of([value - floor for value, floor in zip(values, floors, strict=True)])
