"""A year with a feed, as people's own programs show it: each entry once, an edit as an edit."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import feedparser
import pytest

from tests.servers.programs import UnavailableError, cached, install, run
from tests.site import Site, feed

# feedparser 6.0.14 does not say that it needs sgmllib3k.
READER = ("reader==3.26", "sgmllib3k==1.0.0")
PROGRAM = Path(__file__).with_name("in_reader.py")

# The text of each entry, by its id, as a reader has it in its store.
Shown: TypeAlias = Mapping[str, str]
Read: TypeAlias = Callable[[Path], Shown]


def with_feedparser(file: Path) -> Shown:
    parsed: Any = feedparser.parse(str(file))
    return {entry.id: entry.content[0].value for entry in parsed.entries}


def with_newsboat(file: Path) -> Shown:
    """Reload in newsboat; its store stays beside the feed, from one time to the next."""
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        pytest.skip("no newsboat on this machine")
    home = file.parent / "newsboat"
    home.mkdir(exist_ok=True)
    (home / "urls").write_text(f"file://{file}\n")
    (home / "config").touch()
    store = home / "cache.db"
    places = ["-u", str(home / "urls"), "-c", str(store), "-C", str(home / "config")]
    subprocess.run(
        [newsboat, *places, "-x", "reload"],
        check=True,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        timeout=60,
    )
    connection = sqlite3.connect(store)
    try:
        return dict(connection.execute("SELECT guid, content FROM rss_item"))
    finally:
        connection.close()


def with_reader(file: Path) -> Shown:
    """Update in the library `reader`, which is no dependency: it brings a web server along."""
    try:
        place = cached("reader", lambda place: install(place, *READER))
    except UnavailableError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"no reader on this machine: {error}")
    shown: Shown = json.loads(run([place / "bin" / "python", PROGRAM, file]))
    return shown


READERS = {"feedparser": with_feedparser, "newsboat": with_newsboat, "reader": with_reader}
each_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())


@pytest.fixture
def ada(site: Site) -> Site:
    """A site with two months in its feed."""
    site.configure(feed())
    site.write("2026-09")
    site.write("2026-10")
    site.publish()
    return site


def file_of(site: Site) -> Path:
    return site.folder / "public" / "now.xml"


def id_of(name: str) -> str:
    return f"tag:ada.example,{name}-01:now/{name}"


@each_reader
def test_each_entry_is_shown_once(ada: Site, read: Read) -> None:
    read(file_of(ada))
    ada.write("2026-11")
    ada.publish()

    assert sorted(read(file_of(ada))) == [id_of("2026-09"), id_of("2026-10"), id_of("2026-11")]


@each_reader
def test_the_rss_twin_shows_the_same_entries(ada: Site, read: Read) -> None:
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text() + '\nrss = "public/now.rss"\n')
    ada.publish()

    shown = read(file_of(ada).with_suffix(".rss"))

    assert sorted(shown) == [id_of("2026-09"), id_of("2026-10")]
    assert "The kettle is on." in shown[id_of("2026-10")]


@each_reader
def test_a_corrected_entry_is_the_same_with_a_better_text(ada: Site, read: Read) -> None:
    read(file_of(ada))
    ada.write("2026-10", text="The kettle is one.")
    ada.publish()

    shown = read(file_of(ada))

    assert len(shown) == 2
    assert "The kettle is one." in shown[id_of("2026-10")]


@each_reader
def test_a_revised_entry_is_the_same_with_a_new_text(ada: Site, read: Read) -> None:
    read(file_of(ada))
    ada.write("2026-10", reading="Currents")
    ada.publish()

    shown = read(file_of(ada))

    assert len(shown) == 2
    assert "Currents" in shown[id_of("2026-10")]


@each_reader
def test_a_renamed_file_is_nothing_new(ada: Site, read: Read) -> None:
    before = read(file_of(ada))
    (ada.folder / "now" / "2026-10.md").rename(ada.folder / "now" / "october.md")
    ada.publish()

    assert read(file_of(ada)).keys() == before.keys()


@each_reader
def test_a_moved_site_brings_no_entry_twice(ada: Site, read: Read) -> None:
    before = read(file_of(ada))
    toml = ada.folder / "nowsync.toml"
    toml.write_text(toml.read_text().replace("https://ada.example", "https://ada.new"))
    ada.publish()

    assert read(file_of(ada)).keys() == before.keys()
