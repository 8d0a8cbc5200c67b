"""Sign in and out as a person does, against servers that let people in."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from nowsync.accounts import SignedIn
from nowsync.callback import Callback
from nowsync.core.errors import LedgerBusy, NotSent, Unusable, UsageError
from nowsync.core.publication import Result
from nowsync.secret import Secret
from tests.servers.forem import PretendForem
from tests.servers.mastodon_oauth import FINE, PretendOAuth
from tests.servers.mastodon_statuses import ACCOUNT
from tests.servers.real import Real, RealMock
from tests.servers.wire import Served, serve
from tests.shell import environment, run
from tests.site import Site, devto, feed, mastodon_at

Browse = Callable[[str], str]


def follow(page: str) -> str:
    """Visit a page as a browser does that its person has signed in with; give what it shows."""
    with urlopen(page, timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def shown_code(text: str) -> str:
    found = re.search(r"value=([\w-]+)", text)
    assert found
    return found[1]


@dataclass
class Visitor:
    """A person with a browser on this machine, or one who types in what a page shows."""

    browses: bool = True
    browse: Browse = follow
    pasted: str = ""
    pages: list[str] = field(default_factory=list)
    _callback: Callback | None = None

    def redirect(self, wanted: str | None) -> str | None:
        self._callback = Callback(wanted) if self.browses else None
        return self._callback.address if self._callback else None

    def authorize(self, page: str, state: str) -> Secret:
        self.pages.append(page)
        if self._callback is None:
            return Secret(shown_code(self.browse(page)))
        browser = Thread(target=self.browse, args=(page,))
        browser.start()
        try:
            return self._callback.wait(state, patience=10)
        finally:
            browser.join()

    def paste(self, page: str) -> Secret:
        self.pages.append(page)
        return Secret(self.pasted)


@pytest.fixture
def oauth() -> Iterator[Served[PretendOAuth]]:
    with serve(PretendOAuth()) as served:
        yield served


@pytest.fixture
def ada(site: Site, oauth: Served[PretendOAuth]) -> Site:
    """Give a site with an entry and a target to which nobody has signed in."""
    site.environment = {}
    site.configure(mastodon_at(oauth.url), SECRETS)
    site.write("2026-11")
    return site


SECRETS = '[secrets]\nfrom = "file"'
SECRET = ".nowsync/secrets/mastodon"


def login(site: Site, person: Visitor | None = None, *, paste: bool = False) -> SignedIn:
    return site.app().accounts().login("mastodon", person or Visitor(), paste=paste)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Unusable) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("browses", [True, False], ids=["loopback", "code"])
@pytest.mark.parametrize("tells", [True, False], ids=["4.3", "older"])
def test_whoever_signs_in_can_publish(
    ada: Site, oauth: Served[PretendOAuth], *, browses: bool, tells: bool
) -> None:
    oauth.pretend.tells = tells

    made = login(ada, Visitor(browses))

    assert (made.account.name, made.account.about) == (
        f"@alice@{urlsplit(oauth.url).netloc}",
        "500 characters, Mastodon 4.6.5",
    )
    assert [each.result for each in ada.publish("2026-11")] == [Result.DONE]


def test_no_more_is_asked_for_than_publishing_needs(ada: Site, oauth: Served[PretendOAuth]) -> None:
    login(ada)

    assert oauth.pretend.apps[0].scopes == " ".join(FINE)


def test_a_server_that_knows_only_coarse_scopes_is_asked_for_those(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    oauth.pretend.scopes = ("read", "write", "follow")

    login(ada)

    assert oauth.pretend.apps[0].scopes == "read write"


def test_a_server_that_refuses_fine_scopes_is_asked_for_coarse_ones(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    oauth.pretend.scopes, oauth.pretend.tells = ("read", "write", "follow"), False

    login(ada)

    assert oauth.pretend.apps[0].scopes == "read write"


def test_the_code_proves_nothing_without_what_only_we_know(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    login(ada, person := Visitor())

    asked = parse_qs(urlsplit(person.pages[0]).query)
    (sent,) = oauth.asked("POST", "/oauth/token")
    assert asked["code_challenge_method"] == ["S256"]
    assert b"code_verifier=" in sent.body
    assert asked["code_challenge"][0].encode() not in sent.body


def test_we_register_with_a_server_once(ada: Site, oauth: Served[PretendOAuth]) -> None:
    login(ada)
    login(ada)

    assert len(oauth.pretend.apps) == 1


def test_we_register_again_with_a_server_that_forgot_us(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    login(ada)
    oauth.pretend.apps.clear()

    login(ada)

    assert len(oauth.pretend.apps) == 1


def test_we_register_again_when_what_was_kept_cannot_be_read(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    login(ada)
    (kept,) = (ada.folder / ".nowsync/secrets").glob("oauth.*")
    kept.write_text('{"http://127.0.0.1:1/": 4}')

    login(ada)

    assert len(oauth.pretend.apps) == 2


def test_a_visitor_who_does_not_know_our_state_is_turned_away(ada: Site) -> None:
    told: list[int] = []

    def browse(page: str) -> str:
        redirect = parse_qs(urlsplit(page).query)["redirect_uri"][0]
        with suppress(HTTPError):
            told.append(urlopen(f"{redirect}?code=forged&state=guess", timeout=10).status)
        return follow(page)

    login(ada, Visitor(browse=browse))

    assert told == []


def test_who_does_not_let_us_in_is_believed(ada: Site, oauth: Served[PretendOAuth]) -> None:
    oauth.pretend.says_no = True

    assert refused(lambda: login(ada)) == "the server did not let us in: access_denied"
    assert not (ada.folder / SECRET).exists()


def test_a_code_that_is_not_good_says_what_to_do(ada: Site, oauth: Served[PretendOAuth]) -> None:
    found = refused(lambda: login(ada, Visitor(False, lambda _: "value=mistyped")))

    assert found == (
        f"{oauth.url} did not take the code (HTTP 400: invalid_grant); a code is good once, and "
        "for a few minutes: type the command again"
    )


def test_something_that_is_no_mastodon_is_told(ada: Site, forem: Served[PretendForem]) -> None:
    ada.configure(mastodon_at(forem.url), SECRETS)

    found = refused(lambda: login(ada))

    assert found == f"{forem.url} does not answer as Mastodon does"


def test_nobody_signs_in_to_a_server_that_cannot_be_reached(ada: Site) -> None:
    ada.configure(mastodon_at("http://127.0.0.1:9"), SECRETS)

    with pytest.raises(NotSent):
        login(ada)


def test_nobody_signs_in_while_another_nowsync_is_at_work(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    with ada.app().writing(), pytest.raises(LedgerBusy):
        login(ada)

    assert oauth.requests == []


def test_a_target_belongs_to_the_account_that_signed_in_first(
    ada: Site, oauth: Served[PretendOAuth], monkeypatch: pytest.MonkeyPatch
) -> None:
    login(ada)
    ada.publish("2026-11")
    kept = (ada.folder / SECRET).read_bytes()
    monkeypatch.setitem(ACCOUNT, "id", "4711")
    monkeypatch.setitem(ACCOUNT, "username", "bob")

    found = refused(lambda: login(ada))

    assert found.startswith("mastodon was @alice@")
    assert (ada.folder / SECRET).read_bytes() == kept


def test_a_token_of_another_account_stops_a_target_that_only_was_signed_in_to(
    ada: Site, oauth: Served[PretendOAuth], monkeypatch: pytest.MonkeyPatch
) -> None:
    login(ada)
    monkeypatch.setitem(ACCOUNT, "id", "4711")

    (outcome,) = ada.publish("2026-11")

    assert outcome.result is Result.NOT_SENT
    assert "its credential is now for" in outcome.message
    assert oauth.pretend.mastodon.alive() == []


def test_a_login_ends_a_pause(ada: Site, oauth: Served[PretendOAuth]) -> None:
    login(ada)
    oauth.pretend.mastodon.token = "revoked"
    ada.publish("2026-11")
    assert ada.preview("2026-11").paused

    login(ada)

    assert not ada.preview("2026-11").paused
    assert [each.result for each in ada.publish("2026-11")] == [Result.DONE]


def test_a_token_can_be_pasted(ada: Site, oauth: Served[PretendOAuth]) -> None:
    oauth.pretend.mastodon.token = "a-token-of-my-own"

    login(ada, person := Visitor(pasted="a-token-of-my-own"), paste=True)

    assert person.pages == [
        f"{oauth.url}/settings/applications/new, with the scopes {', '.join(FINE)}"
    ]
    assert (ada.folder / SECRET).read_text() == "a-token-of-my-own\n"


def test_a_token_that_is_not_good_is_not_kept(ada: Site) -> None:
    found = refused(lambda: login(ada, Visitor(pasted="a-token-of-my-own"), paste=True))

    assert "does not accept the credential" in found
    assert not (ada.folder / SECRET).exists()


def test_a_key_of_dev_to_is_pasted_and_seen_to_be_good(
    ada: Site, forem: Served[PretendForem]
) -> None:
    ada.configure(devto(forem.url), SECRETS)
    forem.pretend.api_key = "a-key-of-my-own"
    person = Visitor(pasted="a-key-of-my-own")

    made = ada.app().accounts().login("devto", person)

    assert person.pages[0].startswith(f"{forem.url}/settings/extensions")
    assert made.account.about == "its keys open the whole account: there are no scopes"


def test_a_feed_needs_no_login(ada: Site) -> None:
    ada.configure(feed(), SECRETS)

    with pytest.raises(UsageError, match="feed is a file on this machine"):
        ada.app().accounts().login("feed", Visitor())


# Signing out.


def logout(site: Site) -> list[str]:
    return list(site.app().accounts().logout("mastodon", Visitor()))


def test_who_signs_out_is_forgotten_by_the_server_and_here(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    login(ada)
    token = oauth.pretend.mastodon.token

    said = logout(ada)

    assert oauth.pretend.mastodon.token != token
    assert not (ada.folder / SECRET).exists()
    assert said == [
        f"{oauth.url} does not accept the secret any more",
        f"it was taken out of {ada.folder / SECRET}",
    ]


def test_a_pasted_token_is_removed_and_its_owner_told_to_revoke_it(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    oauth.pretend.mastodon.token = "a-token-of-my-own"
    login(ada, Visitor(pasted="a-token-of-my-own"), paste=True)

    said = logout(ada)

    assert said[0] == (
        "the secret may still be good (the token was not made by nowsync login): "
        f"delete it on {oauth.url}"
    )
    assert not (ada.folder / SECRET).exists()


def test_a_token_that_another_target_needs_is_not_revoked(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    other = mastodon_at(oauth.url).replace("targets.mastodon", "targets.other")
    ada.configure(mastodon_at(oauth.url), other, SECRETS)
    login(ada)
    token = oauth.pretend.mastodon.token
    (ada.folder / SECRET).with_name("other").write_text(token)
    (ada.folder / SECRET).with_name("other").chmod(0o600)

    said = logout(ada)

    assert said[0] == "the secret is still good: another target is published with it"
    assert oauth.pretend.mastodon.token == token


def test_who_was_not_signed_in_is_told(ada: Site, oauth: Served[PretendOAuth]) -> None:
    assert logout(ada) == [f"there is no secret for {oauth.url}"]


# Real servers.


@pytest.mark.real
@pytest.mark.timeout(400)
@pytest.mark.parametrize("browses", [True, False], ids=["loopback", "code"])
def test_mastodon_mock_lets_us_in_and_forgets_us(
    ada: Site, mastodon_mock_server: RealMock, *, browses: bool
) -> None:
    server = mastodon_mock_server
    server.reset()
    ada.configure(mastodon_at(server.url), SECRETS)

    def browse(page: str) -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
        form = urlencode({**asked, "username": "testuser"}).encode()
        with urlopen(urljoin(page, "/oauth/authorize"), form, timeout=10) as answer:
            text: str = answer.read().decode()
        return text.replace("code: ", "value=")

    made = login(ada, Visitor(browses, browse))
    token = (ada.folder / SECRET).read_text().strip()

    assert made.account.name.startswith("@testuser@")
    assert logout(ada)[0] == f"{server.url} does not accept the secret any more"
    assert "does not accept" in refused(lambda: login(ada, Visitor(pasted=token), paste=True))


@pytest.mark.real
@pytest.mark.timeout(400)
@pytest.mark.parametrize("browses", [True, False], ids=["loopback", "code"])
def test_snac_lets_us_in_and_forgets_us(ada: Site, snac_server: Real, *, browses: bool) -> None:
    ada.configure(mastodon_at(snac_server.url), SECRETS)

    def browse(page: str) -> str:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', follow(page)))
        form = {**fields, "login": "alice", "passwd": snac_server.password}
        login_page = urljoin(page, "/oauth/x-snac-login")
        with urlopen(login_page, urlencode(form).encode(), timeout=10) as answer:
            text: str = answer.read().decode()
        return f"value={text}"

    made = login(ada, Visitor(browses, browse))

    assert "snac" in made.account.about
    assert logout(ada)[0] == f"{snac_server.url} does not accept the secret any more"


# As it is typed.


def test_a_person_comes_from_nothing_to_an_account_by_what_is_printed(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    ada.configure(mastodon_at(oauth.url))
    first = run("nowsync login mastodon", ada.folder)
    assert first.returncode == 1
    typed = first.stderr.rpartition("only you can read: ")[2].split()

    with subprocess.Popen(
        [sys.executable, "-m", *typed, "--no-browser"],
        cwd=ada.folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as second:
        assert second.stderr
        page = next(line.strip() for line in second.stderr if "/oauth/authorize" in line)
        printed, _ = second.communicate(shown_code(follow(page)), timeout=30)

    assert second.returncode == 0
    assert f"✓ mastodon is @alice@{urlsplit(oauth.url).netloc}, 500 characters" in printed


BROWSER = """
import os, sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read(), [n for n in os.environ if "_TOKEN" in n])
"""


def test_a_browser_that_is_opened_sees_no_secret(
    ada: Site, oauth: Served[PretendOAuth], tmp_path: Path
) -> None:
    (tmp_path / "browser.py").write_text(BROWSER)
    command = f"{sys.executable} {tmp_path / 'browser.py'} %s"

    done = run("nowsync login mastodon", ada.folder, BROWSER=command, NOWSYNC_DEVTO_TOKEN="x" * 9)

    assert done.returncode == 0
    assert "nowsync has been let in." in done.stdout
    assert "</p>', []" not in done.stdout
    assert done.stdout.splitlines()[0].endswith(" []")


def test_a_token_in_a_file_is_taken_from_standard_input(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    oauth.pretend.mastodon.token = "a-token-of-my-own"

    done = subprocess.run(
        [sys.executable, "-m", "nowsync", "login", "mastodon", "--token"],
        cwd=ada.folder,
        env=environment(),
        input="Bearer a-token-of-my-own\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 0
    assert "my-own" not in done.stdout + done.stderr


def test_without_anybody_to_type_a_token_that_is_said(ada: Site) -> None:
    done = run("nowsync login mastodon --token", ada.folder)

    assert done.returncode == 2
    assert "nowsync login mastodon --token < FILE" in done.stderr


def test_the_accounts_are_told_with_the_place_of_their_secrets(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    login(ada)
    ada.publish("2026-11")

    done = run("nowsync accounts", ada.folder)

    assert done.stdout.splitlines() == [
        f"mastodon  {oauth.url}  @alice@{urlsplit(oauth.url).netloc}",
        "  signed in 2026-11-20",
        "  last used 2026-11-20",
        f"  may {', '.join(FINE)}",
        f"  secret: {ada.folder / SECRET}",
    ]


def test_accounts_are_told_to_programs(ada: Site) -> None:
    login(ada)

    (account,) = json.loads(run("nowsync accounts --json", ada.folder).stdout)["accounts"]

    assert account["scopes"] == list(FINE)
    assert account["secret"] == str(ada.folder / SECRET)
    assert account["used"] is None


def test_a_secret_in_the_environment_is_told_when_it_is_used(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    ada.configure(mastodon_at(oauth.url))

    done = run("nowsync publish 2026-11", ada.folder, NOWSYNC_MASTODON_TOKEN="a-token-of-mine")

    assert "note: mastodon: its secret comes from $NOWSYNC_MASTODON_TOKEN" in done.stderr


def test_a_secret_in_the_environment_is_nothing_new_to_whoever_chose_it(
    ada: Site, oauth: Served[PretendOAuth]
) -> None:
    ada.configure(mastodon_at(oauth.url), SECRETS.replace("file", "environment"))

    done = run("nowsync publish 2026-11", ada.folder, NOWSYNC_MASTODON_TOKEN="a-token-of-mine")

    assert done.stderr == ""
