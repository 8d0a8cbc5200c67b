"""The places to publish to: each target with its adapter, and what is known of its server."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from nowsync import __version__
from nowsync.adapters.abilities import Subscribed
from nowsync.adapters.base import Adapter, Surroundings
from nowsync.adapters.registry import find_platform
from nowsync.choosing import choose_targets
from nowsync.composer import Place
from nowsync.config import Configuration
from nowsync.connections import Connections
from nowsync.core.identity import Seen
from nowsync.core.ledger import Records
from nowsync.facts import Facts
from nowsync.hubs import Hubs
from nowsync.installed import print_at_work
from nowsync.secret import Secret
from nowsync.shelf import Shelf
from nowsync.targets import TargetSettings

FACTS_FILE, QUOTAS_FILE, SHELVES = "cache/facts.json", "cache/quotas.json", "cache/shelves"
HUBS_FILE = "cache/hubs.json"
# The part of nowsync that fills shelves.
ADAPTERS = "adapters"


class Places(Struct, frozen=True, kw_only=True, dict=True):
    """Lends each target's adapter what it needs; `image` gives the bytes that have a hash."""

    configuration: Configuration
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    notice: Callable[[str], None]
    image: Callable[[str], bytes]
    cached: bool = True

    def of(self, records: Records | None, only: Collection[str]) -> tuple[Place, ...]:
        """Give the places of the targets called in `only`, or of all.

        Without records nothing is known of what was published there.
        """
        return tuple(
            Place(
                each.target,
                self.adapter(each, records),
                self.facts.of(each.target.name),
                records.recovery(each.target.name) if records else None,
            )
            for each in choose_targets(only, self.configuration.targets)
        )

    def adapter(
        self, settings: TargetSettings, records: Records | None, secret: Secret | None = None
    ) -> Adapter:
        """Make a target's adapter; without records it knows nothing that was published."""
        target = settings.target
        shelf = self._shelf(target.name)

        def seen() -> Collection[Seen]:
            return records.seen().values() if records else ()

        surroundings = Surroundings(
            site=self.configuration.site,
            target=target.name,
            folder=self.configuration.folder,
            connect=self.connections.of(target, secret),
            standing=lambda: records.standing_steps(target.name) if records else (),
            standing_keys=lambda: records.standing_keys(target.name) if records else (),
            sent=lambda: [each.step for each in records.attempts(target.name)] if records else (),
            image=self.image,
            pause=self.pause,
            copies=lambda: records.copies(self.configuration.served) if records else {},
            taken_back=lambda: records.taken_back(target.name) if records else (),
            addresses=lambda: records.addresses(self.configuration.served) if records else {},
            sources=lambda: {each.id: each.source for each in seen()},
            notice=lambda text: self.notice(f"{target.name}: {text}"),
            kept=shelf.get,
            keep=shelf.put,
        )
        return find_platform(target.platform).adapter(settings.settings, surroundings)

    def hubs(self, only: Collection[str] = ()) -> Hubs:
        """Give what tells the hubs of the feeds called in `only`, or of all, what is online."""
        adapters = {each.target.name: each.adapter for each in self.of(None, only)}
        feeds = {name: each for name, each in adapters.items() if isinstance(each, Subscribed)}
        return Hubs(
            path=self._state / HUBS_FILE,
            folder=self.configuration.folder,
            topics=[(name, topic) for name, feed in feeds.items() for topic in feed.topics()],
            patience=timedelta(hours=self.configuration.site.hours_for_page),
            clock=self.clock,
        )

    def _shelf(self, target: str) -> Shelf:
        """Give what an adapter may keep for its next time: nothing, if it is not to be cached."""
        folder = self._state / SHELVES if self.cached else None
        return Shelf(folder, target, lambda: f"{__version__} {print_at_work(ADAPTERS)}")

    @cached_property
    def facts(self) -> Facts:
        """What servers said of themselves."""
        return Facts(self._state / FACTS_FILE)

    @cached_property
    def connections(self) -> Connections:
        """Clients for servers, each with its credential."""
        return Connections(
            self.configuration,
            self.environment,
            Facts(self._state / QUOTAS_FILE),
            clock=self.clock,
            pause=self.pause,
            notice=self.notice,
        )

    @property
    def _state(self) -> Path:
        return self.configuration.state_folder(self.environment)
