"""Try the promise at random, and write down what came of it.

    python -m tests.torture                                   # 10,000 kills on each target
    python -m tests.torture --kills 300 --only Atom           # a few, on one
    python -m tests.torture --only dev.to --seed 42 --stories 1   # one story once more

A story is told again to the letter from its seed, but for the moments of its SIGKILLs.
"""

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

from tests.torture.stage import CAMPAIGNS
from tests.torture.tally import Tally, summary, write_into
from tests.torture.telling import Told, tell

KILLS = 10_000
EVERY_SECONDS = 10


def main() -> int:
    """Tell stories until there were enough kills on every target."""
    chosen = _arguments()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    tallies: dict[str, Tally] = {}
    failed = False
    # Each worker has its own servers, so none is forked with the threads of another's.
    workers = ProcessPoolExecutor(chosen.workers, multiprocessing.get_context("spawn"))
    with workers:
        for campaign in chosen.only or CAMPAIGNS:
            began = time.monotonic()
            tally, found = _campaign(workers, campaign, chosen)
            tally.seconds = time.monotonic() - began
            tallies[campaign], failed = tally, failed or bool(found)
    text = summary(tallies)
    _say(f"\n{text}")
    if chosen.write:
        write_into(chosen.write, text)
    return 1 if failed else 0


def _campaign(
    workers: ProcessPoolExecutor, campaign: str, chosen: argparse.Namespace
) -> tuple[Tally, Sequence[str]]:
    tally, found = Tally(), list[str]()
    seeds = itertools.count(chosen.seed)
    telling: set[Future[Told]] = set()
    said = time.monotonic()
    until = said + 60 * chosen.minutes
    while tally.kills < chosen.kills and tally.stories < chosen.stories and said < until:
        ahead = min(chosen.workers + 1, chosen.stories - tally.stories)
        while len(telling) < ahead:
            telling.add(workers.submit(tell, campaign, next(seeds)))
        done, telling = wait(telling, return_when=FIRST_COMPLETED)
        for told in (each.result() for each in done):
            tally.add(told.tally)
            if told.found:
                found.append(told.found)
                _say(f"\n{told.found}\n")
        if time.monotonic() - said > EVERY_SECONDS:
            said = time.monotonic()
            _say(f"{campaign}: {tally.kills:,} kills, {len(found)} stories with a finding")
    for each in telling:
        each.cancel()
    return tally, found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=KILLS, help="on each target")
    parser.add_argument("--stories", type=int, default=sys.maxsize, help="at most, on each target")
    parser.add_argument("--minutes", type=float, default=600, help="at most, on each target")
    parser.add_argument("--seed", type=int, default=1, help="of the first story")
    parser.add_argument("--only", action="append", choices=[*CAMPAIGNS], help="this target")
    parser.add_argument("--workers", type=int, default=2 * (os.cpu_count() or 1))
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")
    return parser.parse_args()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
