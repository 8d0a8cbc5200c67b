"""`nowsync publish`: plan, show, ask, carry out."""

import shlex
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing, pings, show
from nowsync.core.errors import UsageError
from nowsync.invocation import Invocation

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Ledger, Records
    from nowsync.core.plan import Plan

entries = click.argument("words", nargs=-1, metavar="[ENTRY]...", shell_complete=completing.entries)
choice = click.option(
    "--target",
    "only",
    multiple=True,
    metavar="NAME",
    help="Only this target; may be repeated.",
    shell_complete=completing.targets,
)
without_asking = click.option(
    "--yes", "sure", is_flag=True, help="Do not ask; --json does not ask either."
)
only_look = click.option("--dry-run", is_flag=True, help="Stop before anything is sent.")
as_json = click.option("--json", is_flag=True, help="Print one JSON document (docs/json.md).")


@click.command(
    epilog="""\b
Examples:
  nowsync publish --dry-run            what would happen, like nowsync preview
  nowsync publish                      everything that is due, after asking
  nowsync publish 2025-11 --target mastodon --yes
  nowsync publish 2025-11 --target mastodon --overwrite
"""
)
@entries
@choice
@only_look
@click.option(
    "--overwrite", is_flag=True, help="Put ENTRY in the place of what was edited there by hand."
)
@without_asking
@as_json
@click.pass_context
def command(  # one parameter for each word that can be typed
    context: click.Context,
    words: tuple[str, ...],
    only: tuple[str, ...],
    *,
    dry_run: bool,
    overwrite: bool,
    sure: bool,
    json: bool,
) -> int:
    """Publish what is new or changed, each entry at most once.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. Entries that were
    there before a target was set up are published there only when you name them. At a terminal
    you are asked before anything leaves this machine.

    What was edited there by hand since is not overwritten: the entry is held, you are shown what
    was edited, and --overwrite lets it go.
    """
    if overwrite and not words:
        raise UsageError("--overwrite needs the ENTRY that was edited there")
    return publish(
        context.obj, words, only, json=json, dry_run=dry_run, sure=sure, overwrite=overwrite
    )


def publish(  # as above
    called: Invocation,
    words: Sequence[str],
    only: Sequence[str],
    *,
    json: bool,
    dry_run: bool,
    sure: bool,
    overwrite: bool = False,
) -> int:
    """Plan, and unless it is a dry run carry the plan out. Give the exit code."""

    def make(app: "App", records: "Records") -> "Plan":
        return app.prepare(records, words=words, only=only, overwrite=overwrite)

    typed = typed_by(words, only, *(["--overwrite"] if overwrite else []))
    return carry_through(called, make, typed, json=json, dry_run=dry_run, sure=sure)


def carry_through(
    called: Invocation,
    make: "Callable[[App, Records], Plan]",
    typed: str,
    *,
    json: bool,
    dry_run: bool,
    sure: bool,
) -> int:
    """Make a plan, and unless it is a dry run carry it out; `typed` does that later."""
    from nowsync.app import App
    from nowsync.preview.card import live_in

    app = App.find(called, show.reading, show.notice)
    if dry_run:
        with app.reading() as records:
            plan = make(app, records)
            return show.preview(plan, json=json, command=typed, live=live_in(plan, records))
    with app.writing(planning=True) as ledger:
        return carry_out(app, make(app, ledger), ledger, json=json, sure=sure)


def carry_out(app: "App", plan: "Plan", ledger: "Ledger", *, json: bool, sure: bool) -> int:
    """Show a plan, ask if there is somebody to ask, and do what it says. Give the exit code."""
    if app.doubtful_place:
        show.warn(app.doubtful_place)
    if not json:
        show.plan(plan, requests=False)
    if plan.sending and not (sure or json) and not _agreed(app, plan, ledger):
        return show.declined()
    tell = show.nothing if json else show.outcome
    outcomes = app.carry_out(plan, ledger, tell)
    owed = pings.data(pings.after(app, json=json))
    return show.finish(plan, outcomes, json=json, owed=owed)


def _agreed(app: "App", plan: "Plan", ledger: "Ledger") -> bool:
    """Ask at a terminal, before anything leaves this machine; a script has already decided."""
    if not sys.stdin.isatty() or not app.leaves_the_machine(plan, ledger):
        return True
    unshown = app.pages.unshown(plan, app.folder.entries, app.clock())
    if unshown is not None:
        show.notice(f"{unshown}; people will be sent there")
    return click.confirm(show.question(plan), default=False, err=True)


def typed_by(
    words: Sequence[str], only: Sequence[str], *more: str, command: str = "publish"
) -> str:
    """Write a command for the entries and targets that were typed, and what `more` it needs."""
    targets = (word for name in only for word in ("--target", name))
    return shlex.join(["nowsync", command, *words, *targets, *more])
