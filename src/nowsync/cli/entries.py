"""`nowsync entries`: what was understood of every file, and why the others are no entries."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from nowsync.cli.publish import as_json
from nowsync.report import told

if TYPE_CHECKING:
    from nowsync.core.entry import Entry, Json
    from nowsync.core.identity import Identified
    from nowsync.entries import Folder

SCHEMA = 1


@click.command(
    epilog="""\b
Examples:
  nowsync entries
  nowsync entries --json
"""
)
@as_json
@click.pass_context
def command(context: click.Context, *, json: bool) -> int:
    """Show what was understood of every file, and why some are no entries.

    Reads nothing but your files and what is known of them, and asks no server.
    """
    from nowsync.app import App
    from nowsync.cli import show
    from nowsync.core.identity import identify

    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        known = identify(app.folder.entries, records.seen(), records.meaning_of)
    listing = _Listing(app.folder, known, app.clock())
    if json:
        show.data(_document(listing))
    else:
        show.say(_text(listing))
    return 1 if app.folder.problems else 0


class _Listing(Struct, frozen=True):
    """What was read, under which ids it is known, and when that was."""

    read: "Folder"
    known: "Identified"
    now: datetime

    def state(self, entry: "Entry") -> str:
        """Tell whether an entry may go out, as far as its author says."""
        if entry.draft:
            return "draft"
        return "future" if entry.date > self.now else "finished"


def _text(listing: _Listing) -> str:
    """Write what needs a person first, and what needs nobody last."""
    read = listing.read
    parts = (_problems(read), _warnings(read), _entries(listing), _passed_over(read), [_sum(read)])
    return "\n\n".join(part for part in map("\n".join, parts) if part)


def _problems(read: "Folder") -> Iterator[str]:
    return (f"{click.style('problem', fg='red')}  {problem}" for problem in read.problems)


def _warnings(read: "Folder") -> Iterator[str]:
    return (f"{click.style('warning', fg='yellow')}  {warning}" for warning in read.warnings)


def _entries(listing: _Listing) -> Iterator[str]:
    known = listing.known
    width = max((len(entry.id) for entry in known.entries), default=0)
    for entry in known.entries:
        yield _line(entry, width, listing.state(entry))
        if question := known.doubts.get(entry.id):
            yield f"  {click.style(question, fg='yellow')}"
        yield f"  {'; '.join(_details(entry))}"


def _passed_over(read: "Folder") -> Iterator[str]:
    for each in read.passed_over:
        yield click.style(f"no entry  {each.source}: {each.reason}", dim=True)


def _line(entry: "Entry", width: int, state: str) -> str:
    """Put the title last: its width on a terminal is nobody's business."""
    colour = {"draft": "yellow", "future": "blue"}.get(state)
    name = click.style(f"{entry.id:<{width}}", bold=True)
    marked = click.style(f"{state:<8}", fg=colour)
    return f"{name}  {entry.date:%Y-%m-%d}  {marked}  {entry.title}"


def _details(entry: "Entry") -> Iterator[str]:
    yield entry.source
    yield f"dated by {entry.dated_by}"
    if entry.unfinished_by:
        yield f"a draft: {entry.unfinished_by}"
    yield entry.language
    yield entry.link or "no link"
    if counts := ", ".join(f"{name} {len(items)}" for name, items in entry.lists.items()):
        yield f"lists: {counts}"
    if titles := ", ".join(_sections(entry)):
        yield f"sections: {titles}"


def _sections(entry: "Entry") -> list[str]:
    return [each.title for each in entry.sections if each.title]


def _sum(read: "Folder") -> str:
    entries, problems, others = map(len, (read.entries, read.problems, read.passed_over))
    said = [_counted(entries, "entry", "entries") if entries else "no entries"]
    if problems:
        said.append(_counted(problems, "problem", "problems"))
    if others:
        said.append(f"{others} passed over")
    return f"{', '.join(said)}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _document(listing: _Listing) -> dict[str, "Json"]:
    """Write everything as JSON data; the schema is documented in docs/json.md."""
    read = listing.read
    return {
        "schema": SCHEMA,
        "entries": [_entry(each, listing) for each in listing.known.entries],
        "passed_over": [{"file": each.source, "reason": each.reason} for each in read.passed_over],
        "problems": [told(each) for each in read.problems],
        "warnings": [told(each) for each in read.warnings],
    }


def _entry(entry: "Entry", listing: _Listing) -> dict[str, "Json"]:
    return {
        "id": entry.id,
        "file": entry.source,
        "date": entry.date.isoformat(),
        "dated_by": entry.dated_by,
        "title": entry.title,
        "language": entry.language,
        "link": entry.link,
        "permalink": entry.permalink,
        "state": listing.state(entry),
        "question": listing.known.doubts.get(entry.id),
        "lists": [{"name": name, "count": len(items)} for name, items in entry.lists.items()],
        "sections": _sections(entry),
    }
