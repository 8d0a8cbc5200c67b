"""Entries, targets and publications for the tests, each as plain as it can be."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from nowsync.core.action import Create, Hold, Recover, Skip, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import Entry, EntryId, Json
from nowsync.core.publication import (
    Attempt,
    Operation,
    OperationState,
    Publication,
    Standing,
    StepState,
)
from nowsync.core.situation import Situation
from nowsync.core.step import Receipt, Request, Step, Verb
from nowsync.core.summary import Summary
from nowsync.core.target import Policy, Target, Traits

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DATED = datetime(2026, 11, 1, tzinfo=UTC)
OLD = NOW - timedelta(days=100)
FUTURE = NOW + timedelta(days=1)

ID = EntryId("2026-11")
POLICY = Policy()
TARGET = Target("mastodon", "mastodon", "https://mastodon.example", "mastodon", POLICY)
TRAITS = Traits(edits=True)
FEED = Traits(edits=True, local=True, backfill_is_harmless=True)
RECEIPT = Receipt("42", "https://mastodon.example/@ada/42")


def entry(
    *,
    identity: str = ID,
    title: str = "Now, November 2026",
    date: datetime = DATED,
    fields: Mapping[str, Json] | None = None,
    reading: Sequence[str] = ("Middlemarch",),
    blocks: Sequence[str] = ("Winter is near.",),
    draft: bool = False,
) -> Entry:
    return Entry(
        id=EntryId(identity),
        source=f"now/{identity}.md",
        title=title,
        date=date,
        language="en",
        body="\n\n".join(blocks),
        fields={"mood": "calm"} if fields is None else fields,
        lists={"reading": tuple(reading)},
        sections=(),
        blocks=tuple(blocks),
        tags=("now",),
        draft=draft,
    )


ENTRY = entry()
CORRECTED = entry(blocks=("Winter is here.",))
REVISED = entry(reading=("Middlemarch", "Orlando"))


def step(text: str = "Winter is near.", *, kind: str = "status", repeatable: bool = False) -> Step:
    request = Request("POST", "https://mastodon.example/api/v1/statuses", {"status": text})
    return Step(kind, request, repeatable, key="k")


def summary(*, text: str = "Winter is near.", at: datetime = NOW) -> Summary:
    return Summary(
        entry=ID,
        title="Now, November 2026",
        text=text,
        language="en",
        dated=DATED,
        published=at,
        updated=at,
    )


def work(*, text: str = "Winter is near.", at: datetime = NOW) -> Work:
    return Work(summary=summary(text=text, at=at), meaning=ENTRY.meaning(), steps=(step(text),))


def compose(situation: Situation, change: Change) -> Work:
    """Make the same of everything: what is in the work is not the plan's concern."""
    return work()


def operation(
    state: OperationState = OperationState.OPEN,
    *,
    attempts: Sequence[Attempt] | None = None,
    of: Entry = ENTRY,
    reason: str | None = None,
) -> Operation:
    flying = Attempt(step=step(), state=StepState.IN_FLIGHT, sends=1, first_sent=NOW, last_sent=NOW)
    return Operation(
        id=7,
        verb=Verb.CREATE,
        meaning=of.meaning(),
        attempts=(flying,) if attempts is None else tuple(attempts),
        state=state,
        reason=reason,
        published=NOW,
        updated=NOW,
    )


def publication(
    standing: Standing | None = None,
    *,
    of: Entry = ENTRY,
    receipts: Sequence[Receipt] = (RECEIPT,),
    operation: Operation | None = None,
) -> Publication:
    if standing is not Standing.PUBLISHED:
        return Publication(entry=ID, target="mastodon", standing=standing, operation=operation)
    return Publication(
        entry=ID,
        target="mastodon",
        standing=standing,
        meaning=of.meaning(),
        receipts=tuple(receipts),
        steps=(step("before"),),
        published=DATED,
        updated=DATED,
        operation=operation,
    )


def situation(
    here: Entry = ENTRY,
    there: Publication | None = None,
    *,
    traits: Traits = TRAITS,
    policy: Policy = POLICY,
    met: bool = True,
    named: bool = False,
    stale: str | None = None,
) -> Situation:
    return Situation(
        entry=here,
        target=replace(TARGET, policy=policy),
        traits=traits,
        publication=publication() if there is None else there,
        met=met,
        named=named,
        now=NOW,
        moment=NOW,
        stale=stale,
    )


def create(identity: str) -> Create:
    return Create(entry=EntryId(identity), target="mastodon", reason="new", work=work())


UPDATE = Update(
    entry=EntryId("u"),
    target="mastodon",
    reason="corrected",
    work=work(),
    change=Change(ChangeKind.CORRECTED),
)
RECOVER = Recover(entry=EntryId("r"), target="mastodon", reason="", operation=operation())
WAIT = Wait(entry=EntryId("w"), target="mastodon", reason="dated in the future", until=FUTURE)
HOLD = Hold(entry=EntryId("h"), target="mastodon", reason="held")
SKIP = Skip(entry=EntryId("s"), target="mastodon", reason="unchanged")
FOUR = tuple(map(create, "abcd"))
