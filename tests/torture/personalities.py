"""Servers as they are met in the wild, each with the habit that a careless client fails at."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.servers.forem import PretendForem
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.wire import Fault, serve
from tests.site import Site, devto, mastodon_at
from tests.torture import venues
from tests.torture.venues import OnForem, OnMastodon, Venue

MANY = 1_000


@dataclass
class Plain(OnMastodon):
    """A Mastodon of which nothing is left to chance: threads, and no images."""

    whole = True
    illustrated = False
    most_songs = 40

    def __post_init__(self) -> None:
        """Publish in threads, and edit as often as the author does."""
        self.table = mastodon_at(self.served.url, thread="true", hours_between_edits="0")

    def turn(self, chance: Random) -> str:
        """Stay as it is."""
        return ""


@dataclass
class SlowToAct(Plain):
    """Hangs up, and carries the request out later."""

    def turn(self, chance: Random) -> str:
        """Let the next post come in late."""
        self.served.fault(Fault("POST", "/api/v1/statuses", "late"))
        return "the next post comes in late"


@dataclass
class Dropping(Plain):
    """Takes posts and keeps none, as a spam filter does."""

    def turn(self, chance: Random) -> str:
        """Begin to drop, or end it."""
        pretend = self.served.pretend
        pretend.silently_drops = not pretend.silently_drops
        return f"silently_drops = {pretend.silently_drops}"

    def heal(self) -> None:
        """Keep what comes from now on."""
        super().heal()
        self.served.pretend.silently_drops = False


@dataclass
class BehindPortal(Plain):
    """Stands behind a captive portal, which answers 200 to everything with a page of its own."""

    def turn(self, chance: Random) -> str:
        """Come into the reach of the portal, in the midst of a run."""
        for method in ("POST", "PUT", "DELETE", "GET"):
            calls = chance.randint(0, 3) if method == "GET" else 0
            self.served.fault(Fault(method, ".*", "call", calls))
            self.served.fault(Fault(method, ".*", "garbage", MANY))
        return "a captive portal answers"


@contextmanager
def _mastodon(
    chance: Random, site: Site, *, kind: type[Plain] = Plain, keys: Keys = Keys.HONOURED
) -> Iterator[Venue]:
    with serve(PretendMastodon(clock=lambda: site.now, keys=keys)) as served:
        yield kind(served, chance)


@contextmanager
def _relative(chance: Random, site: Site, *, new_id_on_edit: bool = False) -> Iterator[Venue]:
    pretend = PretendMastodon(clock=lambda: site.now, keys=Keys.IGNORED, has_v2=False)
    pretend.new_id_on_edit = new_id_on_edit
    with serve(pretend) as served:
        yield Plain(served, chance)


@contextmanager
def _forem(_chance: Random, site: Site) -> Iterator[Venue]:
    with serve(PretendForem(clock=lambda: site.now)) as served:
        venue = OnForem(served, Random(0))
        venue.table = devto(served.url, published=True)
        yield venue


PERSONALITIES: Mapping[str, Callable[[Random, Site], AbstractContextManager[Venue]]] = {
    "keys honoured": _mastodon,
    "keys racy": partial(_mastodon, kind=SlowToAct, keys=Keys.RACY),
    "replay answers 500": partial(_mastodon, keys=Keys.REPLAY_500),
    "keys ignored": _relative,
    "id changes on edit": partial(_relative, new_id_on_edit=True),
    "silent drop": partial(_mastodon, kind=Dropping),
    "captive portal": partial(_mastodon, kind=BehindPortal),
    "Forem": _forem,
    "feed": venues.atom,
}
