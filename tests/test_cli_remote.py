"""`nowsync status --remote`: what is there now, whatever the ledger believes."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from nowsync.cli import cli
from nowsync.core.action import Skip
from nowsync.core.errors import UsageError
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at

MUTATIONS = ("POST", "PUT", "DELETE")
STATUS = r"/api/v1/statuses/\w+"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Publish two entries."""
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-10")
    site.write("2026-11")
    site.publish("2026-10", "2026-11")
    mastodon.requests.clear()
    return site


def status(site: Site, *words: str) -> Result:
    configuration = ["--config", str(site.folder / "nowsync.toml")]
    command = [*configuration, "status", "--remote", *words]
    return CliRunner(env=dict(site.environment)).invoke(
        cli, command, catch_exceptions=False, standalone_mode=False
    )


def found(site: Site, *words: str) -> list[dict[str, Any]]:
    document = json.loads(status(site, "--all", "--json", *words).stdout)
    sightings: list[dict[str, Any]] = document["sightings"]
    return sightings


def test_what_is_as_we_left_it_is_said_to_be(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    done = status(ada, "--all")

    assert done.return_value == 0
    assert "2026-10 → mastodon  as we left it  https://mastodon.example/@alice/" in done.stdout
    assert "Looked at 2 publications: what was published ever." in done.stdout


def test_nothing_is_changed_there(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    status(ada, "--all")

    assert [each for each in mastodon.requests if each.method in MUTATIONS] == []
    assert mastodon.requests != []


def test_what_was_edited_there_is_shown_with_what_to_type(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[1].id, text="The kettle is mine.")

    done = status(ada, "--all")

    assert done.return_value == 1
    assert "2026-11 → mastodon  edited there" in done.stdout
    assert "{+mine.+}" in done.stdout
    assert "nowsync publish 2026-11 --target mastodon --overwrite" in done.stdout
    assert "nowsync resolve 2026-11 --target mastodon --keep-theirs" in done.stdout


def test_what_was_edited_there_is_known_from_then_on(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[1].id, text="The kettle is mine.")
    status(ada, "--all")

    _, november = ada.preview().actions

    assert isinstance(november, Skip)
    assert "it was edited there" in november.reason


def test_what_was_put_back_there_is_as_we_left_it(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    november = mastodon.pretend.alive()[1]
    before = november.now.text
    mastodon.pretend.edit_by_hand(november.id, text="The kettle is mine.")
    status(ada, "--all")
    mastodon.pretend.edit_by_hand(november.id, text=before)

    assert [each["there"] for each in found(ada)] == ["as we left it"] * 2
    assert "it was edited there" not in ada.preview().actions[1].reason


def test_what_is_gone_is_told_once_and_not_posted_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.delete_by_hand(mastodon.pretend.alive()[1].id)
    ada.write("2026-11", reading="Currents")

    first, second = found(ada), found(ada)

    assert [each["there"] for each in first] == ["as we left it", "gone"]
    assert [each["entry"] for each in second] == ["2026-10"]
    assert ada.publish("2026-11") == ()
    assert len(mastodon.pretend.alive()) == 1


def test_what_cannot_be_read_is_no_loss(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.fault(Fault("GET", STATUS, "status", status=404))
    mastodon.fault(Fault("GET", STATUS, "status", status=500))

    october, november = found(ada)

    assert october["there"] == "gone"
    assert november["there"] == "could not be read"
    assert "500" in november["detail"]


def test_nothing_is_asked_of_another_account(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    person = {"id": "110", "username": "bob"}
    mastodon.fault(
        Fault("GET", "/api/v1/accounts/verify_credentials", "status", status=200, body=person)
    )

    both = found(ada)

    assert [each["there"] for each in both] == ["could not be read"] * 2
    assert "its credential is now for @bob" in both[0]["detail"]
    assert mastodon.asked("GET", STATUS) == []


def test_nothing_more_is_asked_of_a_server_that_asks_to_wait(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("GET", STATUS, "status", status=429, headers={"Retry-After": "60"}))

    assert [each["there"] for each in found(ada)] == ["could not be read"] * 2
    assert len(mastodon.asked("GET", STATUS)) == 1


def test_it_looks_at_one_target_if_told(ada: Site) -> None:
    with pytest.raises(UsageError, match="there is no target 'bluesky'"):
        status(ada, "--target", "bluesky")


def test_a_document_has_both_texts(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[1].id, text="The kettle is mine.")

    (difference,) = found(ada)[1]["differences"]

    assert difference["part"] == "text"
    assert difference["theirs"] == "The kettle is mine."
    assert "Tides" in difference["ours"]


def test_articles_are_looked_at_and_feeds_are_ours(site: Site, forem: Served[PretendForem]) -> None:
    site.configure(devto(forem.url), feed())
    site.write("2026-11")
    site.publish("2026-11")
    forem.pretend.delete_by_hand(forem.pretend.articles[0].id)

    assert [(each["target"], each["there"]) for each in found(site)] == [("devto", "gone")]


def test_what_is_old_is_looked_at_only_if_told(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2019-11")
    site.publish("2019-11")

    lately = status(site)

    assert "Looked at 0 publications" in lately.stdout
    assert len(found(site)) == 1


def test_all_goes_with_remote(ada: Site) -> None:
    configuration = ["--config", str(ada.folder / "nowsync.toml")]

    done = CliRunner().invoke(cli, [*configuration, "status", "--all"])

    assert "--all goes with --remote" in str(done.exception)


def test_where_nothing_was_published_nothing_is_made(site: Site) -> None:
    site.configure(feed())

    status(site)

    assert not (site.folder / ".nowsync").exists()


def test_a_post_that_the_ledger_does_not_know_is_named_with_what_to_type(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.write("2026-09", text="The kettle is new.")
    mastodon.pretend.post_by_hand("The kettle is new.\n\nhttps://ada.example/now/2026-09/")

    done = status(ada, "--all")

    assert done.return_value == 1
    place = f"https://mastodon.example/@alice/{mastodon.pretend.alive()[2].id}"
    assert f"mastodon  not known  {place}" in done.stdout
    assert "nowsync reconcile --target mastodon" in done.stdout


def test_posts_of_other_things_are_not_named(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.pretend.post_by_hand("Good morning.")

    assert status(ada, "--all").return_value == 0
