"""`nowsync approve`: let go out what waits for a person's approval."""

import sys
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing, show
from nowsync.cli.publish import as_json, choice, without_asking
from nowsync.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nowsync.core.action import Hold

SCHEMA = 1


@click.command(
    epilog="""\b
Examples:
  nowsync approve 2025-11                      wherever it waits for that, after asking
  nowsync approve 2025-11 --target mastodon
  nowsync approve 2025-11 --yes
"""
)
@click.argument(
    "words", nargs=-1, required=True, metavar="ENTRY...", shell_complete=completing.entries
)
@choice
@without_asking
@as_json
@click.pass_context
def command(
    context: click.Context, words: tuple[str, ...], only: tuple[str, ...], *, sure: bool, json: bool
) -> int:
    """Approve what would go out of an entry on targets that say approval = true.

    You see it as it will stand, and at a terminal you are asked. Just that may go out then, with
    the next nowsync publish or when its time comes; when the entry or its template changes before,
    it waits for your approval anew. Sends nothing. ENTRY is an entry's id, the path of its file, or
    a month such as 2025-11.
    """
    from msgspec.structs import replace

    from nowsync.answers import Answers, awaiting
    from nowsync.app import App
    from nowsync.preview.card import live_in

    app = App.find(context.obj, show.reading, show.notice)
    with app.writing(planning=True) as ledger:
        plan = app.prepare(ledger, words=words, only=only)
        held = awaiting(plan)
        if not held:
            raise UsageError(
                f"nothing of {', '.join(words)} waits for your approval; "
                "to see what does: nowsync status"
            )
        shown = replace(plan, actions=held)
        if not json:
            show.plan(shown, requests=True, live=live_in(shown, ledger))
        if not (sure or json) and sys.stdin.isatty() and not click.confirm(_question(held)):
            return show.declined()
        said = list(Answers(app, ledger).approve(held))
    if json:
        show.data(_document(held))
    else:
        show.say("\n".join(said))
    return 0


def _question(held: "Sequence[Hold]") -> str:
    return f"Approve this ({len(held)})?"


def _document(held: "Sequence[Hold]") -> "dict[str, object]":
    """Write it as JSON data; the schema is documented in docs/json.md."""
    names = ("entry", "target", "approves")
    approved = [{name: getattr(each, name) for name in names} for each in held]
    return {"schema": SCHEMA, "approved": approved}
