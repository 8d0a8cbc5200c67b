"""`nowsync release`: let entries go that were held."""

import click

from nowsync.cli import completing
from nowsync.cli.publish import choice
from nowsync.core.errors import UsageError


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
    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.writing() as ledger:
        entries = app.prepare(ledger, words=words, only=only, retract=True).named
        targets = [each.target.name for each in app.targets(only)]
        held = [
            (entry, target)
            for entry in entries
            for target in targets
            if (there := ledger.publications(target).get(entry)) and there.on_hold
        ]
        if not held:
            raise UsageError(f"{', '.join(words)} is not held; to see what is: nowsync status")
        for entry, target in held:
            ledger.release(target, entry, app.clock())
            show.say(f"{entry} is let go on {target}.")
    return 0
