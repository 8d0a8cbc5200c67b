"""The scene: all that the page shows, found in one look at the entries and the ledger."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from nowsync.board.calendar import Month, Row, cells, months
from nowsync.board.offers import Offer, offers, offers_there
from nowsync.core.action import Action, Hold, Skip
from nowsync.core.entry import Entry, EntryId
from nowsync.core.history import Happened, history
from nowsync.core.identity import identify
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication, Standing
from nowsync.core.step import leaves
from nowsync.preview.card import Card, Post, cards, live_in
from nowsync.preview.page import Stage

if TYPE_CHECKING:
    from nowsync.app import App
    from nowsync.core.ledger import Records

MOST_PUBLISHED, MOST_EVENTS = 30, 200


class There(Struct, frozen=True):
    """What is published of an entry on a target, as it was sent."""

    publication: Publication
    posts: Sequence[Post]
    offers: Sequence[Offer]


class Shown(Struct, frozen=True):
    """A card, and its buttons."""

    card: Card
    offers: Sequence[Offer]

    @property
    def asks(self) -> bool:
        """Tell whether nothing happens before a person has decided."""
        return isinstance(self.card.action, Hold)


class Scene(Struct, frozen=True, kw_only=True):
    """What there is to show; `known` has the publications of each target."""

    stage: Stage
    plan: Plan
    shown: Sequence[Shown]
    entries: Sequence[Entry]
    targets: Sequence[str]
    known: Mapping[str, Mapping[EntryId, Publication]]
    happened: Sequence[Happened]

    @classmethod
    def of(cls, app: "App", records: "Records") -> "Scene":
        """Look at everything once."""
        plan = app.prepare(records)
        here = identify(app.folder.entries, records.seen(), records.meaning_of).entries
        targets = [each.target for each in app.targets()]
        known = {each.name: records.publications(each.name) for each in targets}
        acquaintances = records.acquaintances()
        return cls(
            stage=Stage.of(
                app.configuration.site, app.clock(), targets, acquaintances, app.gallery.content
            ),
            plan=plan,
            shown=_shown(plan, _named(app, records, plan, here), known, live_in(plan, records)),
            entries=here,
            targets=[each.name for each in targets],
            known=known,
            happened=history(records.events()),
        )

    @property
    def months(self) -> list[Month]:
        """Tell how every entry stands everywhere, also one whose file is not there any more."""
        actions = {(each.entry, each.target): each for each in self.plan.actions}
        dated = {
            entry: each.published
            for publications in self.known.values()
            for entry, each in publications.items()
            if each.published is not None
        } | {each.id: each.date for each in self.entries}
        return list(
            months(
                Row(entry, moment, cells(self.targets, entry, actions, self.known))
                for entry, moment in dated.items()
            )
        )

    @property
    def there(self) -> list[There]:
        """Give what was published last."""
        found = [
            each
            for publications in self.known.values()
            for each in publications.values()
            if each.standing is Standing.PUBLISHED and each.published is not None
        ]
        found.sort(key=lambda each: (str(each.published), each.entry), reverse=True)
        return [_there(each) for each in found[:MOST_PUBLISHED]]

    @property
    def latest(self) -> list[Happened]:
        """Give what happened last, the newest first."""
        return list(self.happened[: -MOST_EVENTS - 1 : -1])


def _named(app: "App", records: "Records", plan: Plan, here: Sequence[Entry]) -> Plan:
    """Plan for what does something or asks, as if a person had named it."""
    there = {each.id for each in here}
    doing = (each.entry for each in plan.actions if not isinstance(each, Skip))
    words = [each for each in dict.fromkeys(doing) if each in there]
    return app.prepare(records, words=words) if words else Plan(actions=())


def _shown(
    plan: Plan,
    named: Plan,
    known: Mapping[str, Mapping[EntryId, Publication]],
    live: Mapping[tuple[str, EntryId], Publication],
) -> list[Shown]:
    by_name = {(each.entry, each.target): each for each in named.actions}

    def offered(action: Action) -> list[Offer]:
        there = known[action.target].get(action.entry)
        return list(offers(action, by_name.get((action.entry, action.target)), there, named.made))

    return [Shown(card, offered(card.action)) for card in cards(plan, live)]


def _there(publication: Publication) -> There:
    """Take what readers see from the steps that made it: of each, its longest text."""
    said = ([text for _, text in leaves(step.says)] for step in publication.steps)
    texts = (max(each, key=len, default="") for each in said)
    posts = [Post(text=text) for text in texts if text]
    return There(publication, posts, list(offers_there(publication)))
