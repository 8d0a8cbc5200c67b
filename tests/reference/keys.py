"""The page docs/keys.md: every key of nowsync.toml, from the code that reads it."""

import json
from collections.abc import Iterator, Sequence
from typing import Literal, get_args, get_origin

from nowsync.adapters.registry import known_platforms
from nowsync.keys import Key, of_every_target, of_platform, tables
from nowsync.toml import arms, is_struct
from tests.shell import ROOT

PAGE = ROOT / "docs/keys.md"
HEAD = """\
# Every key

Every key of `nowsync.toml`, written by the code that reads it (`make reference`), with the words of
[`config/nowsync.toml`](../config/nowsync.toml), which `nowsync config example` prints.
[Configuration](configuration.md) has more to say of most keys. Your editor can have the same, as
[a schema](shell-and-editor.md#your-editor).
"""
_WORDS = {str: "text", bool: "`true` or `false`", int: "a whole number", float: "a number"}


def page() -> str:
    """Write the page."""
    platforms = known_platforms()
    parts = [
        *(_section(f"`[{each.name}]`", each.table) for each in tables()),
        _section("`[targets.<name>]`: every target", of_every_target()),
        *(_section(f'`platform = "{name}"`', of_platform(name)) for name in platforms),
    ]
    return "\n".join([HEAD, *parts])


def _section(title: str, keys: Sequence[Key]) -> str:
    rows = "\n".join(_rows(keys, ""))
    return f"## {title}\n\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n{rows}\n"


def _rows(keys: Sequence[Key], before: str) -> Iterator[str]:
    for key in keys:
        name = f"{before}{key.name}"
        meaning = key.meaning.replace("|", "\\|")
        yield f"| `{name}` | {_values(key)} | {_default(key)} | {meaning} |"
        yield from _rows(key.table, f"{name}.")


def _values(key: Key) -> str:
    return ", or ".join(_kind(arm) for arm in arms(key.kind))


def _kind(kind: object) -> str:
    origin = get_origin(kind) or kind
    if origin is Literal:
        return ", ".join(f'`"{word}"`' for word in get_args(kind))
    if origin is tuple:
        return f"a list of {_kind(get_args(kind)[0])}s"
    if is_struct(kind):
        return "a table"
    return next(words for each, words in _WORDS.items() if each is origin)


def _default(key: Key) -> str:
    if key.required:
        return "required"
    return "" if key.default in (None, ()) else f"`{json.dumps(key.default)}`"
