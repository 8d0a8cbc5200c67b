"""WebSub hubs (W3C Recommendation of 23 January 2018): told of a new version once it is online.

A ping publishes nothing: the hub fetches the feed itself, as any reader does. So it has no place
in the ledger, and repeating it harms nobody. What a hub has still to hear is seen by comparing
the file that is here with the version that it was told of last.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters.abilities import Topic
from nowsync.core.concern import Concern
from nowsync.core.errors import Gone, NotSent, PublishError
from nowsync.core.tries import Tries
from nowsync.files import write_atomically
from nowsync.plain import plain

if TYPE_CHECKING:
    from nowsync.http.client import Client


class Ping(Struct, frozen=True, kw_only=True):
    """What tells a hub of a version of a topic's file; `told`, once the hub has taken it.

    `tries`: what has kept the hub from hearing. `patience`: how long that is borne.
    `news`: a person who has been told of it before would hear something new.
    """

    target: str
    topic: Topic
    version: str
    patience: timedelta
    tries: Tries | None = None
    told: bool = False
    news: bool = False

    @property
    def given_up(self) -> bool:
        """Tell whether it is not tried any more by itself."""
        tries = self.tries
        return tries is not None and tries.since + self.patience <= tries.last

    def when(self, now: datetime) -> datetime | None:
        """Tell when it is sent, or tried again; None if it will not be."""
        if self.told or self.given_up:
            return None
        return max(self.tries.next, now) if self.tries else now

    @property
    def concern(self) -> Concern:
        """Say what a person should hear of once it is given up."""
        key, text = f"hub {self.topic.url}", f"{self.target}: {self}"
        return Concern(key=key, text=text, target=self.target)

    def __str__(self) -> str:
        """Say how it stands, for people."""
        topic = self.topic
        if self.told:
            return f"{topic.hub} was told of {topic.url}"
        why = f": {self.tries.saw}" if self.tries else ""
        return f"{topic.hub} has not heard of the new {topic.file} yet{why}"


class Hubs(Struct, frozen=True, kw_only=True):
    """Tells hubs of the topics that targets have, and remembers at `path` what each knows.

    Files of topics start at `folder`. If what is remembered is lost, a hub hears twice.
    """

    path: Path
    folder: Path
    topics: Sequence[tuple[str, Topic]]
    patience: timedelta
    clock: Callable[[], datetime]

    def after(self) -> tuple[Ping, ...]:
        """Send what is owed and due; give all that was owed, as it stands then."""
        now, owed = self.clock(), self.owed()
        return tuple(self._tried(each, now) if each.when(now) == now else each for each in owed)

    def owed(self) -> tuple[Ping, ...]:
        """Give what hubs have not heard of the files that are here; asks nobody."""
        found: list[Ping] = []
        for target, topic in self.topics:
            with suppress(NotSent):
                found.append(self.ping(target, topic))
        return tuple(each for each in found if not each.told)

    def ping(self, target: str, topic: Topic) -> Ping:
        """Give what tells a hub of a topic's file; raise NotSent if there is no such file."""
        version = _version(self._content(topic))
        known = self._known().get(topic.url, _Known())
        tries = known.tries if known.missed == version else None
        return Ping(
            target=target,
            topic=topic,
            version=version,
            patience=self.patience,
            # A try in the future says nothing: the clock was wrong then.
            tries=tries if tries and tries.last <= self.clock() else None,
            told=known.told == version,
        )

    def send(self, ping: Ping) -> None:
        """Tell a hub that its topic has changed (§ 7), once that is online; raise PublishError.

        While the topic's address still serves another version than the file here, the hub would
        fetch that one (§ 7 leaves it to the publisher to be in time).
        """
        topic = ping.topic
        if _version(self._served(topic)) != ping.version:
            raise NotSent(f"{topic.url} does not serve the new {topic.file} yet")
        said = {"hub.mode": "publish", "hub.url": topic.url}
        with self._visit(topic.hub) as hub:
            hub.submit(topic.hub, said)
        self._remember(topic, lambda known: replace(known, told=ping.version, tries=None))

    def _tried(self, ping: Ping, now: datetime) -> Ping:
        try:
            self.send(ping)
        except PublishError as error:
            return self._missed(ping, error, now)
        return replace(ping, told=True, news=True)

    def _missed(self, ping: Ping, error: PublishError, now: datetime) -> Ping:
        before, saw, rest = ping.tries, str(error), error.retry_at
        tries = before.again(saw, now, rest) if before else Tries.first(saw, now, rest)
        missed = replace(ping, tries=tries, news=before is None or before.saw != saw)
        self._remember(
            ping.topic, lambda known: replace(known, missed=missed.version, tries=missed.tries)
        )
        return replace(missed, news=missed.news or missed.given_up)

    def _content(self, topic: Topic) -> bytes:
        try:
            return (self.folder / topic.file).read_bytes()
        except OSError as error:
            raise NotSent(f"{topic.file} cannot be read: {error.strerror}") from error

    def _served(self, topic: Topic) -> bytes:
        try:
            with self._visit(topic.url) as site:
                return site.get(topic.url).body
        except Gone as error:
            raise NotSent(f"{topic.url} is not online yet") from error
        except PublishError as error:
            raise NotSent(f"{topic.url} cannot be read yet: {error}", error.retry_at) from error

    def _visit(self, url: str) -> "AbstractContextManager[Client]":
        """Open a client that has no credential to send."""
        from nowsync.http.client import Client

        return closing(Client(url, secret=None, header="", clock=self.clock))

    def _known(self) -> "dict[str, _Known]":
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            kept = json.loads(self.path.read_bytes())
            return {url: _Known.load(each) for url, each in kept.items()}
        return {}

    def _remember(self, topic: Topic, change: "Callable[[_Known], _Known]") -> None:
        all_known = self._known()
        all_known[topic.url] = change(all_known.get(topic.url, _Known()))
        with suppress(OSError):
            write_atomically(self.path, json.dumps(all_known, default=plain, indent=1).encode())


class _Known(Struct, frozen=True):
    """What a hub was told of a topic last, and which version it has missed since.

    Which hub is no matter: a file names it, so that another hub makes another version.
    """

    told: str | None = None
    missed: str | None = None
    tries: Tries | None = None

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> "_Known":
        tries = kept["tries"]
        return cls(kept["told"], kept["missed"], tries and _tries(tries))


def _tries(kept: Mapping[str, Any]) -> Tries:
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("since", "last")}
    rest = kept["rest"] and datetime.fromisoformat(kept["rest"])
    return Tries(**moments, times=int(kept["times"]), saw=str(kept["saw"]), rest=rest)


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
