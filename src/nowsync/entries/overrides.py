"""What front matter says under `nowsync:` about the entry's publication. Pure: knows no files."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import fields

from nowsync.core.overrides import Override, Overrides
from nowsync.core.suggestion import did_you_mean
from nowsync.entries.dates import dated
from nowsync.entries.fields import tags
from nowsync.front_matter import Value

KEY: Final = "nowsync"
# Zola and Hugo keep what is not their own in a table of that name.
_TABLES: Final = ("extra", "params")
_WANTED: Final = {
    "text": "text",
    "content_warning": "text",
    "tags": "a list of words",
    "language": "a language tag, such as en or pt-BR",
    "visibility": "a word, such as unlisted",
    "skip": "true or false",
    "not_before": "a date, such as 2026-11-05 or 2026-11-05 09:00",
}
_NAMES: Final = tuple(each.name for each in fields(Override))
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHOWN: Final = 40


class Mistake(Exception):
    """Something that cannot be followed, at the place that `keys` lead to."""

    def __init__(self, keys: tuple[str, ...], message: str) -> None:
        place = ".".join(" ".join(key.split())[:_SHOWN] for key in keys)
        super().__init__(f"{place}: {message}")
        self.keys = keys


def overrides(
    said: Mapping[str, Value], zone: tzinfo, targets: Collection[str] | None
) -> Overrides:
    """Read what the entry decides, for all targets and for some; raise Mistake.

    A date without a zone is in this one. The names of `targets` are not checked if they are None.
    """
    for keys, value in _places(said):
        if value is not None:
            return _Reader(keys, zone, targets).overrides(value)
    return Overrides()


def _places(said: Mapping[str, Value]) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Give what stands where it may stand, and how one gets there."""
    yield (KEY,), said.get(KEY)
    for name in _TABLES:
        if isinstance(table := said.get(name), Mapping):
            yield (name, KEY), table.get(KEY)


class _Reader(Struct, frozen=True):
    """Reads the table that stands at `keys`: what is decided for all, and tables of targets."""

    keys: tuple[str, ...]
    zone: tzinfo
    targets: Collection[str] | None

    def overrides(self, value: Value) -> Overrides:
        table = _table(value, self.keys)
        of_targets = {name for name, each in table.items() if self._is_of_target(name, each)}
        everywhere = {name: each for name, each in table.items() if name not in of_targets}
        return Overrides(
            self._override(everywhere, self.keys, [*_NAMES, *(self.targets or ())]),
            {name: self._of_target(name, table[name]) for name in table if name in of_targets},
        )

    def _is_of_target(self, name: str, value: Value) -> bool:
        """Tell whether a name is meant as a target's, which may be called like a key."""
        known = name in (self.targets or ())
        if name in _NAMES:
            return known and isinstance(value, Mapping)
        return known or isinstance(value, Mapping)

    def _of_target(self, name: str, value: Value) -> Override:
        keys = (*self.keys, name)
        if self.targets is not None and name not in self.targets:
            meant = did_you_mean(name, [*self.targets, *_NAMES])
            known = meant or f"; there are {', '.join(self.targets)}"
            raise Mistake(keys, f"there is no such target{known}")
        return self._override(_table(value, keys), keys, _NAMES)

    def _override(
        self, table: Mapping[str, Value], keys: tuple[str, ...], known: Iterable[str]
    ) -> Override:
        for name in table:
            if name not in _NAMES:
                raise Mistake((*keys, name), f"there is no such key{did_you_mean(name, known)}")
        return Override(**{name: self._value(name, table[name], keys) for name in table})

    def _value(self, name: str, value: Value, keys: tuple[str, ...]) -> Any:
        found = _fitting(name, value, self.zone)
        if found is None:
            raise Mistake((*keys, name), f"must be {_WANTED[name]}, not {_shown(value)}")
        return found


def _table(value: Value, keys: tuple[str, ...]) -> Mapping[str, Value]:
    if isinstance(value, Mapping):
        return value
    example = f"{keys[-1]}: {{skip: true}}"
    raise Mistake(keys, f"must be a table, such as {example}, not {_shown(value)}")


def _fitting(name: str, value: Value, zone: tzinfo) -> Any:
    """Give a value as its key wants it; None if it does not fit."""
    match name, value:
        case "skip", bool():
            return value
        case "content_warning", str():
            return value.strip()
        case (("text" | "visibility"), str()):
            return value.strip() or None
        case "language", str():
            return value.strip() if _LANGUAGE.fullmatch(value.strip()) else None
        case "tags", (str() | list()):
            return tags({"tags": value}) if all(map(_is_word, value)) else None
        case "not_before", (str() | date()):
            return dated(value, zone)
        case _:
            return None


def _is_word(value: Value) -> bool:
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)


def _shown(value: Value) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case Mapping():
            return "a table"
        case list():
            return "a list" if all(map(_is_word, value)) else "a list of other things"
        case _:
            return repr(value) if len(str(value)) <= _SHOWN else "a longer text"
