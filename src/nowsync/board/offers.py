"""Offers: what the buttons of the page do. Each is a command with its words, and no more."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from nowsync.answers import Answers, awaiting, wake
from nowsync.core.action import Action, Hold, Recover, Retract, Sending, Skip
from nowsync.core.deed import Deed
from nowsync.core.entry import EntryId
from nowsync.core.errors import UsageError
from nowsync.core.publication import Publication, Standing

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Ledger

MOVED = "has changed since you saw it. Nothing was done; look at it again"


class Word(Enum):
    """What is typed for it, before the entry and the target and behind them."""

    APPROVE = ("approve", "")
    HOLD = ("hold", "")
    RELEASE = ("release", "")
    PUBLISH = ("publish", "")
    OVERWRITE = ("publish", " --overwrite")
    RETRACT = ("retract", "")
    WAS_POSTED = ("resolve", " --was-posted")
    POST_AGAIN = ("resolve", " --post-again")
    DROP = ("resolve", " --drop")
    KEEP_THEIRS = ("resolve", " --keep-theirs")
    KEEP = ("resolve", " --keep")


class Offer(Struct, frozen=True, kw_only=True):
    """A button, for one entry on one target.

    `sure` is what a person is asked before it is done. `shown` is the digest of the deed that they
    have seen: another one is not done. `asks` for an address.
    """

    word: Word
    label: str
    entry: EntryId
    target: str
    sure: str = ""
    shown: str = ""
    asks: bool = False

    @property
    def typed(self) -> str:
        """Give the command that does the same."""
        verb, more = self.word.value
        return f"nowsync {verb} {self.entry} --target {self.target}{more}"


def offers(
    action: Action, named: Action | None, known: Publication | None, made: datetime | None
) -> Iterator[Offer]:
    """Offer what a person can do about an action.

    `named` is what it would be if it was named, by a plan that was `made` then.
    """

    def offer(
        word: Word, label: str, sure: str = "", *, shown: str = "", asks: bool = False
    ) -> Offer:
        return Offer(
            word=word,
            label=label,
            entry=action.entry,
            target=action.target,
            sure=sure,
            shown=shown,
            asks=asks,
        )

    operation = known.operation if known else None
    if known is not None and known.on_hold is not None:
        yield offer(Word.RELEASE, "Let it go")
    elif operation is not None and operation.held:
        yield offer(Word.WAS_POSTED, "It is there", asks=True)
        yield offer(Word.POST_AGAIN, "It is not there: post it again", "Have you looked there?")
        yield offer(Word.DROP, "Leave it", "It is not posted then, unless you name it.")
    elif isinstance(named, Hold) and named.approves:
        yield offer(Word.APPROVE, "Approve", shown=named.approves)
        yield offer(Word.HOLD, "Hold")
    elif isinstance(action, Hold) and known is not None and known.drifted:
        yield offer(Word.OVERWRITE, "Overwrite", "What was edited there by hand is lost then.")
        yield offer(Word.KEEP_THEIRS, "Keep what is there")
    elif isinstance(action, Hold) and named is None and _is_there(known):
        yield offer(Word.RETRACT, "Take it back", _sure(known))
        yield offer(Word.KEEP, "Leave it there")
    elif isinstance(named, Sending):
        label = "Take it back now" if isinstance(named, Retract) else "Publish now"
        label = "Go on now" if isinstance(named, Recover) else label
        yield offer(Word.PUBLISH, label, shown=Deed.of(named, made).digest)
        if not isinstance(named, Recover):
            yield offer(Word.HOLD, "Hold")


def offers_there(known: Publication) -> Iterator[Offer]:
    """Offer what a person can do about something that is published."""
    yield Offer(
        word=Word.RETRACT,
        label="Take it back",
        entry=known.entry,
        target=known.target,
        sure=_sure(known),
    )


def _is_there(known: Publication | None) -> bool:
    return known is not None and known.standing is Standing.PUBLISHED


def _sure(known: Publication | None) -> str:
    place = known.url if known and known.url else "It"
    return f"{place} goes away, and is not posted again by itself."


def carry(app: "App", offer: Offer, address: str = "") -> list[str]:
    """Do what a button says, as its command does, and tell what came of it."""
    with app.writing() as ledger:
        match offer.word:
            case Word.PUBLISH | Word.OVERWRITE | Word.RETRACT:
                return list(_published(app, ledger, offer))
            case Word.APPROVE:
                return list(_approved(app, ledger, offer))
            case Word.HOLD:
                return list(Answers(app, ledger).hold([offer.entry], [offer.target]))
            case Word.RELEASE:
                return list(Answers(app, ledger).release([offer.entry], [offer.target]))
            case _:
                return [_resolved(app, ledger, offer, address)]


def _published(app: "App", ledger: "Ledger", offer: Offer) -> Iterator[str]:
    plan = app.prepare(
        ledger,
        words=[offer.entry],
        only=[offer.target],
        overwrite=offer.word is Word.OVERWRITE,
        retract=offer.word is Word.RETRACT,
    )
    going = [Deed.of(each, plan.made).digest for each in plan.sending]
    if offer.shown and going and going != [offer.shown]:
        raise UsageError(f"{offer.entry} on {offer.target} {MOVED}")
    for came in app.carry_out(plan, ledger, lambda _: None):
        yield f"{came.entry} on {came.target}: {came.message}{f' {came.url}' if came.url else ''}"
    # A feed's hubs are told by the daemon's next pass.
    wake(app)
    for each in plan.actions:
        if isinstance(each, Hold | Skip):
            yield f"{each.entry} on {each.target}: {each.reason}"


def _approved(app: "App", ledger: "Ledger", offer: Offer) -> Iterator[str]:
    held = awaiting(app.prepare(ledger, words=[offer.entry], only=[offer.target]))
    if [each.approves for each in held] != [offer.shown]:
        raise UsageError(f"{offer.entry} on {offer.target} {MOVED}")
    yield from Answers(app, ledger).approve(held)


def _resolved(app: "App", ledger: "Ledger", offer: Offer, address: str) -> str:
    case = Answers(app, ledger).case(offer.entry, offer.target)
    match offer.word:
        case Word.WAS_POSTED:
            return case.was_posted(address)
        case Word.POST_AGAIN:
            return case.post_again()
        case Word.DROP:
            return case.drop()
        case Word.KEEP_THEIRS:
            return case.keep_theirs()
        case _:
            return case.let_stay()
