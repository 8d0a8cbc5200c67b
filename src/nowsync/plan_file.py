"""Files of plans that are kept: written for people and programs, read as from a stranger."""

import json
import unicodedata
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

from nowsync.core.deed import Deed
from nowsync.core.entry import EntryId, Json
from nowsync.core.errors import UsageError
from nowsync.core.kept import Kept
from nowsync.files import write_atomically

T = TypeVar("T")

SCHEMA = 1
# The text of all entries of a long life is shorter than this.
LARGEST = 64 * 2**20
# Ids, names of targets and the like; more is no name.
LONGEST = 500
# What a stranger wrote is repeated this far.
SHOWN = 40
# Categories of Unicode that a terminal may obey, or cannot print.
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
VERBS = ("create", "update", "recover", "retract")


class _Unfit(Exception):
    """What is read is not a plan, and why."""


def text_of(kept: Kept) -> str:
    """Write a plan as its file has it; the same plan makes the same text but for `made`."""
    return json.dumps(_dump(kept), ensure_ascii=False, indent=2) + "\n"


def write(path: Path, kept: Kept, *, replace: bool) -> None:
    """Write a plan into a file; one that is there is only replaced if that is wanted."""
    if path.exists() and not replace:
        raise UsageError(
            f"there is a {path} already; name another file with -o, or replace it with --force"
        )
    try:
        write_atomically(path, text_of(kept).encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def read(path: Path) -> Kept:
    """Read a plan; raise UsageError for what is none, whatever it is."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{path} cannot be read: {said}") from error
    try:
        return _load(content)
    except _Unfit as error:
        raise UsageError(
            f"{path} is not a plan to be applied: {error}. Make one with nowsync plan -o FILE"
        ) from error
    except RecursionError as error:
        raise UsageError(f"{path} is not a plan to be applied: it is nested too deep") from error


def _dump(kept: Kept) -> dict[str, Json]:
    return {
        "schema": SCHEMA,
        "site": kept.site,
        "made": kept.made,
        "fingerprint": kept.fingerprint,
        "entries": list(kept.entries),
        "targets": list(kept.targets),
        "meets": [[target, list(baseline)] for target, baseline in kept.meets],
        "actions": [{**deed.dump(), "reason": deed.reason} for deed in kept.deeds],
    }


_KEYS = ("schema", "site", "made", "fingerprint", "entries", "targets", "meets", "actions")
_OF_AN_ACTION = ("entry", "target", "action", "meaning", "steps", "reason")


def _load(content: bytes) -> Kept:
    if len(content) > LARGEST:
        raise _Unfit(f"it is larger than {LARGEST >> 20} MiB")
    try:
        data = json.loads(content)
    except ValueError as error:
        raise _Unfit("it is not JSON") from error
    # Another schema may have other keys, so its number is looked at first.
    schema = data.get("schema") if isinstance(data, dict) else None
    if type(schema) is int and schema != SCHEMA:
        raise _Unfit(f"it has schema {_shown(schema)}, and this nowsync reads {SCHEMA}")
    table = _table(data, _KEYS, "it")
    if type(schema) is not int:
        raise _Unfit("its schema is not a number")
    kept = Kept(
        site=_name(table["site"], "site"),
        made=_name(table["made"], "made"),
        entries=_each(table["entries"], "entries", _entry),
        targets=_each(table["targets"], "targets", _name),
        deeds=_each(table["actions"], "actions", _deed),
        meets=_each(table["meets"], "meets", _meeting),
    )
    if table["fingerprint"] != kept.fingerprint:
        raise _Unfit("its fingerprint is of another plan, so it was changed by hand or is damaged")
    return kept


def _deed(value: object, _: str) -> Deed:
    table = _table(value, _OF_AN_ACTION, "one of its actions")
    names = {key: _name(table[key], key) for key in ("target", "action", "meaning")}
    if names["action"] not in VERBS:
        raise _Unfit(f"an action is none of {', '.join(VERBS)}")
    if not isinstance(table["reason"], str):
        raise _Unfit("a reason is not text")
    return Deed(
        entry=_entry(table["entry"], "entry"),
        steps=list(_each(table["steps"], "steps", lambda step, _: step)),
        reason=table["reason"],
        **names,
    )


def _meeting(value: object, _: str) -> tuple[str, tuple[EntryId, ...]]:
    match value:
        case [target, baseline]:
            return _name(target, "meets"), _each(baseline, "meets", _entry)
    raise _Unfit("one of its meets is not a target and its entries")


def _table(value: object, keys: Collection[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Unfit(f"{what} is not an object")
    missing = [key for key in keys if key not in value]
    if missing:
        raise _Unfit(f"{what} has no {missing[0]!r}")
    more = [key for key in value if key not in keys]
    if more:
        raise _Unfit(f"{what} has a key that is not known here: {_shown(more[0])}")
    return value


def _each(value: object, key: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise _Unfit(f"its {key} are not a list")
    return tuple(read(each, key) for each in value)


def _entry(value: object, key: str) -> EntryId:
    return EntryId(_name(value, key))


def _name(value: object, key: str) -> str:
    """Take a short text that can be printed: nothing that a terminal would obey."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise _Unfit(f"a value at {key!r} is not a name")
    if any(unicodedata.category(character) in UNPRINTABLE for character in value):
        raise _Unfit(f"a value at {key!r} cannot be printed")
    return value


def _shown(value: object) -> str:
    return ascii(value)[:SHOWN]
