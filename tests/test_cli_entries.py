"""Hold `nowsync entries` to showing every file, and what became of it."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shell import run

CONFIGURATION = """\
[site]
url = "https://ada.example"
timezone = "Europe/Lisbon"

[entries]
folder = "now"
permalink = "/now/{slug}/"
link = "/now/"

[targets.feed]
platform = "atom"
file = "now.xml"
url = "https://ada.example/now.xml"
"""
NOVEMBER = """\
---
title: November 2026
date: 2026-11-02
lang: pt
reading: [Tides, Lighthouses]
---

The kettle is on.

## Boats

One.
"""
DRAFT = "---\ndraft: true\n---\n\nNot yet.\n"
FUTURE = "---\ndate: 2999-01-01\ntitle: The end\n---\n\nWe shall see.\n"
BROKEN = "---\ntitle: x\ndate: soon\n---\n\nHello.\n"


def build(folder: Path, files: Mapping[str, str]) -> Path:
    """Lay out a site with these entries."""
    (folder / "now").mkdir()
    (folder / "nowsync.toml").write_text(CONFIGURATION, "utf-8")
    for name, text in files.items():
        (folder / "now" / name).write_text(text, "utf-8")
    return folder


def listed(folder: Path) -> subprocess.CompletedProcess[str]:
    return run("nowsync entries", folder, NO_COLOR="1")


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """Give a site with a file of every fate."""
    files = {
        "2026-11.md": NOVEMBER,
        "2026-12.md": DRAFT,
        "later.md": FUTURE,
        "broken.md": BROKEN,
        "_template.md": NOVEMBER,
        "2027-01.md": "",
    }
    return build(tmp_path, files)


def document(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Read the JSON document, which is of schema 1."""
    done = run("nowsync entries --json", folder)
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    assert found.pop("schema", None) == 1  # type: ignore[comparison-overlap]  # the one number in it
    return found


def test_each_entry_has_one_aligned_line_with_its_title_last(ada: Path) -> None:
    lines = listed(ada).stdout.splitlines()

    assert [line for line in lines if line.startswith(("2026-", "later"))] == [
        "2026-11  2026-11-02  finished  November 2026",
        "2026-12  2026-12-01  draft     Now, December 2026",
        "later    2999-01-01  future    The end",
    ]


def test_the_line_below_says_what_else_was_understood(ada: Path) -> None:
    lines = listed(ada).stdout.splitlines()

    details = lines[lines.index("2026-11  2026-11-02  finished  November 2026") + 1]
    assert details.startswith("  now/2026-11.md; ")
    assert details.endswith("pt; https://ada.example/now/; lists: reading 2; sections: Boats")


def test_problems_come_first_with_file_and_line(ada: Path) -> None:
    first = listed(ada).stdout.splitlines()[0]

    assert first.startswith('problem  now/broken.md:3: date is "soon", which is not a date')


def test_files_that_are_passed_over_come_last_with_the_reason(ada: Path) -> None:
    lines = listed(ada).stdout.splitlines()

    assert lines[-4:] == [
        "no entry  now/2027-01.md: there is nothing in it yet",
        'no entry  now/_template.md: its name begins with "_"',
        "",
        "3 entries, 1 problem, 2 passed over.",
    ]


def test_each_kind_of_file_stands_in_a_part_of_its_own(ada: Path) -> None:
    parts = listed(ada).stdout.split("\n\n")

    firsts = [part.split("  ")[0] for part in parts[:-1]]
    assert firsts == ["problem", "2026-11", "no entry"]


def test_a_problem_is_told_by_the_exit_code(ada: Path) -> None:
    assert listed(ada).returncode == 1

    (ada / "now" / "broken.md").unlink()

    assert listed(ada).returncode == 0


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """Give a site of one entry that was published, and has another name now."""
    folder = build(tmp_path, {"2026-11.md": NOVEMBER})
    run("nowsync publish 2026-11 --target feed", folder)
    (folder / "now" / "2026-11.md").rename(folder / "now" / "a-walk.md")
    return folder


def test_an_entry_is_listed_under_the_id_that_it_keeps(renamed: Path) -> None:
    first = listed(renamed).stdout.splitlines()[0]

    assert first == "2026-11  2026-11-02  finished  November 2026"


def test_a_file_that_may_be_an_old_entry_is_asked_about(renamed: Path) -> None:
    other = "---\ndate: 2026-11-02\n---\n\nNothing like it.\n"
    (renamed / "now" / "a-walk.md").write_text(other, "utf-8")

    (entry,) = document(renamed)["entries"]
    assert entry["question"] == listed(renamed).stdout.splitlines()[1].strip()


def test_nothing_is_written(ada: Path) -> None:
    before = set(ada.rglob("*"))

    listed(ada)

    assert set(ada.rglob("*")) == before


def test_a_folder_without_files_has_no_entries(tmp_path: Path) -> None:
    assert listed(build(tmp_path, {})).stdout == "no entries.\n"


def test_names_are_dated_as_the_configuration_says(tmp_path: Path) -> None:
    build(tmp_path, {"05-11-2026.md": "The kettle is on."})
    text = CONFIGURATION.replace("[entries]", '[entries]\nname_date = "DD-MM-YYYY"')
    (tmp_path / "nowsync.toml").write_text(text, "utf-8")

    assert document(tmp_path)["entries"][0]["date"] == "2026-11-05T00:00:00+00:00"


def test_an_entry_is_told_whole_as_json(ada: Path) -> None:
    entry = document(ada)["entries"][0]

    assert entry == {
        "id": "2026-11",
        "file": "now/2026-11.md",
        "date": "2026-11-02T00:00:00+00:00",
        "dated_by": "date",
        "title": "November 2026",
        "language": "pt",
        "link": "https://ada.example/now/",
        "permalink": "https://ada.example/now/2026-11/",
        "state": "finished",
        "question": None,
        "lists": [{"name": "reading", "count": 2}],
        "sections": ["Boats"],
    }


def test_the_json_document_says_the_state_of_every_entry(ada: Path) -> None:
    found = {each["id"]: each["state"] for each in document(ada)["entries"]}

    assert found == {"2026-11": "finished", "2026-12": "draft", "later": "future"}


def test_the_json_document_holds_problems_and_what_was_passed_over(ada: Path) -> None:
    found = document(ada)

    assert [(each["file"], each["line"]) for each in found["problems"]] == [("now/broken.md", 3)]
    assert found["passed_over"] == [
        {"file": "now/2027-01.md", "reason": "there is nothing in it yet"},
        {"file": "now/_template.md", "reason": 'its name begins with "_"'},
    ]
