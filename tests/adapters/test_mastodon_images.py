"""Images on Mastodon: uploaded before the status that shows them, and kept by every edit."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from nowsync.core.errors import Gone, NotSent, Refused, Unknown, Unusable
from nowsync.core.image import Image, ImageFile, ImageRoom
from nowsync.core.step import Receipt
from tests.adapters.contract import EDITED, NOVEMBER, publication, publish
from tests.adapters.mastodon_remote import MastodonRemote
from tests.images.painting import painted
from tests.servers.mastodon import PretendMastodon
from tests.servers.real import Real, RealMock
from tests.servers.wire import Fault, Served

KETTLE, CAT = painted("JPEG", size=(16, 8)), painted("PNG")
FILES = {hashlib.sha256(each).hexdigest(): each for each in (KETTLE, CAT)}
KETTLE_NAME, CAT_NAME = FILES


def image(name: str, media_type: str, alt: str) -> Image:
    return Image(ImageFile(f"now/{alt}.png", name, media_type, len(FILES[name])), alt)


ILLUSTRATED = structs.replace(
    NOVEMBER,
    images=(image(KETTLE_NAME, "image/jpeg", "A kettle"), image(CAT_NAME, "image/png", "Übercat")),
)


class ImageContract:
    """What holds on every server."""

    def test_a_status_shows_its_images_with_their_alt_texts(self, remote: MastodonRemote) -> None:
        _, receipts = publish(remote.adapter(), ILLUSTRATED)

        shown = remote.get(f"statuses/{receipts[-1].id}")["media_attachments"]
        assert [each["description"] for each in shown] == ["A kettle", "Übercat"]

    def test_an_edit_keeps_them(self, remote: MastodonRemote) -> None:
        adapter = remote.adapter()
        _, receipts = publish(adapter, ILLUSTRATED)

        _, edited = publish(adapter, EDITED, publication(ILLUSTRATED, receipts))

        shown = remote.get(f"statuses/{edited[-1].id}")
        assert "The kettle is off." in shown["content"]
        assert len(shown["media_attachments"]) == 2


class TestPretend(ImageContract):
    @pytest.fixture
    def remote(self, mastodon: Served[PretendMastodon]) -> MastodonRemote:
        return MastodonRemote(mastodon.url, "token", images=FILES)


@pytest.mark.real
@pytest.mark.timeout(400)
class TestMastodonMock(ImageContract):
    @pytest.fixture
    def remote(self, mastodon_mock_server: RealMock) -> MastodonRemote:
        mastodon_mock_server.reset()
        server = mastodon_mock_server
        return MastodonRemote(server.url, server.token, images=FILES)


@pytest.mark.real
@pytest.mark.timeout(400)
class TestSnac(ImageContract):
    @pytest.fixture
    def remote(self, snac_server: Real) -> MastodonRemote:
        remote = MastodonRemote(snac_server.url, snac_server.token, images=FILES)
        remote.clear()
        return remote


@pytest.fixture
def remote(mastodon: Served[PretendMastodon]) -> MastodonRemote:
    return MastodonRemote(mastodon.url, "token", thread=True, images=FILES)


def upload(remote: MastodonRemote) -> Receipt:
    """Upload the first image."""
    adapter = remote.adapter()
    return adapter.perform(adapter.compose(ILLUSTRATED, None)[0], ())


def test_what_is_uploaded_is_what_the_step_names(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), ILLUSTRATED)

    assert [media.content for media in mastodon.pretend.media.uploads] == [KETTLE, CAT]


def test_an_upload_tells_nothing_about_the_file_it_was_made_of(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), ILLUSTRATED)

    names = [each.body.count(b'filename="image.') for each in mastodon.asked("POST", ".*media")]
    assert names == [1, 1]
    assert b"now/" not in b"".join(each.body for each in mastodon.asked("POST", ".*media"))


def test_an_upload_may_be_repeated_and_a_status_may_not(remote: MastodonRemote) -> None:
    steps = remote.adapter().compose(ILLUSTRATED, None)

    assert [(step.kind, step.repeatable) for step in steps] == [
        ("media", True),
        ("media", True),
        ("status", False),
    ]


def test_of_a_thread_the_first_part_has_the_images(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    publish(remote.adapter(), structs.replace(ILLUSTRATED, thread=("It sings.",)))

    first, second = mastodon.pretend.alive()
    assert (len(first.now.media), len(second.now.media)) == (2, 0)
    assert second.in_reply_to_id == first.id


def test_the_parts_of_an_illustrated_thread_are_edited_where_they_stand(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    thread = structs.replace(ILLUSTRATED, thread=("It sings.",))
    _, receipts = publish(remote.adapter(), thread)

    edited = structs.replace(thread, thread=("It hums.", "The end."))
    publish(remote.adapter(), edited, publication(thread, receipts))

    texts = [status.now.text for status in mastodon.pretend.alive()]
    assert texts == [NOVEMBER.text, "It hums.", "The end."]


def test_an_edit_uploads_nothing(mastodon: Served[PretendMastodon], remote: MastodonRemote) -> None:
    _, receipts = publish(remote.adapter(), ILLUSTRATED)

    publish(remote.adapter(), ILLUSTRATED, publication(ILLUSTRATED, receipts))

    assert len(mastodon.pretend.media.uploads) == 2


@pytest.mark.fault("N18", "asked again each second, then attached")
def test_a_server_that_is_still_at_work_is_waited_for(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.media.slow = 3

    publish(remote.adapter(), ILLUSTRATED)

    assert len(mastodon.pretend.alive()[0].now.media) == 2
    assert len(mastodon.asked("GET", "/api/v1/media/.*")) == 8


@pytest.mark.fault("N18", "not sent")
def test_a_server_that_stays_at_work_is_not_waited_for_for_ever(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.media.slow = 1000

    with pytest.raises(NotSent, match="needs longer for an image than we wait"):
        upload(remote)

    assert len(mastodon.asked("GET", "/api/v1/media/.*")) == 20


def test_a_server_without_the_second_version_is_sent_the_first(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    mastodon.pretend.media.has_v2 = False

    publish(remote.adapter(), ILLUSTRATED)

    assert len(mastodon.pretend.alive()[0].now.media) == 2
    assert len(mastodon.asked("POST", "/api/v1/media")) == 2


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(Fault("POST", ".*media", "status", status=422), Refused, id="not an image"),
        pytest.param(Fault("POST", ".*media", "status", status=413), Refused, id="too large"),
        pytest.param(Fault("POST", ".*media", "status", status=403), Unusable, id="no scope"),
        pytest.param(Fault("POST", ".*media", "status", status=429), NotSent, id="too many"),
        pytest.param(Fault("POST", ".*media", "status", status=500), Unknown, id="it failed"),
        pytest.param(Fault("POST", ".*media", "drop_after"), Unknown, id="no answer"),
        pytest.param(Fault("POST", ".*media", "garbage"), Unknown, id="not JSON"),
        pytest.param(
            Fault("POST", ".*media", "status", status=200, body={}), Unknown, id="no name"
        ),
    ],
)
def test_a_failed_upload_says_what_to_do_next(
    mastodon: Served[PretendMastodon],
    remote: MastodonRemote,
    fault: Fault,
    expected: type[Exception],
) -> None:
    mastodon.fault(replace(fault))

    with pytest.raises(expected):
        upload(remote)


@pytest.mark.parametrize(
    ("status", "expected"), [(422, Refused), (404, Unknown), (500, Unknown), (429, NotSent)]
)
def test_an_image_that_cannot_be_finished_says_what_to_do_next(
    mastodon: Served[PretendMastodon],
    remote: MastodonRemote,
    status: int,
    expected: type[Exception],
) -> None:
    mastodon.pretend.media.slow = 1
    mastodon.fault(Fault("GET", "/api/v1/media/.*", "status", status=status))

    with pytest.raises(expected):
        upload(remote)


def test_an_image_that_the_server_forgot_refuses_the_status(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    adapter = remote.adapter()
    first, second, status = adapter.compose(ILLUSTRATED, None)
    done = [adapter.perform(each, ()) for each in (first, second)]
    mastodon.pretend.media.vacuum()

    with pytest.raises(Refused, match="not found or already attached"):
        adapter.perform(status, done)


def test_an_upload_is_never_looked_for(remote: MastodonRemote) -> None:
    adapter = remote.adapter()

    assert adapter.find(adapter.compose(ILLUSTRATED, None)[0], ()) is None


def test_a_removed_status_with_images_is_gone(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    _, receipts = publish(remote.adapter(), ILLUSTRATED)
    mastodon.pretend.delete_by_hand(receipts[-1].id)

    with pytest.raises(Gone):
        publish(remote.adapter(), EDITED, publication(ILLUSTRATED, receipts))


def room(remote: MastodonRemote) -> ImageRoom | None:
    adapter = remote.adapter()
    return adapter.room(adapter.identify().facts).images


def test_the_room_for_images_is_what_the_instance_says(
    mastodon: Served[PretendMastodon], remote: MastodonRemote
) -> None:
    shelf = mastodon.pretend.media
    shelf.most, shelf.size_limit, shelf.matrix_limit, shelf.description_limit = 2, 1000, 2000, 300

    assert room(remote) == ImageRoom(most=2, size=1000, pixels=2000, alt=300)


def test_no_more_images_and_pixels_go_out_than_are_of_use(remote: MastodonRemote) -> None:
    found = room(remote)

    assert found is not None
    assert (found.most, found.pixels) == (4, 8_294_400)


def test_until_the_server_was_asked_the_usual_holds(remote: MastodonRemote) -> None:
    found: Sequence[ImageRoom | None] = [remote.adapter().room({}).images, room(remote)]

    assert found[0] == found[1]
