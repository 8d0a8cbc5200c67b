"""`nowsync lint`: what you may not have meant, in entries and templates."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from nowsync.cli import show
from nowsync.cli.publish import as_json, entries
from nowsync.report import told

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.entry import Entry
    from nowsync.core.errors import Problem

SCHEMA = 1


@click.command(
    epilog="""\b
Examples:
  nowsync lint
  nowsync lint 2025-11
  nowsync lint 2025-11 --json
"""
)
@entries
@click.option("--links", is_flag=True, help="Follow the links, too, and tell which are dead.")
@as_json
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], *, links: bool, json: bool) -> int:
    """Look for what you may not have meant: in all entries, or in those that you name.

    ENTRY is an entry's id, the path of its file, or a month such as 2025-11. Everything that is
    found can be published as it is, so the exit code is 1 only if a file or a template is broken.
    Without --links no connection is opened.
    """
    from nowsync.app import App

    app = App.find(context.obj, show.reading)
    ids = set(app.choose(words, app.folder.entries))
    chosen = [each for each in app.folder.entries if not ids or each.id in ids]
    broken, cautions = _found(app, chosen)
    if links:
        cautions += _dead(app, chosen)
    if json:
        lists = {"problems": broken, "cautions": cautions}
        document = {name: [told(each) for each in listed] for name, listed in lists.items()}
        show.data({"schema": SCHEMA, **document})
    else:
        show.say("\n".join(_lines(broken, cautions)))
    return 1 if broken else 0


def _found(app: "App", chosen: "Sequence[Entry]") -> "tuple[list[Problem], list[Problem]]":
    """Give what cannot be published as it is, and what can be, but may not be meant."""
    from nowsync.lint import Grounds, of_configuration, of_entry, of_rehearsal
    from nowsync.rehearsal import rehearse

    places, among = app.places.of(None, ()), app.folder.entries
    permalinks = [each for entry in among for each in (entry.permalink, entry.link) if each]
    grounds = Grounds(app.configuration.folder, permalinks)
    runs = any(place.adapter.traits.liquid for place in places)
    broken = list(app.folder.problems)
    cautions = [*of_configuration(app.configuration), *app.folder.warnings]
    for entry in chosen:
        cautions += of_entry(entry, grounds, liquid_runs=runs)
    for rehearsed in rehearse(places, chosen, among, app.render, app.clock()):
        broken += [rehearsed.problem] if rehearsed.problem else []
        cautions += of_rehearsal(rehearsed)
    return list(dict.fromkeys(broken)), list(dict.fromkeys(cautions))


def _dead(app: "App", chosen: "Sequence[Entry]") -> "Iterator[Problem]":
    from nowsync.http.visitor import Visitor
    from nowsync.lint import dead_links

    def tell(done: int, of: int) -> None:
        show.progress("" if done == of else f"following {done} of {of} links")

    return dead_links(chosen, Visitor(app.configuration.site.url), tell)


def _lines(broken: "Sequence[Problem]", cautions: "Sequence[Problem]") -> Iterator[str]:
    yield from (f"{click.style('problem', fg='red')}  {each}" for each in broken)
    yield from (f"{click.style('caution', fg='yellow')}  {each}" for each in cautions)
    if broken or cautions:
        yield f"\n{len(broken)} to mend, {len(cautions)} to think about."
    else:
        yield "Nothing to think about."
