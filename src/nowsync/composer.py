"""What is sent for an entry: its summary, in the form that its target wants, and the steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters.abilities import Announces, Omits, Threads
from nowsync.adapters.base import Adapter
from nowsync.core.action import Work
from nowsync.core.cautions import cautions_about
from nowsync.core.change import Change, ChangeKind
from nowsync.core.continuity import Recovery
from nowsync.core.entry import Entry, Json
from nowsync.core.errors import Refused
from nowsync.core.overrides import objection
from nowsync.core.publication import Standing, moments
from nowsync.core.situation import Situation
from nowsync.core.step import Verb, keyed
from nowsync.core.summary import Form, Summary
from nowsync.core.target import Target

# The template of what is said beside an edit to people who have read the entry before.
REVISION = "revision"


class Render(Protocol):
    """Make the summary of an entry in the form that a target wants; raises TemplateError."""

    def __call__(self, entry: Entry, form: Form) -> Summary:
        """Make the same summary each time."""
        ...


class Place(Struct, frozen=True):
    """A target, the adapter that serves it, and what its server said of itself last.

    `recovery` tells that more may have been published there than the ledger knows of.
    """

    target: Target
    adapter: Adapter
    facts: Mapping[str, Json]
    recovery: Recovery | None = None

    @property
    def in_recovery(self) -> Recovery | None:
        """Tell whether nothing may be sent there, since it might be there twice then."""
        return None if self.adapter.traits.backfill_is_harmless else self.recovery


class Composer(Struct, frozen=True, kw_only=True):
    """Composes for one place; `entries` are all that may be the one before another."""

    place: Place
    render: Render
    entries: Sequence[Entry]
    now: datetime

    def _before(self, entry: Entry) -> Entry | None:
        # Not at the top: what compares entries is loaded when a template asks for what is news.
        from nowsync.core.delta import remembered

        return remembered(entry, self.entries)

    def compose(self, situation: Situation, change: Change) -> Work:
        """Make what is sent for an entry, by how it differs from what is published."""
        entry, target, publication = situation.entry, situation.target, situation.publication
        adapter = self.place.adapter
        if reason := objection(entry.own, target.name, adapter.traits.visibilities):
            raise Refused(reason)
        published_at, updated_at = moments(
            entry.due,
            publication,
            revised=change.kind is ChangeKind.REVISED,
            now=self.now,
            max_age=target.policy.max_age,
        )
        room = adapter.room(self.place.facts)
        published = publication if publication.standing is Standing.PUBLISHED else None
        if room is not None and published is not None:
            # An edit keeps the images that are there, and the parts.
            least = adapter.parts_of(published) if isinstance(adapter, Threads) else 1
            room = replace(room, images=None, least=least)
        form = Form(
            template=target.template,
            markup=adapter.traits.markup,
            room=room,
            published=published_at,
            updated=updated_at,
            before=lambda: self._before(entry),
            changes=change.differences,
        )
        summary = self.render(entry, form)
        if isinstance(adapter, Omits):
            left_out = (*summary.left_out, *adapter.omitted(summary))
            summary = replace(summary, left_out=left_out)
        if change.kind is ChangeKind.REVISED and isinstance(adapter, Announces):
            summary = self._announced(adapter, entry, summary, form)
        verb = Verb.UPDATE if published else Verb.CREATE
        steps = adapter.compose(summary, published)
        return Work(
            summary=summary,
            meaning=entry.meaning(),
            steps=keyed(steps, target=target.name, entry=entry.id, verb=verb),
            length=summary.length(room) if room else None,
            limit=room.limit if room else None,
            cautions=cautions_about(entry, steps),
        )

    def _announced(self, adapter: Announces, entry: Entry, summary: Summary, form: Form) -> Summary:
        """Say beside an edit what is new; an author who wrote the text has said all."""
        if entry.own.text is not None or not adapter.announces():
            return summary
        room = form.room
        if room is not None:
            # It has the same content warning, and the renderer knows only of the entry's own.
            warning = "" if entry.own.content_warning is not None else summary.content_warning
            limit = room.limit - room.plain(warning)
            room = replace(room, limit=limit, parts=1, least=1, images=None)
        told = self.render(entry, replace(form, template=REVISION, room=room))
        left_out = (*summary.left_out, *(f"of the announcement, {each}" for each in told.left_out))
        return replace(summary, announcement=told.text, left_out=left_out)
