"""How what was understood of a file is kept: a small head, and a rest for whoever asks."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import asdict

from nowsync.core.entry import MEANING_VERSION, Entry, Item, Section, digest
from nowsync.core.errors import Problem
from nowsync.core.image import Picture
from nowsync.core.later import Later
from nowsync.core.overrides import UNDECIDED, Override, Overrides
from nowsync.entries.files import File, PassedOver

# What every decision rests on; and what some do, which is kept where it is not what it mostly is.
# Everything else of an entry is read when it is to be said, shown or compared.
HEAD: Final = ("id", "source", "date", "permalink")
SELDOM: Final[Mapping[str, object]] = {
    "draft": False,
    "own_id": False,
    "overrides": Overrides(),
    "own": UNDECIDED,
}
REST: Final = tuple(each.name for each in fields(Entry) if each.name not in (*HEAD, *SELDOM))
# What was kept in another form is not read.
FORM: Final = digest([MEANING_VERSION, *HEAD, *SELDOM, *REST])[:16]
# What reading something that nowsync did not write may raise.
BROKEN: Final = (ValueError, TypeError, KeyError, AttributeError)


class Reading(Struct, frozen=True):
    """An entry, and what its author may want to know."""

    entry: Entry
    warnings: tuple[Problem, ...] = ()


Understood: TypeAlias = Reading | PassedOver
Understand: TypeAlias = Callable[[File], Understood]
ReadRest: TypeAlias = Callable[[File, str, Understand], Mapping[str, Any]]


class KeptEntry(Later, Entry):
    """An entry of which only the head has been read yet."""

    __slots__ = ("_file", "_read", "_understand", "digest")
    __class__ = Entry  # type: ignore[assignment]
    _file: File
    _read: ReadRest
    _understand: Understand
    digest: str

    def placed(self, **changes: Any) -> Entry:
        """Change something of the head, without reading the rest."""
        kept = {name: getattr(self, name) for name in (*HEAD, *SELDOM, *KeptEntry.__slots__)}
        return KeptEntry.of(**kept | changes)

    def __getattr__(self, name: str) -> Any:
        # It is not held here: whoever reads it remembers it as long as there is room.
        if name not in REST:
            raise AttributeError(name)
        return self._read(self._file, self.digest, self._understand)[name]


def dump_head(reading: Reading) -> tuple[str | None, ...]:
    """Write what is needed each time as columns; `source` is known without."""
    entry = reading.entry
    said = {name: getattr(entry, name) for name in SELDOM}
    seldom = {name: said[name] for name in said if said[name] != SELDOM[name]}
    more = _dump(seldom | {"warnings": reading.warnings}) if seldom or reading.warnings else None
    return entry.digest, more, entry.id, _written(entry.date), entry.permalink


def load_head(
    file: File, columns: Sequence[Any], read: ReadRest, understand: Understand
) -> Reading:
    """Read what `dump_head` wrote; raise one of BROKEN if it is broken."""
    digest, more, identity, date, permalink = columns
    seldom: dict[str, Any] = {**SELDOM, **_load(more)} if more else {**SELDOM}
    warnings = seldom.pop("warnings", ())
    entry = KeptEntry.of(
        _file=file,
        _read=read,
        _understand=understand,
        digest=digest,
        id=identity,
        source=file.source,
        date=_read(date),
        permalink=permalink,
        **seldom,
    )
    return Reading(entry, tuple(Problem(**each) for each in warnings) if warnings else ())


def dump_rest(entry: Entry) -> str:
    """Write everything else."""
    return _dump({name: getattr(entry, name) for name in REST})


def load_rest(text: str) -> Mapping[str, Any]:
    """Read what `dump_rest` wrote; raise one of BROKEN if it is broken."""
    kept = _load(text)
    return {name: kept[name] for name in REST}


def _dump(data: object) -> str:
    return json.dumps(data, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Section | Item | Picture | Problem | Override | Overrides | datetime) -> object:
    if isinstance(value, datetime):
        return _written(value)
    return value.decided() if isinstance(value, Override) else asdict(value)


def _load(text: str) -> dict[str, Any]:
    written = json.loads(text)
    return {
        name: _LOAD[name](written[name]) if name in _LOAD else written[name] for name in written
    }


def _written(moment: datetime) -> str:
    """Write a moment with the name of its zone, as RFC 9557 does: an offset tells only that."""
    zone = moment.tzinfo
    return f"{moment.isoformat()}[{zone.key}]" if isinstance(zone, ZoneInfo) else moment.isoformat()


def _read(text: str) -> datetime:
    """Read what `_written` wrote, to what it was: templates show its zone, and days are counted."""
    told, _, name = text.partition("[")
    moment = datetime.fromisoformat(told)
    if not name:
        return moment
    zone = ZoneInfo(name.removesuffix("]"))
    same = moment.replace(tzinfo=zone)
    if same.utcoffset() != moment.utcoffset():
        # An hour that a clock shows twice, or leaves out, has two offsets.
        same = same.replace(fold=1)
        if same.utcoffset() != moment.utcoffset():
            raise ValueError(f"{name} has other rules now")
    return same


def _moment(value: str | None) -> datetime | None:
    return None if value is None else _read(value)


def _overrides(value: Mapping[str, Any]) -> Overrides:
    targets = {name: _override(each) for name, each in value["targets"].items()}
    return Overrides(_override(value["everywhere"]), targets)


def _override(value: Mapping[str, Any]) -> Override:
    if not value:
        return UNDECIDED
    tags, moment = value.get("tags"), value.get("not_before")
    plain = {**value, "tags": None if tags is None else tuple(tags), "not_before": _moment(moment)}
    return Override(**plain)


def _lists(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: tuple(items) for name, items in value.items()}


def _sections(value: Any) -> tuple[Section, ...]:
    return tuple(
        Section(each["title"], each["level"], tuple(each["paragraphs"]), _items(each["items"]))
        for each in value
    )


def _images(value: Any) -> tuple[Picture, ...]:
    return tuple(Picture(**each) for each in value)


def _items(value: Any) -> tuple[Item, ...]:
    return tuple(
        Item(each["text"], each["name"], each["done"], _items(each["items"])) for each in value
    )


# How a field is made of JSON that is not JSON itself.
_LOAD: Final[Mapping[str, Callable[[Any], Any]]] = {
    "changed": _moment,
    "lists": _lists,
    "sections": _sections,
    "images": _images,
    "overrides": _overrides,
    "authors": tuple,
    "blocks": tuple,
    "aside": tuple,
    "tags": tuple,
}
