"""Older copies of ledgers are put back at random, or the ledger is lost; nothing may be doubled.

    python -m tests.torture.restored                    # 1,000 times, over all targets
    python -m tests.torture.restored --points 40 --seed 7

A story is told again to the letter from its seed.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update
from nowsync.core.publication import SETTLE
from nowsync.reconciling import Survey
from tests.torture import audit
from tests.torture.author import Author, number_of
from tests.torture.moves import AROUND_A_COPY, invent
from tests.torture.stage import CAMPAIGNS, SiteWithKeptTemplates, Stage
from tests.torture.tally import write_into

MARKS = ("<!-- restored -->", "<!-- end of restored -->")
HEAD = (
    "| Target | Ledgers put back or lost | of these lost | Posts that they did not know "
    "| Adopted | Held | Duplicates | Silent losses |\n|---|--:|--:|--:|--:|--:|--:|--:|\n"
)
POINTS = 1_000
# How often a ledger is put back in one story.
EACH = 5
BEFORE, SINCE, AFTER = (2, 6), (3, 10), (2, 5)


@dataclass
class Count:
    """What came of the ledgers that were put back."""

    points: int = 0
    lost: int = 0
    forgotten: int = 0
    adopted: int = 0
    held: int = 0
    duplicates: int = 0
    losses: int = 0
    found: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        """Count another story too."""
        for name in ("points", "lost", "forgotten", "adopted", "held", "duplicates", "losses"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.found += other.found

    def row(self, name: str) -> str:
        """Write a row of the table."""
        counts = (self.points, self.lost, self.forgotten, self.adopted, self.held)
        cells = (*counts, self.duplicates, self.losses)
        return f"| {name} | {' | '.join(f'{each:,}' for each in cells)} |\n"


@dataclass
class Copies:
    """A story with older copies of its ledger in it."""

    stage: Stage
    chance: Random
    count: Count = field(default_factory=Count)

    def put_one_back(self) -> None:
        """Go on from a ledger that does not know what has happened since it was copied."""
        self._go_on(BEFORE)
        copy = self._state.with_name("copy")
        shutil.copytree(self._state, copy)
        before = len(self.stage.venue.shown())
        self._go_on(SINCE)
        self.count.points += 1
        self.count.forgotten += len(self.stage.venue.shown()) - before
        shutil.rmtree(self._state)
        if self.chance.random() < 0.3:
            self.count.lost += 1
            shutil.rmtree(copy)
            self.stage.told.append("the ledger was lost")
        else:
            copy.rename(self._state)
            self.stage.told.append("an older ledger was put back")
        for piece in self.stage.author.pieces:
            piece.forgotten = True
        self._go_on(AFTER)
        self._reconcile()
        self._go_on(AFTER)
        self._audit()

    def _go_on(self, span: tuple[int, int]) -> None:
        moves = invent(self.chance.getrandbits(32), self.chance.randint(*span), AROUND_A_COPY)
        self.stage.happen(moves)

    def _reconcile(self) -> None:
        seen = self.stage.site.reconcile(only=[self.stage.venue.kind])
        surveys = [each for each in seen if isinstance(each, Survey)]
        self.count.adopted += sum(len(each.found.adoptions) for each in surveys)
        self.count.held += sum(len(each.missing) for each in surveys)
        adopted = [each.candidate.entry for one in surveys for each in one.found.adoptions]
        missing = [entry for one in surveys for entry in one.missing]
        self.stage.told.append(f"reconciled: adopted {adopted}, held {missing}")
        self.stage.findings += audit.of_history(self.stage.venue, self.stage.author.pieces)

    def _audit(self) -> None:
        """See that each entry is there, or that the plan says why it is not."""
        for _ in range(2):
            self.stage.site.now += SETTLE
            self.stage.site.publish()
        stage, pieces = self.stage, self.stage.author.pieces
        stage.findings += audit.of_history(stage.venue, pieces)
        shown = {each.entry for each in stage.venue.shown()}
        for action in stage.site.preview().actions:
            number = number_of(action.entry)
            if isinstance(action, Skip) and action.reason.startswith(audit.PUBLISHED):
                if number not in shown:
                    stage.findings.append(f"loss: kettle {number} is not there")
            elif isinstance(action, Create | Update | Recover) or not _is_told(action):
                stage.findings.append(f"loss: kettle {number} stays at {action.reason}")

    @property
    def _state(self) -> Path:
        return self.stage.site.folder / ".nowsync"


def _is_told(action: Action) -> bool:
    """Tell whether a plan says why an entry waits, in words that we know."""
    return not isinstance(action, Hold | Skip) or audit.reason_of(action) is not None


def told(campaign: str, seed: int, points: int = EACH) -> Count:
    """Tell one story; what is found is printed with what led to it."""
    with opened(campaign, seed) as stage:
        copies = Copies(stage, Random(seed))
        for _ in range(points):
            copies.put_one_back()
            if stage.findings:
                break
        count = copies.count
        count.duplicates = sum(each.startswith("duplicate") for each in stage.findings)
        count.losses = len(stage.findings) - count.duplicates
        if stage.findings:
            lines = [f"{campaign}, seed {seed}:", *stage.told, *stage.findings]
            count.found.append("\n  ".join(lines))
        return count


@contextmanager
def opened(campaign: str, seed: int) -> Iterator[Stage]:
    """Set the stage: a site of its own, whose target has been met, and a witness."""
    with tempfile.TemporaryDirectory(prefix="nowsync-restored-") as folder:
        chance, site = Random(seed), SiteWithKeptTemplates(Path(folder))
        site.environment = {**site.environment, "XDG_STATE_HOME": f"{folder}/home"}
        with CAMPAIGNS[campaign](chance, site) as venue:
            site.configure(venue.table)
            site.publish()
            yield Stage(site, venue, Author(site, venue.most_songs), usual=0)


def summary(counts: Mapping[str, Count]) -> str:
    """Write the table."""
    return f"{HEAD}{''.join(each.row(name) for name, each in counts.items())}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell stories until enough ledgers were put back; write the table down if it is wanted."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture.restored",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--points", type=int, default=POINTS, help="over all targets")
    parser.add_argument("--seed", type=int, default=1, help="of the first story")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into a page")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    counts = {campaign: Count() for campaign in CAMPAIGNS}
    stories = -(-chosen.points // (EACH * len(CAMPAIGNS)))
    with ProcessPoolExecutor(chosen.workers) as workers:
        for campaign, total in counts.items():
            seeds = range(chosen.seed, chosen.seed + stories)
            for each in workers.map(partial(told, campaign), seeds):
                total.add(each)
    text = summary(counts)
    found = [each for total in counts.values() for each in total.found]
    sys.stdout.write("\n\n".join([*found, text, f"{time.monotonic() - began:.0f} seconds\n"]))
    if chosen.write:
        write_into(chosen.write, f"\n{text}", MARKS)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
