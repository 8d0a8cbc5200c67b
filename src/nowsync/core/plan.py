"""The plan: what will happen to every entry on every target, and why. Decided here, once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from nowsync.core.action import (
    Action,
    Create,
    Hold,
    Recover,
    Retract,
    Sending,
    Skip,
    Update,
    Wait,
    Work,
)
from nowsync.core.change import Change, ChangeKind
from nowsync.core.deed import Deed, Meets, fingerprint_of
from nowsync.core.drift import Drift
from nowsync.core.entry import Entry, EntryId, Meaning
from nowsync.core.errors import Problem
from nowsync.core.gates import kept_back, vouched
from nowsync.core.publication import OperationState, Publication, Standing
from nowsync.core.rest import unchanged
from nowsync.core.retraction import refusal, removed
from nowsync.core.situation import Situation
from nowsync.core.step import Step
from nowsync.core.target import OnChange


class Plan(Struct, frozen=True, kw_only=True):
    """All actions in the order in which they will be carried out.

    `meets` are the targets seen for the first time, each with the entries that were here before
    it: its baseline, which is not posted unless a person asks. `seen` are the entries that are
    not as the ledger last saw them, `named` those that a person asked for. `made` is when.
    `paused` says of each target that cannot be used until its owner acts, why.
    """

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...] = ()
    meets: Meets = ()
    seen: tuple[Entry, ...] = ()
    named: tuple[EntryId, ...] = ()
    made: datetime | None = None
    paused: Mapping[str, str] = field(default_factory=dict)

    def on(self, targets: Collection[str]) -> "Plan":
        """Give what happens on some targets only."""
        return replace(
            self,
            actions=tuple(each for each in self.actions if each.target in targets),
            meets=tuple(each for each in self.meets if each[0] in targets),
            paused={name: why for name, why in self.paused.items() if name in targets},
        )

    @property
    def wakes_at(self) -> datetime | None:
        """When the next wait is over, if anything waits."""
        return min((each.until for each in self.actions if isinstance(each, Wait)), default=None)

    @property
    def sending(self) -> tuple[Sending, ...]:
        """The actions that do something."""
        return tuple(each for each in self.actions if isinstance(each, Sending))

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What the plan does, the same for two plans that do the same."""
        return tuple(Deed.of(action, self.made) for action in self.sending)

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same, whenever they were made."""
        return fingerprint_of((Deed.of(each, self.made) for each in self.sending), self.meets)


Compose: TypeAlias = Callable[[Situation, Change], Work]


def decide(situation: Situation, compose: Compose) -> Action:
    """Decide what happens to an entry on a target. The first rule that applies, applies."""
    publication = situation.publication
    operation = publication.operation
    published = publication.standing is Standing.PUBLISHED
    if operation is not None and operation.state is OperationState.OPEN:
        return Recover.of(publication, operation)
    if situation.entry.draft:
        return _draft(situation)
    if operation is not None and operation.state is OperationState.HELD:
        return _hold(situation, operation.reason or "held")
    if refused := refusal(publication):
        return _hold(situation, refused)
    if situation.entry.own.skip:
        stays = "; what was published stays as it is" if published else ""
        return _skip(situation, f"the entry says skip{stays}")
    if situation.doubt is not None and publication.standing is None:
        return _hold(situation, situation.doubt)
    if away := _away(situation):
        return _skip(situation, away)
    return _let_through(situation, (_published if published else _unpublished)(situation, compose))


def before_first_contact(entry: Entry, now: datetime) -> bool:
    """Tell whether an entry was due when its target was met; it is not news there then."""
    return not entry.draft and entry.due <= now


def _let_through(situation: Situation, action: Action) -> Action:
    """Let the gates keep back what would be sent."""
    if not isinstance(action, Create | Update | Retract):
        return action
    return kept_back(situation, action) or vouched(situation, action)


def _away(situation: Situation) -> str | None:
    """Say why what was there once is not posted again; a feed takes back what was only missing."""
    said = {
        Standing.GONE: "it was removed there",
        Standing.RETRACTED: "it was taken back there",
        Standing.WITHDRAWN: "it was taken back there",
    }
    standing = situation.publication.standing
    if standing is Standing.WITHDRAWN and situation.traits.backfill_is_harmless:
        return None
    if standing not in said:
        return None
    again = f"nowsync resolve {situation.entry.id} --target {situation.target.name} --post-again"
    return f"{said[standing]}, and is not posted again by itself; to allow it: {again}"


def _draft(situation: Situation) -> Action:
    by = f" ({situation.entry.unfinished_by})" if situation.entry.unfinished_by else ""
    if situation.publication.standing is Standing.PUBLISHED:
        what = f"it is a draft again{by}"
        action = removed(situation.publication, situation.target, what, situation.take_back)
        return _let_through(situation, action)
    if situation.named:
        return _hold(
            situation, f"it is a draft{by}: finish it, and say so in {situation.entry.source}"
        )
    return _skip(situation, f"it is a draft{by}")


def _published(situation: Situation, compose: Compose) -> Action:
    publication = situation.publication
    change = _change(situation.entry, publication)
    refused = _refused(situation)
    if refused and not situation.named:
        return _hold(situation, _refusal(situation))
    drift = publication.drifted
    overwrites = drift if situation.overwrite else None
    if change.kind is ChangeKind.NONE and not (situation.stale or refused or overwrites):
        edited = f"; it was edited there, {drift.evidence}" if drift else ""
        return _skip(situation, unchanged(publication.url) + edited)
    if not situation.traits.edits:
        return _skip(situation, "changed since, but this platform has no edits")
    if _ignored(situation, change):
        return _skip(
            situation,
            f"{change.kind.value} since it was published, and on_change ignores that; "
            f"to edit it there: {situation.by_name}",
        )
    work = compose(situation, change)
    elsewise = situation.stale or overwrites or publication.kept
    if not elsewise and _says_the_same(work.steps, publication.steps):
        return _skip(situation, "changed since, but nothing that is shown there")
    return Update(
        entry=situation.entry.id,
        target=situation.target.name,
        reason=situation.stale or _why_updated(change, overwrites),
        work=work,
        change=change,
        overwrites=overwrites,
    )


def _change(entry: Entry, publication: Publication) -> Change:
    """Compare what is said only where the digests differ: most entries stay as they are."""
    if publication.digest == entry.digest:
        return Change(ChangeKind.NONE)
    return _detected(publication.meaning, entry)


def _detected(before: Meaning | None, entry: Entry) -> Change:
    # Not at the top: most runs find every entry as it was, and need none of what reads both.
    from nowsync.core.detection import detect

    return detect(before, entry.meaning())


def _ignored(situation: Situation, change: Change) -> bool:
    """Tell whether a change is no reason for an edit; with an edit for another one it goes out."""
    if situation.named or situation.stale is not None:
        return False
    return situation.target.policy.on(change.kind) is OnChange.IGNORE


def _why_updated(change: Change, overwrites: Drift | None) -> str:
    if overwrites is not None:
        return (
            f"you want it as its entry says, without what was edited there, {overwrites.evidence}"
        )
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
            reason = f"it was here before this target; to post it: {situation.by_name}"
            return _skip(situation, reason)
        if situation.now - entry.due > policy.max_age:
            return _skip(
                situation,
                f"dated {entry.date:%Y-%m-%d}, older than max_age = {policy.max_age.days} days; "
                f"to post it: {situation.by_name}",
            )
    return Create(
        entry=entry.id,
        target=target.name,
        reason=_asked_for(situation) if situation.named else f"new, dated {entry.date:%Y-%m-%d}",
        work=compose(situation, Change(ChangeKind.NEW)),
    )


def _not_yet(situation: Situation) -> str:
    entry = situation.entry
    if entry.due == entry.date:
        return f"dated in the future, {entry.date:%Y-%m-%d %H:%M}"
    return (
        f"the entry says not_before {entry.due:%Y-%m-%d %H:%M}; to post it now: {situation.by_name}"
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
        and _detected(operation.meaning, situation.entry).kind is ChangeKind.NONE
    )


def _refusal(situation: Situation) -> str:
    operation = situation.publication.operation
    said = operation.reason if operation is not None else None
    return f"refused: {said}. Change {situation.entry.source}, or name the entry to try again"


def _says_the_same(steps: Sequence[Step], before: Sequence[Step]) -> bool:
    said, said_before = ([step.says for step in each] for each in (steps, before))
    return list(filter(None, said)) == list(filter(None, said_before))


def _skip(situation: Situation, reason: str) -> Skip:
    return Skip(entry=situation.entry.id, target=situation.target.name, reason=reason)


def _hold(situation: Situation, reason: str) -> Hold:
    return Hold(entry=situation.entry.id, target=situation.target.name, reason=reason)
