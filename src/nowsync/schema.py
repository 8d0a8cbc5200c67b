"""The JSON Schema of nowsync.toml, for editors: it completes keys, and marks those that are wrong.

It knows names and types. What a value may be beyond that is for nowsync itself to say.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, get_args, get_origin

from nowsync.adapters.registry import known_platforms
from nowsync.keys import Key, of_every_target, of_platform, tables
from nowsync.targets import TARGET_NAME
from nowsync.toml import arms, is_struct

Schema: TypeAlias = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Mapping[type, Schema] = {
    str: {"type": "string", "pattern": r"\S"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}


def schema() -> Schema:
    """Describe the file as it may be with the platforms that are installed."""
    platforms = known_platforms()
    return {
        "$schema": DIALECT,
        "title": "nowsync.toml",
        **_table(tables()),
        "required": [*_required(tables()), "targets"],
        "properties": {**_properties(tables()), "targets": _targets(platforms)},
        "$defs": {name: _target(name) for name in platforms},
    }


def _targets(platforms: Sequence[str]) -> Schema:
    one = {
        "type": "object",
        "required": ["platform"],
        "properties": {"platform": {"enum": list(platforms)}},
        "allOf": [_by_platform(name) for name in platforms],
        # It allows everything: Taplo completes from what is here, and does not look behind `then`.
        "anyOf": [*(_reference(name) for name in platforms), {}],
    }
    return {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {f"^{TARGET_NAME.pattern}$": one},
        "additionalProperties": False,
    }


def _by_platform(name: str) -> Schema:
    """Hold a target to its own platform, so that an editor can say what is wrong with it."""
    return {"if": {"properties": {"platform": {"const": name}}}, "then": _reference(name)}


def _reference(platform: str) -> Schema:
    return {"$ref": f"#/$defs/{platform}"}


def _target(platform: str) -> Schema:
    keys = (*of_every_target(), *of_platform(platform))
    properties = {**_properties(keys), "platform": {"enum": [platform]}}
    return {**_table(keys), "properties": properties}


def _table(keys: Sequence[Key]) -> Schema:
    return {
        "type": "object",
        "properties": _properties(keys),
        "required": _required(keys),
        "additionalProperties": False,
    }


def _required(keys: Sequence[Key]) -> list[str]:
    return [each.name for each in keys if each.required]


def _properties(keys: Sequence[Key]) -> Schema:
    return {each.name: _value(each) for each in keys}


def _value(key: Key) -> Schema:
    kinds = [_kind(arm, key.table) for arm in arms(key.kind)]
    meant: Schema = {"description": key.meaning} if key.meaning else {}
    default: Schema = {} if key.default in (None, ()) else {"default": key.default}
    return {**meant, **(kinds[0] if len(kinds) == 1 else {"anyOf": kinds}), **default}


def _kind(kind: object, table: Sequence[Key]) -> Schema:
    origin = get_origin(kind) or kind
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": _kind(get_args(kind)[0], ())}
    if is_struct(kind):
        return _table(table)
    # What another package's platform takes beyond these is not known here, and so not refused.
    return next((found for each, found in _PLAIN.items() if each is origin), {})
