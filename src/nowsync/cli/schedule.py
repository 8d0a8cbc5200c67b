"""`nowsync schedule`: what goes out when, and when windows open."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import click
from msgspec import Struct

from nowsync.cli.publish import as_json, choice
from nowsync.core.action import Create, Hold, Recover, Update, Wait

if TYPE_CHECKING:
    from nowsync.core.entry import Json
    from nowsync.core.plan import Plan
    from nowsync.core.target import Target
    from nowsync.core.windows import Opening, Windows
    from nowsync.hubs import Ping

    Sending: TypeAlias = Create | Update | Recover

SCHEMA = 1


@click.command(
    epilog="""\b
Examples:
  nowsync schedule                     what goes out when, and why then
  nowsync schedule --next 12           more of it
  nowsync schedule --target mastodon --json
"""
)
@choice
@click.option(
    "--next",
    "most",
    type=click.IntRange(min=1),
    default=6,
    show_default=True,
    metavar="N",
    help="At most so many entries, and so many openings of each target.",
)
@as_json
@click.pass_context
def command(context: click.Context, only: tuple[str, ...], *, most: int, json: bool) -> int:
    """Show what goes out when, in the site's time and in UTC, and why then. Asks no server.

    Where nothing waits for a target, its next windows are shown.
    """
    from zoneinfo import ZoneInfo

    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.report import exit_code

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        plan = app.prepare(records, only=only)
    coming = _Coming(
        plan=plan,
        targets=[each.target for each in app.targets(only)],
        owed=app.places.hubs(only).owed(),
        now=app.clock(),
        zone=ZoneInfo(app.configuration.site.timezone),
        most=most,
    )
    if json:
        show.data(coming.document())
    else:
        show.say("\n".join(coming.lines()))
    return exit_code(plan)


class _Coming(Struct, frozen=True, kw_only=True):
    """What goes out when, and when windows open; at `most` so many of each. And who is `owed`."""

    plan: "Plan"
    targets: Sequence["Target"]
    owed: Sequence["Ping"]
    now: datetime
    zone: tzinfo
    most: int

    def lines(self) -> Iterator[str]:
        """Write it for people."""
        turns = self._turns()
        for moment, action in turns:
            head = click.style(f"{action.entry} → {action.target}", bold=True)
            yield f"{head}  {self._when(moment)}"
            yield f"  {action.reason}"
        for moment, ping in self._pings():
            yield f"{click.style(f'{ping.target} → its hub', bold=True)}  {self._when(moment)}"
            yield f"  {ping}"
        held = sum(isinstance(each, Hold) for each in self.plan.actions)
        if held:
            yield f"{held} held until you decide; type nowsync status"
        waiting = {action.target for _, action in turns}
        for target in self.targets:
            if target.name not in waiting:
                yield from self._windows(target)

    def document(self) -> "dict[str, Json]":
        """Write it as JSON data; the schema is documented in docs/json.md."""
        return {
            "schema": SCHEMA,
            "timezone": str(self.zone),
            "turns": [self._turn(*each) for each in self._turns()],
            "targets": [self._target(each) for each in self.targets],
            **({"pings": pings} if (pings := self._pings_told()) else {}),
        }

    def _turns(self) -> "list[tuple[datetime, Sending | Wait]]":
        """Give what will be done by itself, the first one first."""
        found: list[tuple[datetime, Sending | Wait]] = []
        for each in self.plan.actions:
            if isinstance(each, Wait):
                found.append((each.until, each))
            elif isinstance(each, Create | Update | Recover):
                found.append((self.now, each))
        return sorted(found, key=lambda each: each[0])[: self.most]

    def _pings(self) -> "list[tuple[datetime, Ping]]":
        """Give what hubs will be told by itself, the first one first."""
        due = [(moment, each) for each in self.owed if (moment := each.when(self.now))]
        return sorted(due, key=lambda each: each[0])

    def _openings(self, target: "Target") -> Iterator["Opening"]:
        """Give the windows of a target, from one that is open now on."""
        schedule = target.policy.schedule
        opening = schedule.opening(self.now) or schedule.next_opening(self.now)
        while opening is not None:
            yield opening
            opening = schedule.next_opening(opening.opens)

    def _windows(self, target: "Target") -> Iterator[str]:
        schedule = target.policy.schedule
        when = schedule.when.words if schedule.when else "at any time"
        quiet = f", but not in {schedule.quiet.words}" if schedule.quiet else ""
        yield f"{click.style(target.name, bold=True)}  nothing waits; {when}{quiet}"
        for each in islice(self._openings(target), self.most):
            now = "  now" if self.now in each else ""
            yield f"  {self._moment(each.opens)}, until {self._clock(each.closes)}{now}"

    def _when(self, moment: datetime) -> str:
        return self._moment(moment) if moment > self.now else "with the next nowsync publish"

    def _moment(self, moment: datetime) -> str:
        local, there = moment.astimezone(self.zone), moment.astimezone(UTC)
        return f"{local:%a %Y-%m-%d %H:%M %Z} ({there:%a %H:%M} UTC)"

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%a %H:%M}"

    def _turn(self, moment: datetime, action: "Sending | Wait") -> "dict[str, Json]":
        from nowsync.report import verb

        return {
            "entry": action.entry,
            "target": action.target,
            "action": verb(action),
            **self._times("at", moment),
            "reason": action.reason,
        }

    def _pings_told(self) -> "list[Json]":
        return [
            {
                "target": ping.target,
                "hub": ping.topic.hub,
                "url": ping.topic.url,
                **self._times("at", moment),
                "reason": str(ping),
            }
            for moment, ping in self._pings()
        ]

    def _target(self, target: "Target") -> "dict[str, Json]":
        schedule = target.policy.schedule
        return {
            "target": target.name,
            "when": _words(schedule.when),
            "quiet": _words(schedule.quiet),
            "openings": [
                {**self._times("opens", each.opens), **self._times("closes", each.closes)}
                for each in islice(self._openings(target), self.most)
            ],
        }

    def _times(self, name: str, moment: datetime) -> "dict[str, Json]":
        """Write a moment in the site's time and in UTC."""
        local, there = moment.astimezone(self.zone), moment.astimezone(UTC)
        return {name: local.isoformat(), f"{name}_utc": there.isoformat()}


def _words(windows: "Windows | None") -> "list[Json]":
    return [each.words for each in windows.windows] if windows else []
