"""`nowsync status`: how every target stands."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from nowsync.cli.publish import as_json, choice

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import EntryId
    from nowsync.core.plan import Plan
    from nowsync.core.publication import Acquaintance, Publication
    from nowsync.core.target import Target


@click.command(
    epilog="""\b
Examples:
  nowsync status
  nowsync status --json
"""
)
@choice
@as_json
@click.pass_context
def command(context: click.Context, only: tuple[str, ...], *, json: bool) -> int:
    """Show how every target stands, and what waits. Asks no server."""
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.report import exit_code

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        plan = app.prepare(records, only=only)
        if json:
            return show.finish(plan, json=True)
        show.say(_newest(app))
        met = records.acquaintances()
        for settings in app.targets(only):
            target = settings.target
            publications = records.publications(target.name)
            show.say(_target(target, met.get(target.name), publications))
            show.say(_due(plan, target.name))
    for problem in plan.problems:
        show.say(f"{click.style('problem', fg='red')}  {problem}")
    return exit_code(plan)


def _newest(app: "App") -> str:
    entries = app.folder.entries
    if not entries:
        return "no entries"
    newest = entries[-1]
    age = (app.clock() - newest.date).days
    return f"{len(entries)} entries; the newest is {newest.id}, dated {_day(newest.date)} ({age} d)"


START = datetime.min.replace(tzinfo=UTC)


def _target(
    target: "Target",
    met: "Acquaintance | None",
    publications: "Mapping[EntryId, Publication]",
) -> str:
    from nowsync.core.publication import Standing

    head = click.style(f"\n{target.name}", bold=True)
    if met is None:
        return f"{head}  {target.origin}  nothing published yet"
    account = f" as {met.account_name}" if met.account_name else ""
    published = [each for each in publications.values() if each.standing is Standing.PUBLISHED]
    lines = [f"{head}  {target.origin}{account}", f"  {len(published)} published"]
    if published:
        latest = max(published, key=lambda each: (each.updated or START, each.entry))
        lines.append(f"  latest: {latest.entry}  {latest.url or ''}".rstrip())
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
