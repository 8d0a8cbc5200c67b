"""Identity: which entry a file is, also under another name; what is undecidable is a question."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from nowsync.core.entry import Entry, EntryId, Meaning

# An entry that was renamed and edited at once still shares this much of its lines.
SHARED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as it was last seen: where, how it was dated, and the digest of what it said."""

    id: EntryId
    source: str
    dated: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Identified:
    """The entries under the ids that they keep, and a question for each that may be an old one."""

    entries: tuple[Entry, ...]
    doubts: Mapping[EntryId, str] = field(default_factory=dict)


def identify(
    entries: Sequence[Entry],
    seen: Mapping[EntryId, Seen],
    meaning_of: Callable[[EntryId], Meaning],
) -> Identified:
    """Give every entry the id under which it is known.

    An id in the front matter decides. Otherwise the path does, then what the entry says: a file
    that is new is the same entry as one that has gone when it says the same, or is of the same
    month and shares half of its lines. Nothing in doubt is taken for new.
    """
    known = [_by_path(entry, seen) for entry in entries]
    here = {entry.id for entry in known}
    gone = [each for each in seen.values() if each.id not in here]
    newcomers = [entry for entry in known if entry.id not in seen and not entry.own_id]
    present = [entry for entry in known if entry.id in seen or entry.own_id]
    # Only a newcomer can be a copy; without one nothing has to be compared.
    copies = {entry.meaning().digest: entry for entry in present} if newcomers else {}
    found = {entry.id: _Match.of(entry, copies, gone, meaning_of) for entry in newcomers}
    claims = _claims(match.same for match in found.values())
    kept: list[Entry] = []
    doubts: dict[EntryId, str] = {}
    for entry in known:
        match = found.get(entry.id, _NEW)
        if match.same is not None and claims[match.same] == 1:
            kept.append(replace(entry, id=match.same))
            continue
        kept.append(entry)
        if match.question is not None or match.same is not None:
            doubts[entry.id] = match.question or _question(match.same, "another file")
    return Identified(tuple(kept), doubts)


def sightings(
    identified: Identified, seen: Mapping[EntryId, Seen]
) -> tuple[tuple[Seen, Meaning], ...]:
    """Tell which entries are not as they were last seen; what is in doubt has not been seen."""
    found: list[tuple[Seen, Meaning]] = []
    for entry in identified.entries:
        meaning = entry.meaning()
        now = Seen(id=entry.id, source=entry.source, dated=entry.date, digest=meaning.digest)
        if seen.get(entry.id) != now and entry.id not in identified.doubts:
            found.append((now, meaning))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Match:
    """What a new file may be: an entry that has gone for sure, or perhaps."""

    same: EntryId | None = None
    question: str | None = None

    @classmethod
    def of(
        cls,
        entry: Entry,
        copies: Mapping[str, Entry],
        gone: Sequence[Seen],
        meaning_of: Callable[[EntryId], Meaning],
    ) -> "_Match":
        meaning = entry.meaning()
        digest = meaning.digest
        if digest in copies:
            return cls(question=_question(copies[digest].id, copies[digest].source))
        exact = [each.id for each in gone if each.digest == digest]
        month = [each.id for each in gone if _month(each.dated) == _month(entry.date)]
        like = [each for each in month if _shared(meaning, meaning_of(each)) >= SHARED]
        for candidates in (exact, like):
            if len(candidates) == 1:
                return cls(same=candidates[0])
        doubtful = exact or like or month
        source = next((each.source for each in gone if each.id in doubtful), "")
        return (
            cls(question=_question(doubtful[0], f"{source}, which has gone,"))
            if doubtful
            else cls()
        )


_NEW = _Match()


def _by_path(entry: Entry, seen: Mapping[EntryId, Seen]) -> Entry:
    """Keep the id of an entry that was known under another one at the same path."""
    if entry.own_id or entry.id in seen:
        return entry
    before = next((each.id for each in seen.values() if each.source == entry.source), None)
    return entry if before is None else replace(entry, id=before)


def _claims(ids: Iterable[EntryId | None]) -> Mapping[EntryId | None, int]:
    counts: defaultdict[EntryId | None, int] = defaultdict(int)
    for each in ids:
        counts[each] += 1
    return counts


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month


def _shared(one: Meaning, other: Meaning) -> float:
    lines, others = _lines(one), _lines(other)
    return len(lines & others) / max(len(lines), len(others), 1)


def _lines(meaning: Meaning) -> set[str]:
    return {*meaning.blocks, *(item for items in meaning.lists.values() for item in items)}


def _question(same: EntryId | None, where: str) -> str:
    return (
        f"it may be the same entry as {where} ({same}). If it is, write `id: {same}` into its "
        "front matter; if not, an id of its own"
    )
