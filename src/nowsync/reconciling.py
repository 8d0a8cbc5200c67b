"""Reconciling: looking at what stands on a target, and taking into the ledger what is ours."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from nowsync.adapters.abilities import Recalls
from nowsync.adapters.base import Adapter
from nowsync.composer import Composer, Place, Render
from nowsync.core.action import Hold, Work
from nowsync.core.candidate import Candidate, host_of
from nowsync.core.change import Change, ChangeKind
from nowsync.core.continuity import SLACK
from nowsync.core.entry import Entry, EntryId
from nowsync.core.errors import PublishError, Refused, TemplateError, UsageError
from nowsync.core.identity import Identified
from nowsync.core.ledger import Ledger, Records
from nowsync.core.plan import Plan, before_first_contact
from nowsync.core.post import Post
from nowsync.core.publication import Acquaintance, Attempt, Operation, Publication, Standing
from nowsync.core.reconciliation import Adoption, Reconciliation, reconcile
from nowsync.core.situation import Situation
from nowsync.core.step import Verb
from nowsync.core.target import Account
from nowsync.lookout import identified


class Unseen(Struct, frozen=True):
    """A target that could not be looked at, and why."""

    place: Place
    reason: str


class Survey(Struct, frozen=True):
    """What was seen on a target: which posts are of which entries, and which entries have none.

    `listed` tells whether the platform can say at all what is there; `missing` are the entries
    that nowsync would post, and that were not found for sure.
    """

    place: Place
    account: Account
    found: Reconciliation
    works: Mapping[EntryId, tuple[Entry, Work]]
    missing: tuple[EntryId, ...]
    listed: bool


class Reconciler(Struct, frozen=True, kw_only=True):
    """Looks at targets, and takes what it finds into a ledger.

    Nothing is sent. Only `take_in` and `adopt` write, and only in the ledger.
    """

    places: Sequence[Place]
    identified: Identified
    plan: Plan
    render: Render
    clock: Callable[[], datetime]
    site: str

    def surveys(self, records: Records) -> Iterator[Survey | Unseen]:
        """Look at the targets that can tell what is there, or that wait to be looked at."""
        for place in self.places:
            if place.in_recovery or isinstance(place.adapter, Recalls):
                yield self._survey(place, records)

    def unknown(self, records: Records) -> Iterator[tuple[str, Post]]:
        """Give the posts that are, or may be, of entries, and that the ledger knows nothing of."""
        for seen in self.surveys(records):
            if isinstance(seen, Survey):
                ours = [each.post for each in seen.found.adoptions]
                ours += [each.post for each in seen.found.questions if each.likely]
                yield from ((seen.place.target.name, post) for post in ours)

    def take_in(self, seen: Survey, ledger: Ledger) -> None:
        """Write down what a survey has found; the target's recovery ends with it."""
        target, now = seen.place.target, self.clock()
        acquaintance = ledger.acquaintances().get(target.name)
        if acquaintance is None:
            ledger.meet(target, _baseline(seen, now), now)
        if acquaintance is None or acquaintance.account_id is None:
            ledger.recognise(target.name, seen.account, now)
        for adoption in seen.found.adoptions:
            entry, work = seen.works[adoption.candidate.entry]
            ledger.adopt(target.name, entry.id, _operation(adoption, work, now), now)
        ledger.reconcile(target.name, seen.missing, now)

    def adopt(self, ledger: Ledger, entry: EntryId, url: str) -> str:
        """Take what stands at an address for an entry's, because a person says so."""
        (place,) = self.places
        made = self._works(place).get(entry)
        if made is None:
            raise UsageError(f"{entry} cannot be composed there; nowsync preview says why")
        post, now = _post_at(place.adapter, url), self.clock()
        _, work = made
        adoption = Adoption(Candidate.of(entry, work), post, "you said so", same=False)
        ledger.adopt(place.target.name, entry, _operation(adoption, work, now), now)
        return post.name

    def _survey(self, place: Place, records: Records) -> Survey | Unseen:
        target = place.target.name
        met = records.acquaintances().get(target)
        try:
            account = identified(place.adapter, target, met or Acquaintance(place.target.origin))
            posts = tuple(_posts(place))
        except PublishError as error:
            return Unseen(place, str(error))
        known, works = records.publications(target), self._works(place)
        candidates = [
            Candidate.of(name, work, known.get(name)) for name, (_, work) in works.items()
        ]
        found = reconcile(posts, candidates, host_of(self.site))
        adopted = {each.candidate.entry for each in found.adoptions}
        asked = {entry for each in found.questions for entry in each.entries}
        held = asked | set(_held_for_recovery(place, self.plan))
        published = {name for name, each in known.items() if each.standing is not None}
        missing = tuple(name for name in works if name in held - adopted - published)
        listed = isinstance(place.adapter, Recalls)
        return Survey(place, account, found, works, missing, listed)

    def _works(self, place: Place) -> Mapping[EntryId, tuple[Entry, Work]]:
        """Compose every entry as if it were new there; leave out what cannot be composed.

        Drafts too: one may have been published before it was set back.
        """
        target, traits, now = place.target, place.adapter.traits, self.clock()
        entries = [entry.at(target.name) for entry in self.identified.entries]
        composer = Composer(place=place, render=self.render, entries=entries, now=now)
        works: dict[EntryId, tuple[Entry, Work]] = {}
        for entry in entries:
            situation = Situation(
                entry=entry,
                target=target,
                traits=traits,
                publication=Publication(entry=entry.id, target=target.name),
                met=True,
                named=True,
                now=now,
                moment=now,
            )
            with suppress(TemplateError, Refused):
                works[entry.id] = entry, composer.compose(situation, Change(ChangeKind.NEW))
        return works


def _post_at(adapter: Adapter, url: str) -> Post:
    """Find the post of ours at an address; raise UsageError if it is not among them."""
    wanted = url.rstrip("/")
    posts = adapter.posts(None) if isinstance(adapter, Recalls) else ()
    for each in posts:
        if wanted in _addresses(each):
            return each
    raise UsageError(f"no post of this account was found at {url}")


def _operation(adoption: Adoption, work: Work, now: datetime) -> Operation:
    """Write a post down as what we would have made; its receipts are what is there.

    What it says there may be something else: that is left as it is until the entry changes.
    """
    known = adoption.candidate.publication
    receipts = adoption.post.receipts
    steps = [each for each in work.steps if each.request.file is None][: len(receipts)]
    # A thread may be longer than the entry is by now: all its parts are known from here on.
    steps += steps[-1:] * (len(receipts) - len(steps))
    at = adoption.post.at or now
    standing = known.standing if known else None
    return Operation(
        verb=Verb.UPDATE if standing is Standing.PUBLISHED else Verb.CREATE,
        meaning=work.meaning,
        attempts=tuple(
            Attempt(step=step, receipt=receipt)
            for step, receipt in zip(steps, receipts, strict=True)
        ),
        published=(known.published if known else None) or at,
        updated=(known.updated if known else None) or at,
    )


def _posts(place: Place) -> Iterable[Post]:
    if not isinstance(place.adapter, Recalls):
        return ()
    until = place.recovery.known_until if place.recovery else None
    return place.adapter.posts(None if until is None else until - SLACK)


def _held_for_recovery(place: Place, plan: Plan) -> Iterable[EntryId]:
    recovery = place.in_recovery
    return (
        each.entry
        for each in plan.actions
        if isinstance(each, Hold)
        and each.target == place.target.name
        and recovery is not None
        and each.reason == recovery.question
    )


def _baseline(seen: Survey, now: datetime) -> Sequence[EntryId]:
    """Name what is here and neither found nor asked about: it is no news, as at a first contact."""
    taken = {*seen.missing, *(each.candidate.entry for each in seen.found.adoptions)}
    before = (entry for entry, _ in seen.works.values() if before_first_contact(entry, now))
    return tuple(entry.id for entry in before if entry.id not in taken)


def _addresses(post: Post) -> set[str]:
    return {each.url.rstrip("/") for each in post.receipts if each.url}
