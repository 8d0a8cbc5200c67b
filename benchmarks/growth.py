"""What commands cost, and hold in memory, by the size of the archive: in a straight line."""

import shutil
from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path

from benchmarks.archive import FEED
from benchmarks.process import Command, Sample, nowsync, run
from benchmarks.result import Line
from benchmarks.stage import Stage

SIZES = (100, 1_000, 2_500, 5_000, 10_000)
HUGE = 100_000
ROUNDS = 3


def growth(stage: Stage, sizes: Sequence[int] = SIZES) -> list[Line]:
    """Measure each command for each size."""
    found: dict[str, list[tuple[int, Sample]]] = {}
    for size in sizes:
        site = stage.site(f"growth-{size}", size, FEED)
        forget = partial(_forget, site.folder / ".nowsync" / "cache")
        commands = {
            "first status": nowsync(site.folder, "status"),
            "first publish": nowsync(site.folder, "publish", "--yes"),
            "index": nowsync(site.folder, "entries", before=forget),
            "status": nowsync(site.folder, "status"),
            "preview": nowsync(site.folder, "preview", before=partial(site.edit, 0)),
            "feed": nowsync(site.folder, "publish", "--yes", before=partial(site.edit, 1)),
            "ledger": nowsync(site.folder, "log"),
        }
        for name, command in commands.items():
            sample = _sample(stage, f"{name} with {size:,} entries", command, _rounds(name))
            found.setdefault(name, []).append((size, sample))
        shutil.rmtree(site.folder.parent)
    return [
        Line(
            name,
            tuple((size, each.processor) for size, each in samples),
            tuple((size, each.peak) for size, each in samples),
        )
        for name, samples in found.items()
    ]


def _rounds(name: str) -> int:
    # What is done the first time is done once.
    return 1 if name.startswith("first") else ROUNDS


def _forget(cache: Path, _round: int) -> None:
    shutil.rmtree(cache, ignore_errors=True)


def _sample(stage: Stage, name: str, command: Command, rounds: int) -> Sample:
    """Give the one in the middle by the processor: its time does not grow with the neighbours."""
    samples: list[Sample] = []
    for number in range(rounds):
        stage.tell(f"{name}, {number + 1} of {rounds}")
        command.before(number)
        samples.append(run(command))
    return sorted(samples, key=attrgetter("processor"))[rounds // 2]
