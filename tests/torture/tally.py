"""The count of many stories, and the table that is made of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What happened in one story, or in many."""

    stories: int = 0
    runs: int = 0
    kills: int = 0
    by_signal: int = 0
    published: int = 0
    duplicates: int = 0
    losses: int = 0
    seconds: float = 0
    reasons: Counter[str] = field(default_factory=Counter)
