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
    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.writing() as ledger:
        entries = app.prepare(ledger, words=words, only=only, retract=True).named
        for target in (each.target.name for each in app.targets(only)):
            publications = ledger.publications(target)
            for entry in entries:
                publication = publications.get(entry)
                if publication is None or publication.on_hold is None:
                    ledger.hold_back(target, entry, app.clock())
                show.say(f"{entry} is held on {target}.")
    return 0
