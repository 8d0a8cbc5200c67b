"""Retraction: what is taken back, by a person's word or because its entry was taken away."""

from datetime import datetime

from nowsync.core.action import Action, Hold, Recover, Retract, Skip, Wait
from nowsync.core.publication import (
    Attempt,
    Operation,
    OperationState,
    Publication,
    Standing,
)
from nowsync.core.situation import Absence, TakeBack
from nowsync.core.step import Verb
from nowsync.core.target import OnRemoved, Target

NOT_HERE = "it is not in the source any more"
_AWAY = {
    Standing.GONE: "it was removed there already",
    Standing.RETRACTED: "it was taken back there already",
    Standing.WITHDRAWN: "it was taken back there already",
}


def taken_back(publication: Publication, take_back: TakeBack | None) -> Action:
    """Decide what a person's wish to take an entry back comes to. The first rule applies."""
    operation = publication.operation
    if operation is not None and operation.state is OperationState.OPEN:
        if operation.verb.takes_back:
            return Recover.of(publication, operation)
        first = f"nowsync publish {publication.entry} --target {publication.target}"
        return _hold(publication, f"an earlier run is not finished there; first: {first}")
    if operation is not None and operation.held:
        return _hold(publication, operation.reason or "held")
    if publication.standing is not Standing.PUBLISHED:
        away = _AWAY.get(publication.standing) if publication.standing else None
        return _skip(publication, away or "nothing of it is published there")
    if take_back is None:
        return _hold(publication, "this platform has no way to take anything back")
    return _retract(publication, "you take it back", Verb.RETRACT, take_back)


def removed(
    publication: Publication, target: Target, what: str, take_back: TakeBack | None
) -> Action:
    """Decide what becomes of what is published, once its entry is removed or a draft again."""
    if refused := refusal(publication):
        return _hold(publication, refused)
    if publication.stays:
        return _skip(publication, f"{what}; what was published stays, as you said")
    if take_back is None or target.policy.on_removed is OnRemoved.KEEP:
        return _skip(publication, f"{what}; what was published stays as it is")
    if target.policy.on_removed is OnRemoved.RETRACT:
        return _retract(publication, what, Verb.WITHDRAW, take_back)
    there = f"{publication.entry} --target {publication.target}"
    return _hold(
        publication,
        f"{what}, and is still published; to take it back: nowsync retract {there}; "
        f"to leave it there: nowsync resolve {there} --keep",
    )


def vanished(
    publication: Publication,
    absence: Absence,
    target: Target,
    take_back: TakeBack | None,
    now: datetime,
) -> Action | None:
    """Decide about an entry whose file is not there any more; None when nothing is to be said."""
    operation = publication.operation
    if operation is not None and operation.state is OperationState.OPEN:
        return Recover.of(publication, operation)
    if operation is not None and operation.held:
        return _hold(publication, operation.reason or "held")
    if publication.standing is not Standing.PUBLISHED:
        return None
    if absence.excuse is not None:
        return _skip(publication, f"{NOT_HERE} ({absence.excuse}); what was published stays")
    action = removed(publication, target, NOT_HERE, take_back)
    if not isinstance(action, Retract):
        return action
    return on_hold(publication) or _unsettled(publication, absence, target, now) or action


def refusal(publication: Publication) -> str | None:
    """Say that the target has refused to take an entry back, if it has."""
    operation = publication.operation
    if operation is None or operation.state is not OperationState.REFUSED:
        return None
    if not operation.verb.takes_back:
        return None
    there = f"{publication.entry} --target {publication.target}"
    return (
        f"taking it back was refused: {operation.reason}; to try again: nowsync retract {there}; "
        f"to leave it there: nowsync resolve {there} --keep"
    )


def on_hold(publication: Publication) -> Hold | None:
    """Say that a person keeps an entry back, if one does."""
    if publication.on_hold is None:
        return None
    release = f"nowsync release {publication.entry} --target {publication.target}"
    day = f"{publication.on_hold:%Y-%m-%d}"
    return _hold(publication, f"you held it on {day}; to let it go: {release}")


def _unsettled(
    publication: Publication, absence: Absence, target: Target, now: datetime
) -> Wait | None:
    """Let a moment go by: editors put a file aside and another in its place."""
    since, settle = absence.since, target.policy.settle
    # As with a file that was written: a moment near in the future is the present.
    if since is None or not since - settle < now < since + settle:
        return None
    return Wait(
        entry=publication.entry,
        target=publication.target,
        reason="its file went away just now, and may come back",
        until=since + settle,
    )


def _retract(publication: Publication, why: str, verb: Verb, take_back: TakeBack) -> Retract | Skip:
    meaning, published, updated = publication.meaning, publication.published, publication.updated
    if meaning is None or published is None or updated is None:
        return _skip(publication, "nothing of it is published there")
    retraction = take_back(publication, verb)
    return Retract(
        entry=publication.entry,
        target=publication.target,
        reason=f"{why}: {publication.url}" if publication.url else why,
        operation=Operation(
            verb=verb,
            meaning=meaning,
            attempts=tuple(Attempt(step=step) for step in retraction.steps),
            published=published,
            updated=updated,
        ),
        there=publication.steps,
        remains=retraction.remains,
    )


def _hold(publication: Publication, reason: str) -> Hold:
    return Hold(entry=publication.entry, target=publication.target, reason=reason)


def _skip(publication: Publication, reason: str) -> Skip:
    return Skip(entry=publication.entry, target=publication.target, reason=reason)
