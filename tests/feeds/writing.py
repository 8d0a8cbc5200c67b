"""A program that writes a feed without end, each time with other words; to be killed."""

import sys
from itertools import count
from pathlib import Path

from msgspec.structs import replace

from tests.feeds.samples import SETTINGS, feed, steps
from tests.feeds.test_volumes import YEARS

# Large enough for a write to take a while.
WORDS = "<p>" + "Moving house. " * 2_000 + "</p>"


def main(folder: Path) -> None:
    """Write on and on; each version is of one piece, and says its number in every entry."""
    adapter = feed(folder, settings=replace(SETTINGS, entries=4, json="now.json"))
    for number in count(1):
        content = f"{WORDS}<p>{number}</p>"
        adapter.perform_all(steps(adapter, *(replace(each, content=content) for each in YEARS)))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
