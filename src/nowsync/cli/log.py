"""`nowsync log`: all that has happened."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing
from nowsync.cli.publish import as_json, choice
from nowsync.core.entry import EntryId
from nowsync.core.history import Happened, Happening, history
from nowsync.core.identity import identify

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Json
    from nowsync.core.ledger import Records

SCHEMA = 1
MOMENT = "%Y-%m-%d %H:%M:%S"
COLOURS = {
    Happening.PUBLISHED: "green",
    Happening.EDITED: "cyan",
    Happening.PAUSED: "red",
    Happening.UNKNOWN: "yellow",
    Happening.HELD: "red",
    Happening.REFUSED: "red",
    Happening.GONE: "red",
    Happening.EDITED_THERE: "red",
}


@click.command(
    epilog="""\b
Examples:
  nowsync log                          all of it, the newest last
  nowsync log 2025-11                  what happened to one entry
  nowsync log --target mastodon -n 20
  nowsync log --json
"""
)
@click.argument("word", required=False, metavar="[ENTRY]", shell_complete=completing.entries)
@choice
@click.option("-n", "newest", type=click.IntRange(min=1), metavar="N", help="Only the N newest.")
@as_json
@click.pass_context
def command(
    context: click.Context,
    word: str | None,
    only: tuple[str, ...],
    *,
    newest: int | None,
    json: bool,
) -> int:
    """Show all that has happened, the newest last. Asks no server.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. It may be one whose
    file is not there any more. Times are those of the site's zone.
    """
    from zoneinfo import ZoneInfo

    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        happened = _chosen(app, records, word, only)
    happened = happened if newest is None else happened[-newest:]
    zone = ZoneInfo(app.configuration.site.timezone)
    if json:
        show.data(_document(happened, zone))
    else:
        show.say("\n".join(_lines(happened, zone)) or "Nothing has happened yet.")
    return 0


def _chosen(
    app: "App", records: "Records", word: str | None, only: Sequence[str]
) -> tuple[Happened, ...]:
    """Give what happened to an entry, or to all, on some targets, or on all."""
    happened = history(records.events())
    # What is not in nowsync.toml any more has its history all the same.
    app.targets([name for name in only if name not in {each.target for each in happened}])
    entry = word and _entry(app, records, word, happened)
    return tuple(
        each
        for each in happened
        if entry in (None, each.entry) and (not only or each.target in only)
    )


def _entry(app: "App", records: "Records", word: str, happened: Sequence[Happened]) -> EntryId:
    if word in {each.entry for each in happened}:
        return EntryId(word)
    here = identify(app.folder.entries, records.seen(), records.meaning_of)
    return app.choose([word], here.entries)[0]


def _lines(happened: Sequence[Happened], zone: tzinfo) -> Iterator[str]:
    for each in happened:
        at = click.style(f"{each.at.astimezone(zone):{MOMENT}}", dim=True)
        who = f"{each.entry} → {each.target}" if each.entry else each.target
        what = click.style(each.what.value, fg=COLOURS.get(each.what))
        yield f"{at}  {click.style(who, bold=True)}  {what}{_rest(each, zone)}"


def _rest(each: Happened, zone: tzinfo) -> str:
    """Say which part, why or until when, and where; in one line."""
    part = f", step {each.step} of {each.steps}" if each.step else ""
    until = f" until {each.until.astimezone(zone):{MOMENT}}" if each.until else ""
    detail = f": {' '.join(each.detail.split())}" if each.detail else ""
    return f"{part}{until}{detail}{f'  {each.url}' if each.url else ''}"


def _document(happened: Sequence[Happened], zone: tzinfo) -> "dict[str, Json]":
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    return {"schema": SCHEMA, "events": [_event(each, zone) for each in happened]}


def _event(each: Happened, zone: tzinfo) -> "dict[str, Json]":
    return {
        "at": each.at.astimezone(zone).isoformat(),
        "entry": each.entry,
        "target": each.target,
        "event": each.what.value,
        "detail": each.detail,
        "url": each.url,
        "until": each.until.astimezone(zone).isoformat() if each.until else None,
        "step": each.step,
        "steps": each.steps,
    }
