"""Use `nowsync feed` as one does before a site goes online."""

import os
import shutil
from pathlib import Path

import pytest

from tests.shell import examples_in, run

NOVEMBER = "src/content/now/2026-11.md"


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """The example site, whose feed is written."""
    folder = examples_in(tmp_path)
    run("nowsync publish --target feed", folder)
    return folder


def test_an_unwritten_feed_is_all_new(tmp_path: Path) -> None:
    done = run("nowsync feed", examples_in(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("  new: ") == 8
    assert (
        "Readers will show 8 as new.\n  To write it: nowsync publish --target feed" in done.stdout
    )


def test_it_writes_nothing(tmp_path: Path) -> None:
    folder = examples_in(tmp_path)

    run("nowsync feed", folder)

    assert not (folder / "public").exists()
    assert not (folder / ".nowsync").exists()


def test_a_written_feed_has_nothing_new(ada: Path) -> None:
    done = run("nowsync feed", ada)

    assert "valid, as it is\n  Readers will show nothing new.\n" in done.stdout


def test_a_feed_that_another_program_changed_is_to_be_written(ada: Path) -> None:
    file = ada / "public" / "now.xml"
    file.write_text(file.read_text("utf-8").replace("Now, November 2026", "Then"), "utf-8")

    assert "corrected: Now, November 2026" in run("nowsync feed", ada).stdout


@pytest.mark.parametrize("word", ["--head", "--head --target feed"])
def test_the_head_names_every_form_of_the_feed(ada: Path, word: str) -> None:
    toml = ada / "nowsync.toml"
    toml.write_text(
        toml.read_text("utf-8") + 'json = "public/now.json"\ntitle = "A & B"\n', "utf-8"
    )

    assert run(f"nowsync feed {word}", ada).stdout.splitlines() == [
        '<link rel="alternate" type="application/atom+xml" title="A &amp; B" '
        'href="https://ada.example/now.xml">',
        '<link rel="alternate" type="application/feed+json" title="A &amp; B" '
        'href="https://ada.example/now.json">',
    ]


def test_a_target_that_is_no_feed_is_told(ada: Path) -> None:
    done = run("nowsync feed --target devto", ada)

    assert done.returncode == 2
    assert 'no target is a feed; add one with platform = "atom"' in done.stderr


def test_a_feed_that_would_lose_its_entries_is_told(ada: Path) -> None:
    (ada / ".nowsync" / "ledger.sqlite").unlink()
    shutil.rmtree(ada / "src/content/now")
    (ada / "src/content/now").mkdir()
    (ada / NOVEMBER).write_text("---\ntitle: Now\ndate: 2026-11-01\n---\nHere.\n")
    os.utime(ada / NOVEMBER, (0, 0))

    done = run("nowsync feed", ada)

    assert done.returncode == 1
    assert "public/now.xml would lose 7 of its 8 entries" in done.stderr


def test_a_held_entry_is_told(ada: Path) -> None:
    path = ada / "src/content/now/2026-12.md"
    path.write_text("---\ntitle: x\ndate: 2026-11-02\nnowsync: {visibility: private}\n---\nNo.\n")

    done = run("nowsync feed", ada)

    assert done.returncode == 1
    assert "some entries are held; to see why: nowsync preview --target feed" in done.stdout


def test_an_entry_that_waits_is_told_with_how_to_send_it_at_once(ada: Path) -> None:
    november = ada / NOVEMBER
    november.write_text(november.read_text("utf-8").replace("painted", "sanded"), "utf-8")
    os.utime(november)
    settings = ada / "nowsync.toml"
    settings.write_text(settings.read_text("utf-8").replace("settle = 0", "settle = 600"), "utf-8")

    done = run("nowsync feed", ada)

    assert "not yet: 2026-11; its file was written just now, and may not be finished" in done.stdout
    assert "to send it at once: nowsync publish 2026-11 --target feed\n" in done.stdout


def test_its_style_sheet_is_a_file_to_keep(ada: Path) -> None:
    done = run("nowsync feed --style", ada)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("/* How a browser shows the feed")
