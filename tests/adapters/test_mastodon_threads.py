"""Threads on Mastodon: one chain, whose parts are found, edited and added to one by one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from nowsync.adapters.mastodon import MastodonAdapter, Settings
from nowsync.core.errors import Gone, Unknown
from nowsync.core.overrides import Override
from nowsync.core.step import Receipt
from tests.adapters.contract import NOVEMBER, publication, publish
from tests.adapters.contract import surroundings as lent
from tests.adapters.mastodon_remote import MastodonRemote
from tests.servers.mastodon import PretendMastodon
from tests.servers.real import Real, RealMock
from tests.servers.wire import Fault, Served

# The first part and the last say the same.
THREAD = structs.replace(
    NOVEMBER, text="The kettle is on.", thread=("It sings.", "The kettle is on.")
)
EDITED = structs.replace(THREAD, thread=("It hums.", "The kettle is on."))
LONGER = structs.replace(THREAD, thread=(*THREAD.thread, "The end."))
SHORTER = structs.replace(THREAD, thread=THREAD.thread[:1])


def chain(remote: MastodonRemote) -> list[str]:
    """Read the thread from its first part on; a status that is not in it fails the test."""
    statuses = remote.statuses()
    replies: Mapping[str | None, Mapping[str, str]] = {
        each["in_reply_to_id"] or None: each for each in statuses
    }
    assert len(replies) == len(statuses)
    texts: list[str] = []
    at: str | None = None
    while at in replies:
        texts.append(replies[at]["content"])
        at = replies[at]["id"]
    assert len(texts) == len(statuses)
    return texts


def said(remote: MastodonRemote) -> list[str]:
    return [re.sub("<[^>]*>", "", text).strip() for text in chain(remote)]


class ThreadContract:
    """What holds on every server."""

    def test_the_parts_make_one_chain(self, remote: MastodonRemote) -> None:
        publish(remote.adapter(), THREAD)

        assert said(remote) == ["The kettle is on.", "It sings.", "The kettle is on."]

    def test_every_part_is_found_by_its_step(self, remote: MastodonRemote) -> None:
        adapter = remote.adapter()
        steps, receipts = publish(adapter, THREAD)

        found = [adapter.find(step, receipts[:position]) for position, step in enumerate(steps)]

        assert [each.id for each in found if each] == [each.id for each in receipts]

    def test_a_part_is_edited_where_it_stands(self, remote: MastodonRemote) -> None:
        adapter = remote.adapter()
        _, receipts = publish(adapter, THREAD)

        publish(adapter, EDITED, publication(THREAD, receipts))

        assert said(remote) == ["The kettle is on.", "It hums.", "The kettle is on."]

    def test_a_part_more_becomes_a_reply_to_the_last(self, remote: MastodonRemote) -> None:
        adapter = remote.adapter()
        _, receipts = publish(adapter, THREAD)
        _, edited = publish(adapter, EDITED, publication(THREAD, receipts))

        publish(adapter, LONGER, publication(EDITED, edited))

        assert said(remote) == ["The kettle is on.", "It sings.", "The kettle is on.", "The end."]


class TestPretend(ThreadContract):
    @pytest.fixture
    def remote(self, mastodon: Served[PretendMastodon]) -> MastodonRemote:
        return MastodonRemote(mastodon.url, "token", thread=True)


@pytest.mark.real
@pytest.mark.timeout(400)
class TestMastodonMock(ThreadContract):
    @pytest.fixture
    def remote(self, mastodon_mock_server: RealMock) -> MastodonRemote:
        mastodon_mock_server.reset()
        return MastodonRemote(mastodon_mock_server.url, mastodon_mock_server.token, thread=True)


@pytest.mark.real
@pytest.mark.timeout(400)
class TestSnac(ThreadContract):
    @pytest.fixture
    def remote(self, snac_server: Real) -> MastodonRemote:
        remote = MastodonRemote(snac_server.url, snac_server.token, thread=True)
        remote.clear()
        return remote


@pytest.fixture
def remote(mastodon: Served[PretendMastodon]) -> MastodonRemote:
    return MastodonRemote(mastodon.url, "token", thread=True)


@pytest.fixture
def receipts(remote: MastodonRemote) -> Sequence[Receipt]:
    """Publish the thread."""
    return publish(remote.adapter(), THREAD)[1]


def test_a_thread_has_as_many_parts_as_its_settings_allow(remote: MastodonRemote) -> None:
    assert remote.adapter().room({}).parts == 25
    assert replace(remote, thread=False).adapter().room({}).parts == 1


def test_only_the_first_part_stands_in_public_timelines(
    mastodon: Served[PretendMastodon], receipts: Sequence[Receipt]
) -> None:
    seen = [status.visibility for status in mastodon.pretend.alive()]

    assert seen == ["public", "unlisted", "unlisted"]


def test_what_the_entry_decides_holds_for_every_part(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    own = Override(visibility="direct", language="pt")
    publish(remote.adapter(), structs.replace(THREAD, own=own))

    seen = {(status.visibility, status.now.language) for status in mastodon.pretend.alive()}
    assert seen == {("direct", "pt")}


def test_an_edit_takes_its_warning_from_every_part(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    warned = structs.replace(THREAD, content_warning="Kettles")
    steps, receipts = publish(remote.adapter(), warned)

    publish(remote.adapter(), THREAD, replace(publication(warned, receipts), steps=steps))

    assert [status.now.spoiler_text for status in mastodon.pretend.alive()] == ["", "", ""]


def test_the_parts_are_numbered_only_where_it_is_asked_for(remote: MastodonRemote) -> None:
    settings = Settings(server=remote.url, thread=True, thread_numbers=True)

    assert MastodonAdapter(settings, lent("token")).room({}).numbered
    assert not remote.adapter().room({}).numbered


def test_every_part_has_the_warning_and_the_language(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), structs.replace(THREAD, content_warning="Kettles", language="pt"))

    said = [(each.now.spoiler_text, each.now.language) for each in mastodon.pretend.alive()]
    assert said == [("Kettles", "pt")] * 3


def test_a_text_that_looks_like_a_reference_is_left_alone(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), structs.replace(THREAD, thread=("{id of step 1}",)))

    assert mastodon.pretend.alive()[1].now.text == "{id of step 1}"


def test_the_key_of_a_part_does_not_depend_on_what_came_before(remote: MastodonRemote) -> None:
    steps, _ = publish(remote.adapter(), THREAD)
    again, _ = publish(remote.adapter(), THREAD)

    assert [step.key for step in again] == [step.key for step in steps]
    assert len({step.key for step in steps}) == 3


def test_a_part_whose_answer_was_lost_is_found(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    first, second, _ = adapter.compose(THREAD, None)
    receipt = adapter.perform(first, ())
    mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))

    with pytest.raises(Unknown):
        adapter.perform(second, [receipt])

    found = adapter.find(second, [receipt])
    assert found is not None
    assert found.id == mastodon.pretend.alive()[-1].id


def test_the_same_words_elsewhere_are_not_taken_for_a_part(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    first, second, _ = adapter.compose(THREAD, None)
    receipt = adapter.perform(first, ())
    mastodon.pretend.post_by_hand("It sings.")

    assert adapter.find(second, [receipt]) is None


def test_the_same_words_in_a_reply_are_not_taken_for_the_first_part(
    remote: MastodonRemote, receipts: Sequence[Receipt]
) -> None:
    first = remote.adapter().compose(THREAD, None)[0]

    found = remote.adapter().find(first, ())

    assert found is not None
    assert found.id == receipts[0].id


def test_a_new_part_is_not_repeated_blindly(
    remote: MastodonRemote, receipts: Sequence[Receipt]
) -> None:
    steps = remote.adapter().compose(LONGER, publication(THREAD, receipts))

    assert [step.repeatable for step in steps] == [True, True, True, False]


def test_a_new_part_follows_a_status_that_its_edit_gave_another_id(
    mastodon: Served[PretendMastodon], remote: MastodonRemote, receipts: Sequence[Receipt]
) -> None:
    mastodon.pretend.new_id_on_edit = True
    _, edited = publish(remote.adapter(), EDITED, publication(THREAD, receipts))

    publish(remote.adapter(), LONGER, publication(EDITED, edited))

    last = mastodon.pretend.alive()[-1]
    assert last.now.text == "The end."
    assert last.in_reply_to_id == mastodon.pretend.alive()[2].id


def test_a_part_that_is_not_needed_any_more_is_deleted_from_the_end(
    mastodon: Served[PretendMastodon], remote: MastodonRemote, receipts: Sequence[Receipt]
) -> None:
    publish(remote.adapter(), SHORTER, publication(THREAD, receipts))

    assert [each.id for each in mastodon.pretend.alive()] == [each.id for each in receipts[:2]]


def test_a_deleted_part_is_no_part_for_the_next_edit(
    mastodon: Served[PretendMastodon], remote: MastodonRemote, receipts: Sequence[Receipt]
) -> None:
    _, shortened = publish(remote.adapter(), SHORTER, publication(THREAD, receipts))

    publish(remote.adapter(), THREAD, publication(SHORTER, shortened))

    assert [each.now.text for each in mastodon.pretend.alive()] == [THREAD.text, *THREAD.thread]


def test_a_part_whose_forerunner_was_removed_is_not_posted_alone(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    first, second, _ = adapter.compose(THREAD, None)
    receipt = adapter.perform(first, ())
    mastodon.pretend.delete_by_hand(receipt.id)

    with pytest.raises(Gone, match="before it has been removed"):
        adapter.perform(second, [receipt])

    assert mastodon.pretend.alive() == []
