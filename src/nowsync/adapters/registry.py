"""Which platforms there are: a module beside this one, or another package's entry point."""

import importlib
from collections.abc import Callable
from importlib.util import find_spec
from types import ModuleType
from typing import TypeAlias

from msgspec import Struct

from nowsync.adapters.base import Build, Settings

GROUP = "nowsync.adapters"
_NOT_PLATFORMS = ("abilities", "base", "registry")


class Platform(Struct, frozen=True):
    """What an adapter module offers: its settings, and how an adapter is made."""

    name: str
    settings: type[Settings]
    adapter: Build


class UnknownPlatform(LookupError):
    """No platform goes by this name, or its package cannot be loaded."""


FindPlatform: TypeAlias = Callable[[str], Platform]


def find_platform(name: str) -> Platform:
    """Load a platform by name; raise UnknownPlatform with the nearest name there is."""
    module = _built_in(name) or _entry_point(name)
    if module is None:
        raise UnknownPlatform(_suggest(name))
    try:
        return Platform(name, module.Settings, module.adapter)
    except AttributeError as error:
        raise UnknownPlatform(f"'{name}' is not an adapter: {error}") from error


def known_platforms() -> tuple[str, ...]:
    """List the names of all platforms; loads none of them."""
    from importlib.metadata import entry_points
    from pkgutil import iter_modules

    package = importlib.import_module("nowsync.adapters")
    built_in = {each.name for each in iter_modules(package.__path__) if _may_be(each.name)}
    return tuple(sorted(built_in | entry_points(group=GROUP).names))


def _may_be(name: str) -> bool:
    return name.isidentifier() and not name.startswith("_") and name not in _NOT_PLATFORMS


def _built_in(name: str) -> ModuleType | None:
    if not _may_be(name):
        return None
    path = f"nowsync.adapters.{name}"
    return importlib.import_module(path) if find_spec(path) else None


def _entry_point(name: str) -> ModuleType | None:
    from importlib.metadata import entry_points

    for entry_point in entry_points(group=GROUP, name=name):
        try:
            module: ModuleType = entry_point.load()
        except ImportError as error:
            message = f"'{name}' comes from {entry_point.value}, which cannot be loaded: {error}"
            raise UnknownPlatform(message) from error
        return module
    return None


def _suggest(name: str) -> str:
    from difflib import get_close_matches

    known = known_platforms()
    near = get_close_matches(name, known, n=1)
    if near:
        return f"no platform is called '{name}'; did you mean '{near[0]}'?"
    return f"no platform is called '{name}'; there are {', '.join(known)}"
