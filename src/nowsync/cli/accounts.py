"""`nowsync accounts`: who we are on each target, and where its secret lies."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import click

from nowsync.cli import show
from nowsync.cli.publish import as_json

if TYPE_CHECKING:
    from nowsync.accounts import Held
    from nowsync.core.entry import Json

SCHEMA = 1


@click.command(
    epilog="""\b
Examples:
  nowsync accounts
  nowsync accounts --json
"""
)
@as_json
@click.pass_context
def command(context: click.Context, *, json: bool) -> int:
    """Show who you are on each target, and where its secret lies. Asks no server.

    Looks for every secret in the places where a publish would, and shows none.
    """
    from zoneinfo import ZoneInfo

    from nowsync.app import App

    app = App.find(context.obj)
    zone = ZoneInfo(app.configuration.site.timezone)
    held = tuple(app.accounts().held())
    if json:
        document = {"schema": SCHEMA, "accounts": [_document(each, zone) for each in held]}
        show.data(document)
        return 0
    for each in held:
        show.say("\n".join(_lines(each, zone)))
    if not held:
        show.say("No target needs an account.")
    return 0


def _lines(held: "Held", zone: tzinfo) -> Iterator[str]:
    access, target = held.access, held.target
    name = access.account_name if access else None
    yield f"{click.style(target.name, bold=True)}  {target.origin}  {name or 'nobody yet'}"
    if access is not None and access.since is not None:
        yield f"  signed in {_day(access.since, zone)}"
    if access is not None and access.used is not None:
        yield f"  last used {_day(access.used, zone)}"
    if access is not None and access.scopes:
        yield f"  may {access.scopes.replace(' ', ', ')}"
    yield f"  secret: {held.found.source if held.found else held.missing}"
    if access is not None and access.paused:
        yield f"  {show.paused(access.paused)}"


def _document(held: "Held", zone: tzinfo) -> "dict[str, Json]":
    access = held.access
    return {
        "target": held.target.name,
        "server": held.target.origin,
        "account": access.account_name if access else None,
        "id": access.account_id if access else None,
        "scopes": access.scopes.split() if access and access.scopes else None,
        "secret": held.found.source if held.found else None,
        "since": _moment(access.since, zone) if access else None,
        "used": _moment(access.used, zone) if access else None,
        "paused": access.paused if access else None,
    }


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"


def _moment(moment: datetime | None, zone: tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
