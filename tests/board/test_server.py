"""The board's server: who is let in, which forms are taken, and that a button acts once."""

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from nowsync.board.entrance import FILE, MOST_OFFERS, MOST_SESSIONS, Door, Session, invite
from nowsync.board.offers import Offer, Word
from nowsync.board.server import USED, BoardServer
from nowsync.core.entry import EntryId
from nowsync.loopback import LARGEST_FORM
from tests.board.visiting import Visitor, served
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Served
from tests.site import Site

APPROVE = "nowsync approve 2026-11 --target mastodon"
PUBLISH = "nowsync publish 2026-11 --target feed"


def offer(entry: str = "2026-11") -> Offer:
    return Offer(word=Word.HOLD, label="Hold", entry=EntryId(entry), target="mastodon")


# Who is let in.


def test_it_listens_on_this_machine_only(board: BoardServer) -> None:
    assert board.server_address[0] == "127.0.0.1"


def test_a_link_lets_a_browser_in_and_leaves_the_address(stranger: Visitor, ada: Site) -> None:
    led = stranger.get(f"/?token={invite(ada.folder / '.nowsync')}")

    assert (led.status, led.headers["Location"]) == (303, "/")
    assert led.headers["Set-Cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert stranger.get("/").status == 200


def test_a_link_is_good_once(board: BoardServer, ada: Site) -> None:
    link = f"/?token={invite(ada.folder / '.nowsync')}"
    Visitor(board).get(link)

    assert Visitor(board).get(link).status == 403


def test_a_newer_link_takes_the_place_of_an_older_one(stranger: Visitor, ada: Site) -> None:
    older = invite(ada.folder / ".nowsync")
    invite(ada.folder / ".nowsync")

    assert stranger.get(f"/?token={older}").status == 403


def test_a_link_is_good_for_some_minutes(tmp_path: Path) -> None:
    token = invite(tmp_path)
    os.utime(tmp_path / FILE, (0, 0))

    assert Door(tmp_path).redeem(token) is None


def test_the_link_is_not_in_the_state_folder(tmp_path: Path) -> None:
    token = invite(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == [FILE]
    assert token not in (tmp_path / FILE).read_text()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/", "/calendar", "/published", "/log", "/?token=guess"])
def test_a_stranger_is_told_nothing(path: str, stranger: Visitor) -> None:
    answer = stranger.get(path)

    assert (answer.status, "kettle" in answer.text) == (403, False)


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1"])
def test_another_name_for_this_machine_is_refused(host: str, guest: Visitor) -> None:
    assert guest.get("/", Host=host).status == 421


def test_another_cookie_does_not_do(guest: Visitor) -> None:
    guest.cookie = f"{guest.cookie[:-1]}?"

    assert guest.get("/").status == 403


def test_so_many_browsers_are_remembered(tmp_path: Path) -> None:
    door = Door(tmp_path)
    cookies = [door.redeem(invite(tmp_path)) or "" for _ in range(MOST_SESSIONS + 1)]

    assert list(map(door.admits, cookies)) == [False, *[True] * MOST_SESSIONS]


def test_there_is_nothing_else(guest: Visitor) -> None:
    assert guest.get("/etc/passwd").status == 404


def test_nothing_runs_and_nothing_is_kept_or_framed(guest: Visitor) -> None:
    headers = guest.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    assert "script-src" not in policy
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")


# Which forms are taken.


def held(site: Site) -> bool:
    """Tell whether the new entry is held on Mastodon."""
    with site.app().reading() as records:
        known = records.publications("mastodon").get(EntryId("2026-11"))
        return known is not None and known.on_hold is not None


HOLD = "nowsync hold 2026-11 --target mastodon"


def test_a_form_of_another_page_is_refused(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[HOLD]

    refused = guest.post(form={"token": token}, Origin="https://evil.example")

    assert (refused.status, held(ada)) == (403, False)


def test_a_form_of_ours_is_taken(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[HOLD]

    taken = guest.post(form={"token": token}, Origin=f"http://{guest.server.host}")

    assert (taken.status, held(ada)) == (303, True)


def test_a_form_without_a_cookie_is_refused(guest: Visitor, board: BoardServer, ada: Site) -> None:
    token = guest.get("/").buttons[HOLD]

    assert Visitor(board).post(form={"token": token}).status == 403
    assert not held(ada)


def test_a_form_under_another_name_is_refused(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[HOLD]

    assert guest.post(form={"token": token}, Host="evil.example").status == 421
    assert not held(ada)


def test_a_form_without_a_token_does_nothing(guest: Visitor, ada: Site) -> None:
    guest.post(form={"word": "hold", "entry": "2026-11", "target": "mastodon"})

    assert not held(ada)


def test_a_token_of_another_browser_does_nothing(
    guest: Visitor, board: BoardServer, ada: Site
) -> None:
    token = guest.get("/").buttons[HOLD]

    Visitor(board).enter(ada).post(form={"token": token})

    assert not held(ada)


@pytest.mark.parametrize("length", [str(LARGEST_FORM + 1), "-1", "many", ""])
def test_what_is_no_form_of_ours_is_not_read(length: str, guest: Visitor) -> None:
    headers = {"Content-Length": length}

    assert guest.post(form=None, **headers).status == 413


def test_a_form_leads_nowhere_else(guest: Visitor) -> None:
    led = guest.post(form={"token": "x", "back": "https://evil.example"})

    assert led.headers["Location"] == "/"


def test_there_is_one_place_for_forms(guest: Visitor) -> None:
    assert guest.post("/published").status == 404


# A button acts once.


def test_a_second_press_does_nothing(
    guest: Visitor, ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    form = {"token": guest.get("/").buttons[PUBLISH]}
    guest.post(form=form)
    guest.get("/")

    guest.post(form=form)

    assert guest.get("/").notices == [USED]


def test_a_press_during_a_pass_waits_for_it(guest: Visitor, ada: Site) -> None:
    token = guest.get("/").buttons[HOLD]
    pressing = Thread(target=lambda: guest.post(form={"token": token}))

    with ada.app().writing():
        pressing.start()
        pressing.join(0.3)
        waits = pressing.is_alive()
    pressing.join()

    assert (waits, held(ada)) == (True, True)


def test_a_press_that_waits_too_long_says_so(ada: Site) -> None:
    with served(ada, patience=0) as server:
        guest = Visitor(server).enter(ada)
        with ada.app().writing():
            (told,) = guest.press(HOLD).notices

    assert "Nothing was done; press the button again in a moment." in told
    assert not held(ada)


def test_the_buttons_that_somebody_still_sees_are_remembered() -> None:
    session = Session()
    tokens = [session.token(offer(str(number))) for number in range(MOST_OFFERS + 1)]

    assert session.take(tokens[0]) is None
    assert session.take(tokens[1]) == offer("1")
    assert session.take(tokens[1]) is None


def test_what_was_done_is_told_once(guest: Visitor) -> None:
    told = guest.press(HOLD).notices

    assert told == ["2026-11 is held on mastodon."]
    assert guest.get("/").notices == []
