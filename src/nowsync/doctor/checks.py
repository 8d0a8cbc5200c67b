"""All checks, in the order in which they are made; those that ask servers come last."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from nowsync.core.errors import ConfigurationError, NowsyncError
from nowsync.doctor import disk, machine, servers, web, words
from nowsync.doctor.finding import Finding, wrong
from nowsync.doctor.setup import Setup


class Check(Struct, frozen=True):
    """One check: what it looks at, for people to read while they wait, and its findings."""

    name: str
    run: Callable[[Setup], Iterator[Finding]]
    online: bool = False

    def findings(self, setup: Setup) -> Iterator[Finding]:
        """Look; what keeps us from looking is a finding, too."""
        try:
            yield from self.run(setup)
        except ConfigurationError as error:
            for problem in error.problems:
                yield wrong(self.name, str(problem), "correct nowsync.toml")
        except NowsyncError as error:
            yield wrong(self.name, str(error), "mend that, and type: nowsync doctor")


_CHECKS = (
    Check("time zone", machine.zone),
    Check("entries", words.entries),
    Check("templates", words.templates),
    Check("state", disk.state),
    Check("ledger", disk.ledger),
    Check("feed", disk.files),
    Check("secrets", machine.secrets),
    Check("keyring", machine.keyring),
    Check("systemd", machine.units),
    Check("accounts", servers.accounts, online=True),
    Check("clock", servers.clocks, online=True),
    Check("page", web.page, online=True),
    Check("hub", web.hubs, online=True),
)


def checks(*, offline: bool) -> tuple[Check, ...]:
    """Give the checks to make; without those that ask servers, if they are not to be asked."""
    return tuple(each for each in _CHECKS if not (offline and each.online))
