"""Ask the pretend Mastodon and two real servers the same; state where they differ."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.servers.mastodon import PretendMastodon
from tests.servers.real import MockFault, Real, RealMock
from tests.servers.wire import Served

TEXT = "Words\n\nhttps://example.org/now/2026-11 #now"


@dataclass(frozen=True, slots=True)
class Known:
    """How a server is known to answer where servers differ."""

    fixture: str
    bad_token: int
    v2: int
    too_long: int
    empty: int
    history: int
    honours_keys: bool


KNOWN = [
    Known("pretend_server", 401, 200, 422, 422, 200, honours_keys=True),
    Known("mastodon_mock_server", 401, 200, 422, 422, 200, honours_keys=True),
    # snac takes up to 100000 characters, and publishes an empty status.
    Known("snac_server", 422, 404, 200, 200, 404, honours_keys=False),
]
REAL = [pytest.mark.real, pytest.mark.timeout(400)]


@dataclass(frozen=True, slots=True)
class Api:
    """One server, and a client that speaks for its account."""

    known: Known
    client: httpx.Client

    def post(self, text: str, key: str = "") -> httpx.Response:
        """Post a public status."""
        body = {"status": text, "visibility": "public", "language": "en"}
        return self.client.post("/api/v1/statuses", json=body, headers={"Idempotency-Key": key})

    def listed(self) -> list[str]:
        """Return the ids of the account's own statuses, newest first."""
        account = self.client.get("/api/v1/accounts/verify_credentials").json()["id"]
        query = {"limit": 40, "exclude_reblogs": True}
        answer = self.client.get(f"/api/v1/accounts/{account}/statuses", params=query)
        return [status["id"] for status in answer.json()]


@pytest.fixture
def pretend_server(mastodon: Served[PretendMastodon]) -> Real:
    return Real(mastodon.url, mastodon.pretend.token, stop=lambda: None)


@pytest.fixture(
    params=[
        pytest.param(KNOWN[0], id="pretend"),
        pytest.param(KNOWN[1], id="mastodon-mock", marks=REAL),
        pytest.param(KNOWN[2], id="snac", marks=REAL),
    ]
)
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    server: Real = request.getfixturevalue(request.param.fixture)
    # snac closes each connection without saying so; a pooled one would be reset.
    headers = {"Authorization": f"Bearer {server.token}", "Connection": "close"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=20) as client:
        yield Api(request.param, client)


def test_a_status_reads_back_as_it_was_posted(api: Api) -> None:
    posted = api.post(TEXT).json()

    read = api.client.get(f"/api/v1/statuses/{posted['id']}").json()
    source = api.client.get(f"/api/v1/statuses/{posted['id']}/source").json()

    assert (read["id"], read["url"]) == (posted["id"], posted["url"])
    assert read["visibility"] == "public"
    assert 'href="https://example.org/now/2026-11"' in read["content"]
    assert (source["text"], source["spoiler_text"]) == (TEXT, "")


def test_an_edit_stays_the_same_status(api: Api) -> None:
    posted = api.post("one").json()

    body = {"status": "two", "language": "en"}
    edited = api.client.put(f"/api/v1/statuses/{posted['id']}", json=body).json()
    by_old_id = api.client.get(f"/api/v1/statuses/{posted['id']}").json()

    assert edited["url"] == posted["url"]
    assert edited["edited_at"] is not None
    assert "two" in by_old_id["content"]


def test_own_statuses_are_listed_newest_first(api: Api) -> None:
    # snac's ids and order know seconds only, so this waits for the next one.
    first = api.post("one").json()["id"]
    time.sleep(1.1)
    second = api.post("two").json()["id"]

    assert api.listed()[:2] == [second, first]


def test_a_deleted_status_is_gone(api: Api) -> None:
    status = api.post("one").json()["id"]

    deleted = api.client.delete(f"/api/v1/statuses/{status}")

    assert deleted.status_code == 200
    assert api.client.get(f"/api/v1/statuses/{status}").status_code == 404
    assert api.client.delete(f"/api/v1/statuses/{status}").status_code == 404
    assert status not in api.listed()


def test_a_deleted_status_cannot_be_edited(api: Api) -> None:
    status = api.post("one").json()["id"]
    api.client.delete(f"/api/v1/statuses/{status}")

    answer = api.client.put(f"/api/v1/statuses/{status}", json={"status": "two"})

    assert answer.status_code == 404


def test_a_bad_token_is_refused_with_some_4xx(api: Api) -> None:
    answer = api.client.get(
        "/api/v1/accounts/verify_credentials", headers={"Authorization": "Bearer wrong"}
    )

    assert answer.status_code == api.known.bad_token


def test_the_limit_is_told_by_v1_and_mostly_by_v2(api: Api) -> None:
    v1 = api.client.get("/api/v1/instance").json()

    assert v1["configuration"]["statuses"]["max_characters"] >= 500
    assert api.client.get("/api/v2/instance").status_code == api.known.v2


def test_a_repeated_key_gives_the_same_status_where_keys_are_honoured(api: Api) -> None:
    first = api.post("one", "key").json()["id"]

    again = api.post("one", "key").json()["id"]

    assert (again == first) is api.known.honours_keys


def test_501_characters_are_refused_where_500_is_the_limit(api: Api) -> None:
    assert api.post("x" * 501).status_code == api.known.too_long


def test_an_empty_status_is_refused_except_by_snac(api: Api) -> None:
    assert api.post(" ").status_code == api.known.empty


def test_history_is_told_except_by_snac(api: Api) -> None:
    status = api.post("one").json()["id"]

    answer = api.client.get(f"/api/v1/statuses/{status}/history")

    assert answer.status_code == api.known.history


@pytest.mark.real
@pytest.mark.timeout(400)
def test_an_edit_in_a_later_second_gives_a_snac_status_a_new_id(snac_server: Real) -> None:
    headers = {"Authorization": f"Bearer {snac_server.token}"}
    statuses = f"{snac_server.url}/api/v1/statuses"
    posted = httpx.post(statuses, json={"status": "one"}, headers=headers).json()
    time.sleep(1.1)

    edited = httpx.put(f"{statuses}/{posted['id']}", json={"status": "two"}, headers=headers).json()

    assert (edited["id"] == posted["id"], edited["url"] == posted["url"]) == (False, True)


@pytest.mark.real
@pytest.mark.timeout(400)
def test_mastodon_mock_forgets_a_status_whose_client_hung_up_first(
    mastodon_mock_server: RealMock,
) -> None:
    mastodon_mock_server.reset()
    mastodon_mock_server.fault(MockFault("latency", delay_ms=700))
    headers = {"Authorization": f"Bearer {mastodon_mock_server.token}"}
    with httpx.Client(base_url=mastodon_mock_server.url, headers=headers) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/api/v1/statuses", json={"status": "one"}, timeout=0.3)
        time.sleep(1)

        account = client.get("/api/v1/accounts/verify_credentials").json()["id"]
        statuses = client.get(f"/api/v1/accounts/{account}/statuses").json()

    assert statuses == []
