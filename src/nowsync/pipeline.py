"""The one flow: `prepare` decides what will happen and writes nothing; `carry_out` does it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Event

from msgspec import Struct

from nowsync.adapters.abilities import Batch, Stale
from nowsync.composer import Composer, Place, Render
from nowsync.core.access import paused
from nowsync.core.action import Action, Hold, Recover, Sending
from nowsync.core.continuity import held_back, unfound
from nowsync.core.entry import Entry, EntryId, Json
from nowsync.core.errors import Refused, TemplateError
from nowsync.core.gates import edit_gate, flood_gate, put_off, removal_gate
from nowsync.core.identity import Identified, Seen, sightings
from nowsync.core.ledger import Ledger, Records
from nowsync.core.plan import Plan, before_first_contact, decide
from nowsync.core.publication import (
    Acquaintance,
    Operation,
    OperationState,
    Outcome,
    Publication,
    Standing,
)
from nowsync.core.publications import Publications
from nowsync.core.rest import decide_at_rest
from nowsync.core.schedule import Schedule, before
from nowsync.core.situation import Asked, Situation
from nowsync.core.turns import Turns
from nowsync.lane import Lane
from nowsync.removal import Missing, Removals


def prepare(
    identified: Identified,
    places: Sequence[Place],
    ledger: Records,
    render: Render,
    *,
    moment: datetime,
    asked: Asked,
    missing: Missing,
) -> Plan:
    """Decide what will happen to each entry on each target.

    Opens no socket, looks up no secret, writes nothing. When a person asks for certain entries,
    all others are left out but for files that are half made. Only the rest is told to a fraction.
    """
    entries, seen = identified.entries, identified.seen
    acquaintances, now = ledger.acquaintances(), moment.replace(microsecond=0)
    actions: list[Action] = []
    meets: list[tuple[str, tuple[EntryId, ...]]] = []
    for place in _in_order(places):
        planner = _Planner(
            place=place,
            stale=place.adapter.stale() if isinstance(place.adapter, Batch) else None,
            publications=ledger.publications(place.target.name),
            edits=ledger.edits(place.target.name) if place.adapter.traits.edits_disturb else {},
            acquaintance=acquaintances.get(place.target.name),
            render=render,
            entries=[entry.at(place.target.name) for entry in entries],
            asked=asked,
            doubts=identified.doubts,
            removals=Removals(target=place.target, adapter=place.adapter, missing=missing, now=now),
            unfound=frozenset(ledger.unfound(place.target.name)),
            now=now,
            moment=moment,
            looked=identified.looked,
            seen=seen,
            posts=ledger.posts,
            planned=tuple(actions),
        )
        actions += planner.actions()
        if planner.acquaintance is None and not asked.retract and not place.in_recovery:
            meets.append((place.target.name, planner.baseline()))
    return Plan(
        actions=tuple(actions),
        meets=tuple(meets),
        seen=sightings(identified, seen),
        named=asked.entries,
        made=now,
        paused=paused([place.target for place in places], ledger.accesses()),
    )


def _in_order(places: Sequence[Place]) -> list[Place]:
    """Put each place behind those that it comes after."""
    schedules = {place.target.name: place.target.policy.schedule for place in places}
    return sorted(places, key=lambda place: len(before(place.target.name, schedules)))


class _Planner(Struct, frozen=True, kw_only=True):
    """Plans one target; `stale` is there if its adapter can tell what is stale.

    `planned` are the actions on the targets that it may come after.
    """

    place: Place
    stale: Stale | None
    publications: Publications
    edits: Mapping[EntryId, datetime]
    acquaintance: Acquaintance | None
    render: Render
    entries: Sequence[Entry]
    asked: Asked
    doubts: Mapping[EntryId, str]
    removals: Removals
    unfound: frozenset[EntryId]
    now: datetime
    moment: datetime
    looked: datetime | None
    seen: Mapping[EntryId, Seen]
    posts: Callable[[str], Mapping[EntryId, datetime]]
    planned: Sequence[Action]

    def actions(self) -> tuple[Action, ...]:
        target, named = self.place.target, self.asked.entries
        chosen = [entry for entry in self.entries if not named or entry.id in named]
        moved = self._moved()
        if moved is not None:
            held = (Hold(entry=entry.id, target=target.name, reason=moved) for entry in chosen)
            return tuple(held)
        asked = map(self._publication, named)
        decided = self.removals.asked(asked) if self.asked.retract else self._decided(chosen)
        decided = (*decided, *self._begun())
        if recovery := self.place.in_recovery:
            return held_back(decided, recovery)
        known = self.acquaintance
        if known is not None and known.not_before is not None and known.not_before > self.now:
            return put_off(decided, known.not_before)
        return decided

    def _begun(self) -> Iterator[Recover]:
        """Finish what is begun of entries that nobody has named, in files that are written whole.

        It may be in them already, and would be taken out.
        """
        named = self.asked.entries
        if not named or not isinstance(self.place.adapter, Batch):
            return
        for each in self.publications.astir:
            match each.operation:
                case Operation(state=OperationState.OPEN) as operation if each.entry not in named:
                    yield Recover.of(each, operation)

    def _turns(self, schedule: Schedule) -> Turns:
        first = schedule.after.target if schedule.after else None
        return Turns(
            target=self.place.target,
            traits=self.place.adapter.traits,
            entries={entry.id: entry for entry in self.entries},
            seen=self.seen,
            publications=self.publications,
            posts=self.posts(self.place.target.name),
            ahead={each.entry: each for each in self.planned if each.target == first},
            posts_ahead=self.posts(first) if first else {},
            named=frozenset(self.asked.entries),
            now=self.now,
        )

    def _decided(self, chosen: Sequence[Entry]) -> tuple[Action, ...]:
        target, traits, named = self.place.target, self.place.adapter.traits, self.asked.entries
        here = {entry.id for entry in self.entries}
        gone = (each for each in self.publications if each not in here)
        asked = (each for each in gone if not named or each in named)
        missed = self.removals.of(map(self._publication, asked))
        fresh = [*(self._at_rest(entry) or self._decide(entry) for entry in chosen), *missed]
        if self.place.in_recovery:
            # To the ledger all may be new; that is no flood, but a question of its own.
            return tuple(fresh)
        passed = flood_gate(fresh, target, traits, named)
        passed = edit_gate(passed, target, traits, named)
        decided = removal_gate(passed, target, named, empty=not here)
        schedule, left = target.policy.schedule, len(chosen)
        if schedule == Schedule():
            return decided
        return (*self._turns(schedule).of(decided[:left]), *decided[left:])

    def baseline(self) -> tuple[EntryId, ...]:
        if self.place.adapter.traits.backfill_is_harmless:
            return ()
        before = (entry for entry in self.entries if before_first_contact(entry, self.now))
        return tuple(entry.id for entry in before if entry.id not in self.asked.entries)

    def _at_rest(self, entry: Entry) -> Action | None:
        return decide_at_rest(entry, self.place.target, self.publications, self.stale)

    def _decide(self, entry: Entry) -> Action:
        publication = self._publication(entry.id)
        situation = Situation(
            entry=entry,
            target=self.place.target,
            traits=self.place.adapter.traits,
            publication=publication,
            met=self.acquaintance is not None or self.place.in_recovery is not None,
            named=entry.id in self.asked.entries,
            now=self.now,
            moment=self.moment,
            looked=self.looked,
            edited=self.edits.get(entry.id),
            stale=self._stale(publication),
            doubt=self.doubts.get(entry.id) or self._unfound(entry.id),
            overwrite=self.asked.overwrite and entry.id in self.asked.entries,
            take_back=self.removals.take_back,
        )
        composer = Composer(
            place=self.place, render=self.render, entries=self.entries, now=self.now
        )
        try:
            return decide(situation, composer.compose)
        except (TemplateError, Refused) as error:
            return Hold(entry=entry.id, target=self.place.target.name, reason=str(error))

    def _publication(self, entry: EntryId) -> Publication:
        known = self.publications.get(entry)
        return known or Publication(entry=entry, target=self.place.target.name)

    def _stale(self, publication: Publication) -> str | None:
        if self.stale is None or publication.standing is not Standing.PUBLISHED:
            return None
        return self.stale(publication.receipts[-1])

    def _unfound(self, entry: EntryId) -> str | None:
        asked = entry in self.unfound and entry not in self.asked.entries
        return unfound(entry, self.place.target.name) if asked else None

    def _moved(self) -> str | None:
        """Notice that a target's name now means another server; what is known is of the old one."""
        known, target = self.acquaintance, self.place.target
        if known is None or self.place.adapter.traits.local or known.origin == target.origin:
            return None
        return (
            f"{target.name} was {known.origin} and is now {target.origin}: "
            "give the new place a target of its own, with another name"
        )


def carry_out(
    plan: Plan,
    places: Sequence[Place],
    ledger: Ledger,
    *,
    clock: Callable[[], datetime],
    remember: Callable[[str, Mapping[str, Json]], None],
    tell: Callable[[Outcome], None],
) -> tuple[Outcome, ...]:
    """Do what a plan says: the only place from which anything is sent or enters the ledger.

    Targets go side by side, the steps of one in their order; files are written after servers have
    answered, for they tell where else an entry is. `tell` hears of each outcome at once,
    `remember` of what a server said of itself.
    """
    by_name = {place.target.name: place for place in places}
    if plan.seen:
        ledger.see(plan.seen, clock())
    for name, baseline in plan.meets:
        ledger.meet(by_name[name].target, baseline, clock())
    busy = list(dict.fromkeys(action.target for action in plan.sending))
    if not busy:
        return ()
    # Not at the top: whoever only plans has no use for threads.
    from concurrent.futures import ThreadPoolExecutor

    halt = Event()
    lane = partial(
        Lane, ledger=ledger, clock=clock, remember=remember, tell=tell, halted=halt.is_set
    )
    lanes = {
        name: lane(target=by_name[name].target, adapter=by_name[name].adapter) for name in busy
    }
    files = [name for name in busy if by_name[name].adapter.traits.local]
    servers = [name for name in busy if name not in files]
    pool = ThreadPoolExecutor(max_workers=len(busy))
    outcomes: list[Outcome] = []
    try:
        for names in (servers, files):
            running = [pool.submit(lanes[name].run, _sending(plan, name)) for name in names]
            outcomes += [outcome for each in running for outcome in each.result()]
        return tuple(outcomes)
    finally:
        # When we are interrupted, what is on its way still gets its answer written down.
        halt.set()
        pool.shutdown(wait=True)


def _sending(plan: Plan, target: str) -> list[Sending]:
    return [action for action in plan.sending if action.target == target]
