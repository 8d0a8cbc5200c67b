"""WebSub hubs (W3C Recommendation of 23 January 2018): told of a new version once it is online.

A ping publishes nothing: the hub fetches the feed itself, as any reader does. So it has no place
in the ledger, and repeating it harms nobody.
"""

import hashlib
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from nowsync.adapters.abilities import Topic
from nowsync.core.errors import NotSent, PublishError
from nowsync.facts import Facts
from nowsync.http import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Hubs:
    """Tells hubs, and remembers which version each knows."""

    folder: Path
    facts: Facts

    def tell(self, target: str, topic: Topic) -> bool:
        """Tell a hub that a topic has changed (§ 7); return False when it knows this version.

        Raise NotSent while the topic's address still serves another version than the file here:
        the hub would fetch that one (§ 7 leaves it to the publisher to be in time).
        """
        content = self._content(topic)
        version = hashlib.sha256(content).hexdigest()
        known = self.facts.of(target)
        if known.get(topic.url) == version:
            return False
        if self._served(topic) != content:
            raise NotSent(
                f"{topic.url} does not serve the new {topic.file} yet: put the site online first"
            )
        ping = {"hub.mode": "publish", "hub.url": topic.url}
        with _visit(topic.hub) as hub:
            hub.submit(topic.hub, ping)
        self.facts.remember(target, {**known, topic.url: version})
        return True

    def _content(self, topic: Topic) -> bytes:
        try:
            return (self.folder / topic.file).read_bytes()
        except OSError as error:
            raise NotSent(f"{topic.file} cannot be read: {error.strerror}") from error

    def _served(self, topic: Topic) -> bytes:
        try:
            with _visit(topic.url) as site:
                return site.get(topic.url).body
        except PublishError as error:
            raise NotSent(f"{topic.url} cannot be read yet: {error}") from error


def _visit(url: str) -> AbstractContextManager[Client]:
    """Open a client that has no credential to send."""
    return closing(Client(url, secret=None, header=""))
