"""`nowsync explain`: why an entry was, was not, or will be published."""

import json as jsonlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from nowsync.cli import completing
from nowsync.cli.publish import as_json, choice
from nowsync.core.action import Action, Wait
from nowsync.core.entry import EntryId
from nowsync.core.explanation import (
    Explanation,
    Setting,
    Source,
    There,
    known_by,
    settings,
    there,
)
from nowsync.core.history import history
from nowsync.core.identity import identify
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Entry, Json
    from nowsync.core.ledger import Records
    from nowsync.targets import TargetSettings

SCHEMA = 1
MOMENT = "%Y-%m-%d %H:%M:%S"


@click.command(
    epilog="""\b
Examples:
  nowsync explain 2025-11
  nowsync explain 2025-11 --target mastodon --json
"""
)
@click.argument("word", metavar="ENTRY", shell_complete=completing.entries)
@choice
@as_json
@click.pass_context
def command(context: click.Context, word: str, only: tuple[str, ...], *, json: bool) -> int:
    """Say why an entry was, was not, or will be published, target by target.

    Also what is known of the entry, what is there already, and where each setting comes from.
    Sends nothing and asks no server. ENTRY is an entry's id, the path of its file, or a month such
    as 2025-11. It may be one whose file is not there any more.
    """
    from zoneinfo import ZoneInfo

    from nowsync.app import App
    from nowsync.cli import show

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        answer = _answer(app, records, word, only)
    zone = ZoneInfo(app.configuration.site.timezone)
    if json:
        show.data(_document(answer, zone))
    else:
        show.say("\n\n".join(_parts(answer, zone)))
    return 0


class _Answer(Struct, frozen=True):
    """An entry, unless its file has gone, why it is the one that is meant, and how it stands."""

    id: EntryId
    entry: "Entry | None"
    known_by: str | None
    targets: tuple[Explanation, ...]


def _answer(app: "App", records: "Records", word: str, only: Sequence[str]) -> _Answer:
    """Plan as always, and as if a person had named the entry; tell what led to it."""
    places = app.targets(only)
    known = {each.target.name: records.publications(each.target.name) for each in places}
    here = identify(app.folder.entries, records.seen(), records.meaning_of)
    ids = {identity for publications in known.values() for identity in publications}
    identity = EntryId(word) if word in ids else app.choose([word], here.entries)[0]
    entry = next((each for each in here.entries if each.id == identity), None)
    plan = app.prepare(records, only=only)
    # What is not in the source any more cannot be named.
    named = app.prepare(records, words=[identity], only=only) if entry else Plan(actions=())
    happened = history(records.events())

    def explained(place: "TargetSettings") -> Explanation:
        name = place.target.name
        at = Publication(entry=identity, target=name)
        return Explanation(
            entry=identity,
            target=name,
            action=_action(plan, identity, name),
            named=_action(named, identity, name),
            there=there(known[name].get(identity, at), happened),
            settings=settings(entry, name, place.keys, place.given),
        )

    by = _known_by(app, records, entry, here.doubts)
    return _Answer(identity, entry, by, tuple(map(explained, places)))


def _action(plan: Plan, entry: EntryId, target: str) -> Action | None:
    here = (each for each in plan.actions if each.target == target)
    return next((each for each in here if each.entry == entry), None)


def _known_by(
    app: "App", records: "Records", entry: "Entry | None", doubts: Mapping[EntryId, str]
) -> str | None:
    if entry is None:
        return None
    if app.configuration.entries.page is not None:
        return "it is the edition of that month"
    read_as = next(each.id for each in app.folder.entries if each.source == entry.source)
    return known_by(entry, read_as, records.seen().get(entry.id), doubts.get(entry.id))


def _parts(answer: _Answer, zone: tzinfo) -> Iterator[str]:
    yield "\n".join(_about(answer))
    for each in answer.targets:
        yield "\n".join(_explained(each, zone))


def _about(answer: _Answer) -> Iterator[str]:
    entry = answer.entry
    if entry is None:
        yield f"{click.style(answer.id, bold=True)}  it is not in the source any more"
        return
    yield f"{click.style(answer.id, bold=True)}  {entry.source}"
    yield f"  id: {answer.known_by}"
    yield f"  dated {entry.date:%Y-%m-%d} by {entry.dated_by}"
    if entry.draft:
        yield f"  a draft by {entry.unfinished_by}"


def _explained(each: Explanation, zone: tzinfo) -> Iterator[str]:
    yield f"{click.style(each.target, bold=True)}  {each.sentence}"
    if each.there:
        yield f"  there: {_place(each.there, zone)}"
    if until := _until(each, zone):
        yield f"  not before {until:{MOMENT}}"
    if each.command and each.command not in each.sentence:
        yield f"  to do it now: {each.command}"
    if each.advice:
        yield f"  if you name it: {each.advice}"
    for source in reversed(Source):
        if said := ", ".join(_said(each.settings, source)):
            yield click.style(f"  {source.value}: {said}", dim=True)


def _place(place: There, zone: tzinfo) -> str:
    since = f"since {place.since.astimezone(zone):{MOMENT}}" if place.since else None
    times = "once" if place.edits == 1 else f"{place.edits} times"
    last = f"last {place.edited.astimezone(zone):{MOMENT}}" if place.edited else None
    edited = f"edited {times}, {last}" if last else None
    return ", ".join(filter(None, (place.url, since, edited)))


def _until(each: Explanation, zone: tzinfo) -> datetime | None:
    return each.action.until.astimezone(zone) if isinstance(each.action, Wait) else None


def _said(found: Sequence[Setting], source: Source) -> Iterator[str]:
    """Write what one source decides; what nobody has set says nothing."""
    for each in found:
        if each.source is source and (source is not Source.DEFAULT or each.value not in (None, ())):
            value = _plain(each.value)
            plain = isinstance(value, str) and value
            written = value if plain else jsonlib.dumps(value, ensure_ascii=False)
            yield f"{each.name} {written}"


def _plain(value: Any) -> "Json":
    match value:
        case datetime():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            plain: Json = value
            return plain


def _document(answer: _Answer, zone: tzinfo) -> "dict[str, Json]":
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    entry = answer.entry
    return {
        "schema": SCHEMA,
        "id": answer.id,
        "file": entry.source if entry else None,
        "known_by": answer.known_by,
        "date": entry.date.isoformat() if entry else None,
        "dated_by": entry.dated_by if entry else None,
        "draft": entry.draft if entry else None,
        "draft_by": entry.unfinished_by if entry else None,
        "targets": [_target(each, zone) for each in answer.targets],
    }


def _target(each: Explanation, zone: tzinfo) -> "dict[str, Json]":
    from nowsync.report import verb

    until = _until(each, zone)
    return {
        "target": each.target,
        "sentence": each.sentence,
        "action": verb(each.action) if each.action else None,
        "reason": each.action.reason if each.action else None,
        "until": until.isoformat() if until else None,
        "command": each.command,
        "advice": each.advice,
        "there": _there(each.there, zone) if each.there else None,
        "settings": [_setting(setting) for setting in each.settings],
    }


def _there(place: There, zone: tzinfo) -> "dict[str, Json]":
    return {
        "url": place.url,
        "since": place.since.astimezone(zone).isoformat() if place.since else None,
        "edits": place.edits,
        "edited": place.edited.astimezone(zone).isoformat() if place.edited else None,
    }


def _setting(setting: Setting) -> "dict[str, Json]":
    return {
        "name": setting.name,
        "value": _plain(setting.value),
        "from": setting.source.value,
    }
