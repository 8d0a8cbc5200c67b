"""`nowsync logout`: the server and this machine forget a token."""

import click

from nowsync.cli import completing


@click.command(
    epilog="""\b
Examples:
  nowsync logout mastodon
"""
)
@click.argument("target", metavar="TARGET", shell_complete=completing.accounts)
@click.pass_context
def command(context: click.Context, target: str) -> int:
    """Have the server revoke a target's token, and remove it here.

    What was published stays, and so does what nowsync remembers of it.
    """
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.cli.person import Person

    app = App.find(context.obj)
    app.targets([target])
    for said in app.accounts().logout(target, Person(target)):
        show.say(f"{target}: {said}")
    return 0
