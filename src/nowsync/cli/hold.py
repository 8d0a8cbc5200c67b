"""`nowsync hold`: keep entries back."""

import click

from nowsync.cli import completing
from nowsync.cli.publish import choice


@click.command(
    epilog="""\b
Examples:
  nowsync hold 2025-11                      everywhere
  nowsync hold 2025-11 --target mastodon
"""
)
@click.argument(
    "words", nargs=-1, required=True, metavar="ENTRY...", shell_complete=completing.entries
)
@choice
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Keep an entry back: it is not published, edited or withdrawn before nowsync release.

    What was begun and interrupted is finished all the same. ENTRY is an entry's id, the path of its
    file, or a month such as 2025-11.
    """
    from nowsync.answers import Answers
    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.writing() as ledger:
        for said in Answers(app, ledger).hold(words, only):
            show.say(said)
    return 0
