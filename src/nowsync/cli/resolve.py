"""`nowsync resolve`: what only a person can know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from nowsync.cli import completing
from nowsync.cli.show import say
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
@click.argument("word", metavar="ENTRY", shell_complete=completing.entries)
@click.option(
    "--target",
    required=True,
    metavar="NAME",
    help="Where the post is held.",
    shell_complete=completing.targets,
)
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
        case = _Case(app, ledger, entry, target, known.get(entry))
        if keep:
            said = case.keep_theirs()
        elif stay:
            said = case.let_stay()
        elif url is not None:
            said = case.was_posted(url)
        else:
            said = case.post_again() if again else case.drop()
        say(said)
    return 0


@dataclass(frozen=True, slots=True)
class _Case:
    """An entry on a target, and what is known of it there: what a person decides about."""

    app: "App"
    ledger: "Ledger"
    entry: EntryId
    target: str
    known: "Publication | None"

    def was_posted(self, url: str) -> str:
        """Take what stands at an address for the entry's post."""
        if (operation := self._held) is not None:
            place = self.app.adopt(self.ledger, self.target, operation, url)
        elif self._standing is Standing.PUBLISHED:
            raise self._nothing
        else:
            reconciler = self.app.reconciler(self.ledger, [self.target])
            place = reconciler.adopt(self.ledger, self.entry, url)
        return f"It is written down as posted: {place}"

    def post_again(self) -> str:
        """Let it go out again, or the part of it that is missing."""
        now, publish = self.app.clock(), f"nowsync publish {self.entry} --target {self.target}"
        if (operation := self._held) is not None:
            if operation.half_made:
                self.ledger.reopen(operation.id, now)
                return f"Only what is missing goes out. To post it: {publish}"
            self.ledger.drop(operation.id, now, again=True)
        elif self._standing in _AWAY:
            self.ledger.readmit(self.target, self.entry, now)
        else:
            raise self._nothing
        return f"It may go out again. To post it: {publish}"

    def drop(self) -> str:
        """Leave the entry alone there."""
        if (operation := self._held) is not None:
            self.ledger.drop(operation.id, self.app.clock(), again=False)
        elif self._standing is None and self.entry in self.ledger.unfound(self.target):
            self.ledger.leave(self.target, self.entry, self.app.clock())
        else:
            raise self._nothing
        return "It is left alone, unless you name it."

    def keep_theirs(self) -> str:
        """Take what is there for what the entry says now, if it has one that says anything."""
        app, ledger, known = self.app, self.ledger, self.known
        if known is None or known.drifted is None or known.meaning is None:
            raise UsageError(
                f"nobody is known to have edited {self.entry} on {self.target}; "
                "to look: nowsync status --remote"
            )
        here = identify(app.folder.entries, ledger.seen(), ledger.meaning_of).entries
        says = (each.at(self.target).meaning() for each in here if each.id == self.entry)
        ledger.keep(self.target, self.entry, next(says, known.meaning), app.clock())
        return f"What is there is kept. It is edited again when {self.entry} changes."

    def let_stay(self) -> str:
        """Leave what is published there, unless it is on its way back."""
        known = self.known
        if known is None or known.standing is not Standing.PUBLISHED:
            raise UsageError(f"nothing of {self.entry} is published on {self.target}")
        if known.operation and known.operation.begun and known.operation.verb.takes_back:
            raise UsageError(f"{self.entry} is being taken back from {self.target} already")
        self.ledger.let_stay(self.target, self.entry, self.app.clock())
        return f"It stays on {self.target}, whatever becomes of its file."

    @property
    def _held(self) -> "Operation | None":
        operation = self.known.operation if self.known else None
        return operation if operation is not None and operation.held else None

    @property
    def _standing(self) -> Standing | None:
        return self.known.standing if self.known else None

    @property
    def _nothing(self) -> UsageError:
        return UsageError(f"nothing of {self.entry} is held on {self.target}")
