"""What adapters can list of what is ours there, and how it becomes posts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from nowsync.adapters.abilities import Recalls
from nowsync.adapters.devto import Settings
from nowsync.core.errors import Unknown
from nowsync.core.post import Post
from tests.adapters.contract import NOVEMBER, OCTOBER, Remote, publication, publish
from tests.adapters.mastodon_remote import MastodonRemote
from tests.adapters.test_devto import ForemRemote
from tests.adapters.test_mastodon_threads import EDITED, THREAD
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served


def posts(remote: Remote, since: datetime | None = None) -> Sequence[Post]:
    adapter = remote.adapter()
    assert isinstance(adapter, Recalls)
    return tuple(adapter.posts(since))


class RecallsContract:
    """What every adapter owes that has the ability."""

    def test_what_was_published_is_recalled_with_its_receipts(self, remote: Remote) -> None:
        _, receipts = publish(remote.adapter(), NOVEMBER)

        (post,) = posts(remote)

        assert [each.id for each in post.receipts] == [each.id for each in receipts]
        assert "The kettle is on." in post.texts[0]

    def test_two_things_are_two_posts(self, remote: Remote) -> None:
        publish(remote.adapter(), NOVEMBER)
        publish(remote.adapter(), OCTOBER)

        assert len(posts(remote)) == 2

    def test_recalling_changes_nothing(self, remote: Remote) -> None:
        publish(remote.adapter(), NOVEMBER)
        before = list(remote.texts())

        posts(remote)

        assert list(remote.texts()) == before

    def test_where_nothing_is_nothing_is_recalled(self, remote: Remote) -> None:
        assert posts(remote) == ()


class TestMastodon(RecallsContract):
    @pytest.fixture
    def remote(self, mastodon: Served[PretendMastodon]) -> MastodonRemote:
        return MastodonRemote(mastodon.url, "token")


class TestDrafts(RecallsContract):
    @pytest.fixture
    def remote(self, forem: Served[PretendForem]) -> ForemRemote:
        return ForemRemote(forem, Settings())


class TestReleases(RecallsContract):
    @pytest.fixture
    def remote(self, forem: Served[PretendForem]) -> ForemRemote:
        return ForemRemote(forem, Settings(published=True))


@pytest.fixture
def account(mastodon: Served[PretendMastodon]) -> MastodonRemote:
    return MastodonRemote(mastodon.url, "token", thread=True)


def test_a_thread_is_one_post(account: MastodonRemote) -> None:
    _, receipts = publish(account.adapter(), THREAD)

    (post,) = posts(account)

    assert post.receipts == receipts
    assert len(post.texts) == len(receipts)


def test_a_thread_is_one_post_also_where_an_edit_changes_its_id(
    account: MastodonRemote, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.new_id_on_edit = True
    adapter = account.adapter()
    _, receipts = publish(adapter, THREAD)
    publish(adapter, EDITED, publication(THREAD, receipts))
    (head, *_) = mastodon.pretend.statuses
    head.ids.append(str(int(head.id) + 1))

    (post,) = posts(account)

    assert len(post.receipts) == len(receipts)


def test_a_reply_to_somebody_else_is_no_post(
    account: MastodonRemote, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.post_by_hand("I think so too").in_reply_to_id = "4711"

    assert posts(account) == ()


def test_what_was_made_before_a_moment_is_not_recalled(
    account: MastodonRemote, mastodon: Served[PretendMastodon]
) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    mastodon.pretend.clock = lambda: now
    mastodon.pretend.post_by_hand("Old")
    mastodon.pretend.clock = lambda: now + timedelta(days=2)
    mastodon.pretend.post_by_hand("New")

    assert [each.texts for each in posts(account, now + timedelta(days=1))] == [("New",)]


def test_the_links_of_a_status_are_those_that_it_leads_to(
    account: MastodonRemote, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.post_by_hand("@bob #now https://ada.example/now/")

    (post,) = posts(account)

    assert post.links == ("https://ada.example/now/",)


def test_more_statuses_than_a_page_holds_are_recalled(
    account: MastodonRemote, mastodon: Served[PretendMastodon]
) -> None:
    for number in range(90):
        mastodon.pretend.post_by_hand(f"Number {number}")

    assert len(posts(account)) == 90


@pytest.mark.parametrize("answer", ["garbage", "truncate"])
def test_a_list_that_cannot_be_read_is_no_empty_one(
    account: MastodonRemote, mastodon: Served[PretendMastodon], answer: str
) -> None:
    mastodon.fault(Fault("GET", r"/api/v1/accounts/\d+/statuses", answer))  # type: ignore[arg-type]

    with pytest.raises(Unknown):
        posts(account)
