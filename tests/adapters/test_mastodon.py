"""Mastodon: the contract against a pretend and two real servers, and what is particular."""

from dataclasses import replace

import pytest
from msgspec import structs

from nowsync.adapters.mastodon import MastodonAdapter, Settings
from nowsync.core.entry import Json
from nowsync.core.errors import Gone, Refused, Unknown
from nowsync.core.overrides import Override
from tests.adapters.contract import (
    EDITED,
    NOVEMBER,
    ReadsContract,
    RetractsContract,
    publication,
    publish,
)
from tests.adapters.contract import surroundings as lent
from tests.adapters.mastodon_remote import MastodonRemote
from tests.servers.mastodon import PretendMastodon
from tests.servers.mastodon_statuses import Media
from tests.servers.real import Real, RealMock
from tests.servers.wire import Fault, Served

REAL = [pytest.mark.real, pytest.mark.timeout(400)]


class TestPretend(ReadsContract, RetractsContract):
    @pytest.fixture
    def remote(self, mastodon: Served[PretendMastodon]) -> MastodonRemote:
        return MastodonRemote(mastodon.url, "token")


@pytest.mark.real
@pytest.mark.timeout(400)
class TestMastodonMock(ReadsContract, RetractsContract):
    @pytest.fixture
    def remote(self, mastodon_mock_server: RealMock) -> MastodonRemote:
        mastodon_mock_server.reset()
        return MastodonRemote(mastodon_mock_server.url, mastodon_mock_server.token)


@pytest.mark.real
@pytest.mark.timeout(400)
class TestSnac(ReadsContract, RetractsContract):
    @pytest.fixture
    def remote(self, snac_server: Real) -> MastodonRemote:
        remote = MastodonRemote(snac_server.url, snac_server.token)
        remote.clear()
        return remote


@pytest.fixture
def remote(mastodon: Served[PretendMastodon]) -> MastodonRemote:
    return MastodonRemote(mastodon.url, "token")


def test_a_status_says_its_visibility_and_language(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), structs.replace(NOVEMBER, language="pt"))

    (status,) = mastodon.pretend.alive()
    assert status.visibility == "public"
    assert status.now.language == "pt"


def test_what_the_entry_decides_goes_before_what_is_set_for_the_target(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    own = Override(visibility="direct", language="de")
    settings = Settings(server=remote.url, visibility="public", language="pt")
    adapter = MastodonAdapter(settings, lent(remote.token))

    publish(adapter, structs.replace(NOVEMBER, own=own))

    (status,) = mastodon.pretend.alive()
    assert (status.visibility, status.now.language) == ("direct", "de")


def test_a_content_warning_that_we_gave_is_taken_away_with_an_edit(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    steps, receipts = publish(adapter, structs.replace(NOVEMBER, content_warning="Long"))

    publish(adapter, EDITED, replace(publication(NOVEMBER, receipts), steps=tuple(steps)))

    assert mastodon.pretend.status(receipts[0].id).now.spoiler_text == ""


def test_a_content_warning_is_sent(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), structs.replace(NOVEMBER, content_warning="Long"))

    (status,) = mastodon.pretend.alive()
    assert status.now.spoiler_text == "Long"


def test_a_status_carries_its_key(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    steps, _ = publish(remote.adapter(), NOVEMBER)

    (request,) = mastodon.asked("POST", "/api/v1/statuses")
    assert request.headers["Idempotency-Key"] == steps[0].key


def test_an_edit_keeps_media_warning_and_sensitivity(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    mastodon.pretend.attach_by_hand(receipts[0].id, Media("5", "A kettle", "image"))
    mastodon.pretend.edit_by_hand(receipts[0].id, spoiler_text="Kettles", sensitive=True)

    publish(adapter, EDITED, publication(NOVEMBER, receipts))

    now = mastodon.pretend.status(receipts[0].id).now
    assert [media.id for media in now.media] == ["5"]
    assert (now.spoiler_text, now.sensitive) == ("Kettles", True)


def test_a_status_deleted_by_hand_is_gone(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    mastodon.pretend.delete_by_hand(receipts[0].id)

    with pytest.raises(Gone):
        publish(adapter, EDITED, publication(NOVEMBER, receipts))


def test_a_lost_answer_is_unknown_and_then_found(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))
    adapter = remote.adapter()
    (step,) = adapter.compose(NOVEMBER, None)

    with pytest.raises(Unknown):
        adapter.perform(step, ())

    assert adapter.find(step, ()) is not None


@pytest.mark.fault("N17", "refused")
def test_a_status_dropped_in_silence_is_refused(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.silently_drops = True

    with pytest.raises(Refused, match="dropped"):
        publish(remote.adapter(), NOVEMBER)


def test_a_page_that_is_no_api_leaves_the_outcome_unknown(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.fault(Fault("POST", "/api/v1/statuses", "garbage"))

    with pytest.raises(Unknown):
        publish(remote.adapter(), NOVEMBER)


def test_another_status_with_the_same_link_is_not_taken_for_ours(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.post_by_hand(f"Old news\n\n{NOVEMBER.link}")
    adapter = remote.adapter()

    assert adapter.find(adapter.compose(NOVEMBER, None)[0], ()) is None


def test_the_limit_is_what_the_instance_says(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.limit = 1234
    adapter = remote.adapter()

    assert adapter.room(adapter.identify().facts).limit == 1234


@pytest.mark.parametrize(
    ("length", "facts"),
    [
        pytest.param(23, {}, id="one of Mastodon's, until it was asked"),
        pytest.param(30, {"url_weight": 30}, id="one that weighs links otherwise"),
        pytest.param(100, {"in_full": True}, id="one that counts in full"),
    ],
)
def test_text_is_counted_as_the_server_does(
    remote: MastodonRemote, length: int, facts: dict[str, Json]
) -> None:
    text = "https://example.org/" + "x" * 80

    assert remote.adapter().room(facts).count(text) == length


def test_a_content_warning_is_counted_without_links(remote: MastodonRemote) -> None:
    warning = "https://example.org/" + "x" * 79 + "🇪🇪"

    assert remote.adapter().room({}).plain(warning) == 100


def test_an_instance_without_a_second_version_is_asked_for_the_first(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.limit, mastodon.pretend.has_v2 = 1234, False
    adapter = remote.adapter()

    assert adapter.room(adapter.identify().facts).limit == 1234


def test_only_mastodon_itself_is_trusted_to_honour_keys(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.has_v2 = False

    assert not remote.adapter().identify().honours_keys


@pytest.mark.parametrize(
    ("key", "server"),
    [
        pytest.param("server", "mastodon.example", id="no scheme"),
        pytest.param("server", "https://mastodon.example/@ada", id="a path"),
        pytest.param("server", "http://mastodon.example", id="plain http"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(key: str, server: str) -> None:
    assert [found for found, _ in Settings(server=server).problems()] == [key]


def test_a_status_that_was_deleted_by_hand_is_taken_back_already(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    mastodon.pretend.delete_by_hand(receipts[0].id)

    (step,) = adapter.retraction(publication(NOVEMBER, receipts)).steps

    assert adapter.perform(step, ()) == adapter.find(step, ())


def test_a_deletion_that_something_else_answers_is_not_believed(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    _, receipts = publish(adapter, NOVEMBER)
    (step,) = adapter.retraction(publication(NOVEMBER, receipts)).steps
    mastodon.fault(Fault("DELETE", ".*", "garbage"))

    with pytest.raises(Unknown):
        adapter.perform(step, ())
