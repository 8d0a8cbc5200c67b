"""What an adapter must be. The docstrings are obligations; the contract tests hold them to it.

An adapter module defines `Settings`, a dataclass of what its targets are configured with, and
ends with `adapter = TheClass`. Nothing else in nowsync names a platform.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from msgspec import Struct

from nowsync.core.copies import Copy
from nowsync.core.entry import Json
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Room, Site, Traits

if TYPE_CHECKING:
    from nowsync.http.client import Client


class Settings(Protocol):
    """A target's table in nowsync.toml, less the keys that every target has. A dataclass."""

    @property
    def origin(self) -> str:
        """The server, or the file, that the target publishes to: part of its identity."""
        ...

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield (key, message) for each value that cannot be used, beyond its type."""
        ...


class Connect(Protocol):
    """Open a client for one origin; the secret is looked up now, and sent nowhere else."""

    def __call__(self, origin: str, *, header: str, prefix: str = "", gap: float = 0) -> "Client":
        """Raise Unusable when the target has no credential. `gap`: seconds between two writes."""
        ...


class Surroundings(Struct, frozen=True, kw_only=True):
    """What the rest of nowsync lends an adapter.

    `standing` gives the latest steps of everything that is published on the target, `standing_keys`
    only their keys, in the same order: steps with the same key say the same. `sent` gives every
    step that ever left for it. `folder` is where relative paths start. `image` gives the bytes that
    have a hash, or raises Refused. With `pause` an adapter waits for a server that has said that it
    needs a few seconds. `copies` gives the addresses at which everyone can read an entry on the
    servers of other targets, by its id, `addresses` all that it ever had there. `taken_back` gives
    the steps that took something back on the target, or may have, and since when. `sources` names
    the file of each entry, and `notice` tells a person what they may want to change. `kept`
    gives what the adapter left with `keep` under a name, if it is there still: a cache, without
    which it does the same.
    """

    site: Site
    target: str
    folder: Path
    connect: Connect
    standing: Callable[[], Sequence[Step]]
    standing_keys: Callable[[], Sequence[str]]
    sent: Callable[[], Sequence[Step]]
    image: Callable[[str], bytes]
    pause: Callable[[float], None]
    copies: Callable[[], Mapping[str, Sequence[Copy]]] = dict
    taken_back: Callable[[], Sequence[tuple[Step, datetime]]] = tuple
    addresses: Callable[[], Mapping[str, Collection[str]]] = dict
    sources: Callable[[], Mapping[str, str]] = dict
    notice: Callable[[str], None] = lambda _: None
    kept: Callable[[str], bytes | None] = lambda _name: None
    keep: Callable[[str, bytes], None] = lambda _name, _content: None


class Adapter(Protocol):
    """One platform's way of publishing. Never retries, waits, logs or keeps state."""

    traits: ClassVar[Traits]

    def room(self, facts: Mapping[str, Json]) -> Room | None:
        """Tell how much text fits, by what `identify` learned of the server; None for any length.

        Without facts, by what is usual on the platform.
        """
        ...

    def identify(self) -> Account:
        """Ask who we are there, and what the server allows. Changes nothing."""
        ...

    def compose(self, summary: Summary, published: Publication | None) -> tuple[Step, ...]:
        """Make the steps that publish a summary, or that edit what is published. Pure.

        The same summary makes the same steps. A moment stands in them as `isoformat()` writes it
        in UTC, or plans that are made at different times would seem to do different things.
        """
        ...

    def perform(self, step: Step, done: Sequence[Receipt]) -> Receipt:
        """Make one mutation, once. `done` are the receipts of the operation's earlier steps.

        Return only on proof. Raise NotSent when nothing left, Refused when nothing was made,
        Unusable when the owner must act, Gone when it has been removed, Unknown in any doubt.
        """
        ...

    def find(self, step: Step, done: Sequence[Receipt]) -> Receipt | None:
        """Look for what an unanswered step left behind. Changes nothing; None if absent."""
        ...


class Build(Protocol):
    """How an adapter is made: the class itself, which knows its traits."""

    @property
    def traits(self) -> Traits:
        """Tell what the platform can do."""
        ...

    def __call__(self, settings: object, surroundings: Surroundings) -> Adapter:
        """Opens nothing and looks up no secret."""
        ...
