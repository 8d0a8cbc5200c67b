"""The pretend Mastodon keeps the rules that are known of the real one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.images.painting import painted
from tests.plaintext.test_counting import PUBLISHED
from tests.servers import mastodon_text
from tests.servers.mastodon import Keys, PretendMastodon
from tests.servers.mastodon_statuses import Media
from tests.servers.wire import Fault, Served

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def client(mastodon: Served[PretendMastodon]) -> Iterator[httpx.Client]:
    headers = {"Authorization": "Bearer token"}
    with httpx.Client(base_url=f"{mastodon.url}/api", headers=headers) as client:
        yield client


def post(client: httpx.Client, text: str, key: str = "", **fields: object) -> httpx.Response:
    headers = {"Idempotency-Key": key}
    return client.post("/v1/statuses", json={"status": text, **fields}, headers=headers)


def edit(client: httpx.Client, status_id: object, **fields: object) -> httpx.Response:
    return client.put(f"/v1/statuses/{status_id}", json=fields)


def test_a_key_is_good_for_an_hour(client: httpx.Client, mastodon: Served[PretendMastodon]) -> None:
    mastodon.pretend.clock = lambda: NOON
    first = post(client, "one", "k").json()

    again = post(client, "two", "k").json()
    mastodon.pretend.clock = lambda: NOON + timedelta(hours=1)
    later = post(client, "two", "k").json()

    assert again == first
    assert (later["id"] != first["id"], len(mastodon.pretend.statuses)) == (True, 2)


def test_a_refused_status_does_not_burn_its_key(client: httpx.Client) -> None:
    refused = post(client, "x" * 501, "k")

    assert (refused.status_code, post(client, "short", "k").status_code) == (422, 200)


def test_a_server_may_ignore_keys(client: httpx.Client, mastodon: Served[PretendMastodon]) -> None:
    mastodon.pretend.keys = Keys.IGNORED

    ids = {post(client, "one", "k").json()["id"], post(client, "one", "k").json()["id"]}

    assert len(ids) == 2


def test_a_server_may_know_a_key_only_once_its_status_is_made(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.keys = Keys.RACY
    mastodon.fault(Fault("POST", "/api/v1/statuses", "late"))
    with pytest.raises(httpx.RemoteProtocolError):
        post(client, "one", "k")

    ids = {post(client, "one", "k").json()["id"], post(client, "one", "k").json()["id"]}
    mastodon.arrive()

    assert len(ids) == 1
    assert len(mastodon.pretend.statuses) == 2


def test_a_server_may_answer_500_to_a_repeat_and_create_nothing(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.keys = Keys.REPLAY_500

    statuses = [post(client, "one", "k").status_code, post(client, "one", "k").status_code]

    assert (statuses, len(mastodon.pretend.statuses)) == ([200, 500], 1)


def test_a_server_may_drop_a_status_in_silence(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.silently_drops = True

    answer = post(client, "one")

    assert answer.status_code == 200
    assert client.get(f"/v1/statuses/{answer.json()['id']}").status_code == 404


def test_a_server_may_give_a_new_id_at_an_edit(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.new_id_on_edit = True
    old = post(client, "one").json()["id"]

    new = edit(client, old, status="two").json()["id"]

    assert new != old
    assert client.get(f"/v1/statuses/{old}").json()["id"] == new


def test_an_edit_replaces_everything_but_the_language(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    status = post(client, "one", spoiler_text="careful", language="de").json()["id"]
    mastodon.pretend.attach_by_hand(status, Media("7", "A cat"))

    after = edit(client, status, status="two").json()

    assert (after["spoiler_text"], after["sensitive"]) == ("", False)
    assert (after["media_attachments"], after["language"]) == ([], "de")


def test_an_edit_keeps_the_media_it_names(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    status = post(client, "one").json()["id"]
    mastodon.pretend.attach_by_hand(status, Media("7", "A cat"))
    attributes = [{"id": "7", "description": "Our cat"}]

    after = edit(client, status, status="two", media_ids=["7"], media_attributes=attributes)

    assert [media["description"] for media in after.json()["media_attachments"]] == ["Our cat"]


def test_an_edit_that_changes_nothing_is_no_edit(client: httpx.Client) -> None:
    status = post(client, "one").json()["id"]

    assert edit(client, status, status="one").json()["edited_at"] is None
    assert edit(client, status, status="one\n").json()["edited_at"] is not None


def test_an_edit_without_text_is_refused(client: httpx.Client) -> None:
    status = post(client, "one").json()["id"]

    assert edit(client, status, language="de").status_code == 422


def test_history_shows_all_versions_the_oldest_first(client: httpx.Client) -> None:
    status = post(client, "one").json()["id"]
    edit(client, status, status="two")

    history = client.get(f"/v1/statuses/{status}/history").json()

    assert [version["content"] for version in history] == ["<p>one</p>", "<p>two</p>"]


def test_hands_leave_their_history(client: httpx.Client, mastodon: Served[PretendMastodon]) -> None:
    status = post(client, "one").json()["id"]

    mastodon.pretend.edit_by_hand(status, text="mine")
    mastodon.pretend.delete_by_hand(status)

    (kept,) = mastodon.pretend.statuses
    assert [version.words.text for version in kept.versions] == ["one", "mine"]
    assert (kept.deleted, mastodon.pretend.alive()) == (True, [])


def test_own_statuses_come_in_pages_the_newest_first(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    one, two, three = (post(client, text).json()["id"] for text in ("1", "2", "3"))
    mastodon.pretend.post_by_hand("", boost=True)

    def page(**query: str) -> list[str]:
        answer = client.get(
            "/v1/accounts/109/statuses", params={"exclude_reblogs": "true", **query}
        )
        return [status["id"] for status in answer.json()]

    assert page() == [three, two, one]
    assert page(limit="1", max_id=three) == [two]
    assert page(limit="1", min_id=one) == [two]


def test_a_form_is_as_good_as_json(client: httpx.Client) -> None:
    answer = client.post("/v1/statuses", data={"status": "one", "visibility": "private"})

    assert (answer.json()["content"], answer.json()["visibility"]) == ("<p>one</p>", "private")


def test_a_private_status_is_hidden_from_strangers(client: httpx.Client) -> None:
    status = post(client, "one", visibility="private").json()["id"]

    answer = client.get(f"/v1/statuses/{status}", headers={"Authorization": ""})

    assert answer.status_code == 404


def test_an_unknown_parent_is_not_found(client: httpx.Client) -> None:
    assert post(client, "one", in_reply_to_id="12345").status_code == 404


def test_a_content_warning_makes_a_status_sensitive(client: httpx.Client) -> None:
    assert post(client, "one", spoiler_text="careful").json()["sensitive"] is True


def test_the_budget_is_told_with_microseconds_and_enforced(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.clock = lambda: NOON
    headers = [post(client, f"{number}").headers for number in range(301)]

    answer = post(client, "one more")

    assert headers[0]["X-RateLimit-Remaining"] == "299"
    assert headers[0]["X-RateLimit-Reset"] == "2026-11-01T15:00:00.000000Z"
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, False)


def upload(
    client: httpx.Client, content: bytes, description: str = "", version: int = 2
) -> httpx.Response:
    files = {"file": ("x.png", content, "image/png")}
    return client.post(f"/v{version}/media", files=files, data={"description": description})


def test_an_upload_is_attached_once(client: httpx.Client) -> None:
    media = upload(client, painted(), "A cat").json()

    first = post(client, "one", media_ids=[media["id"]])
    second = post(client, "two", media_ids=[media["id"]])

    assert first.json()["media_attachments"][0]["description"] == "A cat"
    assert second.status_code == 422
    assert second.json()["error"].endswith("not found or already attached to another post")


def test_an_upload_that_takes_its_time_is_asked_for_until_it_is_ready(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.media.slow = 1
    answer = upload(client, painted())
    media = answer.json()["id"]
    early = post(client, "one", media_ids=[media])

    looks = [client.get(f"/v1/media/{media}").status_code for _ in range(2)]

    assert (answer.status_code, answer.json()["url"], looks) == (202, None, [206, 200])
    assert (early.status_code, early.json()["error"]) == (
        422,
        "Cannot attach files that have not finished processing. Try again in a moment!",
    )


def test_an_attached_upload_is_not_found_any_more(client: httpx.Client) -> None:
    media = upload(client, painted()).json()["id"]
    post(client, "one", media_ids=[media])

    assert client.get(f"/v1/media/{media}").status_code == 404


def test_the_first_version_of_uploads_always_waits(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.media.slow = 9

    assert upload(client, painted(), version=1).status_code == 200


def test_a_status_has_four_media_at_most(client: httpx.Client) -> None:
    media = [upload(client, painted()).json()["id"] for _ in range(5)]

    answer = post(client, "one", media_ids=media)

    assert answer.json() == {"error": "Cannot attach more than 4 files"}


@pytest.mark.parametrize(
    ("limit", "value", "content", "error"),
    [
        ("most", 4, b"", "File can't be blank"),
        ("most", 4, b"<svg>", "File content type is invalid, File is invalid"),
        ("size_limit", 9, painted(), "File must be less than 9 bytes"),
        ("matrix_limit", 9, painted(), "8x4 images are not supported"),
        ("description_limit", 2, painted(), "Description is too long (maximum is 2 characters)"),
    ],
)
def test_an_upload_has_limits(
    client: httpx.Client,
    mastodon: Served[PretendMastodon],
    limit: str,
    value: int,
    content: bytes,
    error: str,
) -> None:
    setattr(mastodon.pretend.media, limit, value)

    answer = upload(client, content, "A cat")

    assert (answer.status_code, answer.json()["error"]) == (422, f"Validation failed: {error}")


def test_what_is_not_attached_goes_away(
    client: httpx.Client, mastodon: Served[PretendMastodon]
) -> None:
    media = upload(client, painted()).json()["id"]

    mastodon.pretend.media.vacuum()

    assert post(client, "one", media_ids=[media]).status_code == 422


@pytest.mark.parametrize(
    ("text", "spoiler", "length"),
    [
        ("a" * 76 + " http://" + "b" * 30 + ".com/example", "", 100),
        ("a" * 76 + "http://" + "b" * 30 + ".com/example", "", 125),
        ("a" * 75 + " @alice@" + "b" * 30 + ".com", "", 82),
        ("✨" * 100, "", 100),
        ("🏳️‍⚧️" * 100, "", 100),
        ("🇩🇪🇫🇷", "", 2),
        ("e\u0301\r\n👍🏽", "", 3),
        ("text", "https://example.org/a/long/address", 38),
        ("(https://example.org/a).", "", 26),
        ("example.org/x", "", 13),
    ],
)
def test_a_link_counts_23_and_a_grapheme_one(text: str, spoiler: str, length: int) -> None:
    assert mastodon_text.length(text, spoiler) == length


@pytest.mark.parametrize(("length", "text"), PUBLISHED)
def test_a_text_is_as_long_as_mastodon_shows(length: int, text: str) -> None:
    assert mastodon_text.length(text, "") == length


def test_content_has_paragraphs_breaks_and_shortened_links() -> None:
    link = "https://example.org/now/2026-11/with-a-long-address"

    shown = mastodon_text.content(f"a & b\nc\n\n{link} #now", "https://m.example")

    assert shown == (
        "<p>a &amp; b<br />c</p>"
        f'<p><a href="{link}" target="_blank" rel="nofollow noopener" translate="no">'
        '<span class="invisible">https://</span>'
        '<span class="ellipsis">example.org/now/2026-11/with-a</span>'
        '<span class="invisible">-long-address</span></a> '
        '<a href="https://m.example/tags/now" class="mention hashtag" rel="tag">'
        "#<span>now</span></a></p>"
    )
