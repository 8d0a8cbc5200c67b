"""The pretend Forem keeps the rules that are known of the real one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.servers import forem_rules as rules
from tests.servers.forem import PretendForem
from tests.servers.wire import Served

AGENT = "nowsync/1.0 (+https://example.org/nowsync)"
HERE = "https://example.org/now/2026-11/"
MENTIONS = " ".join(f"@user{number}" for number in range(8))
ARTICLE = {"title": "Now", "body_markdown": "Words.", "canonical_url": HERE, "tags": ["now"]}


@pytest.fixture
def client(forem: Served[PretendForem]) -> Iterator[httpx.Client]:
    headers = {"api-key": "key", "User-Agent": AGENT}
    with httpx.Client(base_url=f"{forem.url}/api", headers=headers) as client:
        yield client


def create(client: httpx.Client, **fields: object) -> httpx.Response:
    return client.post("/articles", json={"article": {**ARTICLE, **fields}})


def update(client: httpx.Client, article: object, **fields: object) -> httpx.Response:
    return client.put(f"/articles/{article}", json={"article": fields})


def listed(client: httpx.Client, which: str) -> list[object]:
    return [article["id"] for article in client.get(f"/articles/me/{which}").json()]


@pytest.mark.parametrize("agent", ["", "Python-urllib/3.11", "Java/17", "Nowsync cross posting"])
def test_a_blocked_user_agent_gets_an_empty_403(client: httpx.Client, agent: str) -> None:
    answer = client.get("/users/me", headers={"User-Agent": agent})

    assert (answer.status_code, answer.content) == (403, b"")


def test_a_bad_key_is_a_json_401(client: httpx.Client) -> None:
    answer = client.get("/users/me", headers={"api-key": "other"})

    assert (answer.status_code, answer.json()) == (401, {"error": "unauthorized", "status": 401})


def test_the_wrapper_is_required(client: httpx.Client) -> None:
    answer = client.post("/articles", json=ARTICLE)

    assert answer.status_code == 422
    assert answer.json()["error"] == "param is missing or the value is empty: article"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Title can't be blank"),
        ({"title": "x" * 129}, "Title is too long (maximum is 128 characters)"),
        ({"tags": ["a", "b", "c", "d", "e"]}, "Tag list exceed the maximum of 4 tags"),
        ({"tags": ["x-y"]}, 'Tag "x-y" contains non-alphanumeric or prohibited unicode characters'),
        ({"tags": ["x" * 31]}, f'Tag "{"x" * 31}" is too long (maximum is 30 characters)'),
        ({"canonical_url": "https://example.org/a b"}, "Canonical url must not have spaces"),
        ({"canonical_url": "http://localhost/now"}, "Canonical url is not a valid URL"),
        ({"body_markdown": "x" * 819_201}, "Body markdown is too long."),
        ({"body_markdown": MENTIONS}, "You cannot mention more than 7 users in a post!"),
        (
            {"body_markdown": "<img src='data:a'>"},
            "Body markdown has an image with a data: source",
        ),
    ],
)
def test_a_broken_rule_is_a_sentence(
    client: httpx.Client, fields: dict[str, object], sentence: str
) -> None:
    answer = create(client, **fields)

    assert (answer.status_code, answer.json()["error"]) == (422, sentence)


def test_the_same_title_is_refused_within_five_minutes(
    client: httpx.Client, forem: Served[PretendForem]
) -> None:
    now = datetime(2026, 11, 1, 8, tzinfo=UTC)
    forem.pretend.clock = lambda: now
    create(client)

    again = create(client)
    forem.pretend.clock = lambda: now + timedelta(minutes=5)
    later = create(client)

    assert again.json()["error"] == "Title has already been used in the last five minutes"
    assert later.status_code == 201


def test_tags_that_are_no_array_are_dropped_in_silence(client: httpx.Client) -> None:
    assert create(client, tags="now, python").json()["tags"] == []


def test_front_matter_wins_over_json(client: httpx.Client) -> None:
    body = "---\ntitle: Other\npublished: true\ntags: [one, two]\n---\nWords."

    answer = create(client, body_markdown=body, published=False).json()

    assert (answer["title"], answer["tags"]) == ("Other", ["one", "two"])
    assert answer["published_at"] is not None


def test_front_matter_that_is_no_yaml_is_refused(client: httpx.Client) -> None:
    answer = create(client, body_markdown="---\nnonsense\n---\nWords.")

    assert (answer.status_code, answer.json()["error"][:12]) == (422, "(<unknown>):")


def test_a_canonical_url_is_unique_among_published_articles_of_all(
    client: httpx.Client, forem: Served[PretendForem]
) -> None:
    forem.pretend.publish_as_other(title="Theirs", canonical_url=HERE)

    draft = create(client)
    published = update(client, draft.json()["id"], published=True, tags=["now"])

    assert draft.status_code == 201
    assert published.status_code == 422
    assert published.json()["error"].startswith("Canonical url has already been taken.")


def test_an_update_keeps_what_is_absent_except_the_tags(client: httpx.Client) -> None:
    article = create(client, series="Now").json()

    after = update(client, article["id"], title="Changed").json()

    assert (after["title"], after["canonical_url"], after["tags"]) == ("Changed", HERE, [])
    assert after["collection_id"] == article["collection_id"]


def test_a_null_series_leaves_the_series(client: httpx.Client) -> None:
    article = create(client, series="Now").json()

    assert update(client, article["id"], series=None).json()["collection_id"] is None


def test_an_article_of_another_cannot_be_updated(
    client: httpx.Client, forem: Served[PretendForem]
) -> None:
    theirs = forem.pretend.publish_as_other(title="Theirs")

    assert update(client, theirs.id, title="Mine").status_code == 404


def test_a_draft_is_listed_to_its_author_and_shown_to_nobody(client: httpx.Client) -> None:
    draft = create(client).json()["id"]

    assert (listed(client, "unpublished"), listed(client, "all")) == ([draft], [draft])
    assert listed(client, "published") == []
    assert client.get(f"/articles/{draft}").status_code == 404


def test_a_scheduled_article_is_only_in_all(client: httpx.Client) -> None:
    article = create(client, published=True, published_at="2999-01-01T08:00:00Z").json()["id"]

    assert listed(client, "all") == [article]
    assert listed(client, "unpublished") == listed(client, "published") == []


def test_an_article_cannot_be_deleted(client: httpx.Client) -> None:
    article = create(client, published=True).json()["id"]

    assert client.delete(f"/articles/{article}").status_code == 404
    assert client.put(f"/articles/{article}/unpublish").status_code == 401


def test_the_address_is_made_at_first_publication_and_stays(client: httpx.Client) -> None:
    draft = create(client).json()

    published = update(client, draft["id"], published=True).json()
    renamed = update(client, draft["id"], title="Renamed", published=False).json()

    assert "-temp-slug-" in draft["url"]
    assert "-temp-slug-" not in published["url"]
    assert renamed["url"] == published["url"]


def test_each_endpoint_has_its_own_shape_of_tags(client: httpx.Client) -> None:
    single = create(client, published=True, tags=["now", "python"]).json()
    (mine,) = client.get("/articles/me").json()
    (public,) = client.get("/articles", params={"username": "alice"}).json()

    assert (single["tag_list"], single["tags"]) == ("now, python", ["now", "python"])
    assert (mine["tag_list"], mine["published"], "tags" in mine) == (["now", "python"], True, False)
    assert (public["tag_list"], public["tags"]) == (["now", "python"], "now, python")


def test_lists_come_drafts_first_then_the_newest_in_pages(client: httpx.Client) -> None:
    old, new = (
        create(client, title=t, canonical_url="", published=True).json()["id"] for t in "ab"
    )
    draft = create(client, title="c").json()["id"]

    second = client.get("/articles/me/all", params={"page": 2, "per_page": 2}).json()

    assert listed(client, "all") == [draft, new, old]
    assert [article["id"] for article in second] == [old]


def test_without_a_canonical_url_the_article_is_its_own(client: httpx.Client) -> None:
    article = create(client, canonical_url="").json()

    assert article["canonical_url"] == article["url"]


def test_writes_are_paced_when_asked(client: httpx.Client, forem: Served[PretendForem]) -> None:
    forem.pretend.paced = True
    create(client)

    answer = create(client, title="Another")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_edits_and_deletions_by_hand_leave_their_history(
    client: httpx.Client, forem: Served[PretendForem]
) -> None:
    article = create(client, published=True).json()["id"]

    forem.pretend.edit_by_hand(article, body_markdown="Mine.")
    forem.pretend.delete_by_hand(article)

    (kept,) = forem.pretend.articles
    assert [version.content.body_markdown for version in kept.versions] == ["Words.", "Mine."]
    assert (kept.deleted, forem.pretend.published(), listed(client, "all")) == (True, [], [])


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a {{ x }} b", "<p>a  b</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("`{{ x }}`", "<p><code>`{{ x }}`</code></p>"),
        ("{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>"),
        ("fine\n\n{% nonsense %}", "Liquid syntax error: Unknown tag 'nonsense'"),
    ],
)
def test_liquid_runs_over_everything_outside_code(body: str, shown: str) -> None:
    assert rules.rendered(body) == shown


@pytest.mark.parametrize("body", [f"`{MENTIONS}`", "@a " * 8, "```\n<img src='data:a'>\n```"])
def test_code_and_repetition_break_no_rule(client: httpx.Client, body: str) -> None:
    assert create(client, body_markdown=body).status_code == 201


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("Now \u2192  then", "Now then"),
        ("caf\u00e9, 5 \u20ac \U0001f600!", "caf\u00e9, 5 \u20ac \U0001f600!"),
    ],
)
def test_signs_in_a_title_become_blanks(client: httpx.Client, title: str, stored: str) -> None:
    assert create(client, title=title).json()["title"] == stored


def test_a_rule_after_the_first_two_grows_longer() -> None:
    assert rules.normalised_body("---\r\n---\n---") == "---\n---\n--------"
