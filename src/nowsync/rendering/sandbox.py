"""The templates' language: Jinja2, sandboxed and strict, with tags and filters of our own."""

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, Undefined
from jinja2.runtime import Context
from jinja2.utils import missing

from nowsync.core.change import Difference
from nowsync.core.entry import Item
from nowsync.rendering.context import NAMES, Lazy
from nowsync.rendering.lists import List, Lists
from nowsync.rendering.metered.metering import MeteredSandbox
from nowsync.rendering.notation import FILTERS, Parts
from nowsync.rendering.series import Series

# Jinja's own globals reach beyond plain data or can be made to run for ever.
FORBIDDEN_GLOBALS = ("lipsum", "cycler", "joiner", "namespace")
# What has a form that readers would recognise; anything else is a mistake in the template.
SHOWN = (str, int, float, date, Item, List, Lists, Series, Difference)


class Sandbox(MeteredSandbox):
    """The environment that all templates are rendered in."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(
            loader=ChoiceLoader([FileSystemLoader(path) for path in folders]),
            undefined=Unknown,
            extensions=[Parts],
            finalize=shown,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self.context_class = LazyContext
        self.filters |= FILTERS
        for name in FORBIDDEN_GLOBALS:
            self.globals.pop(name)


class LazyContext(Context):
    """Jinja's context, with values that are made when they are asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        """Give the value itself."""
        value = super().resolve_or_missing(key)
        return value.value if isinstance(value, Lazy) else value


class Unknown(StrictUndefined):
    """An unknown name is an error that suggests a known one."""

    @property
    def _undefined_message(self) -> str:
        name = self._undefined_name
        known = NAMES if self._undefined_obj is missing else _names(self._undefined_obj)
        return f"{name!r} is not known here{hint(str(name), known)}"


def shown(value: object) -> object:
    """Let through what readers can read; raise TypeError for what only programs can."""
    if isinstance(value, (*SHOWN, StrictUndefined)):
        return value
    if type(value) is Undefined:
        return ""  # what is left of `{{ a if b }}` where b is not so
    if value is None:
        raise TypeError("there is none here; ask for it first with {% if … %}")
    raise TypeError(f"a {type(value).__name__} cannot be shown; take a part of it, or join it")


def hint(name: str, known: Sequence[str]) -> str:
    """Suggest the nearest known name, or list them all."""
    near = get_close_matches(name, known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are {', '.join(known)}" if known else ""


def _names(holder: object) -> list[str]:
    if isinstance(holder, Lists):
        return [each.name for each in holder]
    if isinstance(holder, Mapping):
        return [str(name) for name in holder]
    if isinstance(holder, str | list | tuple):
        return []
    try:
        return [str(name) for name in iter(holder)]  # type: ignore[call-overload]  # asked, not known
    except (TypeError, LookupError):
        return list(getattr(type(holder), "__slots__", ()))
