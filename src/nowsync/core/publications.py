"""Publications: how all entries stand on a target, without looking at each of them."""

from abc import abstractmethod
from collections.abc import Collection, Mapping

from nowsync.core.entry import EntryId
from nowsync.core.publication import Publication
from nowsync.core.step import Receipt


class Publications(Mapping[EntryId, Publication]):
    """How every known entry stands on a target; a publication is made when it is asked for."""

    @abstractmethod
    def at_rest(self, entry: EntryId, digest: str) -> tuple[Receipt, ...]:
        """Give what an entry was given there, if it is published, and all that is known of it.

        That is: what is there says what has this digest, no operation is anything but done, nobody
        has changed what is there, holds it or approves of it. Otherwise give nothing.
        """

    @property
    @abstractmethod
    def published(self) -> Collection[EntryId]:
        """The entries that are published."""

    @property
    @abstractmethod
    def latest(self) -> Publication | None:
        """What was published or changed last of all that is there."""

    @property
    @abstractmethod
    def astir(self) -> Collection[Publication]:
        """The publications of which more is known than how they stand."""
