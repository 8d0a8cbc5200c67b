"""Measure what a user waits for, and hold it to the goals.

    python -m benchmarks                                # all goals, some minutes
    python -m benchmarks --only a --only b --rounds 3   # a quick look at some
    python -m benchmarks --compare before.json after.json
    python -m benchmarks --peers                        # other programs on the same machine
    python -m benchmarks --only growth --size 100000    # another archive

Everything stays on this machine, but for what --peers fetches.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import daemons, feeds, looking, peers, posting
from benchmarks.growth import SIZES, growth
from benchmarks.plot import plot
from benchmarks.result import Measure, Run
from benchmarks.stage import Stage
from benchmarks.table import BEGIN, END, compare, page
from tests.torture.tally import write_into

ROUNDS = 9


def main() -> int:
    """Measure, or compare what was measured."""
    chosen = _arguments()
    if chosen.compare:
        before, after = map(Run.load, chosen.compare)
        _say(compare(before, after))
        return 0
    with TemporaryDirectory(prefix="nowsync-benchmark-") as folder:
        stage = Stage(Path(folder), chosen.rounds, _progress())
        if chosen.peers:
            text = peers.table(stage, chosen.peers_in)
            _publish(chosen.write, text, (peers.BEGIN, peers.END))
            return 0
        measures = _measured(stage, chosen.only)
        wanted = not chosen.only or "growth" in chosen.only
        lines = growth(stage, chosen.size or SIZES) if wanted else []
    run = Run(_machine(), time.strftime("%Y-%m-%d"), chosen.rounds, measures, lines)
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(run.dump(), encoding="utf-8")
    if chosen.write and lines:
        chosen.write.with_name("growth.svg").write_text(plot(lines), encoding="utf-8")
    _publish(chosen.write, page(run), (BEGIN, END))
    return 0


def _publish(place: Path | None, text: str, marks: tuple[str, str]) -> None:
    _say(f"\n{text}")
    if place:
        write_into(place, text, marks)


def _measured(stage: Stage, only: Sequence[str]) -> list[Measure]:
    """Measure what was asked for; those that share an archive, one after the other."""
    wanted = {each.rstrip("'′") for each in only} or set("abcdefghij")
    measures: list[Measure] = []
    if "a" in wanted:
        measures += looking.starting(stage)
    if wanted & set("bceg"):
        many = stage.published("many", looking.MANY)
        shared: Mapping[str, Callable[[], Measure]] = {
            "b": lambda: looking.unchanged(stage, many),
            "c": lambda: looking.one_changed(stage, many),
            "e": lambda: feeds.large(stage, many),
            "g": lambda: daemons.idle(stage, many),
        }
        measures += [measure() for name, measure in shared.items() if name in wanted]
    alone: Mapping[str, Callable[[Stage], Measure]] = {
        "d": looking.first_look,
        "e": feeds.small,
        "f": daemons.saved_to_sent,
        "h": daemons.paced,
    }
    measures += [measure(stage) for name, measure in alone.items() if name in wanted]
    if wanted & set("ij"):
        measures += posting.one(stage)
    return sorted(measures, key=lambda measure: measure.goal)


def _machine() -> str:
    busy = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    cores = os.cpu_count() or 1
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {cores} cores ({busy} at the end), Python {platform.python_version()}"


def _progress() -> Callable[[str], None]:
    began = time.monotonic()

    def tell(what: str) -> None:
        line = f"{time.monotonic() - began:4.0f} s  {what}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{line}")
        elif "round" not in what or "round 1 " in what:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    return tell


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of everything that is timed")
    parser.add_argument(
        "--only", action="append", default=[], metavar="GOAL", help="this goal, or growth"
    )
    parser.add_argument(
        "--size", type=int, action="append", metavar="ENTRIES", help="of an archive, for growth"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    parser.add_argument("--compare", type=Path, nargs=2, metavar="FILE", help="two kept runs")
    parser.add_argument("--peers", action="store_true", help="measure other programs instead")
    parser.add_argument(
        "--peers-in", type=Path, default=Path("build/peers"), help="where they are installed"
    )
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
