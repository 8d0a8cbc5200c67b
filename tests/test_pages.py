"""The page is live first: what is looked at before a post, and what comes of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from nowsync.core.action import Create, Hold, Wait
from nowsync.core.page import Page
from nowsync.core.publication import Outcome, Result
from nowsync.pages import shows
from tests.servers.mastodon import PretendMastodon
from tests.servers.pages import PretendSite
from tests.servers.wire import Served, serve
from tests.site import Site, mastodon_at
from tests.terminal import at_a_terminal

LIVE = "<title>Now</title><main><h1>November\n 2026</h1></main>"
NOVEMBER = Page("https://ada.dev/now/", "Blue", datetime(2026, 11, 1, tzinfo=UTC), "en")


@pytest.fixture
def online() -> Iterator[Served[PretendSite]]:
    with serve(PretendSite()) as served:
        yield served


@pytest.fixture
def ada(site: Site, online: Served[PretendSite], mastodon: Served[PretendMastodon]) -> Site:
    """Give a site that waits for its pages, with an entry that is new."""
    site.configure(mastodon_at(mastodon.url, wait_for_page="true"))
    toml = site.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace("https://ada.example", online.url))
    site.write("2026-10")
    site.publish()
    site.write("2026-11", title="November 2026")
    site.pass_time(minutes=1)
    return site


def results(outcomes: Sequence[Outcome]) -> list[Result]:
    return [each.result for each in outcomes]


def test_a_post_waits_for_its_page(
    ada: Site, online: Served[PretendSite], mastodon: Served[PretendMastodon]
) -> None:
    (outcome,) = ada.publish()

    assert outcome.result is Result.WAITS
    assert outcome.message.startswith(f"{online.url}/now/ answers 404; nothing was sent")
    assert mastodon.asked("POST") == []


def test_a_post_goes_out_when_its_page_shows_it(ada: Site, online: Served[PretendSite]) -> None:
    online.pretend.put("/now/", LIVE)

    assert results(ada.publish()) == [Result.DONE]


def test_a_preview_looks_at_no_page(ada: Site, online: Served[PretendSite]) -> None:
    (_, action) = ada.preview().actions

    assert isinstance(action, Create)
    assert online.requests == []


def test_a_preview_says_what_was_seen(ada: Site) -> None:
    ada.publish()

    (_, action) = ada.preview().actions

    assert isinstance(action, Wait)
    assert "/now/ answers 404; the next look is at 09:02 UTC" in action.reason


def test_a_page_is_not_looked_at_again_before_its_time(
    ada: Site, online: Served[PretendSite]
) -> None:
    ada.publish()
    ada.publish()

    assert len(online.asked("GET")) == 1


def test_a_page_of_another_month_is_not_the_entry(ada: Site, online: Served[PretendSite]) -> None:
    online.pretend.put("/now/", LIVE.replace("November", "October"))

    (outcome,) = ada.publish()

    assert "does not show “November 2026” yet" in outcome.message


def test_a_page_that_comes_later_lets_the_post_out(ada: Site, online: Served[PretendSite]) -> None:
    ada.publish()
    online.pretend.put("/now/", LIVE)
    ada.pass_time(minutes=1)

    assert results(ada.publish()) == [Result.DONE]


def test_a_page_that_never_comes_holds_the_post(ada: Site) -> None:
    ada.publish()
    ada.pass_time(hours=25)
    ada.publish()

    (_, action) = ada.preview().actions

    assert isinstance(action, Hold)
    assert "answers 404" in action.reason


def test_who_names_the_entry_posts_it_before_its_page(
    ada: Site, online: Served[PretendSite]
) -> None:
    assert results(ada.publish("2026-11")) == [Result.DONE]
    assert online.requests == []


def test_what_was_seen_may_be_forgotten(ada: Site) -> None:
    ada.publish()
    (ada.folder / ".nowsync/cache/pages.json").write_text('{"2026-11": 7}')

    assert results(ada.publish()) == [Result.WAITS]


def test_whoever_names_an_entry_can_be_told_what_its_page_shows(
    ada: Site, online: Served[PretendSite]
) -> None:
    app, plan = ada.app(), ada.preview("2026-11")

    said = app.pages.unshown(plan, app.folder.entries, ada.now)

    assert said == f"{online.url}/now/ answers 404"


def test_who_is_at_a_terminal_is_told_before_the_question(
    ada: Site, online: Served[PretendSite]
) -> None:
    ada.write("2026-10").unlink()
    ada.write("2026-11").unlink()
    ada.write("2020-01")

    shown = at_a_terminal(ada, b"n\n", "publish", "2020-01")

    note, _, question = shown.partition(b"Publish this")
    assert f"{online.url}/now/ answers 404; people will be sent there".encode() in note
    assert question.endswith(b"Nothing was done.\r\n")


@pytest.mark.parametrize(
    ("url", "word", "waits"),
    [
        ("https://ada.dev", "", True),
        ("https://ada.dev", "wait_for_page = false", False),
        ("https://ada.example", "", False),
        ("https://example.org", "", False),
        ("http://localhost:4321", "", False),
        ("http://192.168.1.2", "", False),
        ("https://ada.example", "wait_for_page = true", True),
    ],
)
def test_a_site_that_everyone_can_read_waits_for_its_pages(
    site: Site, url: str, word: str, waits: bool
) -> None:
    site.configure(mastodon_at("https://mastodon.example"))
    toml = site.folder / "nowsync.toml"
    told = toml.read_text().replace('"https://ada.example"', f'"{url}"\n{word}')
    toml.write_text(told)

    assert ("mastodon" in site.app().pages.patience) is waits


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Blue</h1>",
        "<p>Last updated: <b>November</b> 2026</p>",
        "<p>November&nbsp;5th, 2026</p>",
        "<p>5 Nov 2026</p>",
        "<time>2026-11-05</time>",
        "<title>NOVEMBER 2026</title>",
    ],
)
def test_a_page_shows_an_entry_by_its_title_or_month(html: str) -> None:
    assert shows(html, NOVEMBER)


@pytest.mark.parametrize(
    "html",
    [
        "<h1>October 2026</h1>",
        "<p>November 2025</p>",
        "<script>var title = 'November 2026'</script>",
        "<p>Nov, and then 2026</p>",
        "",
    ],
)
def test_a_page_of_something_else_does_not(html: str) -> None:
    assert not shows(html, NOVEMBER)
