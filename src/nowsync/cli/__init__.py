"""The command line: one module a command, loaded when it is typed; the one error handler."""

import gc
import importlib
import io
import os
import sys
from typing import NoReturn

import click

from nowsync import __version__
from nowsync.cli import completing
from nowsync.core.errors import ConfigurationError, NowsyncError
from nowsync.invocation import Invocation
from nowsync.overview import ABOUT, BEGIN, CONFIG, UNCACHED, WIDEST
from nowsync.overview import COMMANDS as COMMANDS
from nowsync.screen import harmless

BUG, INTERRUPTED = 3, 130
YOUNG = 50_000


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
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
    epilog=BEGIN,
    help=ABOUT,
)
@click.version_option(__version__, prog_name="nowsync", message="%(prog)s %(version)s")
@click.option(
    "--config",
    metavar="FILE",
    shell_complete=completing.files,
    help=CONFIG,
)
@click.option(
    "--no-cache",
    "uncached",
    is_flag=True,
    help=UNCACHED,
)
@click.pass_context
def cli(context: click.Context, config: str | None, *, uncached: bool) -> None:
    """Run what was typed."""
    context.obj = Invocation(config, cached=not uncached)
    if os.environ.get("NO_COLOR"):
        context.color = False


def run() -> NoReturn:
    """Run a command and end the process with its exit code."""
    # A command makes many values and ends soon: hardly anything is garbage before its end.
    gc.set_threshold(YOUNG, 20, 100)
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
    import traceback

    kind, _, trace = sys.exc_info()
    name = kind.__name__ if kind else ""
    return f"{''.join(traceback.format_tb(trace))}{name} (nowsync {__version__})\n"
