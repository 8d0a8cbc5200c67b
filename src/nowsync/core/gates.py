"""Gates: what keeps back what was decided, until time has passed or a person has said so."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from nowsync.core.action import Action, Create, Hold, Recover, Update, Wait
from nowsync.core.entry import EntryId
from nowsync.core.situation import Situation
from nowsync.core.target import OnChange, Target, Traits


def kept_back(situation: Situation, action: Create | Update) -> Wait | Hold | None:
    """Say what keeps back what would be sent; who names an entry lets it through."""
    if situation.named:
        return None
    if isinstance(action, Create):
        return _unsettled(situation)
    return _unsettled(situation) or _unasked(situation, action) or _too_soon(situation)


def _unsettled(situation: Situation) -> Wait | None:
    """Let a file rest before what it says goes out."""
    entry, settle = situation.entry, situation.target.policy.settle
    if situation.traits.backfill_is_harmless or entry.changed is None:
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


def _unasked(situation: Situation, update: Update) -> Hold | None:
    """Ask before an edit, where the target's owner wants that."""
    kind = update.change.kind
    if situation.target.policy.on(kind) is not OnChange.ASK:
        return None
    return Hold(
        entry=update.entry,
        target=update.target,
        reason=f"{kind.value} since it was published, and on_change asks you first; "
        f"to edit it there: {situation.by_name}",
        change=update.change,
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
