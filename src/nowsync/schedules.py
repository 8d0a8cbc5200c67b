"""The keys of a target's table that say when things go out there, read into its schedule."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import fields

from nowsync.core.schedule import After, CatchUp, Schedule, before
from nowsync.core.span import read_span
from nowsync.core.suggestion import did_you_mean
from nowsync.core.windows import Windows, read_windows
from nowsync.toml import Document, Keys

_Words: TypeAlias = str | tuple[str, ...]
_Read = TypeVar("_Read")
# Any day does for a look at whether quiet hours leave anything of the windows.
_ANY_DAY = datetime(2024, 1, 1, tzinfo=UTC)


class _After(Struct, frozen=True):
    target: str
    delay: str | None = None


class ScheduleKeys(Struct, frozen=True, kw_only=True):
    """The keys as they are written."""

    when: _Words | None = None
    quiet: _Words | None = None
    delay: str | None = None
    gap: str | None = None
    max_per_day: int | None = None
    after: str | _After | None = None
    catch_up: Literal["now", "next", "hold"] = "next"


def read_schedule(document: Document, written: ScheduleKeys, at: Keys, zone: str) -> Schedule:
    """Read what the keys say, noting what is wrong with each; a wrong one counts as absent."""
    if all(getattr(written, each.name) == each.default for each in fields(ScheduleKeys)):
        return Schedule()
    from zoneinfo import ZoneInfo

    def read(key: str, how: Callable[[Any], _Read]) -> _Read | None:
        value = getattr(written, key)
        try:
            return None if value is None else how(value)
        except ValueError as error:
            document.add((*at, key), str(error))
            return None

    schedule = Schedule(
        when=read("when", _windows),
        quiet=read("quiet", _windows),
        delay=read("delay", read_span) or timedelta(),
        gap=read("gap", read_span) or timedelta(),
        max_per_day=written.max_per_day,
        after=read("after", _after),
        catch_up=CatchUp(written.catch_up),
        zone=ZoneInfo(zone),
    )
    if written.max_per_day is not None and written.max_per_day < 1:
        document.add((*at, "max_per_day"), "must be 1 or more; leave it out for any number")
    if schedule.open_from(_ANY_DAY) is None:
        document.add((*at, "quiet"), "leaves no time at which anything could go out")
    return schedule


def check_order(document: Document, schedules: Mapping[str, Schedule]) -> None:
    """Refuse targets that come after one that is not there, or after themselves."""
    tables = document.root.get("targets")
    there = tables if isinstance(tables, Mapping) else {}
    for name, schedule in schedules.items():
        if schedule.after is None:
            continue
        first, at = schedule.after.target, ("targets", name, "after")
        if first not in there:
            document.add(at, f"there is no target '{first}'{did_you_mean(first, there)}")
        elif name in before(name, schedules):
            document.add(at, f"{name} would come after itself")


def _windows(words: _Words) -> Windows:
    return read_windows([words] if isinstance(words, str) else words)


def _after(said: str | _After) -> After:
    if isinstance(said, str):
        return After(said)
    return After(said.target, read_span(said.delay) if said.delay else timedelta())
