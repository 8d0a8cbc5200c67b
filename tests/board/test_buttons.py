"""Buttons: each does what its command does, by the same way, and only to what was shown."""

from nowsync.core.publication import Standing
from tests.board.visiting import Visitor, served
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, feed, mastodon_at

STATUSES = "/api/v1/statuses"


def on_mastodon(words: str) -> str:
    return f"nowsync {words} --target mastodon"


def standing(site: Site, entry: str, target: str = "mastodon") -> Standing | None:
    with site.app().reading() as records:
        known = {str(name): each for name, each in records.publications(target).items()}
    return known[entry].standing


def test_what_is_approved_goes_out_with_the_next_pass(
    guest: Visitor, ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    told = guest.press(on_mastodon("approve 2026-11")).notices
    ada.publish()

    assert told == ["2026-11 may go out on mastodon, as it is now."]
    assert standing(ada, "2026-11") is Standing.PUBLISHED


def test_what_was_changed_since_it_was_shown_is_not_approved(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[on_mastodon("approve 2026-11")]
    ada.write("2026-11", text="The kettle is off.")
    guest.post(form={"token": token})

    assert guest.get("/").notices == [
        "2026-11 on mastodon has changed since you saw it. Nothing was done; look at it again"
    ]


def test_what_is_published_now_is_published(guest: Visitor, ada: Site) -> None:
    (told,) = guest.press("nowsync publish 2026-11 --target feed").notices

    assert told == "2026-11 on feed: published https://ada.example/now/2026-11/"
    assert standing(ada, "2026-11", "feed") is Standing.PUBLISHED


def test_what_was_changed_since_it_was_shown_is_not_published(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons["nowsync publish 2026-11 --target feed"]
    ada.write("2026-11", text="The kettle is off.")
    guest.post(form={"token": token})

    (told,) = guest.get("/").notices
    assert "has changed since you saw it" in told


def test_what_is_held_is_let_go(guest: Visitor, ada: Site) -> None:
    guest.press(on_mastodon("hold 2026-11"))
    held = guest.get("/")
    told = guest.press(on_mastodon("release 2026-11")).notices

    assert on_mastodon("publish 2026-11") not in held.buttons
    assert told == ["2026-11 is let go on mastodon."]


def test_what_is_published_is_taken_back(
    guest: Visitor, ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    (told,) = guest.press(on_mastodon("retract 2026-10"), page="/published").notices

    assert told == "2026-10 on mastodon: taken back"
    assert mastodon.pretend.alive() == []


def lost(site: Site, mastodon: Served[PretendMastodon]) -> None:
    """Hold an entry, because nobody can tell whether it was posted."""
    site.configure(mastodon_at(mastodon.url), feed())
    mastodon.fault(Fault("POST", STATUSES, "drop_before"))
    site.publish("2026-11", only=["mastodon"])
    site.pass_time(hours=2)
    site.publish("2026-11", only=["mastodon"])


def test_what_is_held_in_doubt_is_posted_again(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    lost(ada, mastodon)

    told = guest.press(on_mastodon("resolve 2026-11") + " --post-again").notices
    ada.publish()

    assert told == ["It may go out again. To post it: nowsync publish 2026-11 --target mastodon"]
    assert standing(ada, "2026-11") is Standing.PUBLISHED


def test_what_is_held_in_doubt_is_left(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    lost(ada, mastodon)

    told = guest.press(on_mastodon("resolve 2026-11") + " --drop").notices

    assert told == ["It is left alone, unless you name it."]


def test_what_is_held_in_doubt_is_found_by_its_address(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    lost(ada, mastodon)
    url = str(mastodon.pretend.alive()[0].shown()["url"])

    (told,) = guest.press(on_mastodon("resolve 2026-11") + " --was-posted", address=url).notices

    assert told == f"It is written down as posted: {url}"


def edited_there(site: Site, mastodon: Served[PretendMastodon]) -> None:
    """Have somebody edit October's status, and its author another time."""
    site.configure(mastodon_at(mastodon.url), feed())
    mastodon.pretend.edit_by_hand(mastodon.pretend.alive()[0].id, text="The kettle is mine.")
    site.write("2026-10", text="The kettle was cold.")
    site.pass_time(hours=30)
    site.publish("2026-10", only=["mastodon"])


def test_what_was_edited_there_stays(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    edited_there(ada, mastodon)

    (told,) = guest.press(on_mastodon("resolve 2026-10") + " --keep-theirs").notices

    assert told == "What is there is kept. It is edited again when 2026-10 changes."


def test_what_was_edited_there_is_overwritten(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    edited_there(ada, mastodon)

    (told,) = guest.press(on_mastodon("publish 2026-10") + " --overwrite").notices

    assert told.startswith("2026-10 on mastodon: updated")


def test_what_has_no_entry_any_more_stays_or_is_taken_back(
    ada: Site, guest: Visitor, mastodon: Served[PretendMastodon]
) -> None:
    ada.remove("2026-10")
    ada.publish()
    ada.pass_time(hours=1)
    asked = guest.get("/").buttons
    told = guest.press(on_mastodon("resolve 2026-10") + " --keep").notices

    assert on_mastodon("retract 2026-10") in asked
    assert told == ["It stays on mastodon, whatever becomes of its file."]


def test_a_command_that_cannot_be_done_any_more_says_why(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[on_mastodon("approve 2026-11")]
    (ada.folder / "now" / "2026-11.md").unlink()
    guest.post(form={"token": token})

    (told,) = guest.get("/").notices
    assert told.startswith("no entry is called '2026-11'")


def test_a_configuration_with_a_mistake_is_explained(ada: Site) -> None:
    with served(ada) as server:
        guest = Visitor(server).enter(ada)
        (ada.folder / "nowsync.toml").write_text("[site]\nulr = 1\n")
        page = guest.get("/")

    assert page.status == 200
    assert "There is nothing to show now" in page.text
    assert "site.ulr: there is no such key" in page.text
