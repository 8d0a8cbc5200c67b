"""What the doctor looks at: a site as nowsync would publish it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from nowsync.accounts import Accounts
from nowsync.composer import Place, Render
from nowsync.config import Configuration
from nowsync.core.errors import LedgerError
from nowsync.core.ledger import Records
from nowsync.core.target import Target
from nowsync.entries import Folder

T = TypeVar("T")


class Setup(Struct, frozen=True, kw_only=True):
    """A site, its targets and this machine. What costs something is asked for when it is needed.

    `skews` tells by origin how far each server's clock is ahead of ours, once it has answered.
    """

    configuration: Configuration
    environment: Mapping[str, str]
    folder: Callable[[], Folder]
    places: Callable[[], Sequence[Place]]
    render: Render
    accounts: Callable[[], Accounts]
    reading: Callable[[], AbstractContextManager[Records]]
    skews: Callable[[], Mapping[str, timedelta]]
    clock: Callable[[], datetime]

    def kept(self, ask: Callable[[Records], Mapping[str, T]]) -> Mapping[str, T]:
        """Ask the ledger something; that it cannot be read has a finding of its own."""
        try:
            with self.reading() as records:
                return ask(records)
        except LedgerError:
            return {}

    def secret(self, target: Target) -> str:
        """Say where a target's secret is; raise Unusable when it is nowhere."""
        return self.accounts().credentials.find(target).source

    @property
    def state(self) -> Path:
        """The folder that the ledger is in."""
        return self.configuration.state_folder(self.environment)

    @property
    def remote(self) -> Sequence[Place]:
        """The places on servers."""
        return [each for each in self.places() if not each.adapter.traits.local]
