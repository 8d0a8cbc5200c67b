"""`nowsync recap`: the draft of an entry that looks back."""

from pathlib import Path

import click

from nowsync.cli import completing
from nowsync.core.errors import UsageError


@click.command(
    epilog="""\b
Examples:
  nowsync recap 2026
  nowsync recap 2026-Q3 -o 2026-Q3.md
  nowsync recap 2026-05..2026-08
"""
)
@click.argument("when", metavar="PERIOD")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write it there; a file is never replaced.",
    shell_complete=completing.files,
)
@click.pass_context
def command(context: click.Context, when: str, output: str | None) -> int:
    """Write the draft of an entry that looks back on a quarter or a year.

    It is made of your entries: what was started and finished in each list, and how each month
    began. It is a draft, for you to edit, and publishes nothing. PERIOD is a year, a quarter, a
    month, or two of these with two dots between them.
    """
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.core.recap import period

    over = period(when)
    if over is None:
        raise UsageError(f"{when!r} is no period; write it like 2026, 2026-Q3 or 2026-05..2026-08")
    text = App.find(context.obj, show.reading).drafts().recap(over)
    if output is None:
        show.draft(text.rstrip("\n"))
        return 0
    _write(Path(output), text)
    show.say(f"Wrote {output}. It is a draft: edit it, and take out `draft: true` when it is done.")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"there is a {path} already; name another file with -o") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
