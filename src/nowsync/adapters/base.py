"""What an adapter must be. The docstrings are obligations; the contract tests hold them to it.

An adapter module defines `Settings`, a dataclass of what its targets are configured with, and
ends with `adapter = TheClass`. Nothing else in nowsync names a platform.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from nowsync.core.action import Retraction
from nowsync.core.copies import Copy
from nowsync.core.drift import Part
from nowsync.core.entry import Json
from nowsync.core.notice import Noticed
from nowsync.core.post import Post
from nowsync.core.publication import Attempt, Publication
from nowsync.core.step import Receipt, Step
from nowsync.core.summary import Summary
from nowsync.core.target import Account, Room, Site, Traits

if TYPE_CHECKING:
    from nowsync.http import Client
    from nowsync.secret import Secret


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the rest of nowsync lends an adapter.

    `standing` gives the latest steps of everything that is published on the target, `sent` every
    step that ever left for it. `folder` is where relative paths start. `image` gives the bytes that
    have a hash, or raises Refused. With `pause` an adapter waits for a server that has said that it
    needs a few seconds. `copies` gives the addresses at which everyone can read an entry on the
    servers of other targets, by its id.
    """

    site: Site
    target: str
    folder: Path
    connect: Connect
    standing: Callable[[], Sequence[Step]]
    sent: Callable[[], Sequence[Step]]
    image: Callable[[str], bytes]
    pause: Callable[[float], None]
    copies: Callable[[], Mapping[str, Sequence[Copy]]] = dict


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


@runtime_checkable
class Batch(Protocol):
    """The ability to make all steps of a run in one write, as a file wants it."""

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Make all steps at once, or none of them; a receipt for each, in their order."""
        ...

    def stale(self, receipt: Receipt) -> str | None:
        """Say why what is there is not as this receipt left it; looks on this machine only."""
        ...


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file as it would be written; `changed` tells whether another one is there, or none."""

    name: str
    content: bytes
    entries: int
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """A file that a hub tells subscribers about, at the address where they find it."""

    file: str
    url: str
    hub: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a run would write, and what readers would notice of it."""

    files: tuple[DraftFile, ...]
    noticed: tuple[Noticed, ...]


@runtime_checkable
class Subscribed(Protocol):
    """The ability to show beforehand what subscribers will get, as a feed can."""

    def draft(self, steps: Sequence[Step]) -> Draft:
        """Make what a run with these steps would write, and write nothing.

        Raise Unusable as the run would.
        """
        ...

    def snippet(self) -> str:
        """Write what the site's pages must say for readers to find it."""
        ...

    def topics(self) -> tuple[Topic, ...]:
        """Name the files that have a hub."""
        ...


@runtime_checkable
class Threads(Protocol):
    """The ability to publish a text in several parts."""

    def parts_of(self, published: Publication) -> int:
        """Count the parts that are there; an edit is planned in no fewer, if it can be."""
        ...


@runtime_checkable
class Reads(Protocol):
    """The ability to read what is there now of what we published."""

    def there(self, published: Publication, sent: Sequence[Attempt]) -> tuple[Part, ...]:
        """Read it, part by part, beside what we left there. Changes nothing.

        `sent` are all steps that were ever made, or may have been, for this entry, in their order.
        Raise Gone only if the server says that what is published is not there.
        """
        ...


@runtime_checkable
class Announces(Protocol):
    """The ability to tell people of a revision, beside its edit."""

    def announces(self) -> bool:
        """Tell whether the target's owner wants that; `compose` makes a step of it then."""
        ...


@runtime_checkable
class Retracts(Protocol):
    """The ability to take back what was published. What is gone there already is taken back."""

    def retraction(self, published: Publication) -> Retraction:
        """Make the steps, at least one, that can each be repeated without harm. Pure."""
        ...


@runtime_checkable
class Adopts(Protocol):
    """The ability to take for ours what a person points at. For steps that cannot be repeated."""

    def adopt(self, url: str) -> Receipt:
        """Give the receipt of what stands at an address; raise Refused if it is not ours."""
        ...


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person lets us have: a secret, and what it is good for where the server says so."""

    secret: "Secret"
    scopes: str | None = None


class Visit(Protocol):
    """A person who signs in, and what is kept from one visit to the next."""

    registration: "Secret | None"

    def register(self, registration: "Secret") -> None:
        """Keep what the server knows us by, for the next time: it becomes `registration`."""
        ...

    def connect(self, origin: str) -> "Client":
        """Open a client that has no credential."""
        ...

    def redirect(self, wanted: str | None) -> str | None:
        """Say where on this machine a browser can be sent back to: where it was, if that is free.

        None when there is no browser here, and the person types in the code that they are shown.
        """
        ...

    def authorize(self, page: str, state: str) -> "Secret":
        """Send the person to a page, and give the code that comes back together with `state`."""
        ...

    def random(self) -> str:
        """Give a text of URL-safe letters that nobody can guess."""
        ...


@runtime_checkable
class SignsIn(Protocol):
    """The ability to be let in by the person whose account it is, in their browser."""

    def sign_in(self, visit: Visit) -> Grant:
        """Ask for no more than publishing needs; raise Unusable when we were not let in."""
        ...

    def sign_out(self, visit: Visit, secret: "Secret") -> None:
        """Have the server forget the secret; raise Refused when it would not take our word."""
        ...


@runtime_checkable
class HandsOut(Protocol):
    """The ability to say where a person gets a secret by hand."""

    def secret_page(self) -> str:
        """Name the page, and what has to be allowed there. Pure."""
        ...


@runtime_checkable
class Recalls(Protocol):
    """The ability to list what is ours there. For a ledger that does not know all of it."""

    def posts(self, since: datetime | None) -> Iterable[Post]:
        """Give what of ours was made since a moment, or all of it; changes nothing.

        It may be no more than the platform lets one list. Raise Unknown if it cannot be read.
        """
        ...


@runtime_checkable
class Omits(Protocol):
    """The ability to say what of a summary has no place on the platform."""

    def omitted(self, summary: Summary) -> tuple[str, ...]:
        """Name each thing as its author knows it: "the tag glue". Pure."""
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
