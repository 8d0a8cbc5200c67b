"""The start of a month's entry: its name, and what of the last one it begins with."""

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from nowsync.core.entry import Entry, Item, month_of
from nowsync.core.following import following
from nowsync.core.likeness import is_done, words

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_GOALS = frozenset(
    ("goal", "goals", "plans", "next", "objetivos", "metas", "ziele", "objectifs", "obiettivi")
)


class Heading(Struct, frozen=True):
    """A heading of the last entry, and what of its items goes on in the new one."""

    heading: str
    goals: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Start(Struct, frozen=True):
    """What a new entry begins with."""

    month: str
    front_matter: str
    sections: tuple[Heading, ...] = ()


def day_of(month: tuple[int, int], today: date, dated: Sequence[date]) -> date:
    """Choose the day of an entry: the first, unless others of its kind are dated otherwise."""
    first = date(*month, 1)
    if all(each.day == 1 for each in dated) or (today.year, today.month) != month:
        return first
    return today


def next_name(last: Entry | None, earlier: Entry | None, day: date) -> str:
    """Name the file of a new entry as those before it are; by its month where that is unclear."""
    if last is None:
        return f"{day:%Y-%m}.md"
    named = following(last.source, last.date.date(), day)
    proof: str | None = last.source
    if earlier is not None:
        proof = following(earlier.source, earlier.date.date(), last.date.date())
    if named is not None and proof == last.source:
        return named
    folder, slash, file = last.source.rpartition("/")
    stem, dot, suffix = file.rpartition(".")
    if stem == "index":
        above, slash, _ = folder.rpartition("/")
        return f"{above}{slash}{day:%Y-%m}/{file}"
    return f"{folder}{slash}{day:%Y-%m}{dot}{suffix}"


def headings_of(last: Entry, day: date) -> tuple[Heading, ...]:
    """Go on with the headings of an entry: goals that are open, and names without what was said."""
    made = []
    for section in last.sections:
        if not section.title:
            continue
        title = following(section.title, last.date.date(), day) or section.title
        left = [item for item in section.items if not _is_over(item)]
        goals: list[str] = []
        if _GOALS.intersection(words(section.title)):
            goals = [str(item) for item in left]
            if _is_numbered(last.body, section.title):
                goals = [f"{n}. {goal}" for n, goal in enumerate(goals, start=1)]
            else:
                goals = [f"- {goal}" for goal in goals]
        names = tuple(item.name for item in left if item.name and not goals)
        made.append(Heading(f"{'#' * section.level} {title}", tuple(goals), names))
    return tuple(made)


def start_of(last: Entry | None, front_matter: str, day: date) -> Start:
    """Put together what a new entry begins with."""
    return Start(month_of(day), front_matter, headings_of(last, day) if last else ())


def _is_over(item: Item) -> bool:
    return item.done if item.done is not None else is_done(str(item))


def _is_numbered(body: str, title: str) -> bool:
    heading = rf"^#+[ \t]*{re.escape(title)}[ \t#]*\n\s*1[.)]\s"
    return re.search(heading, body, re.MULTILINE) is not None
