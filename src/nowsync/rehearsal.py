"""The rehearsal: every entry is put into words for every target, as if it were new there."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from nowsync.adapters.abilities import Omits
from nowsync.composer import Composer, Place, Render
from nowsync.core.action import Work
from nowsync.core.change import Change, ChangeKind
from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, Refused, TemplateError
from nowsync.core.publication import Publication
from nowsync.core.situation import Situation


class Rehearsed(Struct, frozen=True, kw_only=True):
    """What an entry would be on a target: a work, or the problem that it has none.

    `omitted` is what has no place on the platform.
    """

    entry: Entry
    place: Place
    work: Work | None = None
    problem: Problem | None = None
    omitted: tuple[str, ...] = ()


def rehearse(
    places: Sequence[Place],
    entries: Sequence[Entry],
    among: Sequence[Entry],
    render: Render,
    now: datetime,
) -> Iterator[Rehearsed]:
    """Put some entries `among` all into words for each place, unless they are left out there."""
    for place in places:
        composer = Composer(place=place, render=render, entries=among, now=now)
        for each in entries:
            entry = each.at(place.target.name)
            if not entry.own.skip:
                yield _rehearsed(composer, entry, now)


def _rehearsed(composer: Composer, entry: Entry, now: datetime) -> Rehearsed:
    place = composer.place
    situation = Situation(
        entry=entry,
        target=place.target,
        traits=place.adapter.traits,
        publication=Publication(entry=entry.id, target=place.target.name),
        met=True,
        named=True,
        now=now,
        moment=now,
    )
    try:
        work = composer.compose(situation, Change(ChangeKind.NEW))
    except TemplateError as error:
        return Rehearsed(entry=entry, place=place, problem=error.problem)
    except Refused as error:
        problem = Problem(f"{place.target.name}: {error}", entry.source)
        return Rehearsed(entry=entry, place=place, problem=problem)
    adapter = place.adapter
    omitted = adapter.omitted(work.summary) if isinstance(adapter, Omits) else ()
    return Rehearsed(entry=entry, place=place, work=work, omitted=omitted)
