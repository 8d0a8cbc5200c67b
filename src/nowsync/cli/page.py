"""`nowsync page`: a link to the daemon's page."""

import os
from pathlib import Path

import click

from nowsync.core.errors import UsageError


@click.command(
    epilog="""\b
Examples:
  nowsync page           a link that is good once, for ten minutes
  nowsync page --open    the same, in your browser
"""
)
@click.option("--open", "browser", is_flag=True, help="Open it in your browser.")
@click.pass_context
def command(context: click.Context, *, browser: bool) -> int:
    """Print a link to the daemon's page: what waits, what is published, and buttons.

    The link lets one browser of this machine in, once. It needs [daemon] page in nowsync.toml, and
    a daemon that is at work.
    """
    from nowsync.board.entrance import invite
    from nowsync.cli import show
    from nowsync.config import load, locate
    from nowsync.daemon.state import is_running
    from nowsync.loopback import HOST

    configuration = load(locate(context.obj.config, os.environ, Path.cwd()))
    port, folder = configuration.daemon.page, configuration.state_folder(os.environ)
    if port is None:
        raise UsageError(
            "there is no page; write page = 9465 under [daemon] in nowsync.toml, "
            "and start the daemon anew"
        )
    if not is_running(folder):
        raise UsageError("no daemon is at work for this site; type: nowsync daemon")
    link = f"http://{HOST}:{port}/?token={invite(folder)}"
    if browser:
        import webbrowser

        if webbrowser.open(link):
            return 0
        show.warn("no browser was found; open the link yourself")
    show.say(link)
    return 0
