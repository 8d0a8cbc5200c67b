"""The gate of pages: a new post waits until the entry can be read on its own site."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from nowsync.core.action import Action, Create, Hold, Wait
from nowsync.core.entry import Entry, EntryId
from nowsync.core.page import Absence, Page, page_of
from nowsync.core.plan import Plan


class PageGate(Struct, frozen=True, kw_only=True):
    """Lets a new post wait until its page is there; who names an entry lets it through.

    `patience` has the targets that wait, and how long. `absences` are the pages that did not show
    their entries. Only the `newest` entry begins to wait: what is older may have left its page.
    """

    patience: Mapping[str, timedelta]
    newest: Entry | None
    absences: Mapping[EntryId, Absence]
    now: datetime

    def of(self, plan: Plan) -> Plan:
        """Give the plan with what this gate keeps back, and why."""
        named = frozenset(plan.named)
        actions = tuple(
            self._kept(each) if isinstance(each, Create) and each.entry not in named else each
            for each in plan.actions
        )
        return replace(plan, actions=actions)

    def _kept(self, action: Create) -> Action:
        patience, page = self.patience.get(action.target), self._page(action)
        if patience is None or page is None:
            return action
        absence = self.absences.get(action.entry)
        # A look in the future says nothing: the clock was wrong then.
        if absence is None or absence.url != page.url or absence.last > self.now:
            return _once_shown(action, page)
        named = f"nowsync publish {action.entry} --target {action.target}"
        if absence.since + patience <= absence.last:
            hours = f"{patience / timedelta(hours=1):g} hours"
            return Hold(
                entry=action.entry,
                target=action.target,
                reason=f"its page did not show it for {hours}: {absence.url} {absence.saw}; "
                f"mend that, then, or to post it all the same: {named}",
            )
        if self.now >= absence.next:
            return _once_shown(action, page)
        return Wait(
            entry=action.entry,
            target=action.target,
            reason=f"it waits for its page: {absence.url} {absence.saw}; the next look is at "
            f"{absence.next:%H:%M %Z}; to post it now: {named}",
            until=absence.next,
        )

    def _page(self, action: Create) -> Page | None:
        if self.newest is not None and self.newest.id == action.entry:
            return page_of(self.newest)
        absence, summary = self.absences.get(action.entry), action.work.summary
        if absence is None:
            return None
        # It was the newest when it began to wait, and goes on waiting.
        return Page(absence.url, summary.title, summary.dated, summary.language)


def _once_shown(action: Create, page: Page) -> Create:
    return replace(action, page=page, reason=f"{action.reason}, once {page.url} shows it")


def newest_of(entries: Iterable[Entry], now: datetime) -> Entry | None:
    """Give the latest entry that is finished and due."""
    there = (each for each in entries if not each.draft and each.due <= now)
    return max(there, key=lambda each: (each.date, each.id), default=None)
