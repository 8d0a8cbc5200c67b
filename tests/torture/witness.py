"""Sees every request and every row: the rules of the protocol, checked on what really happened.

R1  no byte of a change leaves before the step is in flight on the disk
R2  what a step sends, and its key, stay as they were written down
R3  only what provably did not leave is planned again without a look
R4  a step is confirmed or refused only as the server's history has it
R5  what is confirmed stays as it is
R6  a run makes at most `max_new` posts that nobody named

That doubt about a ledger's past stops everything (R7), and that one process at a time may write
(R8), has tests of its own.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from nowsync.core.target import Policy
from nowsync.ledger import rows
from tests.crash import Crash, Fuse, publish_with
from tests.servers.mastodon import PretendMastodon
from tests.torture.stage import Stage
from tests.torture.venues import OnMastodon

STEPS = (
    "SELECT operation, position, step.state, payload, receipt FROM step "
    "JOIN operation ON operation.id = operation ORDER BY operation, position"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the ledger has it on the disk."""

    mark: tuple[int, int]
    state: str
    payload: str
    receipt: str | None

    @property
    def key(self) -> str:
        """The key that the step is sent with."""
        return rows.load_step(self.payload).key


@dataclass
class Witness:
    """Watches the runs of a stage."""

    stage: Stage
    findings: list[str] = field(default_factory=list)
    payloads: dict[tuple[int, int], str] = field(default_factory=dict)
    receipts: dict[tuple[int, int], str | None] = field(default_factory=dict)

    def run(self, at: int = 0) -> None:
        """Publish, and end at an instant if there is one; then see what became of it."""
        before = self._posts()
        try:
            publish_with(Fuse(at), self.stage.site, around=lambda client: Watched(client, self))
        except Crash:
            self.stage.told.append(f"died at instant {at}")
        if self._posts() - before > Policy().max_new:
            self.findings.append("R6: more new posts at once than max_new")
        self.findings += self._rows()

    def see(self, method: str, url: str, body: object) -> None:
        """See a request just before it leaves; one that changes something must be in flight."""
        if method == "GET":
            return
        flying = [rows.load_step(each.payload) for each in self.steps() if each.state in FLYING]
        # What an earlier step of it was given stands in an address as {id}.
        addresses = [each.request.url.replace("{id}", url.rpartition("/")[2]) for each in flying]
        if url not in addresses:
            self.findings.append(f"R1: {method} {url} {body} leaves, and is not in flight")

    def steps(self) -> list[Row]:
        """Read what is committed, as another process would."""
        path = self.stage.site.folder / ".nowsync" / "ledger.sqlite"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found = connection.execute(STEPS).fetchall()
        return [Row((operation, at), *rest) for operation, at, *rest in found]

    def _rows(self) -> Iterator[str]:
        steps = self.steps()
        for each in steps:
            if self.payloads.setdefault(each.mark, each.payload) != each.payload:
                yield f"R2: step {each.mark} does not send what was written down first"
            if each.mark in self.receipts and self.receipts[each.mark] != each.receipt:
                yield f"R5: step {each.mark} was confirmed, and is {each.state}"
            if each.state == "confirmed":
                self.receipts[each.mark] = each.receipt
        venue = self.stage.venue
        if isinstance(venue, OnMastodon):
            yield from _as_carried_out(venue.served.pretend, steps)

    def _posts(self) -> int:
        return sum(each.parent is None for each in self.stage.venue.shown())


FLYING = ("in flight", "unknown")


@dataclass(frozen=True, slots=True)
class Watched:
    """A client whose requests are seen."""

    inner: Any
    witness: Witness

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def send(self, method: str, url: str, *, body: object = None, **named: Any) -> Any:
        """Send, once it was seen."""
        self.witness.see(method, url, body)
        return self.inner.send(method, url, body=body, **named)


def _as_carried_out(pretend: PretendMastodon, steps: list[Row]) -> Iterator[str]:
    """Compare the newest step of each key with what the server made for that key."""
    made: Mapping[str, Any] = {key: status for key, (_, status) in pretend._used_keys.items()}
    kept = {id(status) for status in pretend.statuses}
    newest = {each.key: each for each in steps if '"repeatable":false' in each.payload}
    for key, step in newest.items():
        there = key in made and id(made[key]) in kept
        if there and step.state == "planned":
            yield f"R3: step {step.mark} was made, and is planned again"
        if there and step.state == "refused" and not made[key].deleted:
            yield f"R4: step {step.mark} was made, and is taken for refused"
        if step.state == "confirmed" and key not in made:
            yield f"R4: step {step.mark} is confirmed, and was never made"
