"""The doctor finds what is wrong before it goes wrong, and says what to do about it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nowsync.cli.doctor import setup_of
from nowsync.doctor import Finding, Level, checks
from tests.servers.forem import PretendForem
from tests.servers.mastodon import PretendMastodon
from tests.servers.pages import PretendSite
from tests.servers.wire import Served, serve
from tests.shell import run
from tests.site import HEAD, Site, devto, feed, mastodon_at

TEMPLATES = '[templates]\nfolder = "own"'
UNIT = "[Service]\nWorkingDirectory=%h\nExecStart=%h/bin/nowsync daemon\n"


@pytest.fixture
def online() -> Iterator[Served[PretendSite]]:
    with serve(PretendSite()) as served:
        served.pretend.put("/now/", "Winter is near.")
        yield served


@pytest.fixture
def ada(
    site: Site,
    online: Served[PretendSite],
    mastodon: Served[PretendMastodon],
    forem: Served[PretendForem],
) -> Site:
    """Give a site with which all is well, but that the tests have no keyring."""
    site.now = datetime.now(UTC).replace(microsecond=0)
    site.environment = {**site.environment, "HOME": str(site.folder)}
    write(site, mastodon_at(mastodon.url), devto(forem.url), feed(), home=online.url)
    site.write("2026-11")
    return site


def write(site: Site, *tables: str, home: str) -> None:
    head = HEAD.replace("https://ada.example", home)
    (site.folder / "nowsync.toml").write_text("\n".join([head, *tables]), encoding="utf-8")


def findings(site: Site, *, offline: bool = False) -> list[Finding]:
    setup = setup_of(site.app())
    return [found for check in checks(offline=offline) for found in check.findings(setup)]


def amiss(site: Site, about: str) -> list[Finding]:
    return [each for each in findings(site) if each.about == about and each.level is not Level.OK]


def said(site: Site, about: str) -> str:
    (found,) = [each for each in findings(site) if each.about == about]
    return found.what


def test_all_is_well_but_for_the_keyring(ada: Site) -> None:
    assert [each.about for each in findings(ada) if each.level is not Level.OK] == ["keyring"]


def test_it_names_all_of_ten_faults(
    ada: Site, mastodon: Served[PretendMastodon], forem: Served[PretendForem]
) -> None:
    write(
        ada,
        *(mastodon_at(mastodon.url), devto(forem.url), feed("gone/deep/now.xml"), TEMPLATES),
        home="https://ada.invalid",
    )
    (ada.folder / "now" / "2026-12.md").write_text("---\ndate: soon\n---\nHello.\n")  # 1
    (ada.folder / "own").mkdir()
    (ada.folder / "own" / "mastodon.j2").write_text("{{ titel }}")  # 2; the feed's folder is 3
    state = ada.folder / ".nowsync"
    state.mkdir(mode=0o755)  # 4
    (state / "ledger.sqlite").write_bytes(b"This is no ledger. " * 512)  # 5
    (state / "ledger.sqlite").chmod(0o600)
    mastodon.pretend.token = "another"  # 6
    ada.environment = {"NOWSYNC_MASTODON_TOKEN": "token", "HOME": str(ada.folder)}  # 7: dev.to
    ada.now -= timedelta(minutes=30)  # 8; the page is 9
    units = ada.folder / ".config/systemd/user"
    units.mkdir(parents=True)
    (units / "nowsync-publish.service").write_text(UNIT)  # 10

    wrong = [each.about for each in findings(ada) if each.level is Level.WRONG]

    assert sorted(wrong) == [
        *("clock", "devto", "entries", "feed", "ledger", "mastodon"),
        *("page", "state", "systemd", "templates"),
    ]


def test_whatever_is_amiss_has_its_fix(ada: Site) -> None:
    ada.environment = {}

    assert [each for each in findings(ada) if each.level is not Level.OK and not each.fix] == []


def test_offline_no_server_is_asked(
    ada: Site, online: Served[PretendSite], mastodon: Served[PretendMastodon]
) -> None:
    findings(ada, offline=True)

    assert (online.requests, mastodon.requests) == ([], [])


def test_online_nothing_is_changed(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    before = sorted(ada.folder.rglob("*"))

    findings(ada)

    assert {each.method for each in mastodon.requests} == {"GET"}
    assert [each for each in ada.folder.rglob("*") if each not in before and each.is_file()] == []


def test_it_tells_who_we_are_and_what_the_server_takes(ada: Site) -> None:
    told = [each.what for each in findings(ada) if each.about == "mastodon"]

    assert "500 characters, Mastodon 4.6.5; it knows a repeated request" in told[-1]


def test_a_scope_that_is_missing_is_named(ada: Site, mastodon: Served[PretendMastodon]) -> None:
    mastodon.pretend.scopes = ("read", "write:statuses")

    (found,) = amiss(ada, "mastodon")

    assert found.what == "its token is not good for write:media"


def test_a_server_that_tells_no_scopes_is_believed(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.pretend.scopes = ()

    assert amiss(ada, "mastodon") == []


@pytest.mark.parametrize(
    ("minutes", "level"), [(0, Level.OK), (3, Level.WARNING), (-3, Level.WARNING), (9, Level.WRONG)]
)
def test_a_clock_is_compared_with_those_of_servers(ada: Site, minutes: int, level: Level) -> None:
    ada.now += timedelta(minutes=minutes)

    assert {each.level for each in findings(ada) if each.about == "clock"} == {level}


def test_a_clock_that_is_wrong_is_told_by_how_much(ada: Site) -> None:
    ada.now += timedelta(minutes=9)

    assert re.match(r"our clock is 5[34]\d seconds ahead of that of ", amiss(ada, "clock")[0].what)


def test_an_account_that_is_another_one_is_wrong(
    ada: Site, mastodon: Served[PretendMastodon]
) -> None:
    ada.pass_time(seconds=11)
    ada.publish("2026-11", only=["mastodon"])
    other = ada.folder / ".nowsync" / "ledger.sqlite"
    rewrite(other, "UPDATE target SET account_id = '99', account_name = '@bob'")

    assert any("was @bob" in each.what for each in amiss(ada, "mastodon"))


def rewrite(ledger: Path, sql: str) -> None:
    import sqlite3

    with sqlite3.connect(ledger) as connection:
        connection.execute(sql)
    connection.close()


def test_a_page_that_is_not_there_yet_is_a_warning(ada: Site, online: Served[PretendSite]) -> None:
    online.pretend.pages.clear()

    (found,) = amiss(ada, "page")

    assert (found.level, found.what) == (Level.WARNING, f"{online.url}/now/ is not there (404)")


def test_a_hub_that_answers_is_well(ada: Site, online: Served[PretendSite]) -> None:
    write(ada, f'{feed()}\nhub = "{online.url}/hub"', home=online.url)

    assert said(ada, "hub") == f"{online.url}/hub answers"
    assert {each.method for each in online.requests} == {"GET"}


def test_a_hub_that_is_not_there_is_wrong(ada: Site, online: Served[PretendSite]) -> None:
    write(ada, f'{feed()}\nhub = "http://127.0.0.1:9"', home=online.url)

    (found,) = amiss(ada, "hub")

    assert found.what.startswith("http://127.0.0.1:9 cannot be reached")


def test_the_ledger_and_the_secrets_are_for_their_owner_alone(ada: Site) -> None:
    ada.publish(only=["feed"])
    secrets = ada.folder / ".nowsync" / "secrets"
    secrets.mkdir(mode=0o700)
    (secrets / "mastodon").touch(mode=0o644)

    (found,) = amiss(ada, "state")

    assert found.what == f"{secrets}/mastodon is open to other users"


def test_what_nowsync_makes_itself_is_for_its_owner_alone(ada: Site) -> None:
    ada.publish(only=["feed"])

    assert said(ada, "state") == f"{ada.folder}/.nowsync is ours alone"
    assert said(ada, "ledger").startswith("it is whole (")


def test_a_unit_that_can_be_started_is_well(ada: Site) -> None:
    units, program = ada.folder / ".config/systemd/user", ada.folder / "bin/nowsync"
    units.mkdir(parents=True)
    (units / "nowsync-publish.service").write_text(UNIT)
    program.parent.mkdir()
    program.touch()

    assert said(ada, "systemd") == "nowsync-publish.service can be started"


def test_an_installed_daemon_that_is_not_at_work_is_told(ada: Site) -> None:
    units = ada.folder / ".config/systemd/user"
    units.mkdir(parents=True)
    (units / "nowsync.service").write_text("[Service]\nExecStart=/bin/sh daemon\n")

    (found,) = amiss(ada, "systemd")

    assert found.fix == "type: systemctl --user enable --now nowsync"


def test_problems_of_the_configuration_are_findings_too(ada: Site) -> None:
    (ada.folder / "nowsync.toml").write_text("[sites]\n")

    done = run("nowsync doctor --json", ada.folder)

    document = json.loads(done.stdout)
    assert done.returncode == 2
    assert {each["about"] for each in document["findings"]} == {"configuration"}


def test_a_person_reads_each_finding_with_its_fix_below(ada: Site) -> None:
    (ada.folder / "public").touch()

    done = run("nowsync doctor --offline", ada.folder, HOME=str(ada.folder))

    assert (done.returncode, done.stderr) == (1, "")
    assert "/public is no folder\n         → make it, or correct the path in" in done.stdout
    assert done.stdout.endswith("\n1 wrong, 1 to think about, 10 well.\n")


def test_warnings_alone_are_no_failure(ada: Site) -> None:
    tokens = {"NOWSYNC_MASTODON_TOKEN": "token", "NOWSYNC_DEVTO_TOKEN": "key"}

    done = run("nowsync doctor", ada.folder, HOME=str(ada.folder), **tokens)

    assert done.returncode == 0, done.stdout
