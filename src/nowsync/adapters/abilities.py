"""What an adapter may be able to do beyond what it must. Each is found by the methods that it has.

As in `base`, the docstrings are obligations, and the contract tests hold adapters to them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct

from nowsync.core.action import Retraction
from nowsync.core.drift import Part
from nowsync.core.notice import Noticed
from nowsync.core.post import Post
from nowsync.core.publication import Attempt, Publication
from nowsync.core.step import Receipt, Step
from nowsync.core.summary import Summary

if TYPE_CHECKING:
    from nowsync.http.client import Client
    from nowsync.secret import Secret


# Says why what is there is not as a receipt left it.
Stale: TypeAlias = Callable[[Receipt], str | None]


@runtime_checkable
class Batch(Protocol):
    """The ability to make all steps of a run in one write, as a file wants it."""

    def perform_all(self, steps: Sequence[Step]) -> tuple[Receipt, ...]:
        """Make all steps at once, or none of them; a receipt for each, in their order."""
        ...

    def stale(self) -> Stale:
        """Look at what is there, once, on this machine only; give what judges receipts by it."""
        ...


class DraftFile(Struct, frozen=True):
    """A file as it would be written; `changed` tells whether another one is there, or none."""

    name: str
    content: bytes
    entries: int
    changed: bool = True


class Topic(Struct, frozen=True):
    """A file that a hub tells subscribers about, at the address where they find it."""

    file: str
    url: str
    hub: str


class Draft(Struct, frozen=True):
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
class OwnsField(Protocol):
    """The ability, of a target's settings, to write into entries themselves."""

    @property
    def field(self) -> str | None:
        """Name the field that is nowsync's; what it says is nothing that an entry says."""
        ...


@runtime_checkable
class WritesFiles(Protocol):
    """The ability, of a target's settings, to write more files than the one that names it."""

    @property
    def files(self) -> tuple[str, ...]:
        """Name them, as far as they are known."""
        ...

    def claims(self, file: str) -> bool:
        """Tell whether a file is one that it writes, or will write some day."""
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


class Grant(Struct, frozen=True):
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
class Scoped(Protocol):
    """The ability to say what our credential is not good for."""

    def lacks(self) -> tuple[str, ...]:
        """Name what is missing; nothing where the server does not tell."""
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
