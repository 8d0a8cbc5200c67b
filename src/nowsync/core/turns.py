"""Turns: when each thing goes out on a target, by its schedule and by what goes out before it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.action import Action, Create, Hold, Recover, Update, Wait
from nowsync.core.entry import Entry, EntryId
from nowsync.core.identity import Seen
from nowsync.core.publication import Publication, Standing
from nowsync.core.schedule import CatchUp, Schedule
from nowsync.core.situation import by_name
from nowsync.core.span import in_words
from nowsync.core.step import Verb
from nowsync.core.target import Target, Traits

# What another target sends in this very run is not there yet, and may fail for a while.
_THIS_RUN: Final = timedelta(minutes=5)

_Waiting: TypeAlias = Create | Update | Wait


class _Ready(Struct, frozen=True):
    """From when on an action would go out, were there no windows and no other posts; and why."""

    action: _Waiting
    moment: datetime
    reason: str = ""


class Turns(Struct, frozen=True, kw_only=True):
    """Everything that the turns on a target rest on; `posts` tell when each entry was posted.

    `ahead` is what is planned on the target that it comes after, and `posts_ahead` the posts there.
    Edits that people are told of wait for windows and quiet hours, and other edits for nothing.
    """

    target: Target
    traits: Traits
    entries: Mapping[EntryId, Entry]
    seen: Mapping[EntryId, Seen]
    publications: Mapping[EntryId, Publication]
    posts: Mapping[EntryId, datetime]
    ahead: Mapping[EntryId, Action]
    posts_ahead: Mapping[EntryId, datetime]
    named: Collection[EntryId]
    now: datetime

    def of(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """Let what has its turn pass, and everything else wait for its own.

        Who names an entry lets it through. What waits has its place among the posts: the next
        one comes behind it.
        """
        turns: dict[EntryId, Action] = {}
        posts = [*self.posts.values(), *(self.now for each in actions if self._goes_first(each))]
        ready = (self._ready(each) for each in actions if self._may_wait(each))
        for each in sorted(ready, key=lambda each: each.moment):
            new = self._is_new(each.action)
            turn = turns[each.action.entry] = self._turn(each, posts if new else ())
            if new and not isinstance(turn, Hold):
                posts.append(turn.until if isinstance(turn, Wait) else self.now)
        return tuple(turns.get(each.entry, each) for each in actions)

    @property
    def _schedule(self) -> Schedule:
        return self.target.policy.schedule

    def _is_new(self, action: Action) -> bool:
        known = self.publications.get(action.entry)
        return known is None or known.standing is not Standing.PUBLISHED

    def _goes_first(self, action: Action) -> bool:
        match action:
            case Create():
                return action.entry in self.named
            case Recover(operation=operation):
                return operation.verb is Verb.CREATE
            case _:
                return False

    def _may_wait(self, action: Action) -> TypeGuard[_Waiting]:
        if not isinstance(action, Create | Update | Wait) or action.entry in self.named:
            return False
        return self._is_new(action) or self.traits.edits_disturb

    def _ready(self, action: _Waiting) -> _Ready:
        """Find what an action waits for last, of all that lies in its own entry."""
        found = [_Ready(action, *each) for each in self._causes(action)]
        return max(found, key=lambda each: each.moment)

    def _causes(self, action: _Waiting) -> Iterator[tuple[datetime, str]]:
        entry, new = self.entries[action.entry], self._is_new(action)
        finished = self._finished(entry)
        if isinstance(action, Wait):
            yield action.until, action.reason
        if new and self._schedule.delay:
            yield self._rested(finished)
        if new:
            yield from self._behind(action)
        yield max(finished, entry.due) if new else finished, ""

    def _finished(self, entry: Entry) -> datetime:
        """Tell since when an entry is as it is: by its file, or earlier by what a run has seen."""
        seen = self.seen.get(entry.id)
        since = seen.since if seen and seen.digest == entry.digest else None
        # A time far in the future says nothing: clocks differ, and archives are unpacked. A near
        # one is the present: ours is told to the second.
        near = self.now + self.target.policy.settle
        known = [min(each, self.now) for each in (entry.changed, since) if each and each < near]
        return min(known, default=entry.due)

    def _rested(self, finished: datetime) -> tuple[datetime, str]:
        delay = self._schedule.delay
        reason = f"delay = {in_words(delay)}: it was finished at {self._clock(finished)}"
        return finished + self.target.policy.settle + delay, reason

    def _behind(self, action: _Waiting) -> Iterator[tuple[datetime, str]]:
        """Come after another target, unless the entry does not go there."""
        after = self._schedule.after
        if after is None:
            return
        span = f"{in_words(after.delay)} " if after.delay else ""
        reason, later = f"it comes {span}after {after.target}", max(after.delay, _THIS_RUN)
        if posted := self.posts_ahead.get(action.entry):
            yield posted + after.delay, reason
            return
        match self.ahead.get(action.entry):
            case Create() | Update() | Recover():
                yield self.now + later, reason
            case Wait(until=until):
                yield until + later, reason

    def _turn(self, ready: _Ready, posts: Collection[datetime]) -> _Waiting | Hold:
        action, schedule = ready.action, self._schedule
        if self._is_new(action) and self._is_held_ahead(action):
            return self._hold(action, "it is held on the target that it comes after")
        turn = schedule.turn(ready.moment, posts)
        missed = turn is not None and schedule.is_missed(turn, self.now)
        if missed and schedule.catch_up is CatchUp.HOLD:
            return self._hold(action, f"it missed its window, {self._windows(schedule)}")
        if missed and schedule.catch_up is CatchUp.NOW:
            schedule = replace(schedule, when=None)
        if turn is not None and turn <= self.now:
            turn = schedule.turn(self.now, posts)
        if turn is None:
            return self._hold(action, f"quiet hours cover all of {self._windows(schedule)}")
        if turn <= self.now or (isinstance(action, Wait) and turn == action.until):
            return action
        return Wait(
            entry=action.entry,
            target=action.target,
            reason=self._why(ready, schedule, turn, posts),
            until=turn,
            work=action.work,
        )

    def _is_held_ahead(self, action: _Waiting) -> bool:
        held = isinstance(self.ahead.get(action.entry), Hold)
        return held and action.entry not in self.posts_ahead

    def _why(
        self, ready: _Ready, schedule: Schedule, turn: datetime, posts: Collection[datetime]
    ) -> str:
        """Say all that keeps an action back from now until its turn, in that order."""
        reasons = [ready.reason] if ready.moment > self.now else []
        start = max(ready.moment, self.now)
        spaced = schedule.after_gap(start, posts)
        if spaced > start:
            last = self._clock(spaced - schedule.gap)
            reasons.append(f"gap = {in_words(schedule.gap)}: the post before it is of {last}")
        if turn != replace(schedule, max_per_day=None).turn(start, posts):
            reasons.append(f"max_per_day = {schedule.max_per_day}")
        if spaced != schedule.open_from(spaced):
            reasons.append(self._closed(schedule, spaced))
        reasons.append(f"its turn comes on {turn.astimezone(schedule.zone):%a %Y-%m-%d at %H:%M}")
        said, command = "; ".join(reasons), self._by_name(ready.action)
        return said if command in said else f"{said}; {command}"

    def _closed(self, schedule: Schedule, moment: datetime) -> str:
        if schedule.quiet and schedule.is_only_quiet(moment):
            return f"quiet hours {schedule.quiet.words} ({self._schedule.zone})"
        return f"waits for {self._windows(schedule)}"

    def _windows(self, schedule: Schedule) -> str:
        return f"{schedule.when.words if schedule.when else 'every day'} ({self._schedule.zone})"

    def _clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._schedule.zone):%Y-%m-%d %H:%M}"

    def _by_name(self, action: _Waiting) -> str:
        done = "post" if self._is_new(action) else "edit"
        return f"to {done} it now: {by_name(action.entry, action.target)}"

    def _hold(self, action: _Waiting, reason: str) -> Hold:
        return Hold(
            entry=action.entry,
            target=action.target,
            reason=f"{reason}; {self._by_name(action)}",
            change=action.change if isinstance(action, Update) else None,
        )
