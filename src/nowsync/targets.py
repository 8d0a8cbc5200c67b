"""The tables [targets.*] of nowsync.toml: the keys of all targets, and of their platforms."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import combinations
from os.path import normpath
from typing import Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict, fields, replace

from nowsync.adapters.abilities import WritesFiles
from nowsync.adapters.base import Settings
from nowsync.adapters.registry import FindPlatform, Platform, UnknownPlatform
from nowsync.core.access import how_to_sign_in
from nowsync.core.schedule import Schedule
from nowsync.core.target import OnChange, OnRemoved, Policy, Target
from nowsync.http.addresses import is_loopback
from nowsync.schedules import ScheduleKeys, check_order, read_schedule
from nowsync.secret import variable
from nowsync.toml import Document, Keys

_SECRET = re.compile(r"(^|_)(token|api_?key|password|passwd|secret)$")
_USER_AND_PASSWORD = re.compile(r"(?<=:)//[^/?#]*@")
TARGET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MOST_DAYS = 36_500
_MOST_HOURS = 24 * 366
_MOST_SECONDS = 24 * 60 * 60


class TargetSettings(Struct, frozen=True):
    """A target, and what only its platform's adapter understands.

    `keys` has all that its table may say, as it counts; `given` names what its table does say.
    `secret_command` prints its secret, and says nothing of what is published.
    """

    target: Target
    settings: Settings
    keys: Mapping[str, Any]
    given: Collection[str]
    secret_command: tuple[str, ...] = ()


_Word: TypeAlias = Literal["edit", "ask", "ignore"]


class _OnChange(Struct, frozen=True):
    """What each kind of change does."""

    corrected: _Word = "edit"
    revised: _Word = "edit"


class _Common(Struct, frozen=True):
    """The keys that the tables of all targets may have."""

    platform: str
    template: str | None = None
    max_age: int = 45
    max_new: int = 3
    on_change: _Word | _OnChange = "edit"
    hours_between_edits: int = 24
    max_edits: int = 3
    settle: int = 10
    secret_command: tuple[str, ...] = ()
    on_removed: Literal["ask", "retract", "keep"] | None = None
    max_removed: int = 3
    wait_for_page: bool | None = None
    approval: bool = False


# The dataclasses that read what every target's table may say.
EVERY_TARGET = (_Common, ScheduleKeys)
_COMMON = tuple(each.name for kind in EVERY_TARGET for each in fields(kind))


def read_targets(document: Document, find: FindPlatform, zone: str) -> tuple[TargetSettings, ...]:
    """Read every target's table, noting what is wrong with each and with all together."""
    targets = tuple(_targets(document, find, zone))
    _refuse_shared_files(document, targets)
    check_order(document, {each.target.name: each.target.policy.schedule for each in targets})
    return targets


def _targets(document: Document, find: FindPlatform, zone: str) -> Iterator[TargetSettings]:
    tables = document.root.get("targets", {})
    if not isinstance(tables, Mapping):
        return
    if not tables:
        document.add(("targets",), "there is none; add a table such as [targets.feed]")
    for name, table in tables.items():
        at = ("targets", name)
        if not TARGET_NAME.fullmatch(name):
            document.add(at, "a target's name is made of letters, digits, - and _")
        elif not isinstance(table, Mapping):
            document.add(at, f"must be a table: write [targets.{name}]")
        elif target := _target(document, name, table, find, zone):
            yield target
    _refuse_shared_variables(document, list(tables))


def _target(
    document: Document,
    name: str,
    table: Mapping[str, object],
    find: FindPlatform,
    zone: str,
) -> TargetSettings | None:
    at = ("targets", name)
    clean = {key: _without_password(value) for key, value in table.items() if not _is_secret(key)}
    common = document.read(_Common, _of(_Common, clean), at)
    written = document.read(ScheduleKeys, _of(ScheduleKeys, clean), at)
    platform = _platform(document, common, at, find)
    own = {key: value for key, value in clean.items() if key not in _COMMON}
    settings = document.read(platform.settings, own, at, also=_COMMON) if platform else None
    for key in (key for key, value in table.items() if clean.get(key) != value):
        document.add(
            (*at, key),
            f"secrets are never in nowsync.toml: take it out of here, and {how_to_sign_in(name)}",
        )
    if common is None or written is None or settings is None or platform is None:
        return None
    _check_target(document, common, settings, at)
    common = replace(common, on_removed=common.on_removed or _on_removed(platform))
    template = common.template or common.platform
    policy = _policy(common, read_schedule(document, written, at, zone))
    return TargetSettings(
        Target(name, common.platform, settings.origin, template, policy),
        settings,
        keys={
            **_common_keys(common),
            "template": template,
            **_written(written),
            **_own_keys(settings),
        },
        given=tuple(key for key in table if key != "secret_command"),
        secret_command=common.secret_command,
    )


def _common_keys(common: _Common) -> Mapping[str, Any]:
    return {name: value for name, value in _written(common).items() if name != "secret_command"}


def _written(keys: Struct) -> Mapping[str, Any]:
    """Give keys as they are written: where one has a table of its own, that one's too."""
    values = asdict(keys).items()
    return {name: asdict(each) if isinstance(each, Struct) else each for name, each in values}


def _of(kind: type[_Common | ScheduleKeys], table: Mapping[str, object]) -> dict[str, object]:
    """Give what of a table is for one of the dataclasses that read it."""
    names = {each.name for each in fields(kind)}
    return {key: value for key, value in table.items() if key in names}


def _own_keys(settings: Settings) -> Mapping[str, Any]:
    names = [each.name for each in fields(settings)]  # type: ignore[arg-type]  # a dataclass
    return {name: getattr(settings, name) for name in names}


def _on_removed(platform: Platform) -> Literal["ask", "retract"]:
    """Where an entry comes back as easily as it goes, nobody need be asked."""
    return "retract" if platform.adapter.traits.backfill_is_harmless else "ask"


def _policy(common: _Common, schedule: Schedule) -> Policy:
    said = common.on_change
    on_change = said if isinstance(said, _OnChange) else _OnChange(said, said)
    return Policy(
        max_age=timedelta(days=common.max_age),
        max_new=common.max_new,
        on_correction=OnChange(on_change.corrected),
        on_revision=OnChange(on_change.revised),
        between_edits=timedelta(hours=common.hours_between_edits),
        max_edits=common.max_edits,
        settle=timedelta(seconds=common.settle),
        schedule=schedule,
        on_removed=OnRemoved(common.on_removed or "ask"),
        max_removed=common.max_removed,
        wait_for_page=common.wait_for_page,
        approval=common.approval,
    )


def _platform(
    document: Document, common: _Common | None, at: Keys, find: FindPlatform
) -> Platform | None:
    if common is None:
        return None
    try:
        return find(common.platform)
    except UnknownPlatform as error:
        document.add((*at, "platform"), str(error))
        return None


def _check_target(document: Document, common: _Common, settings: Settings, at: Keys) -> None:
    if not 0 <= common.max_age <= _MOST_DAYS:
        document.add((*at, "max_age"), f"must be a number of days from 0 to {_MOST_DAYS}")
    for key in ("max_new", "max_edits", "max_removed"):
        if getattr(common, key) < 0:
            document.add((*at, key), "must be 0 or more")
    if not 0 <= common.hours_between_edits <= _MOST_HOURS:
        document.add((*at, "hours_between_edits"), f"must be from 0 to {_MOST_HOURS}")
    if not 0 <= common.settle <= _MOST_SECONDS:
        document.add((*at, "settle"), f"must be a number of seconds from 0 to {_MOST_SECONDS}")
    problems, origin = list(settings.problems()), settings.origin
    if not problems and origin.lower().startswith("http://") and not is_loopback(origin):
        problems = [("server", "must start with https://: over http:// others can read the secret")]
    for key, message in problems:
        document.add((*at, key), message)


def _refuse_shared_files(document: Document, targets: tuple[TargetSettings, ...]) -> None:
    """Two targets that write one file would take it from each other."""
    local = [each for each in targets if "://" not in each.target.origin]
    for one, other in combinations(local, 2):
        if _takes_from(one.settings, other.settings) or _takes_from(other.settings, one.settings):
            name = other.target.name
            document.add(("targets", name), f"writes the same file as '{one.target.name}'")


def _takes_from(one: Settings, other: Settings) -> bool:
    files = other.files if isinstance(other, WritesFiles) else (other.origin,)
    if isinstance(one, WritesFiles):
        return any(map(one.claims, files))
    return normpath(one.origin) in map(normpath, files)


def _refuse_shared_variables(document: Document, names: list[str]) -> None:
    """Two targets that share a variable would send one's secret to the other's server."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(variable(name), name)
        if other != name:
            shared = variable(name)
            document.add(("targets", name), f"shares {shared} with '{other}'; rename one of them")


def _is_secret(key: str) -> bool:
    return bool(_SECRET.search(key.lower().replace("-", "_")))


def _without_password(value: object) -> object:
    return _USER_AND_PASSWORD.sub("//", value) if isinstance(value, str) else value
