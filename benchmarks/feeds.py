"""Goals e and e′: what it costs that one entry of a feed has changed."""

import sys
from functools import partial

from benchmarks import archive
from benchmarks.figures import Spread, differences, ratios
from benchmarks.process import Command, floor, nowsync
from benchmarks.result import Check, Measure
from benchmarks.stage import Stage, contestants, walls

A_FEW = 120
# What writing the file may cost beyond the import, in milliseconds.
WRITING = 15.0


def small(stage: Stage) -> Measure:
    """Measure e: what writing a feed adds to a run that is the same up to there."""
    site = stage.published("feed", A_FEW)
    unchanged = stage.witnessed(nowsync(site.folder, "publish", "--yes"))
    samples = stage.compare(
        preview=nowsync(site.folder, "preview", before=partial(site.edit, 0)),
        publish=nowsync(site.folder, "publish", "--yes"),
        python=Command([sys.executable, "-c", "pass"], site.folder),
        feedgen=Command([sys.executable, "-c", "import feedgen.feed"], site.folder),
    )
    writing = differences(walls(samples["publish"]), walls(samples["preview"]))
    loading = differences(walls(samples["feedgen"]), walls(samples["python"]))
    loaded = sum(each.partition(".")[0] == "feedgen" for each in unchanged["loaded"])
    most = 1000 * loading.median + WRITING
    checks = [
        Check("writing it", "ms", _in_milliseconds(writing), most),
        Check("of feedgen loaded when unchanged", "", Spread.of([loaded]), 0),
    ]
    return Measure("e", checks, contestants(samples))


def large(stage: Stage, site: archive.Archive) -> Measure:
    """Measure e′: the same in a feed with everything in it, beside feedgen alone."""
    place = stage.folder / "floor.xml"
    samples = stage.compare(
        preview=nowsync(site.folder, "preview", before=partial(site.edit, 1)),
        publish=nowsync(site.folder, "publish", "--yes"),
        python=Command([sys.executable, "-c", "pass"], site.folder),
        feedgen=floor(site.folder, "feed", str(len(site.files)), place),
    )
    writing = [
        publish.wall - preview.wall
        for publish, preview in zip(samples["publish"], samples["preview"], strict=True)
    ]
    fresh = [
        feedgen.wall - python.wall
        for feedgen, python in zip(samples["feedgen"], samples["python"], strict=True)
    ]
    checks = [Check("writing it, to feedgen", "×", ratios(writing, fresh), 0.3)]
    return Measure("e′", checks, contestants(samples))


def _in_milliseconds(spread: Spread) -> Spread:
    return Spread(*(1000 * each for each in (spread.median, spread.low, spread.high)))
