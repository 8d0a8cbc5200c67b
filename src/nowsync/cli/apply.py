"""`nowsync apply`: carry out a plan that was kept, or say what has moved."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing, show
from nowsync.cli.publish import as_json, carry_out, typed_by, without_asking
from nowsync.core.errors import Moved, UsageError

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.kept import Kept
    from nowsync.core.ledger import Records
    from nowsync.core.plan import Plan


@click.command(
    epilog="""\b
Examples:
  nowsync apply plan.json              after asking
  nowsync apply plan.json --yes
  nowsync apply plan.json --json
"""
)
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@without_asking
@as_json
@click.pass_context
def command(context: click.Context, file: str, *, sure: bool, json: bool) -> int:
    """Carry out a plan that nowsync plan has written, if it is still what would be done.

    A plan is made anew for the same entries and targets. When it is not the same to the letter,
    you are told what has moved, and nothing is sent. What has been carried out already is not
    done again.
    """
    from nowsync import plan_file
    from nowsync.app import App

    app = App.find(context.obj, show.reading, show.notice)
    kept = plan_file.read(Path(file))
    site = app.configuration.site.url
    if kept.site != site:
        raise UsageError(f"{file} is a plan for {kept.site}, and this is {site}")
    with app.writing(planning=True) as ledger:
        plan = _anew(app, kept, ledger, file)
        if kept.is_what(plan):
            return carry_out(app, plan, ledger, json=json, sure=sure)
        targets = {deed.target for deed in kept.deeds}
        standings = {target: ledger.publications(target) for target in targets}
        if kept.is_done(plan, standings):
            return show.done_before(plan, file, json=json)
        raise Moved(_refusal(kept, file, kept.moved(plan, standings)))


def _anew(app: "App", kept: "Kept", records: "Records", file: str) -> "Plan":
    """Make a plan for what the kept one was made for; what is not there any more has moved."""
    try:
        return app.prepare(records, words=kept.entries, only=kept.targets)
    except UsageError as error:
        raise Moved(_refusal(kept, file, [str(error)])) from error


def _refusal(kept: "Kept", file: str, moved: Sequence[str]) -> str:
    again = typed_by(kept.entries, kept.targets, "-o", file, "--force", command="plan")
    return "\n".join(
        [
            f"{file} is not what would be done now, so nothing was sent:",
            *(f"  {each}" for each in moved),
            f"To make it anew: {again}",
        ]
    )
