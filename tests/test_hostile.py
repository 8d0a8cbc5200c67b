"""Files that are broken, half written or meant to harm: each costs itself alone, and at once.

The names F01 … F31 are those of the project's list of faults.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nowsync.core.entry import Entry
from nowsync.core.errors import Problem, Unreadable
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_entry, read_folder
from nowsync.front_matter import read
from nowsync.markdown import html, portable

SITE = Site("https://ada.example", timezone="Europe/Lisbon")
BASE = "https://ada.example/now/"
WHOLE = """\
---
title: "May 2026"
date: 2026-05-01
currentlyReading: ["Nine Ferries"]
---

## Projects

- **The tide board**: glued, planed.

```sh
make tide
```
"""


@pytest.fixture
def rules(tmp_path: Path) -> EntryRules:
    folder = tmp_path / "now"
    folder.mkdir()
    (folder / "2026-01.md").write_text("Well and good.", encoding="utf-8")
    return EntryRules(folder=folder, root=tmp_path, site=SITE)


def put(rules: EntryRules, data: bytes, name: str = "2026-05.md") -> Path:
    path = rules.folder / name
    path.write_bytes(data)
    return path


def problem(rules: EntryRules) -> Problem:
    """The one problem of the folder; the entry that is well and good is read all the same."""
    folder = read_folder(rules)
    (found,) = folder.problems

    assert [entry.id for entry in folder.entries] == ["2026-01"]
    return found


def met(rules: EntryRules) -> list[str]:
    """What becomes of everything but the entry that is well and good."""
    folder = read_folder(rules)
    entries = [entry.id for entry in folder.entries if entry.id != "2026-01"]
    return [*entries, *map(str, folder.problems), *(each.reason for each in folder.passed_over)]


# F01: half-written.


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_f01_half_a_file_is_an_entry_a_problem_or_nothing(tmp_path: Path, length: int) -> None:
    (tmp_path / "2026-05.md").write_text(WHOLE[:length], encoding="utf-8")
    folder = read_folder(EntryRules(folder=tmp_path, root=tmp_path, site=SITE))

    assert len(folder.entries) + len(folder.problems) + len(folder.passed_over) == 1


def test_f01_half_front_matter_is_a_problem(rules: EntryRules) -> None:
    put(rules, b"---\ntitle: May\ndate: 2026-0")

    assert "no closing --- line" in problem(rules).message


# F02: what editors and other tools leave behind.


@pytest.mark.parametrize(
    "name",
    [
        *("2026-05.md~", ".2026-05.md.swp", ".#2026-05.md", "#2026-05.md#", "2026-05.md.tmp"),
        *("2026-05.md.part", "2026-05.md.crdownload", "2026-05.md.bak", "2026-05.md.orig"),
        *("2026-05.sync-conflict-20260503-101112-ABCDEFG.md", "~$2026-05.tmp", ".git", "4913"),
        *("2026-05 (conflicted copy 2026-05-03 101112).md", ".DS_Store", ".2026-05.md.un~"),
    ],
)
def test_f02_what_tools_leave_behind_is_no_entry(rules: EntryRules, name: str) -> None:
    put(rules, WHOLE.encode(), name)
    folder = read_folder(rules)

    assert [entry.id for entry in folder.entries] == ["2026-01"]
    assert folder.problems == ()


# F06: copies. F31: one identity for two.


def test_f06_a_copy_is_an_entry_of_its_own(rules: EntryRules) -> None:
    put(rules, WHOLE.encode())
    put(rules, WHOLE.encode(), "2026-05 copy.md")

    assert met(rules) == ["2026-05", "2026-05 copy"]


def test_f31_two_files_with_one_id_are_both_problems(rules: EntryRules) -> None:
    put(rules, b"---\nid: may\n---\nOne.")
    put(rules, b"---\nid: may\n---\nTwo.", "2026-06.md")
    folder = read_folder(rules)

    assert [entry.id for entry in folder.entries] == ["2026-01"]
    assert [each.file for each in folder.problems] == ["now/2026-05.md", "now/2026-06.md"]


def test_f31_two_files_with_one_address_are_both_problems(rules: EntryRules) -> None:
    own_addresses = replace(rules, permalink="/now/{slug}/")
    put(rules, b"---\nslug: may\n---\nOne.")
    put(rules, b"---\nslug: may\n---\nTwo.", "2026-06.md")

    folder = read_folder(own_addresses)

    assert [entry.id for entry in folder.entries] == ["2026-01"]
    assert "is also that of now/2026-06.md" in folder.problems[0].message


def test_f31_one_address_for_all_is_no_problem(rules: EntryRules) -> None:
    shared = replace(rules, permalink="/now/")
    put(rules, WHOLE.encode())

    assert read_folder(shared).problems == ()


# F07: no permission.


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_f07_a_file_that_may_not_be_read_is_a_problem(rules: EntryRules) -> None:
    put(rules, WHOLE.encode()).chmod(0)

    assert "cannot be read: Permission denied" in problem(rules).message


# F08: no regular files.


@pytest.mark.parametrize("target", ["/dev/zero", "/proc/self/mem", "/etc/passwd", "2026-05.md"])
def test_f08_a_link_is_not_followed(rules: EntryRules, target: str) -> None:
    (rules.folder / "2026-05.md").symlink_to(target)

    assert met(rules) == ["a symbolic link"]


def test_f08_a_loop_of_folders_ends(rules: EntryRules) -> None:
    (rules.folder / "more").symlink_to(rules.folder)

    assert met(rules) == ["a symbolic link"]


def test_f08_a_pipe_is_not_waited_for(rules: EntryRules) -> None:
    os.mkfifo(rules.folder / "2026-05.md")

    assert met(rules) == ["not a regular file"]


def test_f08_a_folder_called_like_an_entry_is_a_folder(rules: EntryRules) -> None:
    (rules.folder / "2026-05.md").mkdir()

    assert met(rules) == []


# F10: other bytes than text.


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(b"a\nb\xe9", 2, "not UTF-8", id="Latin-1"),
        pytest.param(b"a\n\xed\xa0\x80", 2, "not UTF-8", id="a surrogate"),
        pytest.param(b"a\n\n\0", 3, "NUL", id="NUL"),
        pytest.param("Hello".encode("utf-16"), 1, "UTF-16", id="UTF-16"),
        pytest.param("Hello".encode("utf-16-be"), 1, "NUL", id="UTF-16 without a mark"),
        pytest.param(b"---\na: \x07\n---\nx", 2, "control character", id="a bell in YAML"),
    ],
)
def test_f10_bytes_that_are_no_text_are_a_problem(
    rules: EntryRules, data: bytes, line: int, words: str
) -> None:
    put(rules, data)
    found = problem(rules)

    assert words in found.message
    assert (found.file, found.line) == ("now/2026-05.md", line)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + WHOLE.encode(), id="BOM"),
        pytest.param(WHOLE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(WHOLE.replace("\n", "\r").encode(), id="CR"),
        pytest.param(WHOLE.replace("glued", "glu\ufffe\u202eed").encode(), id="no characters"),
    ],
)
def test_f10_other_line_ends_and_marks_are_read(rules: EntryRules, data: bytes) -> None:
    entry = read_entry(put(rules, data), rules)

    assert (entry.title, entry.body_line) == ("May 2026", 7)
    assert entry.sections[0].items[0].name == "The tide board"
    assert "\ufffe" not in entry.sections[0].items[0].text


# F11: names.


@pytest.mark.parametrize(
    "name",
    [
        *(b"2026-05-\xff.md", b"2026-05\n.md", b"2026-05-\x1b[31m.md"),
        *(b"-rf 2026-05.md", b"2026-05 \xf0\x9f\x8d\xb5.md", b"2026-05" + b"a" * 240 + b".md"),
        *(b"2026-05-e\xcc\x81.md", b"..2026-05.md", b"2026-05'; --.md", b"2026-05 $(id).md"),
    ],
)
def test_f11_any_name_is_read_or_explained(rules: EntryRules, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(rules.folder) + b"/" + name)).write_text("x", encoding="utf-8")
    said = met(rules)

    assert len(said) == 1
    assert said[0].encode().decode().isprintable()


# F12: too large. F13: too deep.


def test_f12_a_file_of_100_mb_is_not_read(rules: EntryRules) -> None:
    with (rules.folder / "2026-05.md").open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    assert "larger than 1 MiB" in problem(rules).message


def test_f13_folders_may_be_fifty_deep(rules: EntryRules) -> None:
    inner = rules.folder.joinpath(*["a"] * 50)
    inner.mkdir(parents=True)
    (inner / "2026-05.md").write_text("x", encoding="utf-8")

    assert met(rules) == ["/".join(["a"] * 50) + "/2026-05"]


# F15: YAML that is meant to harm.

LAUGHS = "a: &a [x, x]\n" + "\n".join(
    f"{name}: &{name} [*{before}, *{before}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS = [
    pytest.param(LAUGHS, id="a billion laughs"),
    pytest.param("a: &a {x: 1}\nb:\n  <<: [*a, *a]", id="a merge bomb"),
    pytest.param("<<: {a: 1}", id="a merge key"),
    pytest.param("a: " + "[" * 100_000, id="100,000 levels"),
    pytest.param("a: " + "[" * 1000 + "]" * 1000, id="1,000 levels"),
    pytest.param("? " * 50_000, id="a chain of keys"),
    pytest.param("? {" * 50_000, id="a chain of open keys"),
    pytest.param("\n".join(" " * n + "a:" for n in range(1000)), id="a staircase"),
    pytest.param("- " * 50_000, id="a chain of items"),
    pytest.param("a: " + "9" * 5000, id="5,000 digits"),
    pytest.param("a: !!python/object/apply:os.system [id]", id="a Python tag"),
    pytest.param("a: !unknown b", id="a tag"),
    pytest.param("a: !!binary ////", id="bytes"),
    pytest.param("? [a, b]\n: c", id="a key that is a list"),
    pytest.param("- a\n- b", id="a list"),
    pytest.param("a: 1\na: 2", id="a key twice"),
    pytest.param("date: 2026-02-30", id="an impossible date"),
    pytest.param("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b", id="a merge conflict"),
    pytest.param("a: 'b\n  c: d", id="an open quote"),
    pytest.param("\ta: b", id="a tab"),
]


@pytest.mark.parametrize("matter", BOMBS)
def test_f15_f16_front_matter_that_is_not_plain_is_a_problem_with_its_line(
    rules: EntryRules, matter: str
) -> None:
    put(rules, f"---\n{matter}\n---\nx".encode())
    found = problem(rules)

    assert found.file == "now/2026-05.md"
    assert found.line is not None


def test_f15_many_fields_are_read_at_once(rules: EntryRules) -> None:
    path = put(rules, "\n".join(["---", *(f"a{n}: {n}" for n in range(20_000)), "---"]).encode())

    with pytest.raises(Unreadable, match="nothing in it yet"):
        read_entry(path, rules)


# What takes quadratic time for one of these does not come to an end before pytest gives up.
ENDLESS = ["{", "{{", "{%", "{{ endraw ", "{{ a }}", "@", "a@b "]


@pytest.mark.parametrize("sign", ENDLESS)
def test_f15_a_text_of_signs_is_written_for_others_at_once(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))

    assert "{{ a" not in portable(text, base_url=BASE).replace("{% raw %}{{ a", "")


MEASURED = """
import resource, sys
from pathlib import Path
from nowsync.core.errors import Unreadable
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_folder
folder = Path(sys.argv[1])
rules = EntryRules(folder=folder, root=folder, site=Site("https://ada.example"))
(folder / "small.md").write_text("---\\ndate: 2026-01-01\\n---\\nx")
read_folder(rules)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(folder / "2026-05.md").write_bytes(sys.stdin.buffer.read())
assert read_folder(rules).problems
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(f"---\n{LAUGHS}\n---\n".encode(), id="a billion laughs"),
        pytest.param(b"---\na: " + b"[" * 100_000, id="100,000 levels of YAML"),
        pytest.param(b"---\na: " + b"9" * 5000 + b"\n---\n", id="5,000 digits"),
        pytest.param(b"*a* " * 250_000, id="a million bytes of markup"),
        pytest.param(b"{{ a }}\n" * 100_000, id="a text of templates"),
        pytest.param(b"[[a]]" * 200_000, id="a text of wikilinks"),
        pytest.param(b"a" * (1024 * 1024 + 1), id="one byte too many"),
    ],
)
def test_f15_a_problem_takes_little_memory(tmp_path: Path, data: bytes) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path)],
        input=data,
        capture_output=True,
        check=True,
        timeout=60,
    )
    kibibytes = int(ran.stdout)

    assert kibibytes < 32 * 1024


# F16: surprises. F17: fences.


@pytest.mark.parametrize(
    ("written", "expected"),
    [("no", "no"), ("12:30", "12:30"), ("0o10", 8), ("010", "010"), ("on", "on"), ("1e3", "1e3")],
)
def test_f16_a_value_is_what_it_looks_like(written: str, expected: object) -> None:
    assert read(f"---\na: {written}\n---\n", "a.md").fields == {"a": expected}


@pytest.mark.parametrize("written", ["Flase", '"false"', "no", "0", "", "[false]"])
def test_f16_an_unclear_flag_makes_a_draft_and_a_warning(rules: EntryRules, written: str) -> None:
    put(rules, f"---\ndraft: {written}\n---\nHello.".encode())
    folder = read_folder(rules)

    assert [entry.draft for entry in folder.entries] == [False, True]
    assert [each.line for each in folder.warnings] == [2]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\ntitle: May\n\nHello.\n", id="no closing fence"),
        pytest.param("title: May\ndate: 2026-05-01\n---\nHello.\n", id="no opening fence"),
        pytest.param(" ---\ntitle: May\n---\nHello.\n", id="an indented fence"),
        pytest.param("+++\ntitle = 'May'\nHello.\n", id="no closing fence of TOML"),
        pytest.param('{"title": "May",\nHello.\n', id="half an object"),
    ],
)
def test_f17_front_matter_without_its_fences_is_a_problem(rules: EntryRules, text: str) -> None:
    put(rules, text.encode())

    assert problem(rules).line is not None


def test_f17_a_rule_in_the_text_is_no_fence(rules: EntryRules) -> None:
    entry = read_entry(put(rules, b"---\ntitle: May\n---\nOne.\n\n---\n\nTwo: 2\n"), rules)

    assert entry.blocks == ("One.", "---", "Two: 2")


@pytest.mark.parametrize("sign", ["<<<<<<< HEAD", ">>>>>>> theirs"])
def test_f17_a_merge_conflict_in_the_text_is_a_problem(rules: EntryRules, sign: str) -> None:
    put(rules, f"---\ntitle: May\n---\n\nOne.\n{sign}\nTwo.\n".encode())
    found = problem(rules)

    assert "merge conflict" in found.message
    assert found.line == 6


# F18: dates.


@pytest.mark.parametrize(
    "written",
    [
        *("2025-02-29", "2026-04-31", "0001-01-01", "9999-12-31", "2026-05-03T10:00:60Z"),
        *("2026-05-03T25:00:00", "'2026-13-01'", "2026-00-01", "[2026-05-01]"),
    ],
)
def test_f18_an_impossible_date_is_a_problem_with_its_line(rules: EntryRules, written: str) -> None:
    put(rules, f"---\ntitle: May\ndate: {written}\n---\nx".encode())

    assert problem(rules).line == 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("2024-02-29", "2024-02-29T00:00:00+00:00", id="a leap day"),
        pytest.param("2026-03-29T01:30:00", "2026-03-29T01:30:00+00:00", id="in a gap"),
        pytest.param("2026-10-25T01:30:00", "2026-10-25T01:30:00+01:00", id="in an overlap"),
        pytest.param("2026-05-03T10:00:00-03:30", "2026-05-03T10:00:00-03:30", id="an offset"),
    ],
)
def test_f18_a_date_without_a_zone_is_in_the_sites(
    rules: EntryRules, written: str, expected: str
) -> None:
    entry = read_entry(put(rules, f"---\ndate: {written}\n---\nx".encode()), rules)

    assert entry.date.isoformat() == expected


# F19: titles.


@pytest.mark.parametrize("title", ["", "x" * 10_000, "🍵", "مايو", "\\u202emay", "]("])
def test_f19_any_title_is_one_line_of_text(rules: EntryRules, title: str) -> None:
    entry = read_entry(put(rules, f'---\ntitle: "{title}"\n---\nx'.encode()), rules)

    assert entry.title
    assert "\n" not in entry.title


# Whatever comes.

LINES = st.sampled_from(
    [
        *("---", "+++", "title: May", "date: 2026-05-01", "draft: ", "a: [", "a: &a b", "}"),
        *("# A", "- b", "  - c", "> [!note] d", "```", "{{ e }}", "{% if f %}", "<G>", "</G>"),
        *("[[h|i]]", "| j |", "|---|", "[^k]", "[^k]: l", "<!--", "-->", ":::m", "", "    n"),
        *("<<<<<<< o", "{: .p}", "export const q = {", "**r**: s", "- [x] t", "===", "\\"),
    ]
)


@given(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from(["md", "mdx"]))
def test_any_lines_are_an_entry_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("now")
    path = folder / f"2026-05.{suffix}"
    path.write_text(text, encoding="utf-8")
    found = attempted(path, EntryRules(folder=folder, root=folder, site=SITE))

    assert isinstance(found, Entry) or 0 < (found.line or 1) <= text.count("\n") + 1


def attempted(path: Path, rules: EntryRules) -> Entry | Problem:
    """Read a file, and write it for a feed and an article if it is an entry."""
    try:
        entry = read_entry(path, rules)
    except Unreadable as error:
        return error.problem
    html(entry.body, base_url=BASE)
    portable(entry.body, base_url=BASE)
    return entry
