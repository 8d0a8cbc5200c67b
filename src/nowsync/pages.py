"""Looks at pages of the site before others are told of them, and remembers which were not there.

What is remembered may be deleted at any time: the wait begins anew then.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from nowsync.config import Configuration
from nowsync.core.action import Create
from nowsync.core.entry import Entry, EntryId, month_of
from nowsync.core.errors import NotSent
from nowsync.core.page import Absence, Page, page_of
from nowsync.core.page_gate import PageGate, newest_of
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome, Result
from nowsync.files import write_atomically
from nowsync.http.addresses import is_public
from nowsync.plain import plain


class Pages(Struct, frozen=True, dict=True):
    """Looks at the pages of a site for its targets, and knows which did not show their entries."""

    path: Path
    configuration: Configuration

    @cached_property
    def absences(self) -> dict[EntryId, Absence]:
        """The pages that did not show their entries when we last looked."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(self.path.read_bytes())
            return {EntryId(entry): _loaded(absence) for entry, absence in kept.items()}
        return {}

    @property
    def patience(self) -> Mapping[str, timedelta]:
        """Which targets wait for a page, and how long; a feed goes online with the site."""
        site = self.configuration.site
        usual = is_public(site.url) if site.wait_for_page is None else site.wait_for_page
        targets = (each.target for each in self.configuration.targets)
        own = {each.name: each.policy.wait_for_page for each in targets if each.served}
        hours = timedelta(hours=site.hours_for_page)
        return {name: hours for name, wish in own.items() if (usual if wish is None else wish)}

    def gate(self, entries: Sequence[Entry], now: datetime) -> PageGate:
        """Give what lets new posts wait for their pages."""
        newest = newest_of(entries, now)
        return PageGate(patience=self.patience, newest=newest, absences=self.absences, now=now)

    def missing(self, page: Page) -> str | None:
        """Look at a page now; say what is seen in the place of its entry, None if it is there."""
        from nowsync.http.visitor import Visitor

        try:
            seen = Visitor(self.configuration.site.url).visit(page.url)
        except NotSent as error:
            return str(error)
        if seen.status != 200:
            return f"answers {seen.status}"
        return None if shows(seen.text, page) else f"does not show {_told(page)} yet"

    def unshown(self, plan: Plan, entries: Sequence[Entry], now: datetime) -> str | None:
        """Look at the newest entry's page if a person asks for that one; say what is missing."""
        newest = newest_of(entries, now)
        asked = {each.entry for each in plan.sending if each.target in self.patience}
        page = page_of(newest) if newest and newest.id in asked & {*plan.named} else None
        saw = self.missing(page) if page else None
        return f"{page.url} {saw}" if page and saw else None

    def shown(
        self, plan: Plan, now: datetime, tell: Callable[[Outcome], None]
    ) -> tuple[Plan, tuple[Outcome, ...]]:
        """Look at the pages of what is to be sent; give what may go, and what came of the rest."""
        creates = [each for each in plan.actions if isinstance(each, Create) and each.page]
        for entry, page in {each.entry: each.page for each in creates if each.page}.items():
            self._remember(entry, page, self.missing(page), now)
        waiting = [each for each in creates if each.entry in self.absences]
        outcomes = tuple(_waits(each, self.absences[each.entry]) for each in waiting)
        for outcome in outcomes:
            tell(outcome)
        ready = tuple(each for each in plan.actions if each not in waiting)
        return replace(plan, actions=ready), outcomes

    def _remember(self, entry: EntryId, page: Page, saw: str | None, now: datetime) -> None:
        before = self.absences.pop(entry, None)
        if saw is None and before is None:
            return
        if saw is not None and before is not None and before.url == page.url:
            self.absences[entry] = before.again(saw, now)
        elif saw is not None:
            self.absences[entry] = Absence(url=page.url, since=now, last=now, times=1, saw=saw)
        with suppress(OSError):
            write_atomically(self.path, json.dumps(self.absences, default=plain, indent=1).encode())


def shows(html: str, page: Page) -> bool:
    """Tell whether a page shows an entry: its title, or its month, wherever in the text."""
    text = _squeezed(_words_of(html))
    if _squeezed(page.title) in text:
        return True
    months = {_month(page), month_of(page.date)}
    names = {each.partition(" ")[0] for each in months} | {f"{page.date:%b}"}
    # "5 November 2026", "November 5, 2026", "Nov 2026", "novembro de 2026", "2026-11".
    name = "|".join(re.escape(_squeezed(each)) for each in sorted(names, key=len, reverse=True))
    date = rf"\b(?:{name})\.?,?(?: \d\d?(?:st|nd|rd|th)?,?| de| del)? {page.date.year}\b"
    numbers = rf"\b{page.date.year}[-/.]{page.date.month:02}\b"
    months_in = any(_squeezed(each) in text for each in months)
    return months_in or bool(re.search(f"{date}|{numbers}", text))


def _waits(action: Create, absence: Absence) -> Outcome:
    return Outcome(
        entry=action.entry,
        target=action.target,
        result=Result.WAITS,
        message=f"{absence.url} {absence.saw}; nothing was sent, and the next look is at "
        f"{absence.next:%H:%M %Z}",
    )


def _told(page: Page) -> str:
    month = month_of(page.date)
    return f"“{page.title}”" if month in page.title else f"“{page.title}” or {month}"


def _month(page: Page) -> str:
    from nowsync.rendering.language import month

    return month(page.date, page.language)


def _words_of(html: str) -> str:
    from nowsync.markdown import bare

    return bare(html)


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _loaded(kept: Mapping[str, str]) -> Absence:
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "last")}
    return Absence(url=str(kept["url"]), times=int(kept["times"]), saw=str(kept["saw"]), **moments)
