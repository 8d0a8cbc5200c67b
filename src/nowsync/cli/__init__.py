"""The command line: one module a command, loaded when it is typed; the one error handler."""

import importlib
import io
import os
import sys
import traceback
from typing import NoReturn

import click

from nowsync import __version__
from nowsync.cli import completing
from nowsync.core.errors import ConfigurationError, NowsyncError
from nowsync.invocation import Invocation
from nowsync.screen import harmless

# Name, and what --help says of it without loading it.
COMMANDS = {
    "init": "Write a nowsync.toml for the site in this folder.",
    "login": "Sign in to a target's account, and keep the token.",
    "logout": "Have the server and this machine forget a token.",
    "accounts": "Show who you are on each target, and where its secret lies.",
    "entries": "Show what was understood of every file, and why some are no entries.",
    "explain": "Say why an entry was, was not, or will be published.",
    "log": "Show all that has happened, and when.",
    "preview": "Show exactly what would be published, and why; send nothing.",
    "publish": "Publish what is new or changed.",
    "daemon": "Watch, and publish each entry when it is due, until told to stop.",
    "plan": "Keep what a preview shows in a file, to carry out exactly that later.",
    "apply": "Carry out a plan that was kept, if it is still what would be done.",
    "feed": "Show what readers of a feed will find new in it, before they do.",
    "new": "Start a month's entry, after the manner of the last one.",
    "recap": "Write the draft of an entry that looks back on a quarter or a year.",
    "hold": "Keep an entry back until you release it.",
    "release": "Let an entry go that you held.",
    "retract": "Take back what was published of an entry.",
    "undo": "Take back what was published last.",
    "resolve": "Decide what became of a post that is held.",
    "reconcile": "Look for posts of your entries, and write down which they are.",
    "rebuild-ledger": "Begin a new ledger where the old one is lost or damaged.",
    "doctor": "Look for everything that can be wrong, and say what to do about it.",
    "lint": "Look for what you may not have meant in your entries and templates.",
    "schedule": "Show what goes out when, and why then.",
    "status": "Show how every target stands, and what waits.",
    "completion": "Have your shell complete what you type.",
    "config": "Show what nowsync.toml may say, to you and to your editor.",
}
BUG, INTERRUPTED = 3, 130


class Commands(click.Group):
    """Loads a command's module only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name the commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"nowsync.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or the one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            message = f"{error.message} Did you mean '{near[0]}'?"
            raise click.UsageError(message, ctx) from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin in your site's folder: nowsync init, then nowsync preview.",
)
@click.version_option(__version__, prog_name="nowsync", message="%(prog)s %(version)s")
@click.option(
    "--config",
    metavar="FILE",
    shell_complete=completing.files,
    help="The configuration; otherwise $NOWSYNC_CONFIG, or nowsync.toml here or above.",
)
@click.option(
    "--no-cache",
    "uncached",
    is_flag=True,
    help="Read every file and make every feed anew; it says the same, and takes longer.",
)
@click.pass_context
def cli(context: click.Context, config: str | None, *, uncached: bool) -> None:
    """Publish the entries of your now page to Mastodon, dev.to and an Atom feed."""
    context.obj = Invocation(config, cached=not uncached)
    if os.environ.get("NO_COLOR"):
        context.color = False


def run() -> NoReturn:
    """Run a command and end the process with its exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        shown.write(_where(error))
        click.echo(harmless(shown.getvalue()), err=True, nl=False)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; nothing is lost, and the next run goes on from here", err=True)
        return INTERRUPTED
    except ConfigurationError as error:
        for problem in error.problems:
            _complain(str(problem))
        return error.exit_code
    except NowsyncError as error:
        _complain(str(error))
        return error.exit_code
    except Exception:  # noqa: BLE001  # the one place where a bug is caught, to be reported
        click.echo(_without_values(), err=True, nl=False)
        _complain("this is a bug in nowsync. Please report it with the lines above")
        return BUG


def _where(error: click.ClickException) -> str:
    """Say of an option of all commands that stands behind one where it belongs."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None:
        return ""
    if not any(error.option_name in each.opts for each in cli.params):
        return ""
    return f"It goes before the command: nowsync {error.option_name} {error.ctx.info_name}\n"


def _complain(message: str) -> None:
    from nowsync.secret import redact

    click.echo(f"{click.style('nowsync:', fg='red')} {harmless(redact(message))}", err=True)


def _without_values() -> str:
    """Write the traceback without exception texts, which can hold what is nobody's business."""
    kind, _, trace = sys.exc_info()
    name = kind.__name__ if kind else ""
    return f"{''.join(traceback.format_tb(trace))}{name} (nowsync {__version__})\n"
