"""What is at rest is decided early, and as it is when it is decided like everything else."""

from collections.abc import Collection, Iterator

import pytest

from nowsync.core.entry import EntryId
from nowsync.core.plan import Plan
from nowsync.core.publication import Publication
from nowsync.core.publications import Publications
from nowsync.core.step import Receipt
from nowsync.ledger.cabinet import LEDGER_FILE
from nowsync.ledger.reader import LedgerReader
from tests.torture.moves import OFTEN, invent
from tests.torture.restored import opened
from tests.torture.stage import CAMPAIGNS, Stage

# Processes that are killed come to the same as those that die at an instant, and take longer.
HAPPENS = {move: OFTEN[move] for move in OFTEN if move not in {"die_at_any_moment", "die_as_two"}}
LENGTH, STORIES = 60, 2


class Restless(Publications):
    """Publications of which nothing is at rest."""

    def __init__(self, known: Publications) -> None:
        self._known = known

    def at_rest(self, entry: EntryId, digest: str) -> tuple[Receipt, ...]:
        """Give nothing."""
        return ()

    @property
    def published(self) -> Collection[EntryId]:
        """The entries that are published."""
        return self._known.published

    @property
    def latest(self) -> Publication | None:
        """What was published or changed last of all that is there."""
        return self._known.latest

    @property
    def astir(self) -> Collection[Publication]:
        """The publications of which more is known than how they stand."""
        return self._known.astir

    def __getitem__(self, entry: EntryId) -> Publication:
        return self._known[entry]

    def __iter__(self) -> Iterator[EntryId]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class RestlessReader(LedgerReader):
    """A ledger of which nothing is at rest, so that all is decided by all that is known."""

    def publications(self, target: str) -> Publications:
        """Tell how every known entry stands on a target."""
        return Restless(super().publications(target))


def at_length(stage: Stage) -> Plan:
    """Make the plan of a stage without deciding anything early."""
    app = stage.site.app()
    reader = RestlessReader.peek(app.cabinet.folder / LEDGER_FILE, app.cabinet.witness)
    return app.prepare(reader)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("seed", range(STORIES))
def test_what_is_decided_early_is_what_is_decided_at_length(campaign: str, seed: int) -> None:
    with opened(campaign, seed) as stage:
        for move in invent(seed, LENGTH, HAPPENS):
            stage.happen([move])

            assert stage.site.preview() == at_length(stage)
