"""What can go wrong. A class says what to do next; a message says what happened, and to what.

NowsyncError
├── ConfigurationError      change nowsync.toml: all its problems at once
├── UsageError              type another command
├── Moved                   make the plan anew: it is not what would be done now
├── TemplateError           change a template, or the entry that it met
├── LedgerError             the ledger cannot be trusted: nothing is sent
│   └── LedgerUnfit         its file is of no use any more: make a new one
├── LedgerBusy              another nowsync is at work
└── PublishError            one step did not get its receipt
    ├── NotSent             nothing left this machine: try again later
    ├── Refused             the server said no, nothing was made: change the entry
    ├── Unusable            the account or server needs its owner; the queue is kept
    ├── Gone                what was published has been removed there
    └── Unknown             it may have been made: look before anything else
"""

from datetime import datetime
from typing import ClassVar

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing that a person has to mend, and where."""

    message: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.file is None:
            return self.message
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


class NowsyncError(Exception):
    """Something that nowsync can explain."""

    exit_code: ClassVar[int] = 1


class UsageError(NowsyncError):
    """The command cannot be carried out as typed."""

    exit_code = 2


class Moved(NowsyncError):
    """A plan that was kept is not what would be done now; nothing is sent."""


class ConfigurationError(NowsyncError):
    """The configuration cannot be used; every problem that was found is in it."""

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class _Mendable(NowsyncError):
    """One thing that a person has to mend in one file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Unreadable(_Mendable):
    """A file cannot be read as an entry."""


class TemplateError(_Mendable):
    """A template does not work, or does not work for an entry."""


class LedgerError(NowsyncError):
    """The ledger cannot be read or written; nothing may be sent without it."""


class LedgerUnfit(LedgerError):
    """What is in the ledger's place is no ledger, or not whole."""

    def __str__(self) -> str:
        return (
            f"{super().__str__()}. To move it aside and make a new one of what is published: "
            "nowsync rebuild-ledger"
        )


class LedgerBusy(NowsyncError):
    """Another nowsync holds the ledger."""

    exit_code = 75


class PublishError(NowsyncError):
    """A step did not get its receipt. `retry_at`: the server wants to be left alone until then."""

    def __init__(self, message: str, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class NotSent(PublishError):
    """Nothing left this machine, or the server put us off before it acted."""


class Refused(PublishError):
    """The server understood and refused; nothing was made."""


class Unusable(PublishError):
    """The target cannot be used until its owner acts; nothing was made."""


class Unauthorized(Unusable):
    """The server does not accept the credential: its owner signs in again."""


class Gone(PublishError):
    """What was published there has been removed."""


class Unknown(PublishError):
    """The server may have acted; only looking can tell."""
