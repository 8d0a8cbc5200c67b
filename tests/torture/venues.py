"""Where the site is published, and the true history of what readers got to see there."""

import re
import time
import urllib.request
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

import feedparser

from tests.servers.forem import USER, PretendForem
from tests.servers.forem_articles import Article
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.mastodon_statuses import Status
from tests.servers.wire import Pretend, Served, serve
from tests.site import Site, devto, feed, mastodon_at
from tests.torture import weather

TOKEN = re.compile(r"kettle (\d+)(?:x(\d+)(?: sang song (\d+))?)?")
P = TypeVar("P", bound=Pretend)


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing that was made public once: of which entry, and what it says now."""

    id: str
    text: str
    url: str | None = None
    parent: str | None = None
    deleted: bool = False
    pictures: int = 0

    @property
    def entry(self) -> int:
        """Tell which entry it is of."""
        found = TOKEN.search(self.text)
        return int(found[1]) if found else 0

    @property
    def versions(self) -> set[int]:
        """Tell which versions of the entry it shows."""
        return {int(version) for _, version, _ in TOKEN.findall(self.text) if version}

    @property
    def songs(self) -> list[int]:
        """Tell which of the entry's sentences it has."""
        return [int(song) for _, _, song in TOKEN.findall(self.text) if song]


class Venue:
    """A place without a server; what it has to say about itself."""

    kind = ""
    table = ""
    most_songs = 3
    whole = True
    illustrated = False

    def shown(self) -> Sequence[Shown]:
        """Give all that was ever public there, the oldest first."""
        raise NotImplementedError

    def disturb(self, chance: Random) -> str:
        """Let something go wrong there; say what."""
        raise NotImplementedError

    def turn(self, chance: Random) -> str:
        """Let the place behave otherwise from now on."""
        return ""

    def lose_by_hand(self, number: int) -> bool:
        """Delete there, as its author does by hand, what is public of an entry."""
        return False

    def unknown(self, number: int, receipts: Collection[str]) -> str | None:
        """Look, as a person does, for something of an entry that is none of the receipts."""
        return None

    def has(self, number: int) -> bool:
        """Tell whether people can read anything of an entry now."""
        return any(each.entry == number and not each.deleted for each in self.shown())

    def drain(self) -> None:
        """Wait for the requests of processes that were killed."""

    def arrive(self) -> None:
        """Let what is still on its way come in."""

    def heal(self) -> None:
        """Let nothing go wrong any more."""


@dataclass
class AtServer(Venue, Generic[P]):
    """A place that is a server."""

    served: Served[P]
    chance: Random
    routes: Sequence[weather.Route] = field(init=False)

    def disturb(self, chance: Random) -> str:
        """Put a fault on the server."""
        fault = self.served.fault(weather.fault(chance, self.routes))
        said = f" {fault.status} {dict(fault.headers) or ''}" if fault.kind == "status" else ""
        return f"{fault.count} of {fault.method} {fault.path} will end in {fault.kind}{said}"

    def arrive(self) -> None:
        """Carry out the late requests."""
        self.served.arrive()

    def drain(self) -> None:
        """Wait for the requests of processes that were killed."""
        with suppress(OSError), urllib.request.urlopen(f"{self.served.url}/", timeout=10):
            pass
        while self.served.serving:
            time.sleep(0.005)

    def heal(self) -> None:
        """Take the faults away."""
        self.served.faults.clear()


@dataclass
class OnMastodon(AtServer[PretendMastodon]):
    """Statuses and threads, some with images."""

    kind = "mastodon"
    illustrated = True
    routes = (
        *[("POST", "/api/v1/statuses", True)] * 4,
        ("PUT", r"/api/v1/statuses/\w+", True),
        ("DELETE", r"/api/v1/statuses/\w+", True),
        ("POST", "/api/v[12]/media", False),
        ("GET", r"/api/v1/statuses/\w+/source", False),
        ("GET", r"/api/v1/accounts/\d+/statuses", False),
        ("GET", "/api/v1/accounts/verify_credentials", False),
        ("GET", "/api/v[12]/instance", False),
    )

    def __post_init__(self) -> None:
        """Choose whether long entries become threads."""
        self.whole = self.chance.random() < 0.5
        self.most_songs = 40 if self.whole else 24
        thread = {"thread": "true"} if self.whole else {}
        hours = self.chance.choice(["0", "0", "0", "24"])
        self.table = mastodon_at(self.served.url, images="4", hours_between_edits=hours, **thread)

    def shown(self) -> Sequence[Shown]:
        """Give every status, also the deleted ones."""
        return [_status(each, self.served.pretend) for each in list(self.served.pretend.statuses)]

    def turn(self, chance: Random) -> str:
        """Let it drop what it takes, for a while."""
        pretend = self.served.pretend
        pretend.silently_drops = not pretend.silently_drops and chance.random() < 0.5
        return f"silently_drops = {pretend.silently_drops}"

    def lose_by_hand(self, number: int) -> bool:
        """Delete every status of an entry."""
        there = [each for each in self.shown() if each.entry == number and not each.deleted]
        for each in there:
            self.served.pretend.delete_by_hand(each.id)
        return bool(there)

    def unknown(self, number: int, receipts: Collection[str]) -> str | None:
        """Look for a status of an entry that is none of the receipts; give its address."""
        ours = {self.served.pretend.status(each).ids[0] for each in receipts}
        there = (each for each in self.shown() if each.entry == number and not each.deleted)
        return next((each.url for each in there if each.id not in ours), None)

    def heal(self) -> None:
        """Take the faults away, and let it keep what it takes."""
        super().heal()
        self.served.pretend.silently_drops = False


@dataclass
class OnForem(AtServer[PretendForem]):
    """Articles: a draft, and mostly its release."""

    kind = "devto"
    routes = (
        *[("POST", "/api/articles", True)] * 3,
        ("PUT", r"/api/articles/\d+", True),
        ("PUT", r"/api/articles/\d+", True),
        ("GET", "/api/articles/me/all", False),
        ("GET", "/api/users/me", False),
    )

    def __post_init__(self) -> None:
        """Choose whether articles are released."""
        self.table = devto(self.served.url, published=self.chance.random() < 0.7)

    def shown(self) -> Sequence[Shown]:
        """Give every article, drafts and deleted ones too: a second draft is one too many."""
        return [_article(each) for each in list(self.served.pretend.articles)]

    def has(self, number: int) -> bool:
        """Tell whether an article of an entry is public."""
        return any(_article(each).entry == number for each in self.served.pretend.published())

    def lose_by_hand(self, number: int) -> bool:
        """Delete the article of an entry."""
        there = [each for each in self.shown() if each.entry == number and not each.deleted]
        for each in there:
            self.served.pretend.delete_by_hand(int(each.id))
        return bool(there)


@dataclass
class InFeed(Venue):
    """An Atom feed; it must be whole at every moment."""

    file: Path
    kind = "feed"
    table = feed()

    def shown(self) -> Sequence[Shown]:
        """Read the feed; raise when it is not one."""
        if not self.file.is_file():
            return []
        read = feedparser.parse(str(self.file))
        assert not read.bozo, f"the feed cannot be parsed: {read.bozo_exception}"
        return [Shown(each.id, f"{each.title} {each.content[0].value}") for each in read.entries]

    def disturb(self, chance: Random) -> str:
        """Remove the file, or stand something in its way until the next time."""
        self.heal()
        self.file.unlink(missing_ok=True)
        if chance.random() < 0.5:
            return "the feed's file was removed"
        self.file.mkdir(parents=True)
        return "a folder stood in the feed's way"

    def heal(self) -> None:
        """Clear the way."""
        if self.file.is_dir():
            self.file.rmdir()


@contextmanager
def mastodon(chance: Random, site: Site, *, keys: bool) -> Iterator[Venue]:
    """Serve a Mastodon, or a relative of it that recognises no repeats."""
    pretend = PretendMastodon(clock=lambda: site.now)
    if keys:
        pretend.keys = chance.choice([Keys.HONOURED, Keys.HONOURED, Keys.REPLAY_500])
    else:
        pretend.keys = Keys.IGNORED
        pretend.has_v2 = chance.random() < 0.3
        pretend.new_id_on_edit = chance.random() < 0.3
    with serve(pretend) as served:
        yield OnMastodon(served, chance)


@contextmanager
def forem(chance: Random, site: Site) -> Iterator[Venue]:
    """Serve a Forem, sometimes at its real pace."""
    with serve(PretendForem(clock=lambda: site.now, paced=chance.random() < 0.3)) as served:
        yield OnForem(served, chance)


@contextmanager
def atom(chance: Random, site: Site) -> Iterator[Venue]:
    """Have a feed."""
    yield InFeed(site.folder / "public" / "now.xml")


def _status(status: Status, pretend: PretendMastodon) -> Shown:
    parent = status.in_reply_to_id
    return Shown(
        status.ids[0],
        status.now.text,
        url=str(status.shown()["url"]),
        parent=pretend.status(parent).ids[0] if parent else None,
        deleted=status.deleted,
        pictures=len(status.now.media),
    )


def _article(article: Article) -> Shown:
    assert article.username == USER["username"]
    now = article.now
    return Shown(str(article.id), f"{now.title} {now.body_markdown}", deleted=article.deleted)
