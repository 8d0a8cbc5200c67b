"""Start a month's entry as its author would."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shell import examples_in, run
from tests.site import Site, feed


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    return examples_in(tmp_path)


def test_a_new_entry_goes_on_from_the_last_one(ada: Path) -> None:
    done = run("nowsync new 2026-12", ada)

    text = (ada / "src/content/now/2026-12.md").read_text("utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Wrote src/content/now/2026-12.md. It is a draft")
    assert text.startswith('---\ntitle: "December 2026"\ndate: 2026-12-01T00:00:00Z\n')
    assert 'currentlyReading: ["Patient Machines by Wilma Tarrant"]\n' in text
    assert "## Goals for next month\n\n1. Paint the bit by the stern\n2. Finish the" in text
    assert "## Projects\n\n- **The school's tide board**:\n" in text
    assert "I painted the dinghy" not in text


def test_what_it_writes_is_an_entry_that_waits_for_its_author(ada: Path) -> None:
    run("nowsync new 2026-12", ada)

    done = run("nowsync entries", ada)

    assert done.returncode == 0
    assert "2026-12  2026-12-01  draft     December 2026" in done.stdout


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("nowsync new 2026-11", "there is an entry for November 2026 already: src/content/now/"),
        ("nowsync new soon", "'soon' is no month; write it like 20"),
        ("nowsync new 2026-13", "'2026-13' is no month"),
    ],
)
def test_what_cannot_be_done_is_told(ada: Path, command: str, told: str) -> None:
    done = run(command, ada)

    assert done.returncode == 2
    assert told in done.stderr


def test_it_replaces_no_file(ada: Path) -> None:
    mine = ada / "src/content/now/2026-12.md"
    mine.write_text("---\ndate: soon\n---\nMine.\n")

    done = run("nowsync new 2026-12", ada)

    assert done.returncode == 2
    assert "there is a src/content/now/2026-12.md already, and it is left" in done.stderr
    assert mine.read_text().endswith("Mine.\n")


def test_a_page_that_is_rewritten_in_place_has_no_new_file(ada: Path) -> None:
    toml = ada / "nowsync.toml"
    toml.write_text(
        toml.read_text("utf-8").replace('folder = "src/content/now"', 'page = "now.md"')
    )
    (ada / "now.md").write_text("---\nupdated: 2026-11-01\n---\nThe kettle is on.\n")

    done = run("nowsync new", ada)

    assert done.returncode == 2
    assert "your now page is one file, rewritten in place: edit now.md" in done.stderr


def test_its_template_can_be_ones_own(ada: Path) -> None:
    (ada / "own").mkdir()
    (ada / "own/new.j2").write_text("{{ front_matter }}\n\nDear {{ month }},\n")
    with (ada / "nowsync.toml").open("a") as toml:
        toml.write('\n[templates]\nfolder = "own"\n')

    run("nowsync new 2026-12", ada)

    text = (ada / "src/content/now/2026-12.md").read_text("utf-8")
    assert text.endswith("draft: true\n---\n\nDear December 2026,\n")


@pytest.fixture
def site_of(site: Site) -> Site:
    site.configure(feed())
    return site


def entry(site: Site, name: str, date: str) -> None:
    path = site.folder / "now" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ndate: {date}\n---\nThe kettle is on.\n")


@pytest.mark.parametrize(
    ("earlier", "last", "new"),
    [
        ("2026-09.md", "2026-10.md", "2026-11.md"),
        ("2026/09.md", "2026/10.md", "2026/11.md"),
        ("september-2026.md", "october-2026.md", "november-2026.md"),
        ("2026-09/index.md", "2026-10/index.md", "2026-11/index.md"),
        ("2026-09-rain.md", "2026-10-snow.md", "2026-11.md"),
        ("rain/index.md", "snow/index.md", "2026-11/index.md"),
        ("rain.markdown", "snow.markdown", "2026-11.markdown"),
    ],
)
def test_a_new_file_is_named_like_those_before_it(
    site_of: Site, earlier: str, last: str, new: str
) -> None:
    entry(site_of, earlier, "2026-09-01")
    entry(site_of, last, "2026-10-01")

    assert site_of.app().drafts().start(None) == f"now/{new}"
    assert (site_of.folder / "now" / new).exists()


def test_an_entry_is_dated_today_where_entries_are_not_dated_the_first(site_of: Site) -> None:
    entry(site_of, "2026-09-05.md", "2026-09-05")
    entry(site_of, "2026-10-07.md", "2026-10-07")

    assert site_of.app().drafts().start(None) == "now/2026-11-20.md"
    assert site_of.app().drafts().start("2026-12") == "now/2026-12-01.md"


def test_the_first_entry_of_all_is_named_by_its_month(site_of: Site) -> None:
    assert site_of.app().drafts().start(None) == "now/2026-11.md"

    text = (site_of.folder / "now/2026-11.md").read_text()
    assert text == '---\ntitle: "November 2026"\ndate: 2026-11-01\ndraft: true\n---\n'


def test_this_month_is_that_of_the_sites_zone(site_of: Site) -> None:
    toml = site_of.folder / "nowsync.toml"
    toml.write_text(
        toml.read_text().replace("[entries]", 'timezone = "Pacific/Auckland"\n[entries]')
    )
    site_of.now = datetime(2026, 11, 30, 21, tzinfo=UTC)

    assert site_of.app().drafts().start(None) == "now/2026-12.md"


def test_what_is_left_out_of_a_new_entry_is_what_was_done(site_of: Site) -> None:
    (site_of.folder / "now/2026-10.md").write_text(
        "---\ndate: 2026-10-01\nreading: [~~Tides~~, The Kettle]\n---\n"
        "## Goals for October\n\n- [x] Fit the shark\n- Learn to say it\n"
    )

    site_of.app().drafts().start(None)

    text = (site_of.folder / "now/2026-11.md").read_text()
    assert 'reading: ["The Kettle"]' in text
    assert text.endswith("## Goals for November\n\n- Learn to say it\n")
