"""What can be typed for an entry, a target or a file, for shells that complete it.

A shell asks while somebody types: whatever is wrong, the answer is nothing, and nothing is said.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from nowsync.config import Configuration

# What a shell types goes to it as it is: a name that means more to it is not offered.
_PLAIN = re.compile(r"[\w@%+=:,./-]+")


def files(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> "list[CompletionItem]":
    """Leave it to the shell, which knows the files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]


def entries(
    context: click.Context, parameter: click.Parameter, typed: str
) -> "list[CompletionItem]":
    """Name the entries, the newest first, or files once a path is begun."""
    if "/" in typed:
        return files(context, parameter, typed)
    with suppress(Exception):
        from nowsync.app import App
        from nowsync.core.identity import identify
        from nowsync.invocation import Invocation

        app = App.find(Invocation(_config(context)))
        with app.reading() as records:
            known = identify(app.folder.entries, records.seen(), records.meaning_of)
        return _beginning(typed, (each.id for each in reversed(known.entries)))
    return []


def targets(
    context: click.Context, _parameter: click.Parameter, typed: str
) -> "list[CompletionItem]":
    """Name the targets."""
    with suppress(Exception):
        return _beginning(typed, (each.target.name for each in _configuration(context).targets))
    return []


def accounts(
    context: click.Context, _parameter: click.Parameter, typed: str
) -> "list[CompletionItem]":
    """Name the targets that one can sign in to."""
    with suppress(Exception):
        return _beginning(typed, _configuration(context).served)
    return []


def _configuration(context: click.Context) -> "Configuration":
    from nowsync.config import load, locate

    return load(locate(_config(context), os.environ, Path.cwd()))


def _config(context: click.Context) -> str | None:
    config: str | None = context.find_root().params.get("config")
    return config


def _beginning(typed: str, names: Iterable[str]) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    fit = (name for name in names if name.startswith(typed) and _PLAIN.fullmatch(name))
    return [CompletionItem(name) for name in fit]
