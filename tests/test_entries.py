"""A folder of files becomes entries; whatever is wrong with one of them costs only itself."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from nowsync.core.change import ChangeKind
from nowsync.core.detection import detect
from nowsync.core.entry import Entry, Item
from nowsync.core.errors import ConfigurationError, Problem, Unreadable
from nowsync.core.target import Site
from nowsync.entries import EntryRules, FileCache, PassedOver, read_entry, read_folder, read_page

LISBON = ZoneInfo("Europe/Lisbon")
SITE = Site("https://ada.example", timezone="Europe/Lisbon")
MAY = """\
---
title: "May 2026"
date: 2026-05-01
location: Porto Tremelga
mood: "Square on three corners"
currentlyReading: ["Nine Ferries by Duarte Sameiro"]
currentlyWatching: []
currentlyBuilding:
  [
    "The tide board",
    "cutlist",
  ]
---

## What I'm up to

The tide board has a body.

## Projects

- **The tide board**: Glued, planed.
- **cutlist**: Reads a file now.

## Goals

1. Turn the tide\x20\x20
2. Find brass\x20\x20
"""


@pytest.fixture
def rules(tmp_path: Path) -> EntryRules:
    folder = tmp_path / "now"
    folder.mkdir()
    return EntryRules(folder=folder, root=tmp_path, site=SITE)


def write(rules: EntryRules, name: str, text: str = "Hello.") -> Path:
    path = rules.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def entry(rules: EntryRules, front_matter: str = "", name: str = "2026-05.md") -> Entry:
    return read_entry(write(rules, name, f"---\n{front_matter}\n---\nHello."), rules)


def refusal(path: Path, rules: EntryRules) -> Problem:
    with pytest.raises(Unreadable) as caught:
        read_entry(path, rules)
    return caught.value.problem


def test_a_whole_entry_is_read(rules: EntryRules) -> None:
    may = read_entry(write(rules, "2026-05.md", MAY), rules)

    assert (may.id, may.source, may.title) == ("2026-05", "now/2026-05.md", "May 2026")
    assert may.date == datetime(2026, 5, 1, tzinfo=LISBON)
    assert may.fields == {"location": "Porto Tremelga", "mood": "Square on three corners"}
    assert may.lists == {
        "currentlyReading": ("Nine Ferries by Duarte Sameiro",),
        "currentlyWatching": (),
        "currentlyBuilding": ("The tide board", "cutlist"),
    }
    assert [section.title for section in may.sections] == ["What I'm up to", "Projects", "Goals"]
    assert may.sections[1].items[0] == Item("Glued, planed.", "The tide board")
    assert may.sections[2].items == (Item("Turn the tide"), Item("Find brass"))
    assert (may.body_line, may.body.splitlines()[0]) == (15, "## What I'm up to")
    assert may.draft is False


def test_the_example_site_reads_without_a_problem() -> None:
    root = Path(__file__).parent.parent / "examples"
    folder = read_folder(EntryRules(folder=root / "src" / "content" / "now", root=root, site=SITE))

    assert folder.problems == ()
    assert [each.id for each in folder.entries] == [f"2026-{month:02}" for month in range(4, 12)]


def test_entries_come_oldest_first(rules: EntryRules) -> None:
    write(rules, "a.md", "---\ndate: 2026-05-01\n---\nx")
    write(rules, "b.md", "---\ndate: 2026-04-01\n---\nx")

    assert [each.id for each in read_folder(rules).entries] == ["b", "a"]


def test_a_broken_file_costs_only_itself(rules: EntryRules) -> None:
    write(rules, "2026-04.md", "---\na: 1\na: 2\n---\nx")
    write(rules, "2026-05.md")
    folder = read_folder(rules)

    assert [each.id for each in folder.entries] == ["2026-05"]
    assert [(each.file, each.line) for each in folder.problems] == [("now/2026-04.md", 3)]


def test_a_missing_folder_is_a_matter_of_configuration(rules: EntryRules) -> None:
    with pytest.raises(ConfigurationError, match=r"entries\.folder"):
        read_folder(replace(rules, folder=rules.folder / "missing"))


def test_a_file_outside_the_root_is_named_in_full(rules: EntryRules, tmp_path: Path) -> None:
    elsewhere = replace(rules, root=tmp_path / "site")

    assert entry(elsewhere).source == (rules.folder / "2026-05.md").as_posix()


# Which files are entries.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-05.md", "2026-05"),
        ("2026-05.mdx", "2026-05"),
        ("2026-05.markdown", "2026-05"),
        ("2026-05.MD", "2026-05"),
        ("2026/05.md", "2026/05"),
        ("2026-05/index.md", "2026-05"),
        ("2026/may/index.mdx", "2026/may"),
        ("2026-05/_index.md", "2026-05"),
        ("2026-05/index.pt.md", "2026-05.pt"),
        ("2026-05-a.b.md", "2026-05-a.b"),
        ("2026-05 cafe\u0301.md", "2026-05 caf\u00e9"),
    ],
)
def test_an_entry_is_known_by_its_place(rules: EntryRules, name: str, expected: str) -> None:
    write(rules, name)

    assert [each.id for each in read_folder(rules).entries] == [expected]


@pytest.mark.parametrize(
    ("name", "passed_over"),
    [
        (".hidden.md", ".hidden.md"),
        ("_template.md", "_template.md"),
        ("_drafts/2026-05.md", "_drafts"),
        ("2026-05.md~", "2026-05.md~"),
        (".2026-05.md.swp", ".2026-05.md.swp"),
        ("#2026-05.md#", "#2026-05.md#"),
        ("2026-05.md.tmp", "2026-05.md.tmp"),
        ("2026-05.md.part", "2026-05.md.part"),
        ("2026-05.md.crdownload", "2026-05.md.crdownload"),
        ("2026-05.sync-conflict-20260503-101112-ABC.md",) * 2,
        ("2026-05 (Ada's conflicted copy 2026-05-03).md",) * 2,
        ("_index.md", "_index.md"),
        ("_index.pt.md", "_index.pt.md"),
        ("index.md", "index.md"),
        ("README.md", "README.md"),
    ],
)
def test_what_is_no_entry_is_passed_over(rules: EntryRules, name: str, passed_over: str) -> None:
    write(rules, name)
    folder = read_folder(rules)

    assert (folder.entries, folder.problems) == ((), ())
    assert [each.source for each in folder.passed_over] == [f"now/{passed_over}"]


def test_other_files_are_not_mentioned(rules: EntryRules) -> None:
    write(rules, "2026-05/cover.png")
    write(rules, "data.json")
    folder = read_folder(rules)

    assert (folder.entries, folder.problems, folder.passed_over) == ((), (), ())


@pytest.mark.parametrize("text", ["", "\n \n", "---\nmood: calm\n---\n", "<!-- soon -->\n"])
def test_an_entry_without_text_and_lists_is_passed_over(rules: EntryRules, text: str) -> None:
    write(rules, "now.md", text)

    assert read_folder(rules).passed_over == (
        PassedOver("now/now.md", "there is nothing in it yet"),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "---\ntitle: I joined a choir\n---\n<!-- x -->",
            "there is only a title in it; write a line",
        ),
        ("---\ntitle: Now\n---\n{{ posts.first }}\n", "all of its text is computed by the site"),
    ],
)
def test_what_an_entry_lacks_is_said(rules: EntryRules, text: str, reason: str) -> None:
    write(rules, "now.md", text)

    assert read_folder(rules).passed_over[0].reason.startswith(reason)


def test_lists_are_enough_for_an_entry(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "---\nreading: [A book]\n---\n")

    assert len(read_folder(rules).entries) == 1


def test_a_file_that_is_no_entry_cannot_be_read_as_one(rules: EntryRules) -> None:
    assert "nothing in it yet" in refusal(write(rules, "2026-05.md", ""), rules).message


def test_links_are_not_followed(rules: EntryRules, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "2026-04.md").write_text("x")
    (rules.folder / "2026-05.md").symlink_to(outside / "2026-04.md")
    (rules.folder / "more").symlink_to(outside)
    folder = read_folder(rules)

    assert folder.entries == ()
    assert [each.reason for each in folder.passed_over] == ["a symbolic link"] * 2
    assert "cannot be read" in refusal(rules.folder / "2026-05.md", rules).message


def test_a_pipe_is_not_waited_for(rules: EntryRules) -> None:
    os.mkfifo(rules.folder / "2026-05.md")

    assert read_folder(rules).passed_over[0].reason == "not a regular file"
    assert "not a regular file" in refusal(rules.folder / "2026-05.md", rules).message


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param(b"a\nb\xff", 2, "not UTF-8", id="Latin-1"),
        pytest.param(b"a\n\n\0", 3, "NUL", id="NUL"),
        pytest.param(b"a" * (1024 * 1024 + 1), None, "1 MiB", id="too large"),
    ],
)
def test_what_is_no_text_of_reasonable_size_is_a_problem(
    rules: EntryRules, content: bytes, line: int | None, words: str
) -> None:
    (rules.folder / "2026-05.md").write_bytes(content)
    (problem,) = read_folder(rules).problems

    assert words in problem.message
    assert (problem.file, problem.line) == ("now/2026-05.md", line)


def test_a_file_of_the_largest_size_is_read(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "a" * 1024 * 1024)

    assert len(read_folder(rules).entries) == 1


def test_a_name_that_is_no_text_is_a_problem(rules: EntryRules) -> None:
    os.close(os.open(os.fsencode(rules.folder) + b"/2026-05-\xff.md", os.O_CREAT | os.O_WRONLY))
    Path(os.fsdecode(os.fsencode(rules.folder) + b"/2026-05-\xff.md")).write_text("x")
    (problem,) = read_folder(rules).problems

    assert "not UTF-8" in problem.message
    assert str(problem).encode()


@pytest.mark.parametrize("name", ["2026-05-01-Now-at-sea.md", "2026-05-01-now/index.md"])
def test_entries_may_stand_among_other_files(rules: EntryRules, name: str) -> None:
    write(rules, name)
    write(rules, "2026-05-02-snow.md")
    folder = read_folder(replace(rules, files="*-now*"))

    assert [each.source for each in folder.entries] == [f"now/{name}"]
    assert folder.passed_over == ()


def test_one_id_for_two_files_is_a_problem_of_both(rules: EntryRules) -> None:
    write(rules, "2026-05.md")
    write(rules, "2026-05/index.md")
    write(rules, "2026-06.md")
    folder = read_folder(rules)

    assert [each.id for each in folder.entries] == ["2026-06"]
    assert [str(each) for each in folder.problems] == [
        'now/2026-05.md: its id "2026-05" is also that of now/2026-05/index.md',
        'now/2026-05/index.md: its id "2026-05" is also that of now/2026-05.md',
    ]


# When an entry is dated.


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-05-03", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026-05-03T10:30:00", datetime(2026, 5, 3, 10, 30, tzinfo=LISBON)),
        ("2026-05-03T10:30", datetime(2026, 5, 3, 10, 30, tzinfo=LISBON)),
        ("'2026-05-03 10:30'", datetime(2026, 5, 3, 10, 30, tzinfo=LISBON)),
        ("'2026-05'", datetime(2026, 5, 1, tzinfo=LISBON)),
        ("2026-5-3", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026/5/3", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("20260503", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("202605", datetime(2026, 5, 1, tzinfo=LISBON)),
        ("May 3, 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("3 May 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("May 2026", datetime(2026, 5, 1, tzinfo=LISBON)),
        ("May 3rd, 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("sept 2026", datetime(2026, 9, 1, tzinfo=LISBON)),
        ("Sunday, May 3, 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026-05-03 9:15 PM", datetime(2026, 5, 3, 21, 15, tzinfo=LISBON)),
        ("May 3rd, 2026 at 12:05 am", datetime(2026, 5, 3, 0, 5, tzinfo=LISBON)),
        ("21/05/2026", datetime(2026, 5, 21, tzinfo=LISBON)),
        ("05/21/2026", datetime(2026, 5, 21, tzinfo=LISBON)),
        ("5/5/2026", datetime(2026, 5, 5, tzinfo=LISBON)),
        ("3.5.2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("3. März 2026", datetime(2026, 3, 3, tzinfo=LISBON)),
        ("3 de mayo de 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("1er août 2026", datetime(2026, 8, 1, tzinfo=LISBON)),
        ("3 мая 2026", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026年5月3日", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026년 5월 3일", datetime(2026, 5, 3, tzinfo=LISBON)),
        ("2026-W19", datetime(2026, 5, 4, tzinfo=LISBON)),
    ],
)
def test_a_date_without_a_zone_is_in_the_sites(
    rules: EntryRules, written: str, expected: datetime
) -> None:
    assert entry(rules, f"date: {written}").date == expected


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-03T10:30:00Z",
        "2026-05-03T10:30Z",
        "2026-05-03 12:30:00 +02:00",
        "2026-05-03 12:30 +0200",
        "2026-05-03 12:30:00 +0200",
        "2026-05-03T12:30:00+0200",
        "2026-05-03 10:30:00 UTC",
        "2026-05-03 12:30:00 UTC+02:00",
        "2026-05-03 12:30 Europe/Paris",
        "Sun, 03 May 2026 10:30:00 GMT",
    ],
)
def test_a_date_with_a_zone_keeps_it(rules: EntryRules, written: str) -> None:
    date = entry(rules, f"date: {written}").date

    assert date == datetime(2026, 5, 3, 10, 30, tzinfo=UTC)
    assert date.utcoffset() in (timedelta(0), timedelta(hours=2))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-05.md", (2026, 5, 1)),
        ("2026-5.md", (2026, 5, 1)),
        ("2026-05-17.md", (2026, 5, 17)),
        ("2026-05-17-a-break.md", (2026, 5, 17)),
        ("2026-05-at-sea.md", (2026, 5, 1)),
        ("20260517.md", (2026, 5, 17)),
        ("20260517-slug.md", (2026, 5, 17)),
        ("now-202605.md", (2026, 5, 1)),
        ("may-2026.md", (2026, 5, 1)),
        ("november-2025.md", (2025, 11, 1)),
        ("nov-25.md", (2025, 11, 1)),
        ("5-may-2026.md", (2026, 5, 5)),
        ("2026/05.md", (2026, 5, 1)),
        ("2026/may.md", (2026, 5, 1)),
        ("2026-05/start-work.md", (2026, 5, 1)),
        ("2026-05-17/index.md", (2026, 5, 17)),
        ("archive/2026-05.md", (2026, 5, 1)),
        ("archive/2026/december.md", (2026, 12, 1)),
        ("2026/12-things.md", (2026, 12, 1)),
        ("2026-02-spring.md", (2026, 2, 1)),
        ("2026-05-17T16-32-00.md", (2026, 5, 17)),
        ("001-2026-05.md", (2026, 5, 1)),
        ("2026-05-17T16:32:00.00-05:00.md", (2026, 5, 17)),
        ("fevrier-2026.md", (2026, 2, 1)),
        ("2026-w19.md", (2026, 5, 4)),
    ],
)
def test_without_a_date_field_the_name_tells(
    rules: EntryRules, name: str, expected: tuple[int, int, int]
) -> None:
    date = read_entry(write(rules, name), rules).date

    assert (date.year, date.month, date.day) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("now.md", "may.md", "2026.md", "may-20-things.md", "2026-02-30.md", "12.md"),
        *("12-2026-5-things.md", "winter-spring-2026.md", "2026/2-years-later.md"),
        *("03-14-2026-5-30-pm/walk.md", "40-40-2026.md"),
    ],
)
def test_an_ambiguous_name_is_not_guessed(rules: EntryRules, name: str) -> None:
    assert "no date: add `date:" in refusal(write(rules, name), rules).message


@pytest.mark.parametrize(
    ("name", "patterns"),
    [
        ("05-11-2026.md", '"DD-MM-YYYY" or "MM-DD-YYYY"'),
        ("25.11.2026 rain.md", '"DD.MM.YYYY"'),
        ("05-11-2026-3-30-pm.md", '"DD-MM-YYYY" or "MM-DD-YYYY"'),
        ("230511.md", '"DDMMYY" or "YYMMDD"'),
    ],
)
def test_a_name_that_needs_a_pattern_says_which_may_fit(
    rules: EntryRules, name: str, patterns: str
) -> None:
    message = refusal(write(rules, name), rules).message

    assert message.endswith(f"say how with name_date = {patterns} in [entries]")


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("DD-MM-YYYY", "05-11-2026.md", (2026, 11, 5)),
        ("MM-DD-YYYY", "05-11-2026-3-30-pm.md", (2026, 5, 11)),
        ("YYMMDD", "231105.md", (2023, 11, 5)),
        ("MM.YYYY", "now 05.2026.md", (2026, 5, 1)),
    ],
)
def test_a_pattern_reads_names_that_nobody_could_guess(
    rules: EntryRules, pattern: str, name: str, expected: tuple[int, int, int]
) -> None:
    date = read_entry(write(rules, name), replace(rules, name_date=pattern)).date

    assert (date.year, date.month, date.day) == expected


@pytest.mark.parametrize("name", ["2026-05.md", "45-13-2026.md", "0511-2026.md"])
def test_a_name_that_does_not_fit_the_pattern_has_no_date(rules: EntryRules, name: str) -> None:
    path = write(rules, name)

    assert "no date" in refusal(path, replace(rules, name_date="DD-MM-YYYY")).message


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("month: March\nyear: 2026", 3),
        ("month: 3\nyear: '2026'", 3),
        ("month: March 2026", 3),
        ("title: March 2026", 3),
        ("date: git Last Modified\ntitle: March 2026", 3),
    ],
)
def test_a_month_may_be_told_by_its_own_fields_or_by_the_title(
    rules: EntryRules, written: str, month: int
) -> None:
    assert entry(rules, written, "now.md").date == datetime(2026, month, 1, tzinfo=LISBON)


@pytest.mark.parametrize("written", ["month: March", "title: March", "title: March 2026, at last"])
def test_a_month_without_a_year_is_no_date(rules: EntryRules, written: str) -> None:
    path = write(rules, "now.md", f"---\n{written}\n---\nHello.")

    assert "no date" in refusal(path, rules).message


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("2026-05.md", "date: 2026-06-03", "date says 2026-06-03, but its name says 2026-05"),
        ("2026-05-03.md", "pubDate: 2025-05-03", "pubDate says 2025-05-03, but its name says"),
    ],
)
def test_a_date_that_the_name_contradicts_is_a_warning(
    rules: EntryRules, name: str, written: str, expected: str
) -> None:
    write(rules, name, f"---\n{written}\n---\nHello.")
    folder = read_folder(rules)

    assert len(folder.entries) == 1
    assert [(each.file, each.line) for each in folder.warnings] == [(f"now/{name}", 2)]
    assert expected in folder.warnings[0].message


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("2026-05.md", "date: 2026-05-31T23:30:00Z"),
        ("2026-05.md", "date: 2026-06-01"),
        ("2026-05-03.md", "date: 2026-05-02T23:59:00-09:00"),
        ("2026-05.md", "updated: 2026-07-01"),
        ("2026-05.md", "mood: calm"),
        ("2026-w19.md", "date: 2026-05-10"),
        ("hello.md", "date: 2026-05-03"),
    ],
)
def test_a_day_between_time_zones_and_a_later_change_contradict_nothing(
    rules: EntryRules, name: str, written: str
) -> None:
    write(rules, name, f"---\n{written}\n---\nHello.")

    assert read_folder(rules).warnings == ()


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("2026-05.md", "pubDate: 2026-05-03", "pubDate"),
        ("2026-05.md", "x: 1", "its name"),
        ("now.md", "month: 5\nyear: 2026", "month and year"),
        ("now.md", "title: May 2026", "its title"),
    ],
)
def test_a_folder_tells_what_dated_an_entry(
    rules: EntryRules, name: str, written: str, expected: str
) -> None:
    write(rules, name, f"---\n{written}\n---\nHello.")

    assert [each.dated_by for each in read_folder(rules).entries] == [expected]


def test_the_index_of_an_inner_folder_is_an_entry_only_with_a_date(rules: EntryRules) -> None:
    write(rules, "2026/_index.md", "All of the year.")

    assert read_folder(rules).passed_over == (
        PassedOver("now/2026/_index.md", "the index of its folder"),
    )


@pytest.mark.parametrize(
    "written",
    ["soon", "'2026'", "'2026-13'", "0202-05-01", "[1]", "1", "2026-02-30x", "2026-W54"],
)
def test_a_date_that_is_none_is_not_replaced_by_another(rules: EntryRules, written: str) -> None:
    path = write(rules, "2026-05.md", f"---\ntitle: May\ndate: {written}\n---\nx")
    problem = refusal(path, rules)

    assert "is not a date" in problem.message
    assert problem.line == 3


@pytest.mark.parametrize("table", ["extra", "params"])
def test_a_date_may_stand_in_a_table_of_the_sites_own(rules: EntryRules, table: str) -> None:
    read = entry(rules, f"title: x\n{table}:\n  updated: 2026-05-03", "hello.md")

    assert (f"{read.date:%Y-%m-%d}", read.dated_by) == ("2026-05-03", "updated")


def test_a_date_of_the_entry_goes_before_one_in_a_table(rules: EntryRules) -> None:
    assert entry(rules, "date: 2026-05-03\nextra:\n  date: 2025-01-01").date.year == 2026


def test_a_date_under_an_unknown_key_is_asked_about(rules: EntryRules) -> None:
    path = write(rules, "hello.md", "---\nmood: calm\nposted: 2026-05-03\n---\nx")

    assert refusal(path, rules).message == (
        'no date: "posted" may be it, which nowsync does not know; '
        'write dates = ["posted"] in [entries]'
    )


def test_a_date_that_may_be_two_is_not_guessed(rules: EntryRules) -> None:
    path = write(rules, "2026-05.md", "---\ndate: 01/10/2026\n---\nx")

    assert 'date is "01/10/2026", which may be two days' in refusal(path, rules).message


def test_the_first_date_field_counts_and_an_empty_one_does_not(rules: EntryRules) -> None:
    fields = "updated: 2026-07-01\npubDate: 2026-06-01\ndate:\npublished: true"

    assert entry(rules, fields).date.month == 6


# What the front matter says.


@pytest.mark.parametrize(
    "written",
    [
        *("", "title:", "title: Now", "title: /now", "title: ''", "x: 1", "title: Now."),
        *("title: What I\N{RIGHT SINGLE QUOTATION MARK}m doing now", "title: '{{ page.date }}'"),
        *("title: Currently", "title: The things I'm up to right now"),
    ],
)
def test_a_title_that_says_nothing_is_made_of_the_month(rules: EntryRules, written: str) -> None:
    assert entry(rules, written).title == "Now, May 2026"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hello", "Hello"),
        ("2026", "2026"),
        ('"a\\n b"', "a b"),
        ("'[set sail](https://b.example) *soon*'", "set sail soon"),
        ("a_b_c *d", "a_b_c *d"),
    ],
)
def test_a_title_is_one_line(rules: EntryRules, written: str, expected: str) -> None:
    assert entry(rules, f"title: {written}").title == expected


@pytest.mark.parametrize(
    "written",
    [
        "draft: true",
        "draft: Flase",
        "draft: no",
        "draft:",
        "Draft: true",
        "draft: 0",
        "published: false",
        "publish: false",
        "dg-publish: false",
        "publish: 'true'",
        "status: Draft",
        "status: unlisted",
        "visibility: private",
        "unlisted: true",
        "private: true",
        "hidden: perhaps",
        "isDraft: true",
        "published: soon",
        "build: {list: never}",
        "_build: {render: false}",
        "_build: {render: perhaps}",
        "build: false",
        "eleventyExcludeFromCollections: true",
    ],
)
def test_an_entry_that_may_be_unfinished_is_a_draft(rules: EntryRules, written: str) -> None:
    assert entry(rules, written).draft


@pytest.mark.parametrize(
    "written",
    [
        "draft: false",
        "published: true",
        "published: 2026-05-01",
        "status: busy",
        "dg-publish: true",
        "published: '2026-05-01'",
        "current: false",
        "archived: true",
        "active: false",
        "unlisted: false",
        "build: {list: local, render: always}",
        "build: true",
        "eleventyExcludeFromCollections: false",
        "eleventyExcludeFromCollections: true\ndraft: false",
    ],
)
def test_an_entry_that_is_clearly_finished_is_none(rules: EntryRules, written: str) -> None:
    assert not entry(rules, written).draft


def test_a_flag_that_is_neither_yes_nor_no_is_named(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "---\ntitle: May\ndraft: Flase\n---\nHello.")
    folder = read_folder(rules)

    assert folder.entries[0].draft
    assert folder.entries[0].unfinished_by == "draft: Flase"
    assert [str(each) for each in folder.warnings] == [
        'now/2026-05.md:3: "draft: Flase" is neither yes nor no, so this counts as a draft; '
        "write true or false"
    ]


def test_a_clear_flag_needs_no_warning(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "---\ndraft: true\n---\nHello.")
    folder = read_folder(rules)

    assert folder.warnings == ()
    assert [each.unfinished_by for each in folder.entries] == ["draft: true"]


def test_a_warning_is_given_again_of_a_file_that_has_not_changed(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "---\ndraft: Flase\n---\nHello.")
    cache = FileCache(rules.root / "state" / "cache" / "entries.sqlite", "1", tick=-1)
    first = read_folder(rules, cache)
    (rules.root / "state").mkdir()
    cache.save()
    later = FileCache(rules.root / "state" / "cache" / "entries.sqlite", "1", tick=-1)

    assert read_folder(rules, later).warnings == first.warnings != ()


def test_a_page_that_its_site_keeps_out_of_lists_is_no_draft(rules: EntryRules) -> None:
    path = write(rules, "now.md", "---\neleventyExcludeFromCollections: true\n---\nHello.")
    folder = read_page(path, rules, undated=datetime(2026, 5, 1, tzinfo=UTC))

    assert [each.draft for each in folder.entries] == [False]


@pytest.mark.parametrize(
    ("yaml", "authors"),
    [
        ("author: Bo", ("Bo",)),
        ("author: {name: Bo, url: https://bo.example}", ("Bo",)),
        ("author: [Bo, {name: Cy}]", ("Bo", "Cy")),
        ("author: {url: https://bo.example}", ()),
        ("mood: calm", ()),
    ],
)
def test_an_author_is_a_name_or_a_table_or_several(
    rules: EntryRules, yaml: str, authors: tuple[str, ...]
) -> None:
    assert entry(rules, yaml).authors == authors


def test_an_author_is_no_part_of_what_an_entry_says(rules: EntryRules) -> None:
    assert entry(rules, "author: Bo").digest == entry(rules, "author: Cy").digest


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("tags: [a, '#b', a, 3]", ("a", "b", "3")),
        ("tags: a, b c", ("a", "b c")),
        ("tags:", ()),
        ("tags: {a: b}", ()),
    ],
)
def test_tags_are_a_list_or_a_line(
    rules: EntryRules, written: str, expected: tuple[str, ...]
) -> None:
    assert entry(rules, written).tags == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[a, 2, 2.5, 2026-05-01]", ("a", "2", "2.5", "2026-05-01")),
        ("[a, null, '', b]", ("a", "b")),
        (
            "[{title: A, author: B}, {name: C}, {title: D, author: [E, F]}]",
            ("A by B", "C", "D by E, F"),
        ),
        ("[]", ()),
    ],
)
def test_any_list_of_things_is_a_list(
    rules: EntryRules, written: str, expected: tuple[str, ...]
) -> None:
    assert entry(rules, f"anything: {written}").lists == {"anything": expected}


@pytest.mark.parametrize("name", ["aliases", "images", "tags", "categories", "keywords", "authors"])
def test_what_a_generator_needs_is_neither_list_nor_field(rules: EntryRules, name: str) -> None:
    read = entry(rules, f"{name}: [a]\nnowsync: {{skip: true}}\nlayout: now\nid: x\nslug: y")

    assert (read.lists, read.fields) == ({}, {})


def test_everything_else_is_a_field(rules: EntryRules) -> None:
    written = "a: text\nb: 1\nc: 1.5\nd: true\ne: 2026-06-01\nf: {g: [2026-06-01]}\nh: [[1]]\ni:"

    assert entry(rules, written).fields == {
        "a": "text",
        "b": 1,
        "c": 1.5,
        "d": True,
        "e": "2026-06-01",
        "f": {"g": ["2026-06-01"]},
        "h": [[1]],
    }


def test_a_list_written_as_text_is_a_field(rules: EntryRules) -> None:
    assert entry(rules, "reading: A, B").fields == {"reading": "A, B"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("excerpt: c\ndescription: b\nsummary: a", "a"),
        ("excerpt: c\ndescription: b\nsummary: ''", "b"),
        ("excerpt: c", "c"),
        ("description: [a]", None),
    ],
)
def test_the_summary_describes_an_entry_best(
    rules: EntryRules, written: str, expected: str | None
) -> None:
    assert entry(rules, written).description == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("image: /a.png", "https://ada.example/a.png"),
        ("cover: a.png", "https://ada.example/now/2026-05/a.png"),
        ("ogImage: https://b.example/c.png", "https://b.example/c.png"),
        ("heroImage: {src: a.png}", None),
        ("image: '//[x'", None),
    ],
)
def test_an_image_has_its_address_in_full(
    rules: EntryRules, written: str, expected: str | None
) -> None:
    assert entry(replace(rules, permalink="/now/{slug}/"), written).image == expected


def test_an_entry_may_be_in_another_language(rules: EntryRules) -> None:
    assert entry(rules, "lang: pt").language == "pt"
    assert entry(rules, name="2026-05.pt-BR.md").language == "pt-BR"
    assert entry(rules, name="2026-05-v1.2b.md").language == "en"
    assert entry(rules).language == "en"


def test_an_id_of_its_own_survives_a_rename(rules: EntryRules) -> None:
    before, after = (entry(rules, "id: may", name) for name in ("2026-05.md", "2026-05-at-sea.md"))

    assert before.id == after.id == "may"


# Where an entry stands.


@pytest.mark.parametrize(
    ("permalink", "link", "expected"),
    [
        (None, None, (None, None)),
        ("/now/{slug}/", None, ("https://ada.example/now/2026-05/",) * 2),
        (None, "/now/", (None, "https://ada.example/now/")),
        (
            "/{year}/{month}/{day}",
            "/now",
            ("https://ada.example/2026/05/01", "https://ada.example/now"),
        ),
        ("https://b.example/{slug}", None, ("https://b.example/2026-05",) * 2),
    ],
)
def test_addresses_are_made_of_patterns(
    rules: EntryRules,
    permalink: str | None,
    link: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    read = entry(replace(rules, permalink=permalink, link=link))

    assert (read.permalink, read.link) == expected


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("2026/05.md", "a: 1", "https://ada.example/now/2026/05/"),
        ("2026-05/index.md", "a: 1", "https://ada.example/now/2026-05/"),
        ("2026/05.md", "slug: at-sea", "https://ada.example/now/2026/at-sea/"),
    ],
)
def test_a_path_names_the_folders_too(
    rules: EntryRules, name: str, written: str, expected: str
) -> None:
    assert entry(replace(rules, permalink="/now/{path}/"), written, name).permalink == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("slug: at-sea", "https://ada.example/now/at-sea/"),
        ("slug: à la mer", "https://ada.example/now/%C3%A0%20la%20mer/"),
        ("permalink: /here/", "https://ada.example/here/"),
        ("url: https://b.example/c", "https://b.example/c"),
        ("permalink: '/now/{{ page.date }}/'", "https://ada.example/now/2026-05/"),
        ("permalink: /now/:year/", "https://ada.example/now/2026-05/"),
        ("permalink: false", "https://ada.example/now/2026-05/"),
    ],
)
def test_an_entry_may_have_an_address_of_its_own(
    rules: EntryRules, written: str, expected: str
) -> None:
    assert entry(replace(rules, permalink="/now/{slug}/"), written).permalink == expected


def test_a_site_in_a_folder_of_its_server_keeps_it(rules: EntryRules) -> None:
    site = Site("https://pages.example/ada/")

    assert entry(replace(rules, site=site, link="/now/")).link == "https://pages.example/ada/now/"


@pytest.mark.parametrize("pattern", ["/{title}/", "/{}/", "/{slug!r}/", "/{year:>9}/", "/{slug/"])
def test_an_unknown_placeholder_is_refused_at_once(rules: EntryRules, pattern: str) -> None:
    with pytest.raises(ValueError, match="/"):
        replace(rules, permalink=pattern)


# What the text says.


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("# The *sea*\n\nHello.", "The sea", id="without a title"),
        pytest.param("---\ntitle: A\n---\n# B\n\nHello.", "A", id="with another"),
        pytest.param("# Now\n\nHello.", "Now, May 2026", id="of the page"),
        pytest.param("## Boats\n\nHello.", "Now, May 2026", id="of a section"),
        pytest.param("Hello.\n\n# B\n", "Now, May 2026", id="further down"),
    ],
)
def test_a_first_heading_is_the_title_of_a_text_without_one(
    rules: EntryRules, text: str, title: str
) -> None:
    assert read_entry(write(rules, "2026-05.md", text), rules).title == title


def test_a_title_that_is_a_heading_is_not_said_again(rules: EntryRules) -> None:
    read = read_entry(write(rules, "hello.md", "# May 2026\n\nHello.\n"), rules)

    assert (read.title, read.dated_by, read.blocks) == ("May 2026", "its title", ("Hello.",))


def test_leftovers_of_the_site_are_not_said(rules: EntryRules) -> None:
    path = write(rules, "2026-05.mdx", "import A from 'a'\n\n<A>\n  See [[Tides|the tides]].\n</A>")

    assert read_entry(path, rules).blocks == ("See the tides.",)


def test_what_cannot_be_taken_out_is_a_problem_with_its_line(rules: EntryRules) -> None:
    write(rules, "2026-05.md", "---\ntitle: May\n---\n\nHello.\n\nI am {{ age }} now.")
    (problem,) = read_folder(rules).problems

    assert (problem.file, problem.line) == ("now/2026-05.md", 7)
    assert "{{ age }} stands amid words" in problem.message


@pytest.mark.parametrize("title", ["At sea", "Now"])
def test_a_first_heading_that_is_the_title_is_not_repeated(rules: EntryRules, title: str) -> None:
    path = write(rules, "2026-05.md", f"---\ntitle: {title}\n---\n# {title}\n\nHello.")

    assert read_entry(path, rules).blocks == ("Hello.",)


def test_more_markup_than_anyone_writes_is_a_problem(rules: EntryRules) -> None:
    path = write(rules, "2026-05.md", "*a*\n" * 40_000)

    assert "more markup" in refusal(path, rules).message


# What counts as a change.


def test_reformatting_an_entry_changes_nothing_that_it_says(rules: EntryRules) -> None:
    before = read_entry(write(rules, "2026-05.md", MAY), rules)
    reformatted = MAY.replace("- **", "* __").replace("**:", "__:").replace("\n", "\r\n")
    after = read_entry(write(rules, "2026-05.md", reformatted), rules)

    assert detect(before.meaning(), after.meaning()).kind is ChangeKind.NONE
    assert before.meaning().digest == after.meaning().digest


def test_a_new_item_changes_what_an_entry_says(rules: EntryRules) -> None:
    before = read_entry(write(rules, "2026-05.md", MAY), rules)
    after = read_entry(write(rules, "2026-05.md", MAY + "3. Paint the dinghy\n"), rules)

    assert detect(before.meaning(), after.meaning()).kind is ChangeKind.REVISED
