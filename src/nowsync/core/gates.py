"""Gates: what keeps back what was decided, until time has passed or a person has said so."""

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec.structs import replace

from nowsync.core.action import Action, Create, Hold, Retract, Sending, Update, Wait, work_of
from nowsync.core.change import ChangeKind
from nowsync.core.deed import Deed
from nowsync.core.drift import question
from nowsync.core.entry import EntryId
from nowsync.core.retraction import on_hold
from nowsync.core.situation import Situation
from nowsync.core.target import OnChange, Target, Traits


def kept_back(situation: Situation, action: Create | Update | Retract) -> Wait | Hold | None:
    """Say what keeps back what would be sent.

    Who names an entry lets it through, but overwrites nobody's edit by that, nor a person's hold,
    and approves of nothing.
    """
    if held := on_hold(situation.publication):
        return replace(held, work=work_of(action))
    kept: Wait | Hold | None = None
    if isinstance(action, Update):
        kept = _drifted(situation, action)
    if not situation.named:
        kept = kept or _unsettled(situation, action)
    if not isinstance(action, Retract):
        kept = kept or _unapproved(situation, action)
    if isinstance(action, Update) and not situation.named:
        kept = kept or _unasked(situation, action) or _too_soon(situation)
    return kept and replace(kept, work=work_of(action))


def _unsettled(situation: Situation, action: Create | Update | Retract) -> Wait | None:
    """Let a file rest before what it says goes out."""
    entry, settle = situation.entry, situation.target.policy.settle
    if entry.changed is None:
        return None
    # It has rested until it was read, however long it took to come here. A time of change far in
    # the future says nothing: clocks differ, and archives are unpacked. A near one is the present:
    # disks have clocks of their own.
    rested = (situation.looked or situation.moment) >= entry.changed + settle
    if rested or entry.changed - settle >= situation.moment:
        return None
    at_once = "" if isinstance(action, Retract) else f"; to send it at once: {situation.by_name}"
    return Wait(
        entry=entry.id,
        target=situation.target.name,
        reason=f"its file was written just now, and may not be finished{at_once}",
        until=entry.changed + settle,
    )


def _drifted(situation: Situation, update: Update) -> Hold | None:
    """Overwrite nothing that somebody has changed there, unless a person wants just that."""
    drift = situation.publication.drifted
    if drift is None or situation.overwrite:
        return None
    return _hold(update, question(drift, update.entry, update.target))


def _unapproved(situation: Situation, action: Create | Update) -> Hold | None:
    """Let out only what a person has approved to the letter, where the target's owner wants that.

    What they have seen already, and is only written anew, needs no other word.
    """
    given = situation.publication.approval
    if not situation.target.policy.approval or _only_renewed(situation, action):
        return None
    deed = Deed.of(action, situation.now).digest
    if given is not None and given.deed == deed:
        return None
    past = f"it is not what you approved on {given.at:%Y-%m-%d} any more, and" if given else "it"
    return replace(
        _hold(action, f"{past} waits for your approval; to give it: {_approve(action)}"),
        approves=deed,
    )


def _only_renewed(situation: Situation, action: Create | Update) -> bool:
    """Tell whether what is there has got lost or old, and is written again."""
    same = isinstance(action, Update) and action.change.kind is ChangeKind.NONE
    return same and situation.stale is not None


def vouched(situation: Situation, action: Create | Update | Retract) -> Action:
    """Say of what goes out that a person has approved it, where that was asked for."""
    given = situation.publication.approval
    if not situation.target.policy.approval or given is None or isinstance(action, Retract):
        return action
    if _only_renewed(situation, action):
        return action
    return replace(action, reason=f"{action.reason}; you approved it on {given.at:%Y-%m-%d}")


def _approve(action: Create | Update) -> str:
    return f"nowsync approve {action.entry} --target {action.target}"


def _unasked(situation: Situation, update: Update) -> Hold | None:
    """Ask before an edit, where the target's owner wants that and has not approved this one."""
    kind = update.change.kind
    if situation.target.policy.approval or situation.target.policy.on(kind) is not OnChange.ASK:
        return None
    return _hold(
        update,
        f"{kind.value} since it was published, and on_change asks you first; "
        f"to edit it there: {situation.by_name}",
    )


def _too_soon(situation: Situation) -> Wait | None:
    """Let some time pass between two edits of an entry that people are told of."""
    edited, gap = situation.edited, situation.target.policy.between_edits
    # An edit in the future says nothing: the clock was wrong then.
    if edited is None or not edited <= situation.now < edited + gap:
        return None
    until = edited + gap
    return Wait(
        entry=situation.entry.id,
        target=situation.target.name,
        reason=f"it was edited there on {edited:%Y-%m-%d %H:%M}, and people are told of each edit: "
        f"the next one waits until {until:%Y-%m-%d %H:%M %Z}; to edit it now: {situation.by_name}",
        until=until,
    )


def put_off(actions: Sequence[Action], until: datetime) -> tuple[Action, ...]:
    """Let everything that would be sent wait, to keep within what the target's server allows."""
    reason = f"its server allows no more for now: it waits until {until:%Y-%m-%d %H:%M:%S %Z}"
    return tuple(
        Wait(entry=each.entry, target=each.target, reason=reason, until=until, work=work_of(each))
        if isinstance(each, Sending)
        else each
        for each in actions
    )


def flood_gate(
    actions: Sequence[Action], target: Target, traits: Traits, named: Collection[EntryId]
) -> tuple[Action, ...]:
    """Hold every new post when a run would make more of them than the target's `max_new`."""
    new, most = _unnamed(Create, actions, named), target.policy.max_new
    if traits.backfill_is_harmless or len(new) <= most:
        return tuple(actions)
    return _held(
        actions,
        new,
        f"{len(new)} new posts at once are more than max_new = {most}; "
        "none is sent. Name the entries to publish them, or raise max_new",
    )


def edit_gate(
    actions: Sequence[Action], target: Target, traits: Traits, named: Collection[EntryId]
) -> tuple[Action, ...]:
    """Hold every edit when a run would make more than `max_edits` of them that people are told of.

    A moved folder or words replaced everywhere are no news, though every entry says them.
    """
    edits, most = _unnamed(Update, actions, named), target.policy.max_edits
    if not traits.edits_disturb or len(edits) <= most:
        return tuple(actions)
    return _held(
        actions,
        edits,
        f"{len(edits)} edits at once are more than max_edits = {most}; "
        "none is made. Name the entries to edit them, or raise max_edits",
    )


def removal_gate(
    actions: Sequence[Action], target: Target, named: Collection[EntryId], *, empty: bool
) -> tuple[Action, ...]:
    """Hold all that is to be taken back when it is more than `max_removed`, or there is no entry.

    A folder that is not mounted, or another branch, looks as if its author had removed everything.
    """
    taken, most = _unnamed(Retract, actions, named), target.policy.max_removed
    if empty:
        return _held(
            actions,
            taken,
            "there is no entry here at all any more, so nothing is taken back by itself; "
            f"if that is meant: nowsync retract with the entries' names --target {target.name}",
        )
    if len(taken) <= most:
        return tuple(actions)
    return _held(
        actions,
        taken,
        f"{len(taken)} entries at once were removed or are drafts again, more than max_removed = "
        f"{most}; none is taken back. To do that: nowsync retract with their names, "
        "or raise max_removed",
    )


def _unnamed(
    kind: type[Create | Update | Retract], actions: Sequence[Action], named: Collection[EntryId]
) -> frozenset[EntryId]:
    made = (each.entry for each in actions if isinstance(each, kind))
    return frozenset(made) - frozenset(named)


def _held(actions: Sequence[Action], held: Collection[EntryId], reason: str) -> tuple[Action, ...]:
    return tuple(_hold(each, reason) if each.entry in held else each for each in actions)


def _hold(action: Action, reason: str) -> Hold:
    change = action.change if isinstance(action, Update) else None
    return Hold(entry=action.entry, target=action.target, reason=reason, change=change)
