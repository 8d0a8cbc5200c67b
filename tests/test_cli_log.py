"""Hold `nowsync log` to telling all that has happened, and to touching nothing."""

import json
import sqlite3
import subprocess
from contextlib import closing

import pytest

from nowsync.ledger import hold
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at

STATUSES = "/api/v1/statuses"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Give a site whose status lost its answer and was found, and whose edit was refused."""
    site.configure(mastodon_at(mastodon.url), feed())
    site.write("2026-10")
    site.write("2026-11")
    site.publish(only=["feed"])
    site.pass_time(hours=1)
    mastodon.fault(Fault("POST", STATUSES, "drop_after"))
    site.publish("2026-11", only=["mastodon"])
    site.pass_time(hours=1)
    site.write("2026-11", text="The kettle is off.")
    refused = Fault("PUT", rf"{STATUSES}/\d+", "status", status=422, body={"error": "not so"})
    mastodon.fault(refused)
    site.publish("2026-11", only=["mastodon"])
    return site


def log(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    return run(" ".join(("nowsync log", *words)), site.folder, NO_COLOR="1")


def test_all_that_has_happened_is_told_the_newest_last(ada: Site) -> None:
    lines = log(ada).stdout.splitlines()

    assert lines[:4] == [
        "2026-11-20 09:00:00  feed  met: entries that were here before: 0",
        "2026-11-20 09:00:00  2026-10 → feed  published  https://ada.example/now/2026-10/",
        "2026-11-20 09:00:00  2026-11 → feed  published  https://ada.example/now/2026-11/",
        "2026-11-20 10:00:00  mastodon  met: entries that were here before: 1",
    ]
    assert lines[4].startswith("2026-11-20 10:00:00  mastodon  account: ")
    assert lines[5].startswith("2026-11-20 10:00:00  2026-11 → mastodon  unknown: ")
    assert lines[6].startswith(
        "2026-11-20 10:00:00  2026-11 → mastodon  published: it was found there  http"
    )
    assert lines[7].startswith("2026-11-20 11:00:00  2026-11 → mastodon  refused: ")
    assert "not so" in lines[7]
    assert len(lines) == 8


def test_times_are_those_of_the_site(ada: Site) -> None:
    configuration = ada.folder / "nowsync.toml"
    told = configuration.read_text("utf-8")
    zoned = told.replace("[site]", '[site]\ntimezone = "Asia/Tokyo"')
    configuration.write_text(zoned, encoding="utf-8")

    assert log(ada).stdout.startswith("2026-11-20 18:00:00  feed  met")


def test_one_entry_can_be_asked_for_and_one_target(ada: Site) -> None:
    lines = log(ada, "now/2026-11.md", "--target", "feed").stdout.splitlines()

    assert [line.split("  ")[1] for line in lines] == ["2026-11 → feed"]


def test_the_newest_can_be_asked_for(ada: Site) -> None:
    everything = log(ada).stdout.splitlines()

    assert log(ada, "-n", "2").stdout.splitlines() == everything[-2:]


def test_an_entry_whose_file_is_gone_keeps_its_history(ada: Site) -> None:
    (ada.folder / "now/2026-10.md").unlink()

    assert "2026-10 → feed  published" in log(ada, "2026-10").stdout


def test_a_target_that_is_not_configured_any_more_keeps_its_history(ada: Site) -> None:
    ada.configure(feed())

    assert "2026-11 → mastodon  refused" in log(ada, "--target", "mastodon").stdout


def test_a_target_that_never_was_is_a_usage_error(ada: Site) -> None:
    done = log(ada, "--target", "mastodn")

    assert done.returncode == 2
    assert "there is no target 'mastodn'; there are mastodon, feed" in done.stderr


def test_without_a_ledger_nothing_has_happened_and_none_is_made(site: Site) -> None:
    site.configure(feed())

    assert log(site).stdout == "Nothing has happened yet.\n"
    assert not (site.folder / ".nowsync/ledger.sqlite").exists()


def test_it_is_told_while_another_nowsync_is_writing(ada: Site) -> None:
    before, path = log(ada).stdout, ada.folder / ".nowsync/ledger.sqlite"

    with hold(ada.folder / ".nowsync/lock"), closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        during = log(ada)

    assert (during.returncode, during.stdout) == (0, before)


def test_no_secret_is_told(ada: Site) -> None:
    done = log(ada, "--json")

    assert ada.environment["NOWSYNC_MASTODON_TOKEN"] not in done.stdout


def test_the_json_document_says_the_same(ada: Site) -> None:
    events = json.loads(log(ada, "2026-11", "--json").stdout)["events"]

    assert [(each["target"], each["event"]) for each in events] == [
        ("feed", "published"),
        ("mastodon", "unknown"),
        ("mastodon", "published"),
        ("mastodon", "refused"),
    ]
