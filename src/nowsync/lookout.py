"""What is there now of what we published: looked at before an edit, and when a person asks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import Enum

from msgspec import Struct

from nowsync.adapters.abilities import Reads
from nowsync.adapters.base import Adapter
from nowsync.core.access import other_account
from nowsync.core.drift import Drift, drift_of
from nowsync.core.entry import EntryId
from nowsync.core.errors import Gone, NotSent, PublishError, Unusable
from nowsync.core.ledger import Ledger, Records
from nowsync.core.publication import Acquaintance, Publication
from nowsync.core.target import Account, Target


class There(Enum):
    """How what we published was found."""

    AS_LEFT = "as we left it"
    KEPT = "edited there, and kept"
    EDITED = "edited there"
    GONE = "gone"
    UNREAD = "could not be read"


class Sighting(Struct, frozen=True, kw_only=True):
    """What was found of one publication; `detail` says why it could not be read."""

    entry: EntryId
    target: str
    there: There
    url: str | None = None
    drift: Drift | None = None
    detail: str | None = None


def look(adapter: Reads, records: Records, published: Publication) -> Drift | None:
    """Tell what of a publication is not as we left it; raise PublishError if it cannot be read."""
    sent = records.attempts(published.target, published.entry)
    return drift_of(adapter.there(published, sent), published.drift)


def identified(adapter: Adapter, target: str, known: Acquaintance) -> Account:
    """See that the credential still is for the account that we published with before."""
    account = adapter.identify()
    if reason := other_account(target, known, account):
        raise Unusable(reason)
    return account


class Lookout(Struct, frozen=True, kw_only=True):
    """Looks at what is published on one target, and keeps in the ledger what it finds.

    It changes nothing there. One publication is looked at after the other, and none any more once
    the server asks us to wait or does not know us.
    """

    target: Target
    adapter: Adapter
    ledger: Ledger
    clock: Callable[[], datetime]

    def sightings(self, publications: Sequence[Publication]) -> Iterator[Sighting]:
        """Give what is found of each publication, as soon as it is known."""
        adapter = self.adapter
        if not isinstance(adapter, Reads) or not publications:
            return
        useless = self._useless()
        for published in publications:
            if useless is None:
                try:
                    yield self._sighting(adapter, published)
                    continue
                except (NotSent, Unusable) as error:
                    useless = self._note(error)
            yield self._found(published, There.UNREAD, detail=useless)

    def _useless(self) -> str | None:
        """Say why nothing can be asked there now, if that is so."""
        known = self.ledger.acquaintances()[self.target.name]
        if known.origin != self.target.origin:
            return f"{self.target.name} was {known.origin} and is now {self.target.origin}"
        if known.not_before is not None and known.not_before > self.clock():
            return f"the server asked us to wait until {known.not_before:%Y-%m-%d %H:%M:%S %Z}"
        try:
            identified(self.adapter, self.target.name, known)
        except PublishError as error:
            return self._note(error)
        return None

    def _sighting(self, adapter: Reads, published: Publication) -> Sighting:
        name, entry = self.target.name, published.entry
        try:
            drift = look(adapter, self.ledger, published)
        except Gone as error:
            self.ledger.miss(name, entry, str(error), self.clock())
            return self._found(published, There.GONE)
        except (NotSent, Unusable):
            raise
        except PublishError as error:
            return self._found(published, There.UNREAD, detail=self._note(error))
        if drift is not None:
            self.ledger.drifted(name, entry, drift, self.clock())
            return self._found(published, There.EDITED, drift)
        if published.drifted is not None:
            self.ledger.restored(name, entry, self.clock())
            return self._found(published, There.AS_LEFT)
        return self._found(published, There.KEPT if published.kept else There.AS_LEFT)

    def _note(self, error: PublishError) -> str:
        if error.retry_at is not None:
            self.ledger.put_off(self.target.name, error.retry_at, self.clock())
        return str(error)

    def _found(
        self,
        published: Publication,
        there: There,
        drift: Drift | None = None,
        detail: str | None = None,
    ) -> Sighting:
        return Sighting(
            entry=published.entry,
            target=self.target.name,
            there=there,
            url=published.url,
            drift=drift,
            detail=detail,
        )
