"""A target whose credential is refused waits for its owner, and loses nothing meanwhile."""

import pytest

from nowsync.core.publication import Result
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.shell import run
from tests.site import Site, mastodon_at

TOKEN = "sesame-4711-open"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site with an entry, whose token the server does not know any more."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.environment = {"NOWSYNC_MASTODON_TOKEN": TOKEN}
    mastodon.pretend.token = "another"
    return site


def paused(ada: Site) -> str:
    return ada.preview("2026-11").paused.get("mastodon", "")


def test_a_target_that_was_never_refused_is_not_paused(ada: Site) -> None:
    assert paused(ada) == ""


def test_a_token_that_was_revoked_pauses_the_target(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    (outcome,) = ada.publish("2026-11")

    assert outcome.result is Result.NOT_SENT
    assert paused(ada) == outcome.message
    assert paused(ada) == (
        f"{mastodon.url} does not accept the credential (HTTP 401: The access token is invalid); "
        "type: nowsync login mastodon"
    )


def test_a_secret_that_is_nowhere_pauses_the_target_in_one_line(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.environment = {}

    ada.publish("2026-11")

    assert paused(ada) == (f"mastodon: no secret for {mastodon.url}; type: nowsync login mastodon")


def test_what_waits_for_a_paused_target_is_sent_once_it_lets_us_in(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish("2026-11")
    mastodon.pretend.token = TOKEN

    ada.publish("2026-11")

    assert len(mastodon.pretend.alive()) == 1
    assert paused(ada) == ""


def test_a_server_that_cannot_be_reached_pauses_nothing(ada: Site) -> None:
    ada.configure(mastodon_at("http://127.0.0.1:9"))

    ada.publish("2026-11")

    assert paused(ada) == ""


@pytest.mark.parametrize("command", ["preview 2026-11", "status"])
def test_a_pause_is_shown(ada: Site, command: str) -> None:
    ada.publish("2026-11")

    done = run(f"nowsync {command}", ada.folder)

    assert "paused: http://127.0.0.1:" in done.stdout
    assert "; type: nowsync login mastodon\n" in done.stdout
