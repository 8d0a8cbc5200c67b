"""The plan: what will happen to every entry on every target, and why. Decided here, once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from nowsync.core.action import Action, Create, Hold, Recover, Skip, Update, Wait, Work
from nowsync.core.change import Change, ChangeKind, detect
from nowsync.core.deed import Deed, Meets, fingerprint_of
from nowsync.core.entry import Entry, EntryId, Meaning
from nowsync.core.errors import Problem
from nowsync.core.identity import Seen
from nowsync.core.publication import Operation, OperationState, Publication, Standing, Step
from nowsync.core.target import Target, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All actions in the order in which they will be carried out.

    `meets` are the targets seen for the first time, each with the entries that were here before
    it: its baseline, which is not posted unless a person asks. `seen` are the entries that are
    not as the ledger last saw them, `named` those that a person asked for. `made` is when.
    """

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...] = ()
    meets: Meets = ()
    seen: tuple[tuple[Seen, Meaning], ...] = ()
    named: tuple[EntryId, ...] = ()
    made: datetime | None = None

    @property
    def wakes_at(self) -> datetime | None:
        """When the next wait is over, if anything waits."""
        return min((each.until for each in self.actions if isinstance(each, Wait)), default=None)

    @property
    def sending(self) -> tuple[Create | Update | Recover, ...]:
        """The actions that do something."""
        return tuple(each for each in self.actions if isinstance(each, Create | Update | Recover))

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What the plan does, the same for two plans that do the same."""
        return tuple(Deed.of(action, self.made) for action in self.sending)

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same, whenever they were made."""
        return fingerprint_of(self.deeds, self.meets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that a decision about one entry on one target rests on.

    `met`: the target has been seen before. `named`: a person asked for this very entry.
    `stale`: why what is there is no longer as we left it, for targets that can tell. `doubt`: why
    the entry may be one that is known under another name.
    """

    entry: Entry
    target: Target
    traits: Traits
    publication: Publication
    met: bool
    named: bool
    now: datetime
    stale: str | None = None
    doubt: str | None = None


Compose: TypeAlias = Callable[[Situation, Change], Work]


def decide(situation: Situation, compose: Compose) -> Action:
    """Decide what happens to an entry on a target. The first rule that applies, applies."""
    publication = situation.publication
    operation = publication.operation
    published = publication.standing is Standing.PUBLISHED
    if operation is not None and operation.state is OperationState.OPEN:
        return _recover(situation.entry.id, situation.target.name, operation)
    if situation.entry.draft:
        return _draft(situation)
    if operation is not None and operation.state is OperationState.HELD:
        return _hold(situation, operation.reason or "held")
    if situation.entry.own.skip:
        stays = "; what was published stays as it is" if published else ""
        return _skip(situation, f"the entry says skip{stays}")
    if situation.doubt is not None and publication.standing is None:
        return _hold(situation, situation.doubt)
    if publication.standing is Standing.GONE:
        return _skip(
            situation,
            "it was removed there, and is not posted again by itself; to allow it: "
            f"nowsync resolve {situation.entry.id} --target {situation.target.name} --post-again",
        )
    action = (_published if published else _unpublished)(situation, compose)
    if isinstance(action, Create | Update) and (wait := _unsettled(situation)):
        return wait
    return action


def vanished(publication: Publication) -> Action | None:
    """Decide about an entry whose file is not there any more; nothing is undone by itself."""
    entry, target, operation = publication.entry, publication.target, publication.operation
    if operation is not None and operation.state is OperationState.OPEN:
        return _recover(entry, target, operation)
    if operation is not None and operation.state is OperationState.HELD:
        return Hold(entry=entry, target=target, reason=operation.reason or "held")
    if publication.standing is Standing.PUBLISHED:
        reason = "it is not in the source any more; what was published stays"
        return Skip(entry=entry, target=target, reason=reason)
    return None


def before_first_contact(entry: Entry, now: datetime) -> bool:
    """Tell whether an entry was due when its target was met; it is not news there then."""
    return not entry.draft and entry.due <= now


def put_off(actions: Sequence[Action], until: datetime) -> tuple[Action, ...]:
    """Let everything that would be sent wait, as the target's server asked."""
    reason = f"the server asked us to wait until {until:%Y-%m-%d %H:%M:%S %Z}"
    return tuple(
        Wait(entry=each.entry, target=each.target, reason=reason, until=until)
        if isinstance(each, Create | Update | Recover)
        else each
        for each in actions
    )


def flood_gate(
    actions: Sequence[Action], target: Target, traits: Traits, named: Iterable[EntryId]
) -> tuple[Action, ...]:
    """Hold every new post when a run would make more of them than the target's `max_new`."""
    asked = set(named)
    new = [each for each in actions if isinstance(each, Create) and each.entry not in asked]
    if traits.backfill_is_harmless or len(new) <= target.policy.max_new:
        return tuple(actions)
    reason = (
        f"{len(new)} new posts at once are more than max_new = {target.policy.max_new}; "
        "none is sent. Name the entries to publish them, or raise max_new"
    )
    held = {each.entry for each in new}
    return tuple(
        Hold(entry=each.entry, target=each.target, reason=reason) if each.entry in held else each
        for each in actions
    )


def _recover(entry: EntryId, target: str, operation: Operation) -> Recover:
    reason = (
        "an earlier run ended without an answer: look there first"
        if operation.doubtful
        else "an earlier run was interrupted: go on where it stopped"
    )
    return Recover(entry=entry, target=target, reason=reason, operation=operation)


def _draft(situation: Situation) -> Action:
    if situation.publication.standing is Standing.PUBLISHED:
        return _skip(situation, "it is a draft again; what was published stays as it is")
    if situation.named:
        return _hold(
            situation, f"it is a draft: finish it, and set draft: false in {_at(situation)}"
        )
    return _skip(situation, "it is a draft")


def _unsettled(situation: Situation) -> Wait | None:
    """Let a file rest before what it says goes out; who names an entry says that it is finished."""
    entry, settle = situation.entry, situation.target.policy.settle
    if situation.named or situation.traits.backfill_is_harmless or entry.changed is None:
        return None
    # A time of change in the future says nothing: clocks differ, and archives are unpacked.
    if not entry.changed <= situation.now < entry.changed + settle:
        return None
    return Wait(
        entry=entry.id,
        target=situation.target.name,
        reason="its file was written just now, and may not be finished",
        until=entry.changed + settle,
    )


def _published(situation: Situation, compose: Compose) -> Action:
    publication = situation.publication
    change = detect(publication.meaning, situation.entry.meaning())
    refused = _refused(situation)
    if refused and not situation.named:
        return _hold(situation, _refusal(situation))
    if change.kind is ChangeKind.NONE and situation.stale is None and not refused:
        place = f" at {publication.url}" if publication.url else ""
        return _skip(situation, f"published{place}, and unchanged since")
    if not situation.traits.edits:
        return _skip(situation, "changed since, but this platform has no edits")
    work = compose(situation, change)
    if situation.stale is None and _says_the_same(work.steps, publication.steps):
        return _skip(situation, "changed since, but nothing that is shown there")
    return Update(
        entry=situation.entry.id,
        target=situation.target.name,
        reason=situation.stale or _why_updated(change),
        work=work,
        change=change,
    )


def _why_updated(change: Change) -> str:
    if change.kind is ChangeKind.NONE:
        return "only a part of it is there, and you named it"
    return f"{change.kind.value} since it was published"


def _unpublished(situation: Situation, compose: Compose) -> Action:
    entry, target, policy = situation.entry, situation.target, situation.target.policy
    if _refused(situation) and not situation.named:
        return _hold(situation, _refusal(situation))
    if not situation.named and entry.due > situation.now:
        return Wait(entry=entry.id, target=target.name, reason=_not_yet(situation), until=entry.due)
    if not situation.named and not situation.traits.backfill_is_harmless:
        known = situation.publication.standing is Standing.BASELINE
        if known or (not situation.met and before_first_contact(entry, situation.now)):
            command = f"nowsync publish {entry.id} --target {target.name}"
            return _skip(situation, f"it was here before this target; to post it: {command}")
        if situation.now - entry.due > policy.max_age:
            return _skip(
                situation,
                f"dated {entry.date:%Y-%m-%d}, older than max_age = {policy.max_age.days} days; "
                f"to post it: nowsync publish {entry.id} --target {target.name}",
            )
    return Create(
        entry=entry.id,
        target=target.name,
        reason=_asked_for(situation) if situation.named else "new",
        work=compose(situation, Change(ChangeKind.NEW)),
    )


def _not_yet(situation: Situation) -> str:
    entry = situation.entry
    if entry.due == entry.date:
        return f"dated in the future, {entry.date:%Y-%m-%d %H:%M}"
    return (
        f"the entry says not_before {entry.due:%Y-%m-%d %H:%M}; to post it now: "
        f"nowsync publish {entry.id} --target {situation.target.name}"
    )


def _asked_for(situation: Situation) -> str:
    """Say that a person's word goes before what the entry says, where it does."""
    told = situation.entry.own.not_before
    if told is None or told <= situation.now:
        return "you named it"
    return f"you named it, though the entry says not_before {told:%Y-%m-%d %H:%M}"


def _refused(situation: Situation) -> bool:
    """Tell whether the target has refused just what the entry says now."""
    operation = situation.publication.operation
    return (
        operation is not None
        and operation.state is OperationState.REFUSED
        and detect(operation.meaning, situation.entry.meaning()).kind is ChangeKind.NONE
    )


def _refusal(situation: Situation) -> str:
    operation = situation.publication.operation
    said = operation.reason if operation is not None else None
    return f"refused: {said}. Change {_at(situation)}, or name the entry to try again"


def _at(situation: Situation) -> str:
    return situation.entry.source


def _says_the_same(steps: Sequence[Step], before: Sequence[Step]) -> bool:
    said, said_before = ([step.says for step in each] for each in (steps, before))
    return list(filter(None, said)) == list(filter(None, said_before))


def _skip(situation: Situation, reason: str) -> Skip:
    return Skip(entry=situation.entry.id, target=situation.target.name, reason=reason)


def _hold(situation: Situation, reason: str) -> Hold:
    return Hold(entry=situation.entry.id, target=situation.target.name, reason=reason)
