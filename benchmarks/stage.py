"""Where the benchmark plays: a folder that is gone afterwards, and what all measures share."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import archive
from benchmarks.figures import Spread
from benchmarks.process import WITNESS, Command, Sample, interleaved, nowsync, run
from benchmarks.result import Contestant

# In seconds. A file that has just been written is read again each time, as no clock tells whether
# it is still the same; who measures a small archive would measure that.
YOUNG = 2.5


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder to play in, how often each thing is done, and who hears how far it is."""

    folder: Path
    rounds: int
    tell: Callable[[str], None]

    def site(self, name: str, size: int, *tables: str) -> archive.Archive:
        """Lay out a site of its own, in the place of an earlier one."""
        place = self.folder / name / "site"
        shutil.rmtree(place.parent, ignore_errors=True)
        self.tell(f"writing {size:,} entries for {name}")
        site = archive.build(place, size, *tables)
        time.sleep(YOUNG)
        return site

    def published(self, name: str, size: int) -> archive.Archive:
        """Lay out a site with a feed in which all its entries are."""
        site = self.site(name, size, archive.FEED)
        self.tell(f"publishing {size:,} entries of {name}")
        run(nowsync(site.folder, "publish", "--yes"))
        return site

    def compare(self, **commands: Command) -> Mapping[str, Sequence[Sample]]:
        """Run commands in turn."""
        return interleaved(commands, self.rounds, self.tell)

    def witnessed(self, command: Command) -> Mapping[str, Any]:
        """Run a nowsync command once more, and give what the witness saw."""
        report = self.folder / "witnessed.json"
        words = [sys.executable, WITNESS, report, *command.words[1:]]
        command.before(self.rounds + 1)
        run(Command(words, command.folder, more=command.more))
        seen: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
        return seen


def walls(samples: Sequence[Sample]) -> list[float]:
    """Give the seconds by the clock."""
    return [each.wall for each in samples]


def contestants(samples: Mapping[str, Sequence[Sample]]) -> Mapping[str, Contestant]:
    """Sum up what each command took."""
    return {
        name: Contestant(
            Spread.of(walls(each)),
            Spread.of([one.processor for one in each]).median,
            max(one.peak for one in each),
        )
        for name, each in samples.items()
    }
