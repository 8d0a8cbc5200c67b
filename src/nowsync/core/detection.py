"""How a change is found: what a meaning says that another one did not, as readers see it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.entry import Json, Meaning
from nowsync.core.likeness import (
    changed,
    is_done,
    is_negation,
    is_number,
    paired,
    settled,
    share,
    words,
)
from nowsync.core.outline import Line, Part, of_list, of_text
from nowsync.core.thing import Thing, likeness, same, thing

# A line that keeps half of its words is still that line. It is only reworded if it keeps two in
# three, and no more are others than two, or than one in eight of a long text.
SAME_LINE = 0.5
REWORDED = 2 / 3
FEW, FEW_OF_MANY = 2, 8

# A difference, and whether it is more than a correction.
_Finding: TypeAlias = tuple[Difference, bool]


def detect(before: Meaning | None, after: Meaning) -> Change:
    """Compare what was last published with what is there now.

    What came, went, was finished or is written anew makes a REVISED entry; a few other words,
    another order, and whatever labels the entry, a CORRECTED one. What no reader would notice
    is no change.
    """
    if before is None:
        return Change(ChangeKind.NEW)
    before = before.completed(after)
    if before == after:
        return Change(ChangeKind.NONE)
    found = list(_findings(before, after))
    if not found:
        return Change(ChangeKind.NONE)
    revised = any(matters for _, matters in found)
    kind = ChangeKind.REVISED if revised else ChangeKind.CORRECTED
    return Change(kind, tuple(difference for difference, _ in found))


def _findings(before: Meaning, after: Meaning) -> Iterator[_Finding]:
    for place in ("title", "date", "language", "description", "image"):
        old, new = _label(before, place), _label(after, place)
        if old != new:
            yield Difference(place, old or None, new or None), False
    for place in ("text", "content_warning"):
        old, new = getattr(before, place), getattr(after, place)
        if old != new:
            yield Difference(place.replace("_", " "), old, new), False
    yield from _fields(before.fields, after.fields)
    yield from _parts("lists", _lists(before.lists), _lists(after.lists))
    tags = _parts("tags", _lists({"tags": before.tags}), _lists({"tags": after.tags}))
    yield from ((difference, False) for difference, _ in tags)
    yield from _parts("sections", of_text(before.blocks), of_text(after.blocks))


def _label(meaning: Meaning, place: str) -> str:
    """Read what labels an entry; of its date a reader knows the day."""
    value = settled(getattr(meaning, place) or "")
    return value[: len("2026-11-01")] if place == "date" else value


def _fields(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[_Finding]:
    old, new = dict(_leaves((), before)), dict(_leaves((), after))
    for path in dict.fromkeys([*old, *new]):
        was, now = old.get(path), new.get(path)
        if was != now:
            corrected = was is not None and now is not None and _reworded(_read(was), _read(now))
            yield Difference(" ".join(path), was, now), not corrected


def _leaves(path: tuple[str, ...], value: Json) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give each value as text, with the way to it; what is empty says nothing."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves((*path, name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, start=1):
            yield from _leaves((*path, str(number)), inner)
    elif value is not None and settled(str(value)):
        text = settled(str(value))
        yield path, text.lower() if isinstance(value, bool) else text


def _lists(lists: Mapping[str, Sequence[str]]) -> list[Part]:
    return [of_list(name, items) for name, items in lists.items() if items]


class _Read(Struct, frozen=True):
    """A text as its words, and the name that it begins with."""

    words: Counter[str]
    name: Thing | None = None


def _read(text: str) -> _Read:
    bold, name, _ = text.split("**", 2) if text.count("**") > 1 else ("-", "", "")
    return _Read(Counter(words(text)), None if bold else thing(name))


def _read_part(part: Part) -> _Read:
    return _Read(Counter(words(" ".join([part.name, *(line.text for line in part.lines)]))))


def _alike(one: _Read, other: _Read) -> float:
    """Tell how much two texts are alike: 0 if they are two."""
    kept = share(one.words, other.words)
    if one.name and other.name and same(one.name, other.name):
        return 1 + kept
    return kept if kept >= SAME_LINE else 0.0


def _reworded(one: _Read, other: _Read, *, item: bool = False) -> bool:
    """Tell whether only the wording is another; an item of another number is another item."""
    apart = (*(one.words - other.words), *(other.words - one.words))
    if any(map(is_negation, apart)) or (item and any(map(is_number, apart))):
        return False
    few = max(FEW, max(one.words.total(), other.words.total()) // FEW_OF_MANY)
    return changed(one.words, other.words) <= few and share(one.words, other.words) >= REWORDED


def _parts(place: str, before: Sequence[Part], after: Sequence[Part]) -> Iterator[_Finding]:
    """Compare parts with their own, whatever these are called now."""
    pairs = paired(before, after, key=lambda part: part.key, read=_read_part, likeness=_alike)
    for i, j in _as_read(len(before), len(after), pairs):
        old, new = None if i is None else before[i], None if j is None else after[j]
        yield from _heading(old, new)
        yield from _lines(old.lines if old else (), new.lines if new else ())
    if _moved(pairs):
        yield _in_another_order(place, [after[j].name for j in sorted(pairs.values())])


def _heading(old: Part | None, new: Part | None) -> Iterator[_Finding]:
    """Compare what two parts are called; a list comes and goes with its items."""
    if old and new:
        if old.heading != new.heading:
            yield _renamed(old, new), False
    elif old and old.kind == "section" and old.heading:
        yield Difference(old.kind, old.name, None), True
    elif new and new.kind == "section" and new.heading:
        yield Difference(new.kind, None, new.name), True


def _renamed(old: Part, new: Part) -> Difference:
    if old.heading and new.heading and old.name == new.name:
        return Difference(new.kind, old.heading, new.heading)
    was, now = old.name if old.heading else None, new.name if new.heading else None
    return Difference(new.kind, was, now)


def _lines(before: Sequence[Line], after: Sequence[Line]) -> Iterator[_Finding]:
    pairs = _own(before, after)
    for i, j in _as_read(len(before), len(after), pairs):
        was, now = None if i is None else before[i], None if j is None else after[j]
        if was is None or now is None:
            yield _between(was, now), True
        elif was.block != now.block:
            yield _between(was, now), not _corrected(was, now)
    if _moved(pairs):
        kept = [after[j] for j in sorted(pairs.values())]
        yield _in_another_order(kept[0].part, [each.text for each in kept])


def _own(before: Sequence[Line], after: Sequence[Line]) -> dict[int, int]:
    """Find for each line its own: a thing is the same or another, a text may be reworded."""
    if all(line.name for line in (*before, *after)):
        return paired(before, after, key=_block, read=_thing, likeness=likeness)
    return paired(before, after, key=_block, read=lambda line: _read(line.text), likeness=_alike)


def _block(line: Line) -> str:
    return line.block


def _thing(line: Line) -> Thing:
    return thing(line.text)


def _between(was: Line | None, now: Line | None) -> Difference:
    """Show two lines by what they say, or where that is the same, by how they are marked."""
    place = now.place if now else was.place if was else ""
    if was and now and was.text == now.text:
        return Difference(place, was.block.strip(), now.block.strip())
    return Difference(place, was.text if was else None, now.text if now else None)


def _corrected(was: Line, now: Line) -> bool:
    if is_done(was.text) != is_done(now.text):
        return False
    return now.name or _reworded(_read(was.text), _read(now.text), item=now.item)


def _as_read(
    before: int, after: int, pairs: Mapping[int, int]
) -> Iterator[tuple[int | None, int | None]]:
    """Give the positions in both as a reader meets them; what went stands where it was."""
    back = {j: i for i, j in pairs.items()}
    gone: dict[int, list[int]] = {}
    last = -1
    for i in range(before):
        last = pairs.get(i, last)
        if i not in pairs:
            gone.setdefault(last, []).append(i)
    yield from ((i, None) for i in gone.get(-1, ()))
    for j in range(after):
        yield back.get(j), j
        yield from ((i, None) for i in gone.get(j, ()))


def _moved(pairs: Mapping[int, int]) -> bool:
    return any(pairs[one] > pairs[next_one] for one, next_one in pairwise(sorted(pairs)))


def _in_another_order(place: str, texts: Sequence[str]) -> _Finding:
    return Difference(f"order of {place}", "", "; ".join(texts)), False
