"""Which entries and targets are meant by the words that a person types."""

from collections.abc import Collection, Sequence
from pathlib import Path

from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import Problem, UsageError
from nowsync.targets import TargetSettings


def choose(
    words: Sequence[str],
    entries: Sequence[Entry],
    folder: Path,
    problems: Sequence[Problem],
    known: Collection[EntryId] = (),
) -> tuple[EntryId, ...]:
    """Find the entries that ids, paths or months name, each once; raise UsageError for others.

    Paths of entries start at `folder`; `problems` are of files that could not be read. Of what is
    `known` and not among the entries any more, only the id is a name.
    """
    found = (
        EntryId(word) if word in known else _chosen(word, entries, folder, problems)
        for word in words
    )
    return tuple(dict.fromkeys(found))


def choose_targets(
    only: Collection[str], targets: Sequence[TargetSettings]
) -> tuple[TargetSettings, ...]:
    """Find the targets called in `only`, or give all; raise UsageError for another name."""
    configured = {each.target.name: each for each in targets}
    for name in only:
        if name not in configured:
            known = ", ".join(configured)
            raise UsageError(f"there is no target {name!r}; there are {known}")
    return tuple(each for name, each in configured.items() if not only or name in only)


def _chosen(
    word: str, entries: Sequence[Entry], folder: Path, problems: Sequence[Problem]
) -> EntryId:
    for entry in entries:
        if word == entry.id or _same_file(word, folder / entry.source):
            return entry.id
    month = [entry for entry in entries if f"{entry.date:%Y-%m}" == word]
    if len(month) > 1:
        ids = ", ".join(entry.id for entry in month)
        raise UsageError(f"{word} has several entries: name one of {ids}")
    if month:
        return month[0].id
    raise UsageError(f"no entry is called {word!r}{_nearest(word, entries, problems)}")


def _nearest(word: str, entries: Sequence[Entry], problems: Sequence[Problem]) -> str:
    """Say what may have been meant: a file that could not be read, or a similar name."""
    from difflib import get_close_matches

    for problem in problems:
        if problem.file and (word in problem.file or Path(word).name == Path(problem.file).name):
            return f"; its file cannot be read: {problem}"
    ids: list[str] = [entry.id for entry in entries]
    near = get_close_matches(word, ids, n=1) or ids[-1:]
    return f"; did you mean {near[0]}?" if near else "; the folder has no entries"


def _same_file(word: str, path: Path) -> bool:
    return Path(word).suffix != "" and Path(word).absolute() == path.absolute()
