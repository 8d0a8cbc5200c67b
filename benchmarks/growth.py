"""What commands cost for archives of several sizes. It has to grow in a straight line."""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.process import Command, nowsync, run
from benchmarks.result import Line
from benchmarks.stage import Stage

SIZES = (100, 1_000, 2_500, 5_000, 10_000)
HUGE = 100_000
ROUNDS = 3


def growth(stage: Stage, sizes: Sequence[int] = SIZES) -> list[Line]:
    """Measure each command for each size."""
    costs: dict[str, list[tuple[int, float]]] = {}
    for size in sizes:
        site = stage.published(f"growth-{size}", size)
        forget = partial(_forget, site.folder / ".nowsync" / "cache")
        commands = {
            "index": nowsync(site.folder, "entries", before=forget),
            "status": nowsync(site.folder, "status"),
            "preview": nowsync(site.folder, "preview", before=partial(site.edit, 0)),
            "feed": nowsync(site.folder, "publish", "--yes", before=partial(site.edit, 1)),
            "ledger": nowsync(site.folder, "log"),
        }
        for name, command in commands.items():
            costs.setdefault(name, []).append((size, _cost(stage, name, size, command)))
        shutil.rmtree(site.folder.parent)
    return [Line(name, points) for name, points in costs.items()]


def _forget(cache: Path, _round: int) -> None:
    shutil.rmtree(cache, ignore_errors=True)


def _cost(stage: Stage, name: str, size: int, command: Command) -> float:
    """Give the processor's seconds: they grow with the work, and not with the neighbours'."""
    taken: list[float] = []
    for number in range(ROUNDS):
        stage.tell(f"{name} with {size:,} entries, {number + 1} of {ROUNDS}")
        command.before(number)
        taken.append(run(command).processor)
    return median(taken)
