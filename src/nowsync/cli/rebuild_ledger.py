"""`nowsync rebuild-ledger`: a new ledger where the old one is lost or damaged."""

import click

from nowsync.cli.publish import choice


@click.command(
    epilog="""\b
Examples:
  nowsync rebuild-ledger
  nowsync rebuild-ledger --yes
"""
)
@choice
@click.option("--yes", "sure", is_flag=True, help="Write down what was found without asking.")
@click.pass_context
def command(context: click.Context, only: tuple[str, ...], *, sure: bool) -> int:
    """Begin a new ledger where the old one is lost or damaged, and reconcile it.

    A damaged one is moved aside, and nothing of it is deleted. Then nowsync looks at your accounts
    for posts of your entries, as nowsync reconcile does. Nothing is sent.
    """
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.cli.reconcile import reconcile

    app = App.find(context.obj, show.reading)
    for path in app.cabinet.rebuild(app.clock()):
        show.say(f"moved aside: {path}")
    show.say("A new ledger has begun. What it does not know is looked for now.\n")
    return reconcile(app, only, sure=sure, json=False)
