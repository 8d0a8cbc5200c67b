"""Whether every entry can be read, and put into words for every target."""

from collections import Counter
from collections.abc import Iterator

from nowsync.doctor.finding import Finding, doubtful, well, wrong
from nowsync.doctor.setup import Setup
from nowsync.rehearsal import rehearse


def entries(setup: Setup) -> Iterator[Finding]:
    """Read all files that should be entries."""
    read = setup.folder()
    for problem in read.problems:
        yield wrong("entries", str(problem), "correct the file, or type: nowsync entries")
    for warning in read.warnings:
        yield doubtful("entries", str(warning), "to see what was understood: nowsync entries")
    number = len(read.entries)
    if number:
        newest = read.entries[-1]
        yield well("entries", f"{_entries(number)} can be read; the newest is {newest.id}")
    else:
        yield doubtful("entries", "there is none", "write one, or look at [entries]")


def templates(setup: Setup) -> Iterator[Finding]:
    """Put every entry into words for every target, as if it were to be published now."""
    entries, said = setup.folder().entries, Counter[str]()
    for each in rehearse(setup.places(), entries, entries, setup.render, setup.clock()):
        target = each.place.target
        if each.problem is None:
            said[target.name] += 1
        else:
            what = f"{each.entry.id} → {target.name}: {each.problem}"
            yield wrong("templates", what, f"change the entry, or the template {target.template}")
    for name, number in said.items():
        yield well("templates", f"{_entries(number)} can be put into words for {name}")


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"
