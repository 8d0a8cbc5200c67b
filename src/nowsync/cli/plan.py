"""`nowsync plan`: what a preview shows, kept in a file."""

from pathlib import Path

import click

from nowsync.cli import completing, show
from nowsync.cli.publish import choice, entries
from nowsync.screen import harmless


@click.command(
    epilog="""\b
Examples:
  nowsync plan -o plan.json                    everything that is due
  nowsync plan 2025-11 --target mastodon -o november.json
  nowsync plan 2025-11                         print it
"""
)
@entries
@choice
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write it there, and print a summary.",
    shell_complete=completing.files,
)
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
@click.pass_context
def command(
    context: click.Context,
    words: tuple[str, ...],
    only: tuple[str, ...],
    *,
    output: str | None,
    force: bool,
) -> int:
    """Keep what a preview shows, as JSON. Sends nothing and needs no account.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. With nowsync apply
    exactly what was kept is carried out later, or nothing.
    """
    from nowsync import plan_file
    from nowsync.app import App
    from nowsync.core.kept import Kept
    from nowsync.report import exit_code

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        plan = app.prepare(records, words=words, only=only)
    kept = Kept.of(plan, app.configuration.site.url, only)
    if output is not None:
        plan_file.write(Path(output), kept, replace=force)
        return show.kept(plan, output)
    show.say(plan_file.text_of(kept).rstrip("\n"))
    for problem in plan.problems:
        click.echo(harmless(f"problem  {problem}"), err=True)
    return exit_code(plan)
