"""`nowsync feed`: what subscribers will get, before they get it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from nowsync.cli.publish import choice
from nowsync.core.action import Hold, Wait
from nowsync.core.errors import UsageError
from nowsync.core.notice import Notice

if TYPE_CHECKING:
    from nowsync.adapters.abilities import Draft

WORDS = {
    Notice.NEW: "will show {} as new",
    Notice.REVISED: "may show {} as changed",
    Notice.CORRECTED: "will change {} without a word",
    Notice.GONE: "may still show {} that the feed has no more",
}


@click.command(
    epilog="""\b
Examples:
  nowsync feed                 what readers will find new in each feed
  nowsync feed --head          what the site's pages must say for readers to find it
  nowsync feed --ping          tell the hub, once the site is online
  nowsync feed --style         a style sheet for who opens the feed in a browser
"""
)
@choice
@click.option("--head", is_flag=True, help="Print the links for the head of the site's pages.")
@click.option("--style", is_flag=True, help="Print a style sheet for the feed, to keep as a file.")
@click.option("--ping", is_flag=True, help="Tell the feed's hub, once its new version is online.")
@click.pass_context
def command(
    context: click.Context, only: tuple[str, ...], *, head: bool, style: bool, ping: bool
) -> int:
    """Show what is new in a feed for its readers, and whether it is valid. Writes no feed.

    The feed is made just as nowsync publish would make it, and compared with the one that is there.
    """
    from nowsync import packaged, report
    from nowsync.adapters.abilities import Subscribed
    from nowsync.app import App
    from nowsync.cli import pings, show

    if style:
        show.say(packaged.style())
        return 0
    app = App.find(context.obj, show.reading)
    with app.reading() as records:
        places = app.places.of(records, only)
        adapters = {each.target.name: each.adapter for each in places}
        feeds = {name: each for name, each in adapters.items() if isinstance(each, Subscribed)}
        if not feeds:
            raise UsageError('no target is a feed; add one with platform = "atom" to nowsync.toml')
        if head:
            show.say("\n".join(feed.snippet() for feed in feeds.values()))
            return 0
        if ping:
            return pings.send(app.places.hubs(only))
        plan = app.prepare(records, only=list(feeds))
        for name, feed in feeds.items():
            actions = [action for action in plan.actions if action.target == name]
            steps = [step for action in actions for step in report.steps(action)]
            show.say("\n".join([click.style(name, bold=True), *_told(feed.draft(steps), name)]))
            for each in (action for action in actions if isinstance(action, Wait)):
                show.say(f"  not yet: {each.entry}; {each.reason}")
            if any(isinstance(action, Hold) for action in actions):
                show.say(f"  some entries are held; to see why: nowsync preview --target {name}")
    return report.exit_code(plan)


def _told(draft: "Draft", name: str) -> Iterator[str]:
    """Tell what readers notice, which files there are, and what to type."""
    if not draft.files:
        yield "  nothing is published in it yet"
        return
    yield from (f"  {each.notice.value}: {each.title}" for each in draft.noticed)
    for file in draft.files:
        entries = f"{file.entries} entries" if file.entries != 1 else "1 entry"
        state = "to be written" if file.changed else "as it is"
        yield f"  {file.name}: {entries}, {len(file.content):,} bytes, valid, {state}"
    yield f"  {_said(Counter(each.notice for each in draft.noticed))}"
    if any(file.changed for file in draft.files):
        yield f"  To write it: nowsync publish --target {name}"


def _said(counts: Mapping[Notice, int]) -> str:
    """Say in one line what readers will show."""
    said = [words.format(counts[kind]) for kind, words in WORDS.items() if counts.get(kind)]
    return f"Readers {', '.join(said)}." if said else "Readers will show nothing new."
