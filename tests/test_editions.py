"""Which edition of a page is read, and what its text tells of its own date."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nowsync.core.entry import Entry
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_entry, read_page

UNDATED = datetime(2026, 11, 20, tzinfo=UTC)


def page(folder: Path, text: str, front_matter: str = "") -> Entry:
    """Read a page as the one edition that it is now."""
    path = folder / "now.md"
    path.write_text(f"---\n{front_matter}\n---\n{text}", encoding="utf-8")
    rules = EntryRules(folder=folder, root=folder, site=Site("https://ada.example"))
    (edition,) = read_page(path, rules, undated=UNDATED).entries
    return edition


def said(entry: Entry) -> list[str]:
    """Everything that is said, in its order."""
    return [
        words
        for section in entry.sections
        for words in (section.title, *section.paragraphs, *map(str, section.items))
        if words
    ]


# What a text says of its own age.


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: May 3rd, 2026.",
        "*Last updated (5/21/2026), from the kitchen*",
        "This page was last updated on Sunday, 3 May 2026",
        "Inspired by others. It's current as of May 3rd, 2026.",
        "Last affirmed **2026-05-03**.",
        "Updated 3 May 2026",
        "## Updated: May 2026",
        "<p>Last update: <time>2026-05-03</time></p>",
        "Dernière mise à jour : 3 mai 2026",
        "最後更新時間\uff1a2026-05-03",
        "Letzte Aktualisierung am 3. Mai 2026",
        "Last updated: May \uff12\uff10\uff12\uff16",
        "Last updated: May \u00b2\u2070\u00b2\u2076",
        "Last updated: May \U0001d7ee\U0001d7ec\U0001d7ee\U0001d7f2",
    ],
)
def test_a_page_is_dated_by_what_it_says_of_its_age(tmp_path: Path, text: str) -> None:
    edition = page(tmp_path, f"The kettle is on.\n\n{text}\n")

    assert (f"{edition.date:%Y-%m}", edition.dated_by) == ("2026-05", "its text")


@pytest.mark.parametrize(
    "text",
    [
        "Last updated in spring.",
        "Last updated: 5/6/2026",
        "I updated the shed, and then May 2026 came.",
        "I stand in the May 2026 elections.",
        "In May 2026 I moved.",
    ],
)
def test_other_dates_of_a_text_are_not_its_own(tmp_path: Path, text: str) -> None:
    assert page(tmp_path, text).dated_by == "nothing"


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("date: 2024-07-25", "Last affirmed 2026-10-05", "2026-10-05"),
        ("updated: 2026-10-09", "Last updated October 2026", "2026-10-09"),
        ("title: May 2026", "Last updated 2026-05-03", "2026-05-03"),
    ],
)
def test_the_latest_date_of_a_page_counts(
    tmp_path: Path, field: str, text: str, expected: str
) -> None:
    assert f"{page(tmp_path, text, field).date:%Y-%m-%d}" == expected


def test_a_file_of_a_folder_is_dated_by_its_text_only_if_nothing_else_tells(tmp_path: Path) -> None:
    rules = EntryRules(folder=tmp_path, root=tmp_path, site=Site("https://ada.example"))
    for name in ("hello.md", "2026-05.md"):
        (tmp_path / name).write_text("Hello.\n\nUpdated 2026-10-03\n", encoding="utf-8")

    told = [read_entry(tmp_path / name, rules).dated_by for name in ("hello.md", "2026-05.md")]

    assert told == ["its text", "its name"]


@pytest.mark.parametrize(
    "line",
    ["*Updated 6 Nov 2026*", "(Last updated: 2026-11-06 09:00)", "Last updated 5/6/2026."],
)
def test_a_line_that_only_tells_its_date_is_not_said(tmp_path: Path, line: str) -> None:
    assert said(page(tmp_path, f"{line}\n\nThe kettle is on.\n")) == ["The kettle is on."]


def test_a_line_that_tells_more_is_said(tmp_path: Path) -> None:
    line = "Last updated on 6 November 2026, from my kitchen."

    assert said(page(tmp_path, line)) == [line]


# The newest of several editions.

GROWN = """\
Here is what I do:

### 5 November 2026
The [novel][n] has a second chapter.[^1]

#### Boats

One.

---
### October 2026
Finished the first chapter.

---
### August 2026
Too hot.

[n]: https://ada.example/novel
[^1]: Of nine.
"""


def test_a_page_that_grows_is_read_as_its_newest_edition(tmp_path: Path) -> None:
    edition = page(tmp_path, GROWN, "updated: 2026-11-09")

    assert said(edition) == ["The novel has a second chapter. (Of nine)", "Boats", "One."]
    assert f"{edition.date:%Y-%m-%d}" == "2026-11-05"
    assert edition.dated_by == "the newest of its 3 editions"


def test_an_edition_keeps_its_links_and_its_lines(tmp_path: Path) -> None:
    edition = page(tmp_path, GROWN)

    assert "[n]: https://ada.example/novel" in edition.body
    assert edition.body_line == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# Now\n\n## Oct 2026\n\na\n\n## Nov 2026\n\nb", ["b"], id="oldest first"),
        pytest.param("## Now: Nov 2026\n\nb\n\n## Now: Oct 2026\n\na", ["b"], id="a word beside"),
        pytest.param("## 2026-11-03\nb\n## 2026-10-03\na\n## Why\nc", ["b"], id="another below"),
        pytest.param(
            "Updated 5/21/2026\n\nb\n\nUpdated 4/2/2026\n\na\n\nUpdated 3/29/2026\n\nc",
            ["b"],
            id="dates of change",
        ),
        pytest.param(
            "## Nov 2026\n\nb\n\n<details>\n<summary>Old</summary>\n\n## Oct 2026\n\na\n",
            ["b"],
            id="a fold between",
        ),
        pytest.param("b\n\n<details>\n\n## Nov 2026\n\na\n\n## Oct 2026\n\nc", ["b"], id="a fold"),
        pytest.param(
            "a\n\n<details>\nWhy\n</details>\n\n## Nov 2026\n\nb\n\n## Oct 2026\n\nc",
            ["b"],
            id="a fold of something else",
        ),
        pytest.param(
            "Updated 3 Dec 2026\n\nb\n\n## Nov 2026\n\na\n\n## Oct 2026\n\nc",
            ["b"],
            id="a later date above",
        ),
        pytest.param(
            "## 2026\n\n### May\n\nb\n\n### April\n\na\n\n## 2025\n\n### June\n\nc",
            ["b"],
            id="months below years",
        ),
        pytest.param(
            "# Now\n\nb\n\n## Previously\n\n### October 2026\n\na", ["b"], id="an archive"
        ),
    ],
)
def test_older_editions_are_left_out(tmp_path: Path, text: str, expected: list[str]) -> None:
    edition = page(tmp_path, text)

    assert said(edition) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "## Doing\n\na\n\n## Talks\n\n### 3 May 2026\n\nb\n\n### 2 May 2026\n", id="list"
        ),
        pytest.param("## May 2026\n\na\n\n## Plans\n\nb", id="one"),
        pytest.param("## In May 2026\n\na\n\n## In June 2026\n\nb", id="more than dates"),
        pytest.param("Updated 3 May 2026\n\na", id="one date of change"),
        pytest.param("Updated 3 May 2026\n\na\n\nUpdated 4 May 2026", id="a date at the foot"),
    ],
)
def test_a_page_of_one_edition_is_left_whole(tmp_path: Path, text: str) -> None:
    assert page(tmp_path, text).body == text.rstrip()


def test_dated_headings_in_a_file_of_a_folder_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "2026-11.md"
    path.write_text(GROWN, encoding="utf-8")
    rules = EntryRules(folder=tmp_path, root=tmp_path, site=Site("https://ada.example"))

    assert "August" in read_entry(path, rules).body


# What is said of all editions alike.


def test_the_description_of_a_page_is_none_of_its_edition(tmp_path: Path) -> None:
    assert page(tmp_path, "Hello.", "description: A now page.").description is None


def test_the_summary_of_a_page_is_that_of_its_edition(tmp_path: Path) -> None:
    assert page(tmp_path, "Hello.", "summary: Snow.\ndescription: x").description == "Snow."
