"""`nowsync undo`: retract, for what was published last."""

import click

from nowsync.cli import show
from nowsync.cli.publish import as_json, only_look, without_asking
from nowsync.cli.retract import retract


@click.command(
    epilog="""\b
Examples:
  nowsync undo --dry-run    what would be taken back
  nowsync undo              take it back, after asking
  nowsync undo --older      also if it is more than a day old
"""
)
@click.option("--older", is_flag=True, help="Also what was published more than a day ago.")
@only_look
@without_asking
@as_json
@click.pass_context
def command(context: click.Context, *, older: bool, dry_run: bool, sure: bool, json: bool) -> int:
    """Take back what was published last: one entry, wherever it went that day.

    An edit cannot be undone, and nowsync says so. What was taken back is not posted again by
    itself.
    """
    from nowsync.app import App
    from nowsync.core.history import history
    from nowsync.core.undo import last

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        undoing = last(history(records.events()), app.clock(), older=older)
    words, only = [undoing.entry], undoing.targets
    return retract(context.obj, words, only, json=json, dry_run=dry_run, sure=sure)
