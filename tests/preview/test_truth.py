"""The preview is what is sent: all examples, on every platform, compared with what arrived."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from nowsync.app import App
from nowsync.config import load
from nowsync.core.plan import Plan
from nowsync.core.publication import Result
from nowsync.preview.page import Stage, page
from nowsync.report import document
from tests.preview.reading import requests, shown
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Request, Served, serve
from tests.shell import examples_in, turn_to

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
LETTERS = """
[targets.letters]
platform = "mastodon"
server = "{server}"
template = "thread"
thread = true
"""


@dataclass(frozen=True)
class Story:
    """A preview of everything, and what arrived when just that was published."""

    plan: Plan
    page: str
    arrived: list[Request]
    feed: bytes


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    site = examples_in(tmp_path_factory.mktemp("site"))
    with serve(PretendMastodon()) as mastodon, serve(PretendForem()) as forem:
        configure(site, mastodon, forem)
        yield published(site, mastodon, forem)


def configure(site: Path, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> None:
    turn_to(mastodon.url, site)
    toml = (site / "nowsync.toml").read_text("utf-8")
    toml = toml.replace('platform = "devto"', f'platform = "devto"\nserver = "{forem.url}"')
    (site / "nowsync.toml").write_text(toml + LETTERS.format(server=mastodon.url), "utf-8")


def published(site: Path, mastodon: Served[PretendMastodon], forem: Served[PretendForem]) -> Story:
    secrets = {f"NOWSYNC_{name}_TOKEN": "token" for name in ("MASTODON", "LETTERS")}
    settings = load(site / "nowsync.toml")
    app = App(
        settings, {**secrets, "NOWSYNC_DEVTO_TOKEN": "key"}, lambda: NOW, pause=lambda _: None
    )
    words = [path.stem for path in sorted((site / "src/content/now").iterdir())]
    with app.reading() as records:
        plan = app.prepare(records, words=words)
    stage = Stage(site=settings.site, now=NOW, command="nowsync publish")
    made = page(plan, {}, stage)
    with app.writing() as ledger:
        outcomes = app.carry_out(plan, ledger, lambda _: None)
    assert {each.result for each in outcomes} == {Result.DONE}
    sent = [
        *mastodon.asked("POST", "/api/v1/statuses"),
        *forem.asked("POST", "/api/articles"),
    ]
    return Story(plan, made, sent, (site / "public/now.xml").read_bytes())


def bodies(story: Story) -> list[Any]:
    """Read the bodies out of what nowsync preview --json prints."""
    printed = json.loads(json.dumps(document(story.plan)))
    steps = [step for action in printed["plan"]["actions"] for step in action["steps"]]
    return [step["request"]["body"] for step in steps]


def without_ids(body: Any) -> dict[str, Any]:
    """Leave out what only the server can know beforehand."""
    return {name: value for name, value in body.items() if name != "in_reply_to_id"}


def ordered(found: list[Any]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in found)


def test_what_the_preview_prints_is_what_the_servers_receive(story: Story) -> None:
    previewed = [without_ids(each) for each in bodies(story) if "content" not in each]

    assert ordered(previewed) == ordered([without_ids(each.json()) for each in story.arrived])
    assert len(previewed) > 3 * 8


def test_what_the_preview_prints_is_what_the_feed_says(story: Story) -> None:
    feed = etree.fromstring(story.feed)
    written = {
        element.findtext(f"{ATOM}id"): (
            element.findtext(f"{ATOM}title"),
            element.findtext(f"{ATOM}content"),
        )
        for element in feed.iterfind(f"{ATOM}entry")
    }

    previewed = {
        each["id"]: (each["title"], each["content"]) for each in bodies(story) if "content" in each
    }
    assert previewed == written
    assert len(previewed) == 8


def test_the_page_holds_the_same_requests(story: Story) -> None:
    assert ordered(requests(story.page)) == ordered(bodies(story))


def statuses(found: list[Mapping[str, Any]]) -> list[str]:
    return sorted(each["status"] for each in found if "status" in each)


def test_the_page_shows_every_status_to_the_letter(story: Story) -> None:
    arrived = statuses([without_ids(each.json()) for each in story.arrived])

    assert [text for text in arrived if text not in shown(story.page)] == []


def test_the_page_shows_title_and_tags_of_every_article(story: Story) -> None:
    articles = [body["article"] for body in bodies(story) if "article" in body]
    sent = {text for each in articles for text in (each["title"], *each["tags"])}

    assert sent - set(shown(story.page)) == set()


def test_the_page_shows_nothing_that_is_not_sent(story: Story) -> None:
    sent = json.dumps(bodies(story), ensure_ascii=False)

    assert [
        text for text in shown(story.page) if json.dumps(text, ensure_ascii=False) not in sent
    ] == []
