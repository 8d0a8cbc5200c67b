"""`nowsync release`: let entries go that were held."""

import click

from nowsync.cli import completing
from nowsync.cli.publish import choice


@click.command(
    epilog="""\b
Examples:
  nowsync release 2025-11                   everywhere
  nowsync release 2025-11 --target mastodon
"""
)
@click.argument(
    "words", nargs=-1, required=True, metavar="ENTRY...", shell_complete=completing.entries
)
@choice
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Let an entry go that you held. It is published by the next nowsync publish that would.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11.
    """
    from nowsync.answers import Answers
    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.writing() as ledger:
        for said in Answers(app, ledger).release(words, only):
            show.say(said)
    return 0
