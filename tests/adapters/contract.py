"""What every adapter owes, as tests. An adapter joins by inheriting `AdapterContract`.

Its module gives a fixture `remote`: the place that it publishes to, seen from the other side.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from msgspec.structs import replace

from nowsync.adapters.abilities import Batch, Reads, Retracts
from nowsync.adapters.base import Adapter, Surroundings
from nowsync.core.action import Retraction
from nowsync.core.drift import Drift, drift_of
from nowsync.core.entry import EntryId
from nowsync.core.errors import NotSent, Unusable
from nowsync.core.publication import Attempt, Publication, Standing, StepState
from nowsync.core.step import Receipt, Step, Verb, keyed
from nowsync.core.summary import Summary
from nowsync.core.target import Author, Site
from nowsync.http.client import Client
from nowsync.secret import Secret

SITE = Site(url="https://ada.example", author=Author("Ada Example"))
NOVEMBER = Summary(
    entry=EntryId("2026-11"),
    title="Now, November 2026",
    text="The kettle is on.\n\nhttps://ada.example/now/2026-11/",
    language="en",
    dated=datetime(2026, 11, 1, tzinfo=UTC),
    published=datetime(2026, 11, 2, 9, tzinfo=UTC),
    updated=datetime(2026, 11, 2, 9, tzinfo=UTC),
    content="<p>The kettle is on.</p>",
    description="The kettle is on.",
    tags=("now",),
    link="https://ada.example/now/2026-11/",
    permalink="https://ada.example/now/2026-11/",
)
OCTOBER = replace(
    NOVEMBER,
    entry=EntryId("2026-10"),
    title="Now, October 2026",
    text="Leaves everywhere.\n\nhttps://ada.example/now/2026-10/",
    dated=datetime(2026, 10, 1, tzinfo=UTC),
    content="<p>Leaves everywhere.</p>",
    description="Leaves everywhere.",
    link="https://ada.example/now/2026-10/",
    permalink="https://ada.example/now/2026-10/",
)
EDITED = replace(
    NOVEMBER,
    text="The kettle is off.\n\nhttps://ada.example/now/2026-11/",
    content="<p>The kettle is off.</p>",
    description="The kettle is off.",
)


class Remote(Protocol):
    """The place that an adapter publishes to, seen by its owner."""

    def adapter(self, token: str | None = None, origin: str | None = None) -> Adapter:
        """Make an adapter for it; with another token or at another address if given."""
        ...

    def texts(self) -> Sequence[str]:
        """Read everything there, drafts too: one text for each thing."""
        ...


class PublicRemote(Remote, Protocol):
    """A remote that shows what its readers see."""

    def public(self) -> Sequence[str]:
        """Read what everyone can read there."""
        ...


def surroundings(
    token: str,
    *,
    folder: Path = Path(),
    standing: Sequence[Step] = (),
    sent: Sequence[Step] = (),
    images: Mapping[str, bytes] | None = None,
) -> Surroundings:
    """Lend an adapter what it needs, as the app does."""

    def connect(origin: str, *, header: str, prefix: str = "", gap: float = 0) -> Client:
        return Client(origin, secret=Secret(token), header=header, prefix=prefix)

    return Surroundings(
        site=SITE,
        target="place",
        folder=folder,
        connect=connect,
        standing=lambda: standing,
        standing_keys=lambda: [each.key for each in standing],
        sent=lambda: sent,
        image=lambda sha256: (images or {})[sha256],
        pause=lambda _seconds: None,
    )


def publish(
    adapter: Adapter, summary: Summary, published: Publication | None = None
) -> tuple[tuple[Step, ...], tuple[Receipt, ...]]:
    """Take a summary through all its steps."""
    steps = keyed(
        adapter.compose(summary, published),
        target="place",
        entry=summary.entry,
        verb=Verb.UPDATE if published else Verb.CREATE,
    )
    if isinstance(adapter, Batch):
        return steps, adapter.perform_all(steps)
    receipts: list[Receipt] = []
    for step in steps:
        receipts.append(adapter.perform(step, receipts))
    return steps, tuple(receipts)


def publication(
    summary: Summary, receipts: Sequence[Receipt], steps: Sequence[Step] = ()
) -> Publication:
    """Write down what has been published, as the ledger does."""
    return Publication(
        entry=summary.entry,
        target="place",
        standing=Standing.PUBLISHED,
        receipts=tuple(receipts),
        steps=tuple(steps),
        published=summary.published,
        updated=summary.updated,
    )


def made(steps: Sequence[Step], receipts: Sequence[Receipt]) -> list[Attempt]:
    """Write down steps that have their receipts."""
    return [
        Attempt(step=step, state=StepState.CONFIRMED, sends=1, receipt=receipt)
        for step, receipt in zip(steps, receipts, strict=True)
    ]


def unanswered(step: Step) -> Attempt:
    """Write down a step that may have been made."""
    return Attempt(step=step, state=StepState.UNKNOWN, sends=1)


def drift(adapter: Adapter, receipts: Sequence[Receipt], sent: Sequence[Attempt]) -> Drift | None:
    """Tell what is there and not as these steps left it."""
    assert isinstance(adapter, Reads)
    return drift_of(adapter.there(publication(NOVEMBER, receipts), sent))


class AdapterContract:
    """The obligations of `adapters.base.Adapter`."""

    def test_composing_the_same_summary_makes_the_same_steps(self, remote: Remote) -> None:
        assert remote.adapter().compose(NOVEMBER, None) == remote.adapter().compose(NOVEMBER, None)

    def test_composing_sends_nothing(self, remote: Remote) -> None:
        before = list(remote.texts())

        remote.adapter().compose(NOVEMBER, None)

        assert list(remote.texts()) == before

    def test_steps_can_be_kept_as_json(self, remote: Remote) -> None:
        bodies = [step.request.body for step in remote.adapter().compose(NOVEMBER, None)]

        assert json.loads(json.dumps(bodies)) == bodies

    def test_publishing_makes_one_thing(self, remote: Remote) -> None:
        before = len(remote.texts())

        publish(remote.adapter(), NOVEMBER)

        texts = remote.texts()
        assert len(texts) == before + 1
        assert any("The kettle is on." in text for text in texts)

    def test_two_entries_make_two_things(self, remote: Remote) -> None:
        before = len(remote.texts())
        adapter = remote.adapter()

        steps, _ = publish(adapter, NOVEMBER)
        publish(self.after(remote, adapter, steps), OCTOBER)

        assert len(remote.texts()) == before + 2

    def test_an_edit_changes_what_is_there(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        before = len(remote.texts())

        publish(self.after(remote, adapter, steps), EDITED, publication(NOVEMBER, receipts))

        texts = remote.texts()
        assert len(texts) == before
        assert any("The kettle is off." in text for text in texts)

    def test_an_edit_can_be_edited_again(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        adapter = self.after(remote, adapter, steps)
        steps, edited = publish(adapter, EDITED, publication(NOVEMBER, receipts))
        before = len(remote.texts())

        publish(self.after(remote, adapter, steps), NOVEMBER, publication(EDITED, edited))

        texts = remote.texts()
        assert len(texts) == before
        assert any("The kettle is on." in text for text in texts)

    def test_what_was_made_is_found_by_its_step(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)

        found = adapter.find(steps[0], ())

        assert found is not None
        assert found.id == receipts[0].id

    def test_what_was_not_made_is_not_found(self, remote: Remote) -> None:
        adapter = remote.adapter()
        publish(adapter, OCTOBER)

        assert adapter.find(adapter.compose(NOVEMBER, None)[0], ()) is None

    def test_making_a_repeatable_step_twice_leaves_one_thing(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        before = len(remote.texts())

        for step in (step for step in steps if step.repeatable):
            adapter.perform(step, receipts)

        assert len(remote.texts()) == before

    def test_the_account_has_an_id_and_a_name(self, remote: Remote) -> None:
        account = remote.adapter().identify()

        assert account.id
        assert account.name

    def after(self, remote: Remote, adapter: Adapter, steps: Sequence[Step]) -> Adapter:
        """Give the adapter of the next run, which knows from the ledger what stands."""
        return adapter


class RetractsContract(AdapterContract):
    """The obligations of `adapters.base.Retracts`."""

    def test_what_was_taken_back_is_not_public(self, remote: PublicRemote) -> None:
        self.take_back(*self.published(remote, NOVEMBER))

        assert not any("The kettle is on." in text for text in remote.public())

    def test_everything_else_stays(self, remote: PublicRemote) -> None:
        self.published(remote, OCTOBER)
        self.take_back(*self.published(remote, NOVEMBER))

        assert any("Leaves everywhere." in text for text in remote.public())

    def test_a_retraction_has_steps_that_can_be_repeated(self, remote: PublicRemote) -> None:
        adapter, retraction = self.published(remote, NOVEMBER)

        self.take_back(adapter, retraction)
        before = list(remote.texts())
        self.take_back(adapter, retraction)

        assert [each.repeatable for each in retraction.steps] == [True] * len(retraction.steps)
        assert list(remote.texts()) == before

    def test_planning_a_retraction_sends_nothing(self, remote: PublicRemote) -> None:
        self.published(remote, NOVEMBER)

        assert any("The kettle is on." in text for text in remote.public())

    def test_it_is_seen_whether_something_was_taken_back(self, remote: PublicRemote) -> None:
        adapter, retraction = self.published(remote, NOVEMBER)
        before = [adapter.find(step, ()) for step in retraction.steps]

        receipts = self.take_back(adapter, retraction)

        after = [adapter.find(step, ()) for step in retraction.steps]
        assert before == [None] * len(before)
        assert after == receipts

    def published(self, remote: PublicRemote, summary: Summary) -> tuple[Adapter, Retraction]:
        """Publish a summary, and make what takes it back."""
        adapter = remote.adapter()
        steps, receipts = publish(adapter, summary)
        assert isinstance(adapter, Retracts)
        retraction = adapter.retraction(publication(summary, receipts, steps))
        return self.after(remote, adapter, steps), retraction

    def take_back(self, adapter: Adapter, retraction: Retraction) -> list[Receipt]:
        """Make the steps of a retraction."""
        return [adapter.perform(step, ()) for step in retraction.steps]


class ServerContract(AdapterContract):
    """What adapters of servers owe beside it."""

    def test_a_wrong_credential_makes_the_target_unusable(self, remote: Remote) -> None:
        with pytest.raises(Unusable):
            remote.adapter(token="wrong").identify()

    def test_a_wrong_credential_makes_nothing(self, remote: Remote) -> None:
        before = list(remote.texts())

        with pytest.raises(Unusable):
            publish(remote.adapter(token="wrong"), NOVEMBER)

        assert list(remote.texts()) == before

    def test_a_server_that_is_not_there_is_sent_nothing(self, remote: Remote) -> None:
        with pytest.raises(NotSent):
            publish(remote.adapter(origin="http://127.0.0.1:9"), NOVEMBER)

    def test_the_credential_is_in_no_step(self, remote: Remote) -> None:
        steps = remote.adapter(token="sesame-4711").compose(NOVEMBER, None)

        assert "sesame-4711" not in repr(steps)


class ReadsContract(ServerContract):
    """What adapters owe that read what is there."""

    def test_what_was_published_is_there_as_we_left_it(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)

        assert drift(adapter, receipts, made(steps, receipts)) is None

    def test_what_was_edited_is_there_as_we_left_it(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        edits, edited = publish(adapter, EDITED, publication(NOVEMBER, receipts))

        sent = [*made(steps, receipts), *made(edits, edited)]
        assert drift(adapter, edited, sent) is None

    def test_what_is_there_and_not_ours_is_noticed(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        publish(adapter, EDITED, publication(NOVEMBER, receipts))

        found = drift(adapter, receipts, made(steps, receipts))

        assert found is not None
        assert "off." in found.evidence

    def test_what_was_not_made_after_all_is_no_drift(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        edits = adapter.compose(EDITED, publication(NOVEMBER, receipts))

        sent = [*made(steps, receipts), *map(unanswered, edits)]
        assert drift(adapter, receipts, sent) is None

    def test_what_may_have_been_made_is_no_drift(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        edits, _ = publish(adapter, EDITED, publication(NOVEMBER, receipts))

        sent = [*made(steps, receipts), *map(unanswered, edits)]
        assert drift(adapter, receipts, sent) is None

    def test_an_edit_is_found_by_its_step_once_it_was_made(self, remote: Remote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, NOVEMBER)
        adapter = self.after(remote, adapter, steps)
        edit = adapter.compose(EDITED, publication(NOVEMBER, receipts))[0]
        before = adapter.find(edit, ())

        adapter.perform(edit, ())

        found = adapter.find(edit, ())
        assert before is None
        assert found is not None
        assert found.id == receipts[0].id
