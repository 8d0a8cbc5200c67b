"""Plans that are kept: what was asked for and what would be done, to be done later or refused."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from nowsync.core.action import Action
from nowsync.core.deed import Deed, Meets, fingerprint_of
from nowsync.core.entry import EntryId
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication, Standing

# How entries stand, by target.
Standings: TypeAlias = Mapping[str, Mapping[EntryId, Publication]]


class Kept(Struct, frozen=True, kw_only=True):
    """A plan as it was kept, and for what it was made.

    `entries` are those that were named, and `targets` those that were chosen; all if empty.
    Nothing of it is ever sent: it is only compared with a plan that is made anew.
    """

    site: str
    made: str
    entries: tuple[EntryId, ...]
    targets: tuple[str, ...]
    deeds: tuple[Deed, ...]
    meets: Meets

    @classmethod
    def of(cls, plan: Plan, site: str, targets: tuple[str, ...]) -> "Kept":
        """Keep a plan that was made for a site and some of its targets."""
        return cls(
            site=site,
            made="" if plan.made is None else plan.made.isoformat(),
            entries=plan.named,
            targets=targets,
            deeds=plan.deeds,
            meets=plan.meets,
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the plan."""
        return fingerprint_of(self.deeds, self.meets)

    def is_what(self, plan: Plan) -> bool:
        """Tell whether a plan does just this, every step to the letter."""
        same = (self.deeds, self.meets) == (plan.deeds, plan.meets)
        # Python takes 1 for true; a fingerprint does not.
        return same and self.fingerprint == plan.fingerprint

    def is_done(self, plan: Plan, standings: Standings) -> bool:
        """Tell whether all of this is published, and `plan`, which was made anew, leaves it so."""
        left = {each.place for each in plan.deeds}
        met = dict(self.meets).keys().isdisjoint(dict(plan.meets))
        done = (each.place not in left and _is_so(each, standings) for each in self.deeds)
        return met and bool(self.deeds or self.meets) and all(done)

    def moved(self, plan: Plan, standings: Standings) -> tuple[str, ...]:
        """Say why `plan`, which was made anew, is not this one, entry by entry."""
        said = (*self._deeds_moved(plan, standings), *self._meets_moved(plan))
        return said or ("it would be done in another order",)

    def _deeds_moved(self, plan: Plan, standings: Standings) -> Iterator[str]:
        fresh = {each.place: each for each in plan.deeds}
        actions = {(each.entry, each.target): each for each in plan.actions}
        for deed in self.deeds:
            now, action = fresh.get(deed.place), actions.get(deed.place)
            if now is None:
                yield f"{_named(deed)}: {_undone(deed, action, standings)}"
            elif now != deed:
                yield f"{_named(deed)}: {_changed(deed, now)}"
        planned = {each.place for each in self.deeds}
        for place, deed in fresh.items():
            if place not in planned:
                yield f"{_named(deed)}: the plan would now also {deed.action} it"

    def _meets_moved(self, plan: Plan) -> Iterator[str]:
        before, now = dict(self.meets), dict(plan.meets)
        for target in {**before, **now}:
            if target not in now:
                yield f"{target}: it was published to meanwhile, for the first time"
            elif target not in before:
                yield f"{target}: it would now be published to for the first time"
            elif before[target] != now[target]:
                yield f"{target}: other entries were there before its first time"


def _named(deed: Deed) -> str:
    return f"{deed.entry} on {deed.target}"


def _undone(deed: Deed, action: Action | None, standings: Standings) -> str:
    """Say why nothing would be done any more."""
    if deed.action == "retract" and _is_taken_back(deed, standings):
        return "it was taken back meanwhile"
    if _is_published(deed, standings):
        return f"it was {'updated' if deed.action == 'update' else 'published'} meanwhile"
    if action is None:
        return "it is not there any more"
    return f"nothing would be sent now: {action.reason}"


def _changed(deed: Deed, now: Deed) -> str:
    if now.action != deed.action:
        return f"the plan would now {now.action} it, not {deed.action} it: {now.reason}"
    if now.meaning != deed.meaning:
        return "its text changed"
    return (
        "what is sent for it changed, though its text did not: "
        "by a template, a setting, an image or what the server takes"
    )


def _is_so(deed: Deed, standings: Standings) -> bool:
    take_back = deed.action == "retract"
    return (_is_taken_back if take_back else _is_published)(deed, standings)


def _is_taken_back(deed: Deed, standings: Standings) -> bool:
    publication = standings.get(deed.target, {}).get(deed.entry)
    away = {Standing.RETRACTED, Standing.WITHDRAWN}
    return publication is not None and publication.standing in away


def _is_published(deed: Deed, standings: Standings) -> bool:
    publication = standings.get(deed.target, {}).get(deed.entry)
    if publication is None or publication.meaning is None:
        return False
    published = publication.standing is Standing.PUBLISHED
    return published and deed.says(publication.meaning)
