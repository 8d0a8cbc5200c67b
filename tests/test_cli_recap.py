"""Use `nowsync recap` as one does at the end of a quarter."""

from pathlib import Path

import pytest

from tests.shell import examples_in, run


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    return examples_in(tmp_path)


def test_a_recap_is_a_draft_of_the_quarter(ada: Path) -> None:
    done = run("nowsync recap 2026-Q3", ada)

    assert (done.returncode, done.stderr) == (0, "")
    assert 'title: "July to September 2026 in review"\n' in done.stdout
    assert "draft: true\n" in done.stdout
    assert "- Mostly Weather by Hettie Moorlock (since July 2026)\n" in done.stdout
    assert "### [September 2026](https://ada.example/now/2026-09/)\n" in done.stdout


def test_what_it_writes_is_an_entry_that_waits_for_its_author(ada: Path) -> None:
    written = run("nowsync recap 2026 -o src/content/now/2026-review.md", ada)

    listed = run("nowsync entries", ada).stdout

    assert written.stdout.startswith("Wrote src/content/now/2026-review.md. It is a draft")
    assert "a draft: " in listed.partition("2026-review")[2].partition("\n\n")[0]


def test_it_replaces_no_file(ada: Path) -> None:
    (ada / "mine.md").write_text("mine")

    done = run("nowsync recap 2026 -o mine.md", ada)

    assert done.returncode == 2
    assert "there is a mine.md already" in done.stderr
    assert (ada / "mine.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("nowsync recap 1999", "there is no finished entry in 1999"),
        ("nowsync recap soon", "'soon' is no period; write it like 2026, 2026-Q3"),
        ("nowsync recap 2026 -o nowhere/mine.md", "nowhere/mine.md cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told(ada: Path, command: str, told: str) -> None:
    done = run(command, ada)

    assert done.returncode == 2
    assert told in done.stderr


def test_its_template_can_be_ones_own(ada: Path) -> None:
    (ada / "own").mkdir()
    (ada / "own/recap.j2").write_text("{{ period }}: {{ lists[0].finished | length }} finished\n")
    with (ada / "nowsync.toml").open("a") as toml:
        toml.write('\n[templates]\nfolder = "own"\n')

    assert run("nowsync recap 2026", ada).stdout == "2026: 3 finished\n"
