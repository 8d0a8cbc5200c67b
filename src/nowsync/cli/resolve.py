"""`nowsync resolve`: what only a person can know."""

from typing import TYPE_CHECKING

import click

from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.identity import identify
from nowsync.core.publication import Standing

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Ledger
    from nowsync.core.publication import Operation, Publication

_AWAY = (Standing.GONE, Standing.RETRACTED, Standing.WITHDRAWN)


@click.command(
    epilog="""\b
Examples:
  nowsync resolve 2025-11 --target mastodon --was-posted https://mastodon.example/@ada/1234
  nowsync resolve 2025-11 --target mastodon --post-again
  nowsync resolve 2025-11 --target mastodon --drop
  nowsync resolve 2025-11 --target mastodon --keep-theirs
"""
)
@click.argument("word", metavar="ENTRY")
@click.option("--target", required=True, metavar="NAME", help="Where the post is held.")
@click.option("--was-posted", "url", metavar="URL", help="It is there: at this address.")
@click.option("--post-again", "again", is_flag=True, help="It is not there: post it.")
@click.option("--drop", is_flag=True, help="Leave it; it is not posted by itself.")
@click.option("--keep-theirs", "keep", is_flag=True, help="It was edited there, and stays so.")
@click.option("--keep", "stay", is_flag=True, help="Its entry has gone; leave what is there.")
@click.pass_context
def command(  # noqa: PLR0913  # one parameter for each word that can be typed
    context: click.Context,
    word: str,
    target: str,
    *,
    url: str | None,
    again: bool,
    drop: bool,
    keep: bool,
    stay: bool,
) -> int:
    """Decide what became of a post that is held.

    A post is held when its request was never answered, looking did not find it, and sending it
    again could post it twice. Look at your account, and say what you saw. What was taken back, or
    removed there by hand, may be posted again with --post-again. A post that nowsync did not make,
    or does not know any more, is taken for an entry's with --was-posted.

    What was edited there by hand stays with --keep-theirs: it counts as what the entry says now,
    and is edited only when the entry changes again. The other way is nowsync publish --overwrite.

    What stays there though its entry was removed, or is a draft again, is asked about until you
    take it back with nowsync retract, or say --keep.
    """
    from nowsync.app import App

    if [url is not None, again, drop, keep, stay].count(True) != 1:
        raise UsageError(
            "say one of --was-posted URL, --post-again, --drop, --keep or --keep-theirs"
        )
    app = App.find(context.obj)
    with app.writing() as ledger:
        app.targets([target])
        known = ledger.publications(target)
        entry = EntryId(word) if word in known else app.choose([word], app.folder.entries)[0]
        publication = known.get(entry)
        operation = publication.operation if publication else None
        standing = publication.standing if publication else None
        if keep:
            said = _keep(app, ledger, publication, entry, target)
        elif stay:
            said = _stay(app, ledger, publication, entry, target)
        elif operation is not None and operation.held:
            said = _resolve(app, ledger, entry, target, operation, url=url, again=again)
        elif standing in _AWAY and again:
            ledger.readmit(target, entry, app.clock())
            said = _to_post(entry, target)
        elif url is not None and standing is not Standing.PUBLISHED:
            place = app.reconciler(ledger, [target]).adopt(ledger, entry, url)
            said = f"It is written down as posted: {place}"
        elif drop and standing is None and entry in ledger.unfound(target):
            ledger.leave(target, entry, app.clock())
            said = "It is left alone, unless you name it."
        else:
            raise UsageError(f"nothing of {entry} is held on {target}")
        click.echo(said)
    return 0


def _resolve(
    app: "App",
    ledger: "Ledger",
    entry: EntryId,
    target: str,
    operation: "Operation",
    *,
    url: str | None,
    again: bool,
) -> str:
    if url is not None:
        place = app.adopt(ledger, target, operation, url)
        return f"It is written down as posted: {place}"
    if again and operation.half_made:
        ledger.reopen(operation.id, app.clock())
        return f"Only what is missing goes out. To post it: {_publish(entry, target)}"
    ledger.drop(operation.id, app.clock(), again=again)
    return _to_post(entry, target) if again else "It is left alone, unless you name it."


def _keep(
    app: "App", ledger: "Ledger", known: "Publication | None", entry: EntryId, target: str
) -> str:
    """Take what is there for what the entry says now, if it has one that says anything."""
    if known is None or known.drifted is None or known.meaning is None:
        raise UsageError(
            f"nobody is known to have edited {entry} on {target}; to look: nowsync status --remote"
        )
    here = identify(app.folder.entries, ledger.seen(), ledger.meaning_of).entries
    meaning = next((each.at(target).meaning() for each in here if each.id == entry), known.meaning)
    ledger.keep(target, entry, meaning, app.clock())
    return f"What is there is kept. It is edited again when {entry} changes."


def _stay(
    app: "App", ledger: "Ledger", known: "Publication | None", entry: EntryId, target: str
) -> str:
    """Leave what is published there, unless it is on its way back."""
    if known is None or known.standing is not Standing.PUBLISHED:
        raise UsageError(f"nothing of {entry} is published on {target}")
    if known.operation and known.operation.begun and known.operation.verb.takes_back:
        raise UsageError(f"{entry} is being taken back from {target} already")
    ledger.let_stay(target, entry, app.clock())
    return f"It stays on {target}, whatever becomes of its file."


def _to_post(entry: EntryId, target: str) -> str:
    return f"It may go out again. To post it: {_publish(entry, target)}"


def _publish(entry: EntryId, target: str) -> str:
    return f"nowsync publish {entry} --target {target}"
