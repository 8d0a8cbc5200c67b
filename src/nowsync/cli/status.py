"""`nowsync status`: how every target stands."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nowsync.cli.publish import as_json, choice
from nowsync.core.errors import UsageError
from nowsync.screen import harmless

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.plan import Plan
    from nowsync.core.publication import Acquaintance
    from nowsync.core.publications import Publications
    from nowsync.core.target import Target


@click.command(
    epilog="""\b
Examples:
  nowsync status
  nowsync status --json
  nowsync status --check               whether the daemon is well, for Docker and monitors
  nowsync status --remote              what is there, as its server shows it now
  nowsync status --remote --all --json
"""
)
@choice
@click.option("--remote", is_flag=True, help="Look at what is there; changes nothing there.")
@click.option("--all", "everything", is_flag=True, help="With --remote: also what is old.")
@as_json
@click.option(
    "--check", is_flag=True, help="Say only whether the daemon is well: 0 if so, 1 if not."
)
@click.pass_context
def command(  # one parameter for each word that can be typed
    context: click.Context,
    only: tuple[str, ...],
    *,
    remote: bool,
    everything: bool,
    json: bool,
    check: bool,
) -> int:
    """Show how every target stands, and what waits. Asks no server.

    With --remote, it asks the servers what is there of all that was published within a year:
    whether it is as nowsync left it, was edited or removed there. What it finds is remembered, so
    that what was edited by hand is not overwritten, and what was removed is not posted again.
    """
    if check:
        return _check(context.obj.config)
    from nowsync.app import App
    from nowsync.cli import pings, show
    from nowsync.report import exit_code

    if everything and not remote:
        raise UsageError("--all goes with --remote")
    app = App.find(context.obj, show.reading)
    if remote:
        from nowsync.cli.remote import report

        return report(app, only, everything=everything, json=json)
    with app.reading() as records:
        plan = app.prepare(records, only=only)
        owed = app.places.hubs(only).owed()
        if json:
            return show.finish(plan, json=True, owed=pings.data(owed))
        show.say(_newest(app))
        for reminder in app.teller.reminders(app.folder.entries, app.clock()):
            show.say(click.style(reminder, fg="yellow"))
        met = records.acquaintances()
        for settings in app.targets(only):
            target = settings.target
            publications = records.publications(target.name)
            show.say(_target(target, met.get(target.name), publications))
            show.say(_due(plan, target.name))
            for ping in (each for each in owed if each.target == target.name):
                show.say(f"  {ping}; {pings.LATER}")
            if reason := plan.paused.get(target.name):
                show.say(f"  {show.paused(reason)}")
    show.problems(plan.problems)
    return exit_code(plan)


def _check(config: str | None) -> int:
    """Say in a line whether the daemon runs, and whether anything is wrong."""
    from nowsync.config import load, locate
    from nowsync.daemon.health import ailment
    from nowsync.daemon.state import State, is_running

    folder = load(locate(config, os.environ, Path.cwd())).state_folder(os.environ)
    if not is_running(folder):
        click.echo("no daemon is at work for this site; type: nowsync daemon")
        return 1
    wrong = ailment(State.load(folder), datetime.now(UTC))
    click.echo(harmless(wrong or "well"))
    return 1 if wrong else 0


def _newest(app: "App") -> str:
    entries = app.folder.entries
    if not entries:
        return "no entries"
    newest = entries[-1]
    age = (app.clock() - newest.date).days
    return f"{len(entries)} entries; the newest is {newest.id}, dated {_day(newest.date)} ({age} d)"


def _target(
    target: "Target",
    met: "Acquaintance | None",
    publications: "Publications",
) -> str:
    from nowsync.core.publication import Standing

    head = click.style(f"\n{target.name}", bold=True)
    if met is None:
        return f"{head}  {target.origin}  nothing published yet"
    account = f" as {met.account_name}" if met.account_name else ""
    lines = [f"{head}  {target.origin}{account}", f"  {len(publications.published)} published"]
    if latest := publications.latest:
        lines.append(f"  latest: {latest.entry}  {latest.url or ''}".rstrip())
    astir = sorted(publications.astir, key=lambda each: each.entry)
    lines += [
        f"  edited there: {each.entry}, {each.drifted.evidence}"
        for each in astir
        if each.drifted is not None and each.standing is Standing.PUBLISHED
    ]
    if held := [each.entry for each in astir if each.on_hold]:
        lines.append(f"  held by you: {', '.join(held)}")
    return "\n".join(lines)


def _due(plan: "Plan", target: str) -> str:
    from nowsync.core.action import Skip
    from nowsync.report import verb

    actions = [action for action in plan.actions if action.target == target]
    due = [action for action in actions if not isinstance(action, Skip)]
    if not due:
        return "  nothing is due"
    return "\n".join(f"  {verb(action)} {action.entry}: {action.reason}" for action in due)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
