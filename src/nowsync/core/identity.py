"""Identity: which entry a file is, also under another name; what is undecidable is a question."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from nowsync.core.entry import Entry, EntryId, Meaning

# An entry that was renamed and edited at once still shares this much of its lines.
SHARED = 0.5


class Seen(Struct, frozen=True, kw_only=True):
    """An entry as it was last seen: where, how it was dated, and the digest of what it said.

    `since` is when a run first saw it finished and saying that; a draft is not finished.
    """

    id: EntryId
    source: str
    dated: datetime
    digest: str
    draft: bool = False
    since: datetime | None = None

    def is_of(self, entry: Entry) -> bool:
        """Tell whether the entry is still where it was, no more of a draft, and says the same."""
        seen = self.source, self.draft, self.digest
        # In an hour that a clock shows twice or leaves out, no time equals that of another zone.
        same_moment = not self.dated - entry.date
        return same_moment and seen == (entry.source, entry.draft, entry.digest)


class Identified(Struct, frozen=True):
    """The entries under the ids that they keep, and a question for each that may be an old one.

    They were told by how all entries were `seen` last. `looked` is when their files were begun to
    be read, where that is known: what was written after is not in them.
    """

    entries: tuple[Entry, ...]
    doubts: Mapping[EntryId, str] = field(default_factory=dict)
    seen: Mapping[EntryId, Seen] = field(default_factory=dict)
    looked: datetime | None = None


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
    by_path = _by_path(seen)
    known = [_kept(entry, seen, by_path) for entry in entries]
    here = {entry.id for entry in known}
    gone = _Gone.of(each for each in seen.values() if each.id not in here)
    newcomers = [entry for entry in known if entry.id not in seen and not entry.own_id]
    present = [entry for entry in known if entry.id in seen or entry.own_id]
    # Only a newcomer can be a copy; without one nothing has to be compared.
    copies = {entry.digest: entry for entry in present} if newcomers else {}
    compared = newcomers if copies or gone.by_digest else ()
    found = {entry.id: _Match.of(entry, copies, gone, meaning_of) for entry in compared}
    claims = _claims(match.same for match in found.values())
    kept: list[Entry] = []
    doubts: dict[EntryId, str] = {}
    for entry in known:
        match = found.get(entry.id, _NEW)
        if match.same is not None and claims[match.same] == 1:
            kept.append(entry.known_as(match.same))
            continue
        kept.append(entry)
        if match.question is not None or match.same is not None:
            doubts[entry.id] = match.question or _question(match.same, "another file")
    return Identified(tuple(kept), doubts, seen)


def sightings(identified: Identified, seen: Mapping[EntryId, Seen]) -> tuple[Entry, ...]:
    """Tell which entries are not as they were last seen; what is in doubt has not been seen."""
    clear = (each for each in identified.entries if each.id not in identified.doubts)
    return tuple(each for each in clear if each.id not in seen or not seen[each.id].is_of(each))


class _Gone(Struct, frozen=True):
    """What was seen and is not there any more, by what it said and by its month."""

    by_digest: Mapping[str, Sequence[Seen]]
    by_month: Mapping[tuple[int, int], Sequence[Seen]]

    @classmethod
    def of(cls, gone: Iterable[Seen]) -> "_Gone":
        by_digest: defaultdict[str, list[Seen]] = defaultdict(list)
        by_month: defaultdict[tuple[int, int], list[Seen]] = defaultdict(list)
        for each in gone:
            by_digest[each.digest].append(each)
            by_month[_month(each.dated)].append(each)
        return cls(by_digest, by_month)


class _Match(Struct, frozen=True):
    """What a new file may be: an entry that has gone for sure, or perhaps."""

    same: EntryId | None = None
    question: str | None = None

    @classmethod
    def of(
        cls,
        entry: Entry,
        copies: Mapping[str, Entry],
        gone: _Gone,
        meaning_of: Callable[[EntryId], Meaning],
    ) -> "_Match":
        digest = entry.digest
        if digest in copies:
            return cls(question=_question(copies[digest].id, copies[digest].source))
        exact = gone.by_digest.get(digest, ())
        if len(exact) == 1:
            return cls(same=exact[0].id)
        month = gone.by_month.get(_month(entry.date), ())
        like = [each for each in month if _alike(entry.meaning(), meaning_of(each.id))]
        if len(like) == 1:
            return cls(same=like[0].id)
        doubtful = exact or like or month
        if not doubtful:
            return cls()
        return cls(question=_question(doubtful[0].id, f"{doubtful[0].source}, which has gone,"))


_NEW = _Match()


def _by_path(seen: Mapping[EntryId, Seen]) -> Mapping[str, EntryId]:
    """Tell which entry was seen at a path; of two, the one that was first there."""
    by_path: dict[str, EntryId] = {}
    for each in seen.values():
        by_path.setdefault(each.source, each.id)
    return by_path


def _kept(entry: Entry, seen: Mapping[EntryId, Seen], by_path: Mapping[str, EntryId]) -> Entry:
    """Keep the id of an entry that was known under another one at the same path."""
    if entry.own_id or entry.id in seen:
        return entry
    before = by_path.get(entry.source)
    return entry if before is None else entry.known_as(before)


def _claims(ids: Iterable[EntryId | None]) -> Mapping[EntryId | None, int]:
    counts: defaultdict[EntryId | None, int] = defaultdict(int)
    for each in ids:
        counts[each] += 1
    return counts


def _month(moment: datetime) -> tuple[int, int]:
    return moment.year, moment.month


def _alike(one: Meaning, other: Meaning) -> bool:
    lines, others = _lines(one), _lines(other)
    return len(lines & others) / max(len(lines), len(others), 1) >= SHARED


def _lines(meaning: Meaning) -> set[str]:
    return {*meaning.blocks, *(item for items in meaning.lists.values() for item in items)}


def _question(same: EntryId | None, where: str) -> str:
    return (
        f"it may be the same entry as {where} ({same}). If it is, write `id: {same}` into its "
        "front matter; if not, an id of its own"
    )
