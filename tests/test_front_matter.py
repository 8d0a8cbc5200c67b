"""Front matter is read strictly, and what is wrong with it is found on its line."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.errors import Problem, Unreadable
from nowsync.front_matter import FrontMatter, read


def refusal(text: str) -> Problem:
    with pytest.raises(Unreadable) as caught:
        read(text, "2026-05.md")
    return caught.value.problem


def test_yaml_gives_its_fields_and_the_text_below() -> None:
    matter = read("---\ntitle: May\nmood: calm\n---\n\nHello.\n", "2026-05.md")

    assert matter == FrontMatter(
        {"title": "May", "mood": "calm"},
        "Hello.",
        6,
        {"title": 2, "mood": 3},
        "\ntitle: May\nmood: calm\n",
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("12:30", "12:30"),
        ("1.10", 1.1),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0x1F", 31),
        ("-3", -3),
        ("=", "="),
        ("", None),
        (".inf", "inf"),
        ("2025-11-01", date(2025, 11, 1)),
        ("2025-11-01T00:00:00Z", datetime(2025, 11, 1, tzinfo=UTC)),
    ],
)
def test_a_plain_yaml_value_means_what_it_looks_like(written: str, expected: object) -> None:
    assert read(f"---\nkey: {written}\n---\n", "a.md").fields == {"key": expected}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("+++\nmood = 'calm'\n+++\nHello.", id="TOML"),
        pytest.param('{\n  "mood": "calm"\n}\nHello.', id="a JSON object"),
        pytest.param('---\n{"mood":"calm"}\n---\nHello.', id="JSON between fences"),
        pytest.param("---\nmood: calm\n...\nHello.", id="YAML ended by dots"),
        pytest.param("\ufeff---\nmood: calm\n---\nHello.", id="a byte order mark"),
        pytest.param("\n\n---\nmood: calm\n---\nHello.", id="blank lines above"),
        pytest.param("--- \nmood: calm\n---\t \nHello.", id="blanks after the fences"),
        pytest.param("---\r\nmood: calm\r\n---\r\nHello.\r\n", id="CRLF"),
    ],
)
def test_every_notation_says_the_same(text: str) -> None:
    matter = read(text, "a.md")

    assert (matter.fields, matter.body) == ({"mood": "calm"}, "Hello.")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Hello.", id="plain text"),
        pytest.param("---\n---\nHello.", id="empty front matter"),
        pytest.param("---\n# only a comment\n---\nHello.", id="only a comment"),
    ],
)
def test_no_front_matter_is_no_fields(text: str) -> None:
    matter = read(text, "a.md")

    assert (matter.fields, matter.body) == ({}, "Hello.")


@pytest.mark.parametrize("text", ["{{< gallery >}}", "{% include x %}", "{a: 1}", "----\nHello."])
def test_what_only_looks_like_a_fence_is_text(text: str) -> None:
    assert read(text, "a.md") == FrontMatter({}, text)


def test_the_indentation_of_the_first_line_of_text_stays() -> None:
    matter = read("---\na: 1\n---\n\n    code\n", "a.md")

    assert (matter.body, matter.body_line) == ("    code", 5)


def test_a_nested_key_does_not_lend_its_line_to_the_outer_one() -> None:
    matter = read("---\nextra:\n  date: x\ndate: 2025-11-01\n---\n", "a.md")

    assert matter.lines == {"extra": 2, "date": 4}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("---\na: 1\n", 1, "no closing --- line", id="unclosed YAML"),
        pytest.param("+++\na = 1\n", 1, "no closing +++ line", id="unclosed TOML"),
        pytest.param("---\na: 1\nb: 2\na: 3\n---\n", 4, '"a" stands twice', id="twice in YAML"),
        pytest.param("---\na: {b: 1, b: 2}\n---\n", 2, '"b" stands twice', id="twice inside"),
        pytest.param("+++\na = 1\na = 2\n+++\n", 3, "not valid TOML", id="twice in TOML"),
        pytest.param('{"a": 1,\n"a": 2}\n', 2, '"a" stands twice', id="twice in JSON"),
        pytest.param("---\na: 1\nb: c: d\n---\n", 3, "in quotes", id="a colon in a value"),
        pytest.param("---\na: 1\n\tb: 2\n---\n", 3, "indent with spaces", id="a tab"),
        pytest.param("---\né: 1\nb: \x01\n---\n", 3, "control character", id="a control character"),
        pytest.param(
            "---\na: 2025-02-30\n---\n", 2, "2025-02-30 is not possible", id="30 February"
        ),
        pytest.param("---\n- a\n- b\n---\n", 2, "`name: value` lines", id="a list"),
        pytest.param("---\njust text\n---\n", 2, "`name: value` lines", id="text"),
        pytest.param("---\na: 1\nb: &x 2\n---\n", 3, "anchors and aliases", id="an anchor"),
        pytest.param("---\na: 1\n<<: {b: 2}\n---\n", 3, "merge keys", id="a merge key"),
        pytest.param("---\n[a]: 1\n---\n", 2, "a key must be text", id="a list as key"),
        pytest.param("---\na: !!python/name:os.system\n---\n", 2, "not valid YAML", id="Python"),
        pytest.param("---\na: !!binary aGk=\n---\n", 2, "bytes", id="binary"),
        pytest.param("---\na: !!timestamp x\n---\n", 2, "not possible", id="no timestamp"),
        pytest.param("---\na: !!bool x\n---\n", 2, "not possible", id="no truth"),
        pytest.param(f"---\na: {'1' * 5000}\n---\n", 2, "not possible", id="a huge number"),
        pytest.param(f"---\na: {'[' * 30}{']' * 30}\n---\n", 2, "levels deep", id="deep nesting"),
        pytest.param("---\na: 1\n<<<<<<< HEAD\n---\n", 3, "merge conflict", id="a merge conflict"),
        pytest.param("+++\na = 1\nb =\n+++\n", 3, "not valid TOML", id="bad TOML"),
        pytest.param("+++\na =\nb = 1\n+++\n", 2, "not valid TOML", id="bad TOML above"),
        pytest.param("+++\na = 1\nb = '''\n+++\n", 3, "not valid TOML", id="unended TOML"),
        pytest.param(f"+++\na = {'[' * 5000}\n+++\n", 1, "cannot be read", id="deep TOML"),
        pytest.param('{"a": 1,\n"b": }\n', 2, "not valid JSON", id="bad JSON"),
        pytest.param(f'{{"a": {"[" * 99999}\n', 1, "cannot be read", id="deep JSON"),
        pytest.param("\n\n---\na: 1\na: 2\n---\n", 5, "stands twice", id="below blank lines"),
    ],
)
def test_what_is_wrong_names_its_line(text: str, line: int, words: str) -> None:
    problem = refusal(text)

    assert words in problem.message
    assert (problem.file, problem.line) == ("2026-05.md", line)


def test_text_holds_only_what_can_be_written() -> None:
    matter = read('{"a": "\\ud800", "b": "x\\ufdd0\\u0001y"}', "a.md")

    assert matter.fields == {"a": "\ufffd", "b": "xy"}


FENCES = st.sampled_from(["", "---\n", "+++\n", '{"', "\ufeff---\r\n"])
SOURCE = st.text(st.sampled_from("ab:-=\"'[]{}#&*!|>%@`\n\t 01\x00\ud800é."), max_size=40)


def place(text: str) -> int:
    """Tell where the body of a text begins, or what is wrong with its front matter."""
    try:
        return read(text, "a.md").body_line
    except Unreadable as error:
        return error.problem.line or 0


@given(fence=FENCES, source=SOURCE | st.text(max_size=20), ending=FENCES)
def test_any_text_is_read_or_refused_with_a_line(fence: str, source: str, ending: str) -> None:
    text = f"{fence}{source}\n{ending}text"

    assert 1 <= place(text) <= text.count("\n") + text.count("\r") + 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("title: May\ndate: 2026-05-01\n---\nHello.", 1, "missing", id="missing"),
        pytest.param("\n\ntitle: May\ntags:\n  - a\n---\nHello.", 3, "missing", id="with a list"),
        pytest.param("title = 'May'\n+++\nHello.", 1, "missing", id="TOML"),
        pytest.param(" ---\ntitle: May\n---\nHello.", 1, "indented", id="indented"),
    ],
)
def test_fields_that_would_be_published_as_text_are_refused(
    text: str, line: int, words: str
) -> None:
    problem = refusal(text)

    assert problem.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "Title: a word\n\nand a text.\n\n---\n\nMore.",
        "Mood: calm\n---\nHello.",
        "  ---\nHello.",
        "title: May",
        "Hello.\n---\ntitle: May\n---",
    ],
)
def test_a_text_with_a_colon_or_a_rule_is_no_front_matter(text: str) -> None:
    assert read(text, "2026-05.md").fields == {}


# Fields that stand elsewhere.

EXPORTED = """\
import { Layout } from '@/components/Layout'

export const metadata = {
  title: 'It\\'s "now"', // not a title
  date: new Date("2026-05-03"),
  tags: ['a', `b`],
  draft: false,
  openGraph: { images: ['/now.png'] },
  author: me,
  updated: today(),
}

Hello.
"""


def test_an_exported_object_of_mdx_is_front_matter() -> None:
    found = read(EXPORTED, "now.mdx")

    assert found.fields == {
        "title": 'It\'s "now"',
        "date": "2026-05-03",
        "tags": ["a", "b"],
        "draft": False,
        "openGraph": {"images": ["/now.png"]},
    }
    assert (found.lines["date"], found.body_line) == (5, 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("export const metadata = now()", id="a call"),
        pytest.param("export const metadata = { title: a.b(), ...c }", id="no plain data"),
        pytest.param("export const metadata = { title: 'May'", id="no end"),
        pytest.param("export const other = { title: 'May' }", id="another object"),
        pytest.param(
            "Hello.\n\n  export const metadata = { title: 'May' }", id="not at the margin"
        ),
        pytest.param("export const metadata = { a: " + "[" * 100_000 + " }", id="100,000 levels"),
    ],
)
def test_an_export_that_is_no_plain_object_has_no_fields(text: str) -> None:
    assert read(text, "now.mdx").fields == {}


def test_several_exported_objects_tell_together() -> None:
    text = (
        "export const article = { title: 'Now', date: '2026-05-03' }\n"
        "export const metadata = { title: article.title, draft: true, date: '2025-01-01' }\n"
    )

    assert read(text, "now.mdx").fields == {"title": "Now", "date": "2026-05-03", "draft": True}


def test_what_is_exported_in_markdown_is_text() -> None:
    assert read(EXPORTED, "now.md").fields == {}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "<!--\n.. title: Now\n.. date: 2026-05-03\n.. tags:\n-->\n\nHello.\n", id="Nikola"
        ),
        pytest.param(
            ".. title: Now\n.. date: 2026-05-03\n.. tags:\n\nHello.\n", id="without a comment"
        ),
        pytest.param("Title: Now\nDate: 2026-05-03\nTags: \n\nHello.\n", id="Pelican"),
    ],
)
def test_fields_above_a_text_need_no_fences(text: str) -> None:
    found = read(text, "now.md")

    assert found.fields == {"title": "Now", "date": "2026-05-03", "tags": None}
    assert found.body == "Hello."
    assert text.split("\n")[found.body_line - 1] == "Hello."
    assert text.split("\n")[found.lines["date"] - 1].endswith("2026-05-03")


@pytest.mark.parametrize(
    "text",
    [
        "Title: a book\nAuthor unknown\n\nHello.",
        "Reading: a book\nDate: soon\n\nHello.",
        "Title: a book\n\nHello.",
        "<!--\n.. note: this\n-->\nHello.",
    ],
)
def test_lines_with_a_colon_may_be_text(text: str) -> None:
    found = read(text, "now.md")

    assert (found.fields, found.body) == ({}, text)
