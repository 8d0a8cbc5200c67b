"""`nowsync retract`: plan what takes entries back, show, ask, carry out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing
from nowsync.cli.publish import (
    as_json,
    carry_through,
    choice,
    only_look,
    typed_by,
    without_asking,
)
from nowsync.invocation import Invocation

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Records
    from nowsync.core.plan import Plan


@click.command(
    epilog="""\b
Examples:
  nowsync retract 2025-11 --dry-run            what would be taken back, from everywhere
  nowsync retract 2025-11 --target mastodon    after asking
  nowsync retract 2025-11 --yes
"""
)
@click.argument(
    "words", nargs=-1, required=True, metavar="ENTRY...", shell_complete=completing.entries
)
@choice
@only_look
@without_asking
@as_json
@click.pass_context
def command(  # one parameter for each word that can be typed
    context: click.Context,
    words: tuple[str, ...],
    only: tuple[str, ...],
    *,
    dry_run: bool,
    sure: bool,
    json: bool,
) -> int:
    """Take back what was published of an entry.

    Its statuses are deleted, its article is a draft again, and the feed is written without it.
    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. It may be one whose
    file is not there any more; then it goes by its id. What was taken back is not posted again by
    itself.
    """
    return retract(context.obj, words, only, json=json, dry_run=dry_run, sure=sure)


def retract(  # as above
    called: Invocation,
    words: Sequence[str],
    only: Sequence[str],
    *,
    json: bool,
    dry_run: bool,
    sure: bool,
) -> int:
    """Plan to take entries back, and unless it is a dry run carry that out. Give the exit code."""

    def make(app: "App", records: "Records") -> "Plan":
        return app.prepare(records, words=words, only=only, retract=True)

    typed = typed_by(words, only, command="retract")
    return carry_through(called, make, typed, json=json, dry_run=dry_run, sure=sure)
