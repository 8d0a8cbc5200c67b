"""`nowsync login`: from nothing to an account that is known to work."""

from typing import Literal, TypeAlias, get_args

import click

from nowsync.cli import completing

Store: TypeAlias = Literal["keyring", "file"]


@click.command(
    epilog="""\b
Examples:
  nowsync login mastodon
  nowsync login mastodon --no-browser  on a machine that you reach with ssh
  nowsync login devto --store file     on a machine without a keyring
  nowsync login mastodon --token < token.txt
"""
)
@click.argument("target", metavar="TARGET", shell_complete=completing.accounts)
@click.option(
    "--no-browser", is_flag=True, help="Show the page's address, and ask for the code it gives."
)
@click.option("--token", "paste", is_flag=True, help="Paste a token, or take it from stdin.")
@click.option(
    "--store", type=click.Choice(get_args(Store)), help="Where to keep it; the keyring by itself."
)
@click.pass_context
def command(
    context: click.Context, target: str, *, no_browser: bool, paste: bool, store: Store | None
) -> int:
    """Sign in to a target's account, and keep the token.

    Asks the server who you are before anything is kept. From then on the target is that
    account's: a token of another one stops it. A token is never typed behind the command, where
    other programs could see it.
    """
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.cli.person import Person

    app = App.find(context.obj)
    app.targets([target])
    person = Person(target, browser=not no_browser)
    made = app.accounts().login(target, person, store=store, paste=paste)
    about = f", {made.account.about}" if made.account.about else ""
    show.say(f"{click.style('✓', fg='green')} {target} is {made.account.name}{about}")
    show.say(f"The token is in {made.place}.")
    if made.hidden_by is not None:
        show.say(f"{made.hidden_by} has another one, which goes first: take it out there.")
    show.say(f"See what would be published: nowsync preview --target {target}")
    return 0 if made.hidden_by is None else 1
