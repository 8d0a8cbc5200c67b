"""Goals a to d: what starts, and what looks at an archive."""

import shutil
import sys
from functools import partial

from benchmarks import archive
from benchmarks.figures import Spread, ratios
from benchmarks.process import Command, floor, nowsync
from benchmarks.result import Check, Measure
from benchmarks.stage import Stage, contestants, walls

MANY = 10_000


def starting(stage: Stage) -> list[Measure]:
    """Measure a and a′: what is answered before anything is read."""
    site = stage.site("start", 1, archive.FEED)
    samples = stage.compare(
        python=Command([sys.executable, "-c", "pass"], site.folder),
        version=nowsync(site.folder, "--version"),
        help=nowsync(site.folder, "--help"),
    )
    bare, all_of = walls(samples["python"]), contestants(samples)
    return [
        Measure(
            goal,
            [Check("to the interpreter", "×", ratios(walls(samples[name]), bare), most)],
            {each: all_of[each] for each in ("python", name)},
        )
        for goal, name, most in (("a", "version", 1.10), ("a′", "help", 2.2))
    ]


def unchanged(stage: Stage, site: archive.Archive) -> Measure:
    """Measure b: nothing is new among many entries."""
    status = nowsync(site.folder, "status")
    samples = stage.compare(scan=floor(site.folder, "scan", "now"), status=status)
    seen = stage.witnessed(status)
    against = ratios(walls(samples["status"]), walls(samples["scan"]))
    opened = Spread.of([seen["opened"]])
    checks = [Check("to the floor", "×", against, 2.0), Check("entries opened", "", opened, 0)]
    return Measure("b", checks, contestants(samples))


def one_changed(stage: Stage, site: archive.Archive) -> Measure:
    """Measure c: one of many entries says something else."""
    preview = nowsync(site.folder, "preview", before=partial(site.edit, 0))
    samples = stage.compare(scan=floor(site.folder, "scan", "now"), preview=preview)
    seen = stage.witnessed(preview)
    against = ratios(walls(samples["preview"]), walls(samples["scan"]))
    opened = Spread.of([seen["opened"]])
    checks = [Check("to the floor", "×", against, 4.0), Check("entries opened", "", opened, 1)]
    return Measure("c", checks, contestants(samples))


def first_look(stage: Stage, size: int = MANY) -> Measure:
    """Measure d: an archive that nowsync has never seen."""
    site = stage.site("index", size, archive.FEED)
    cache = site.folder / ".nowsync"

    def forget(_round: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)

    samples = stage.compare(
        read=floor(site.folder, "read", "now", stage.folder / "floor.sqlite"),
        entries=nowsync(site.folder, "entries", before=forget),
    )
    against = ratios(walls(samples["entries"]), walls(samples["read"]))
    return Measure("d", [Check("to the floor", "×", against, 12.0)], contestants(samples))
