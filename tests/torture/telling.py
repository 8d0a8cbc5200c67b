"""One story, told from its seed; and once more, without what a finding does not need."""

import time
from dataclasses import dataclass

from tests.torture.moves import invent, shortened
from tests.torture.stage import played
from tests.torture.tally import Tally


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one story; with its words, if something was found."""

    tally: Tally
    found: str = ""


def tell(campaign: str, seed: int) -> Told:
    """Play one story; shorten one in which something was found."""
    began = time.monotonic()
    moves = invent(seed)
    stage = played(campaign, seed, moves)
    tally = stage.tally
    tally.stories, tally.seconds = 1, time.monotonic() - began
    tally.duplicates = sum(each.startswith("duplicate") for each in stage.findings)
    tally.losses = len(stage.findings) - tally.duplicates
    if not stage.findings:
        return Told(tally)
    shorter = shortened(moves, lambda fewer: bool(played(campaign, seed, fewer).findings))
    again = played(campaign, seed, shorter)
    best = again if again.findings else stage
    lines = [f"{campaign}, seed {seed}:", *best.told, *best.findings]
    return Told(tally, "\n  ".join(lines))
