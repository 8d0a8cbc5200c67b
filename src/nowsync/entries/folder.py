"""A folder of Markdown files becomes entries; a broken file costs only itself."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, Unreadable
from nowsync.entries.cache import NO_CACHE, Cache
from nowsync.entries.files import File, PassedOver, candidates
from nowsync.entries.kept import Reading, Understand, Understood
from nowsync.entries.rules import EntryRules


class Folder(Struct, frozen=True):
    """The entries of a folder, oldest first, and what stands in the way of the others.

    `warnings` are about entries that are understood all the same.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    warnings: tuple[Problem, ...] = ()


def _unwatched(*_what: object) -> None:
    """Tell nobody."""


def read_folder(
    rules: EntryRules,
    cache: Cache = NO_CACHE,
    watch: Callable[[int, int], None] = _unwatched,
    before: Callable[[File], None] = _unwatched,
) -> Folder:
    """Read every entry of a folder; raise ConfigurationError when there is no folder.

    What the `cache` knows of a file that has not changed is taken from there. `watch` hears how
    many files have been read, and of how many; `before` of each file that is about to be, and
    raises Unreadable for one that must not be.
    """

    def understand(file: File) -> Understood:
        before(file)
        return _understood(file, rules)

    readings: list[Reading] = []
    problems: list[Problem] = []
    passed_over: list[PassedOver] = []
    met = candidates(rules.folder, rules.root)
    files = [each for each in met if not isinstance(each, File) or rules.takes(each.place)]
    for number, found in enumerate(files, start=1):
        watch(number, len(files))
        match _attempted(found, understand, cache):
            case Reading() as reading:
                readings.append(reading)
            case Problem() as problem:
                problems.append(problem)
            case PassedOver() as file:
                passed_over.append(file)
    single, same_ids = _distinct([reading.entry for reading in readings], "id")
    if any(name in (rules.permalink or "") for name in ("{slug}", "{path}")):
        single, same_addresses = _distinct(single, "permalink")
        problems += same_addresses
    oldest_first = sorted(single, key=lambda entry: (entry.date, entry.id))
    return Folder(
        tuple(oldest_first),
        (*problems, *same_ids),
        tuple(passed_over),
        tuple(warning for reading in readings for warning in reading.warnings),
    )


def _attempted(
    found: File | PassedOver | Problem, understand: Understand, cache: Cache
) -> Understood | Problem:
    if not isinstance(found, File):
        return found
    known = cache.get(found, understand)
    if known is not None:
        return known
    try:
        understood = understand(found)
    except Unreadable as error:
        return error.problem
    if isinstance(understood, PassedOver):
        return understood
    return cache.put(found, understood, understand)


def _distinct(entries: Sequence[Entry], name: str) -> tuple[Sequence[Entry], list[Problem]]:
    """Take out the entries whose id, or whose permalink, is not theirs alone."""
    value = attrgetter(name)
    counts = Counter(map(value, entries))
    if len(counts) == len(entries):
        return entries, []
    alike: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[value(entry)].append(entry)
    problems = [
        Problem(f'its {name} "{same}" is also that of {_others(each, others)}', each.source)
        for same, others in alike.items()
        if len(others) > 1
        for each in others
    ]
    return [entry for entry in entries if counts[value(entry)] == 1], problems


def _others(entry: Entry, same: Iterable[Entry]) -> str:
    return " and ".join(each.source for each in same if each is not entry)


def read_entry(path: Path, rules: EntryRules) -> Entry:
    """Read one file; raise Unreadable when there is no entry in it."""
    found = _understood(File.at(path, rules.root), rules)
    if isinstance(found, PassedOver):
        raise Unreadable(Problem(f"this is no entry: {found.reason}", found.source))
    return found.entry


def read_page(
    path: Path,
    rules: EntryRules,
    *,
    undated: datetime,
    before: Callable[[File], None] = _unwatched,
) -> Folder:
    """Read one page that is rewritten in place; one that gives no date is taken as `undated`."""
    try:
        file = File.at(path, rules.root)
        before(file)
        match _understood(file, rules, undated):
            case Reading() as found:
                return Folder((found.entry,), warnings=found.warnings)
            case PassedOver() as other:
                return Folder((), (), (other,))
    except Unreadable as error:
        return Folder((), (error.problem,))


def _understood(file: File, rules: EntryRules, undated: datetime | None = None) -> Understood:
    # What reads front matter and Markdown takes long to load; mostly no file has changed.
    from nowsync.entries.understanding import understood

    return understood(file, rules, undated)
