"""`nowsync status --remote`: what is there now of what was published."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import click

from nowsync.cli import show
from nowsync.core.publication import Standing
from nowsync.lookout import Sighting, There

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Json
    from nowsync.core.ledger import Records
    from nowsync.core.publication import Publication
    from nowsync.lookout import Lookout

# The target of each post that the ledger does not know, and where it is.
NotKnown: TypeAlias = Sequence[tuple[str, str]]

SCHEMA = 1
# Who reads, or edits, a now page of more than a year ago.
RECENT = timedelta(days=365)
COLOURS = {
    There.AS_LEFT: "green",
    There.KEPT: "green",
    There.EDITED: "red",
    There.GONE: "red",
    There.UNREAD: "yellow",
}
FINDINGS = (There.EDITED, There.GONE, There.UNREAD)


def report(app: "App", only: Sequence[str], *, everything: bool, json: bool) -> int:
    """Look at what was published lately, or at everything; say what was found."""
    since = None if everything else app.clock() - RECENT
    found, unknown = _look(app, only, since)
    if json:
        show.data(_document(found, unknown, since))
    else:
        show.say("\n".join(_lines(found, unknown, since)))
    return 1 if unknown or any(each.there in FINDINGS for each in found) else 0


def _look(
    app: "App", only: Sequence[str], since: datetime | None
) -> tuple[Sequence[Sighting], NotKnown]:
    app.targets(only)
    with app.reading() as records:
        if not records.acquaintances():
            return (), ()
    with app.writing() as ledger:
        wanted = [
            (watch, _chosen(ledger.publications(watch.target.name).values(), since))
            for watch in app.lookouts(ledger, only)
        ]
        found = tuple(_one_by_one(wanted))
        unread = {each.target for each in found if each.there is There.UNREAD}
        asked = [name for name in ledger.acquaintances() if name not in unread]
        known = {each.target.name for each in app.targets(only)}
        return found, _unknown(app, ledger, [name for name in asked if name in known], since)


def _unknown(
    app: "App", records: "Records", targets: Sequence[str], since: datetime | None
) -> NotKnown:
    """Find what seems to be an entry's post, and is not in the ledger."""
    posts = app.reconciler(records, targets).unknown(records) if targets else ()
    return tuple(
        (target, post.name)
        for target, post in posts
        if since is None or post.at is None or post.at >= since
    )


def _chosen(publications: "Iterable[Publication]", since: datetime | None) -> "list[Publication]":
    return [
        each
        for each in publications
        if each.standing is Standing.PUBLISHED
        and (since is None or each.published is None or each.published >= since)
    ]


def _one_by_one(wanted: "Sequence[tuple[Lookout, list[Publication]]]") -> Iterator[Sighting]:
    """Look at each, and show on a terminal how far that has come."""
    number = sum(len(publications) for _, publications in wanted)
    done = 0
    for watch, publications in wanted:
        for sighting in watch.sightings(publications):
            done += 1
            show.progress("" if done == number else f"looking at {done} of {number}")
            yield sighting


def _lines(found: Sequence[Sighting], unknown: NotKnown, since: datetime | None) -> Iterator[str]:
    widths = [max((len(name(each)) for each in found), default=0) for name in (_place, _what)]
    for each in found:
        what = click.style(_what(each).ljust(widths[1]), fg=COLOURS[each.there])
        place = click.style(_place(each).ljust(widths[0]), bold=True)
        yield f"{place}  {what}  {each.url or ''}".rstrip()
        yield from (f"  {line}" for line in _more(each))
    for target, url in unknown:
        yield f"{click.style(target, bold=True)}  {click.style('not known', fg='yellow')}  {url}"
        yield "  it seems to be of an entry, and the ledger does not know it"
        yield f"  to take it in:                 nowsync reconcile --target {target}"
    span = f"since {since:%Y-%m-%d}; --all looks at all of it" if since else "ever"
    number = f"{len(found)} publications" if len(found) != 1 else "1 publication"
    if found or unknown:
        yield ""
    yield f"Looked at {number}: what was published {span}."


def _place(each: Sighting) -> str:
    return f"{each.entry} → {each.target}"


def _what(each: Sighting) -> str:
    return each.there.value


def _more(each: Sighting) -> Iterator[str]:
    """Say what is different, and what can be typed about it."""
    at = f"{each.entry} --target {each.target}"
    if each.drift is not None:
        yield each.drift.evidence
        yield f"to put the entry in its place: nowsync publish {at} --overwrite"
        yield f"to keep what is there:         nowsync resolve {at} --keep-theirs"
    if each.there is There.GONE:
        yield "it is not posted again by itself, and not looked at again"
        yield f"to allow it:                   nowsync resolve {at} --post-again"
    if each.detail is not None:
        yield each.detail


def _document(
    found: Sequence[Sighting], unknown: NotKnown, since: datetime | None
) -> "dict[str, Json]":
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    return {
        "schema": SCHEMA,
        "since": since.isoformat() if since else None,
        "sightings": [_sighting(each) for each in found],
        "unknown": [{"target": target, "url": url} for target, url in unknown],
    }


def _sighting(each: Sighting) -> "dict[str, Json]":
    drift = each.drift
    return {
        "entry": each.entry,
        "target": each.target,
        "there": each.there.value,
        "url": each.url,
        "detail": each.detail,
        "differences": []
        if drift is None
        else [
            {"part": name, "ours": drift.ours[name], "theirs": theirs}
            for name, theirs in drift.theirs.items()
        ],
    }
