"""Every key of nowsync.toml: its type from what reads it, its meaning from the example.

The example is config/nowsync.toml: what stands above a key there, or behind it, is what it means.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from nowsync import packaged
from nowsync.adapters.registry import find_platform
from nowsync.config import Tables
from nowsync.targets import EVERY_TARGET
from nowsync.toml import Keys, arms, is_struct

_TABLE = re.compile(r"(?:# )?\[([\w.]+)\]")
# "# or: " is before a key that cannot be in force beside another one.
_KEY = re.compile(r"(?:# (?:or: )?)?([a-z_]+(?:\.[a-z_]+)*) = (.*?)(?:  # (.*))?")
_TARGETS = "targets"


class Key(Struct, frozen=True):
    """A key, what its value may be, and what it means; `table` has the keys of a value's own.

    `default` is None where nothing else counts without the key, or more than one thing could.
    """

    name: str
    kind: object
    required: bool
    default: object
    meaning: str
    table: tuple["Key", ...] = ()


def tables() -> tuple[Key, ...]:
    """List the tables of the file, but for those of the targets."""
    found = _keys(Tables, (), meanings(packaged.example()))
    return tuple(each for each in found if each.name != _TARGETS)


def of_every_target() -> tuple[Key, ...]:
    """List the keys that a target of any platform may have."""
    said = meanings(packaged.example())
    shared = {keys[2:]: meaning for keys, meaning in said.items() if keys[0] == _TARGETS}
    return tuple(each for kind in EVERY_TARGET for each in _keys(kind, (), shared))


def of_platform(name: str) -> tuple[Key, ...]:
    """List the keys that only the targets of one platform may have."""
    said = meanings(packaged.example())
    return tuple(_keys(find_platform(name).settings, (_TARGETS, name), said))


def meanings(text: str) -> Mapping[Keys, str]:
    """Read what the comments of an example say of its keys.

    The keys of a target go by the name of its platform, and not by its own.
    """
    found: dict[Keys, str] = {}
    at: Keys = ()
    above: list[str] = []
    for line in text.splitlines():
        if table := _TABLE.fullmatch(line):
            at, above = tuple(table[1].split(".")), []
        elif key := _KEY.fullmatch(line):
            if at[:1] == (_TARGETS,) and key[1] == "platform":
                at = (_TARGETS, key[2].strip('"'))
            if meaning := key[3] or " ".join(above):
                found.setdefault((*at, *key[1].split(".")), meaning)
            above = []
        else:
            above = [*above, line[2:]] if line.startswith("# ") else []
    return found


def _keys(kind: type[Any], at: Keys, said: Mapping[Keys, str]) -> Iterator[Key]:
    for field in fields(kind):
        name, hint = field.name.rstrip("_"), field.type
        own = next((arm for arm in arms(hint) if is_struct(arm)), None)
        yield Key(
            name,
            hint,
            required=field.required,
            default=_default(field),
            meaning=said.get((*at, name), ""),
            table=tuple(_keys(own, (*at, name), said)) if own else (),
        )


def _default(field: FieldInfo) -> object:
    plain = field.default is not NODEFAULT and not isinstance(field.default, Struct)
    return field.default if plain else None
