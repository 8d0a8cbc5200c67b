"""The month understood: what was started, continued and finished since the entry before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from msgspec import Struct, field

from nowsync.core.entry import Entry, EntryId, Item, Section
from nowsync.core.likeness import folded, is_done, paired, settled, words
from nowsync.core.thing import likeness, thing

# A heading may name the month: "Goals for October" are the goals, like "Goals for next month".
_OF_A_MONTH = ("for", "in")

_Subject: TypeAlias = tuple[str, ...]


class Progress(Struct, frozen=True):
    """How a list came along: the items as their author worded them, the latest wording first."""

    started: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()


class Delta(Struct, frozen=True):
    """What an entry says against the one before, by list and by section title.

    Only lists and sections of this entry are here: on others it is silent, and what is not
    said is not finished.
    """

    previous: EntryId | None = None
    lists: Mapping[str, Progress] = field(default_factory=dict)
    sections: Mapping[str, Progress] = field(default_factory=dict)


class _Point(Struct, frozen=True):
    text: str
    done: bool = False


def remembered(entry: Entry, entries: Iterable[Entry]) -> Entry | None:
    """Give the entry before this one, with each list and section of this one as it last was.

    Before means by date, whatever the order; drafts are not there yet.
    """
    earlier = _before(entry, entries)
    if not earlier:
        return None
    names, subjects = set(entry.lists), set(_by_subject(entry.sections))
    lists: dict[str, tuple[str, ...]] = {}
    sections: list[Section] = []
    for each in earlier:
        if not (names or subjects):
            # Of ten thousand entries, those that nobody asks for stay unread.
            break
        lists |= {name: each.lists[name] for name in names & each.lists.keys()}
        found = _by_subject(each.sections)
        sections += [one for subject in found if subject in subjects for one in found[subject]]
        names -= lists.keys()
        subjects -= found.keys()
    return replace(earlier[0], lists=lists, sections=tuple(sections))


def delta(previous: Entry | None, entry: Entry) -> Delta:
    """Compare an entry with the one before; without one, everything is started."""
    lists = {name: _points(items) for name, items in entry.lists.items()}
    before = {name: _points(items) for name, items in previous.lists.items()} if previous else {}
    old = _by_subject(previous.sections) if previous else {}
    return Delta(
        previous.id if previous else None,
        {name: _progress(before.get(name, ()), points) for name, points in lists.items()},
        {
            sections[0].title: _progress(_listed(old.get(subject, ())), _listed(sections))
            for subject, sections in _by_subject(entry.sections).items()
        },
    )


def _before(entry: Entry, entries: Iterable[Entry]) -> list[Entry]:
    """Give what comes before an entry, the latest first."""
    finished = (each for each in entries if not each.draft and each.id != entry.id)
    earlier = [each for each in finished if (each.date, each.id) < (entry.date, entry.id)]
    return sorted(earlier, key=lambda each: (each.date, each.id), reverse=True)


def _progress(before: Sequence[_Point], after: Sequence[_Point]) -> Progress:
    """Tell of each item what became of it; one that was done before is no news."""
    pairs = paired(
        before,
        after,
        key=lambda point: settled(point.text),
        read=lambda point: thing(point.text),
        likeness=likeness,
    )
    old = {j: before[i] for i, j in pairs.items()}
    under_way = [(point, old.get(j)) for j, point in enumerate(after) if not point.done]
    ended = [point for j, point in enumerate(after) if point.done and not _was_done(old.get(j))]
    left = [point for i, point in enumerate(before) if i not in pairs and not point.done]
    return Progress(
        tuple(point.text for point, was in under_way if was is None or was.done),
        tuple(point.text for point, was in under_way if was is not None and not was.done),
        tuple(point.text for point in (*left, *ended)),
    )


def _was_done(point: _Point | None) -> bool:
    return point is not None and point.done


def _points(items: Sequence[str]) -> tuple[_Point, ...]:
    return tuple(_Point(item, is_done(item)) for item in items)


def _by_subject(sections: Sequence[Section]) -> dict[_Subject, list[Section]]:
    """Group the sections that have items by what they are about."""
    found: dict[_Subject, list[Section]] = {}
    for section in sections:
        if section.items:
            found.setdefault(_subject(section.title), []).append(section)
    return found


def _listed(sections: Iterable[Section]) -> tuple[_Point, ...]:
    return tuple(_point(item) for section in sections for item in section.items)


def _subject(title: str) -> _Subject:
    said = words(title) or [folded(title)]
    ends = [place for place, word in enumerate(said) if place and word in _OF_A_MONTH]
    return tuple(said[: ends[0]] if ends else said)


def _point(item: Item) -> _Point:
    text = item.name or item.text or "; ".join(map(str, item.items))
    return _Point(text, is_done(text) if item.done is None else item.done)
