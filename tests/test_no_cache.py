"""--no-cache: what is said without any cache is what is said with it."""

import json
import os
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from nowsync.cli import cli
from nowsync.entries.cache import TICK
from nowsync.installed import print_of
from tests.shell import run
from tests.site import Site, feed, mastodon_at

COMMANDS = (
    *("entries", "entries --json", "preview", "preview --json 2026-10", "status", "status --json"),
    *("feed", "lint", "explain 2026-10", "schedule", "log", "plan", "doctor --offline"),
)
MADE = re.compile(r'"made": "[^"]*"')


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Give a site that has been published, and is in the cache as it is."""
    site = Site(tmp_path_factory.mktemp("known"))
    site.configure(feed(), mastodon_at("https://mastodon.example", max_new="9"))
    for month in ("2026-09", "2026-10", "2026-11"):
        site.write(month, text=f"The kettle of {month} is on.")
    time.sleep(TICK / 1e9)
    site.publish(only=["feed"])
    return site


def cache(site: Site) -> Path:
    return site.folder / ".nowsync" / "cache" / "entries.sqlite"


def shelves(site: Site) -> Path:
    return site.folder / ".nowsync" / "cache" / "shelves"


def said(site: Site, typed: str) -> tuple[int, str]:
    """Run a command in this process. A plan says when it was made, which is another second then."""
    found = CliRunner().invoke(
        cli, ["--config", str(site.folder / "nowsync.toml"), *typed.split()], standalone_mode=False
    )
    return int(found.return_value or 0), MADE.sub("", found.output)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_the_same_without_the_cache(known: Site, command: str) -> None:
    assert said(known, f"--no-cache {command}") == said(known, command)


def test_a_cache_that_lies_is_not_asked(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    time.sleep(TICK / 1e9)
    site.publish()
    with closing(sqlite3.connect(cache(site))) as connection, connection:
        connection.execute("UPDATE head SET date = '1999-01-01T00:00:00+00:00'")
    before = cache(site).read_bytes()

    dates = [
        json.loads(said(site, f"{option} entries --json")[1])["entries"][0]["date"]
        for option in ("", "--no-cache")
    ]

    assert [each[:10] for each in dates] == ["1999-01-01", "2026-11-01"]
    assert cache(site).read_bytes() == before


def test_what_other_packages_understood_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    os.utime(packages, (0, 0))
    monkeypatch.syspath_prepend(str(packages))
    before = print_of("entries")

    (packages / "pyromark-9.dist-info").mkdir()

    assert print_of("entries") != before


def rules(site: Site) -> list[str]:
    with closing(sqlite3.connect(cache(site))) as connection:
        return [rules for (rules,) in connection.execute("SELECT rules FROM head")]


def test_who_is_at_work_while_others_are_installed_does_not_speak_for_them(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.configure(feed())
    site.write("2026-10")
    packages = tmp_path / "site-packages"
    packages.mkdir()
    os.utime(packages, (0, 0))
    monkeypatch.syspath_prepend(str(packages))
    time.sleep(TICK / 1e9)
    site.publish()
    (before,) = rules(site)

    (packages / "pyromark-9.dist-info").mkdir()
    site.write("2026-11")
    time.sleep(TICK / 1e9)
    said(site, "status")

    assert rules(site) == [before, before]


def test_nothing_is_kept_without_a_cache(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")
    time.sleep(TICK / 1e9)

    code, _ = said(site, "--no-cache publish 2026-11")

    assert code == 0
    assert not cache(site).exists()
    assert not shelves(site).exists()


def test_a_feed_is_kept_for_the_next_time(site: Site) -> None:
    site.configure(feed())
    site.write("2026-11")

    said(site, "publish 2026-11")

    # A note of the file, and the register.
    assert len(list(shelves(site).iterdir())) == 2


def test_an_option_of_all_commands_is_told_its_place(site: Site) -> None:
    site.configure(feed())

    told = run("nowsync status --no-cache", site.folder)

    assert told.returncode == 2
    assert "nowsync --no-cache status" in told.stderr


def test_the_daemon_is_not_for_it(site: Site) -> None:
    site.configure(feed())

    told = run("nowsync --no-cache daemon", site.folder)

    assert told.returncode == 2
    assert "--no-cache" in told.stderr
