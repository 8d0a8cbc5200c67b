"""What somebody has edited on a platform is shown, and overwritten only when a person says so."""

import pytest
from click.testing import CliRunner, Result

from nowsync.cli import cli
from nowsync.core.action import Hold, Skip, Update
from nowsync.core.history import Happening, history
from nowsync.core.publication import SETTLE
from nowsync.core.publication import Result as Came
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.mastodon_statuses import Status
from tests.servers.wire import Fault, Served
from tests.site import Site, devto, feed, mastodon_at

STATUS = r"/api/v1/statuses/\w+"
HAND = "The kettle is mine."


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Publish an entry, edit its status by hand, and change the entry."""
    site.configure(mastodon_at(mastodon.url, hours_between_edits="0"))
    site.write("2026-11")
    site.publish("2026-11")
    edit_by_hand(mastodon, HAND)
    site.write("2026-11", reading="Currents")
    return site


def the_status(mastodon: Served[PretendMastodon]) -> Status:
    (status,) = mastodon.pretend.alive()
    return status


def edit_by_hand(mastodon: Served[PretendMastodon], text: str) -> None:
    mastodon.pretend.edit_by_hand(the_status(mastodon).id, text=text)


def type_(site: Site, *words: str) -> Result:
    """Type a command, with the secrets that the site's owner has set."""
    configuration = ["--config", str(site.folder / "nowsync.toml")]
    return CliRunner(env=dict(site.environment)).invoke(cli, [*configuration, *words])


def resolve(site: Site, *words: str) -> Result:
    return type_(site, "resolve", "2026-11", "--target", "mastodon", *words)


def overwrite(site: Site) -> Came:
    """Publish the entry in the place of what was edited there."""
    app = site.app()
    with app.writing() as ledger:
        plan = app.prepare(ledger, words=["2026-11"], overwrite=True)
        (outcome,) = app.carry_out(plan, ledger, lambda _: None)
    return outcome.result


def test_what_was_edited_there_is_not_overwritten(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    (outcome,) = ada.publish()

    assert outcome.result is Came.HELD
    assert "{+mine.+}" in outcome.message
    assert the_status(mastodon).now.text == HAND
    assert mastodon.asked("PUT") == []


def test_naming_the_entry_does_not_overwrite_it_either(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish("2026-11")

    ada.publish("2026-11")

    assert the_status(mastodon).now.text == HAND


def test_a_preview_knows_of_it_without_asking_the_server(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    before = len(mastodon.requests)

    (action,) = ada.preview().actions

    assert isinstance(action, Hold)
    assert "{+mine.+}" in action.reason
    assert action.change is not None
    assert len(mastodon.requests) == before


def test_an_entry_that_says_again_what_it_said_is_told_to_be_edited_there(ada: Site) -> None:
    ada.publish()
    ada.write("2026-11")

    (action,) = ada.preview().actions

    assert isinstance(action, Skip)
    assert "unchanged since; it was edited there" in action.reason


def test_a_person_may_overwrite_it(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()

    assert overwrite(ada) is Came.DONE
    assert "Currents" in the_status(mastodon).now.text
    assert [type(each) for each in ada.preview().actions] == [Skip]


def test_nobody_overwrites_what_was_not_seen(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()
    edit_by_hand(mastodon, "Quite another thing.")

    assert overwrite(ada) is Came.HELD
    assert the_status(mastodon).now.text == "Quite another thing."


def test_what_is_there_may_be_put_back_though_the_entry_says_the_same(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    ada.write("2026-11")

    assert overwrite(ada) is Came.DONE
    assert "Tides" in the_status(mastodon).now.text


def test_an_overwrite_that_was_cut_off_goes_on(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    mastodon.fault(Fault("PUT", STATUS, "drop_before"))
    overwrite(ada)
    ada.now += SETTLE

    (outcome,) = ada.publish()

    assert outcome.result is Came.DONE
    assert "Currents" in the_status(mastodon).now.text


def test_a_person_may_keep_it(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    ada.publish()

    kept = resolve(ada, "--keep-theirs")

    assert kept.exit_code == 0
    assert ada.publish() == ()
    assert the_status(mastodon).now.text == HAND


def test_what_is_kept_is_edited_when_the_entry_changes_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    resolve(ada, "--keep-theirs")
    ada.write("2026-11", reading="Stars")

    (outcome,) = ada.publish()

    assert outcome.result is Came.DONE
    assert "Stars" in the_status(mastodon).now.text


def test_what_is_kept_is_edited_when_the_entry_says_again_what_it_said(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    resolve(ada, "--keep-theirs")
    ada.write("2026-11")

    ada.publish()

    assert "Tides" in the_status(mastodon).now.text


def test_what_was_kept_is_not_overwritten_once_it_was_edited_again(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.publish()
    resolve(ada, "--keep-theirs")
    edit_by_hand(mastodon, "Once more by hand.")
    ada.write("2026-11", reading="Stars")

    (outcome,) = ada.publish()

    assert outcome.result is Came.HELD
    assert the_status(mastodon).now.text == "Once more by hand."


def test_the_history_tells_of_it(ada: Site) -> None:
    ada.publish()
    ada.publish()
    resolve(ada, "--keep-theirs")

    with ada.app().reading() as records:
        told = [each.what for each in history(records.events())][-2:]
    assert told == [Happening.EDITED_THERE, Happening.RESOLVED]


def test_only_what_was_edited_there_can_be_kept(ada: Site) -> None:
    refused = resolve(ada, "--keep-theirs")

    assert refused.exit_code != 0
    assert "nowsync status --remote" in str(refused.exception)


def test_overwriting_needs_the_name_of_the_entry(ada: Site) -> None:
    refused = type_(ada, "publish", "--overwrite", "--yes")

    assert "--overwrite needs the ENTRY" in str(refused.exception)


def test_a_media_that_was_attached_by_hand_is_no_drift(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    mastodon.pretend.edit_by_hand(the_status(mastodon).id, spoiler_text="Long")
    site.write("2026-11", reading="Currents")

    (outcome,) = site.publish()

    assert outcome.result is Came.DONE
    assert the_status(mastodon).now.spoiler_text == "Long"


def test_an_edit_waits_for_what_cannot_be_read(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    mastodon.fault(Fault("GET", STATUS, "status", status=503))

    (outcome,) = site.publish()

    assert outcome.result is Came.NOT_SENT
    assert "could not be read before an edit" in outcome.message
    assert mastodon.asked("PUT") == []


def test_what_cannot_be_read_keeps_no_other_back(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-10")
    site.write("2026-11")
    site.publish("2026-10", "2026-11")
    site.write("2026-10", reading="Currents")
    site.write("2026-11", reading="Currents")
    mastodon.fault(Fault("GET", f"{STATUS}/source", "status", status=500))

    outcomes = site.publish()

    assert [each.result for each in outcomes] == [Came.NOT_SENT, Came.DONE]


def test_a_server_without_sources_shows_its_text(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.has_source = False
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")

    (outcome,) = site.publish()

    assert outcome.result is Came.DONE


def test_an_edit_that_was_interrupted_gives_way_to_a_person(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.write("2026-11")
    site.publish("2026-11")
    site.write("2026-11", reading="Currents")
    mastodon.fault(Fault("PUT", STATUS, "drop_before"))
    site.publish()
    edit_by_hand(mastodon, HAND)
    site.now += SETTLE

    (outcome,) = site.publish()

    assert outcome.result is Came.HELD
    assert the_status(mastodon).now.text == HAND
    assert overwrite(site) is Came.DONE


@pytest.mark.parametrize("published", [False, True], ids=["draft", "article"])
def test_an_article_is_not_overwritten_either(
    site: Site, forem: Served[PretendForem], *, published: bool
) -> None:
    site.configure(devto(forem.url, published=published))
    site.write("2026-11")
    site.publish("2026-11")
    forem.pretend.edit_by_hand(forem.pretend.articles[0].id, body_markdown=HAND, tags=("tea",))
    site.write("2026-11", text="The kettle sings.")

    (outcome,) = site.publish("2026-11")

    assert outcome.result is Came.HELD
    assert 'tags: "{+tea+}"' in outcome.message
    assert forem.pretend.articles[0].now.body_markdown == HAND


def test_a_feed_is_ours(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    site.publish()
    (site.folder / "public" / "now.xml").write_text("<feed/>", encoding="utf-8")
    site.write("2026-11", reading="Currents")

    (action,) = site.preview().actions

    assert isinstance(action, Update)


def test_a_draft_that_was_edited_while_its_making_was_unknown_is_not_overwritten(
    site: Site, forem: Served[PretendForem]
) -> None:
    site.configure(devto(forem.url))
    site.write("2026-11")
    forem.fault(Fault("POST", "/api/articles", "drop_after"))
    forem.fault(Fault("GET", "/api/articles/me/all", "call"))
    forem.fault(Fault("GET", "/api/articles/me/all", "status", status=503))
    (first,) = site.publish("2026-11")
    forem.pretend.edit_by_hand(forem.pretend.articles[0].id, body_markdown=HAND)
    site.now += SETTLE

    (second,) = site.publish("2026-11")

    assert (first.result, second.result) == (Came.UNKNOWN, Came.REFUSED)
    assert [each.now.body_markdown for each in forem.pretend.articles] == [HAND]
