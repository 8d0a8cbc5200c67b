"""What an entry says about its own publication is read strictly; a mistake is found on its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync.core.errors import Problem, Unreadable
from nowsync.core.overrides import UNDECIDED, Override, Overrides
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_entry

TARGETS = ("mastodon", "feed", "text")


@pytest.fixture
def rules(tmp_path: Path) -> EntryRules:
    site = Site("https://ada.example", timezone="Europe/Lisbon")
    return EntryRules(folder=tmp_path, root=tmp_path, site=site, targets=TARGETS)


def written(rules: EntryRules, front_matter: str) -> Path:
    path = rules.folder / "2026-07.md"
    path.write_text(f"{front_matter}\nHello.\n", encoding="utf-8")
    return path


def said(rules: EntryRules, yaml: str) -> Overrides:
    return read_entry(written(rules, f"---\ndate: 2026-07-01\n{yaml}\n---"), rules).overrides


def mistake(rules: EntryRules, front_matter: str) -> Problem:
    with pytest.raises(Unreadable) as caught:
        read_entry(written(rules, front_matter), rules)
    return caught.value.problem


EVERYTHING = """\
nowsync:
  visibility: public
  mastodon:
    text: "Own words, for @bob@example.org #now"
    skip: true
    content_warning: "food"
    tags: [books, now]
    language: de
    not_before: 2026-07-05 09:00
  feed:
    skip: false
"""


def test_everything_that_can_be_said_is_read(rules: EntryRules) -> None:
    assert said(rules, EVERYTHING) == Overrides(
        Override(visibility="public"),
        {
            "mastodon": Override(
                text="Own words, for @bob@example.org #now",
                skip=True,
                content_warning="food",
                tags=("books", "now"),
                language="de",
                not_before=datetime(2026, 7, 5, 8, tzinfo=UTC),
            ),
            "feed": Override(skip=False),
        },
    )


@pytest.mark.parametrize(
    "yaml",
    [
        pytest.param("title: July", id="no table"),
        pytest.param("nowsync:", id="nothing in it"),
        pytest.param("nowsync: {}", id="an empty table"),
        pytest.param("nowsync: {mastodon: {}}", id="an empty table of a target"),
        pytest.param("extra: now", id="an extra that is no table"),
    ],
)
def test_who_says_nothing_decides_nothing(rules: EntryRules, yaml: str) -> None:
    assert said(rules, yaml).at("mastodon") == UNDECIDED


def test_it_is_no_part_of_what_the_entry_says(rules: EntryRules) -> None:
    path = written(rules, f"---\ndate: 2026-07-01\n{EVERYTHING}---")

    assert read_entry(path, rules).fields == {}


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        pytest.param("2026-07-05", datetime(2026, 7, 4, 23, tzinfo=UTC), id="a day: midnight"),
        pytest.param("2026-07-05 09:00", datetime(2026, 7, 5, 8, tzinfo=UTC), id="a time"),
        pytest.param("2026-07-05T09:00:00Z", datetime(2026, 7, 5, 9, tzinfo=UTC), id="UTC"),
        pytest.param("2026-07-05 09:00 +02:00", datetime(2026, 7, 5, 7, tzinfo=UTC), id="a zone"),
        pytest.param("5 July 2026", datetime(2026, 7, 4, 23, tzinfo=UTC), id="in words"),
    ],
)
def test_a_date_is_in_the_zone_of_the_site(
    rules: EntryRules, yaml: str, expected: datetime
) -> None:
    assert said(rules, f"nowsync: {{not_before: {yaml}}}").everywhere.not_before == expected


def test_an_own_text_keeps_its_lines(rules: EntryRules) -> None:
    yaml = "nowsync:\n  text: |\n    One\n\n    two  {{ title }}\n"

    assert said(rules, yaml).everywhere.text == "One\n\ntwo  {{ title }}"


@pytest.mark.parametrize("yaml", ["[books, now]", '"books, now"', "['#books', now, books]"])
def test_tags_are_written_like_those_of_an_entry(rules: EntryRules, yaml: str) -> None:
    assert said(rules, f"nowsync: {{tags: {yaml}}}").everywhere.tags == ("books", "now")


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        pytest.param("content_warning: ''", Override(content_warning=""), id="no warning"),
        pytest.param("tags: []", Override(tags=()), id="no tags"),
    ],
)
def test_one_can_decide_for_none(rules: EntryRules, yaml: str, expected: Override) -> None:
    assert said(rules, f"nowsync: {{{yaml}}}").everywhere == expected


def test_a_target_may_be_called_like_a_key(rules: EntryRules) -> None:
    assert said(rules, "nowsync: {text: {text: Own words}}").targets == {
        "text": Override(text="Own words")
    }


@pytest.mark.parametrize(
    "front_matter",
    [
        pytest.param("+++\ndate = 2026-07-01\n[nowsync.feed]\nskip = true\n+++", id="TOML"),
        pytest.param("+++\ndate = 2026-07-01\nnowsync.feed.skip = true\n+++", id="TOML with dots"),
        pytest.param('{"date": "2026-07-01", "nowsync": {"feed": {"skip": true}}}\n', id="JSON"),
        pytest.param(
            "+++\ndate = 2026-07-01\n[extra.nowsync.feed]\nskip = true\n+++", id="Zola's extra"
        ),
        pytest.param(
            "---\ndate: 2026-07-01\nparams: {nowsync: {feed: {skip: true}}}\n---",
            id="Hugo's params",
        ),
    ],
)
def test_it_can_be_said_in_every_notation(rules: EntryRules, front_matter: str) -> None:
    found = read_entry(written(rules, front_matter), rules).overrides

    assert found == Overrides(targets={"feed": Override(skip=True)})


def test_a_target_that_nobody_knows_of_is_accepted_where_targets_are_not_known(
    rules: EntryRules,
) -> None:
    found = said(replace(rules, targets=None), "nowsync: {elsewhere: {skip: true}}")

    assert found.targets == {"elsewhere": Override(skip=True)}


@pytest.mark.parametrize(
    ("yaml", "line", "message"),
    [
        pytest.param(
            "nowsync: false",
            3,
            "nowsync: must be a table, such as nowsync: {skip: true}, not false",
            id="no table",
        ),
        pytest.param(
            "nowsync:\n  visiblity: public",
            4,
            "nowsync.visiblity: there is no such key; did you mean 'visibility'?",
            id="a misspelt key",
        ),
        pytest.param(
            "nowsync:\n  mood: calm", 4, "nowsync.mood: there is no such key", id="an unknown key"
        ),
        pytest.param(
            "nowsync:\n  mastodn: true",
            4,
            "nowsync.mastodn: there is no such key; did you mean 'mastodon'?",
            id="a misspelt target without its table",
        ),
        pytest.param(
            "nowsync:\n  mastodn:\n    skip: true",
            4,
            "nowsync.mastodn: there is no such target; did you mean 'mastodon'?",
            id="a misspelt target",
        ),
        pytest.param(
            "nowsync:\n  devto: {skip: true}",
            4,
            "nowsync.devto: there is no such target; there are mastodon, feed, text",
            id="an unknown target",
        ),
        pytest.param(
            "nowsync:\n  feed: false",
            4,
            "nowsync.feed: must be a table, such as feed: {skip: true}, not false",
            id="a target that is no table",
        ),
        pytest.param(
            "nowsync:\n  feed:",
            4,
            "nowsync.feed: must be a table, such as feed: {skip: true}, not nothing",
            id="a target without anything",
        ),
        pytest.param(
            "nowsync:\n  skip: true\n  mastodon:\n    skp: true",
            6,
            "nowsync.mastodon.skp: there is no such key; did you mean 'skip'?",
            id="a misspelt key of a target",
        ),
        pytest.param(
            "nowsync:\n  mastodon:\n    feed: {skip: true}",
            5,
            "nowsync.mastodon.feed: there is no such key",
            id="a target in a target",
        ),
        pytest.param(
            "nowsync:\n  mastodon:\n    skip: true\n  skip: maybe",
            6,
            "nowsync.skip: must be true or false, not 'maybe'",
            id="skip",
        ),
        pytest.param(
            "nowsync:\n  skip: yes",
            4,
            "nowsync.skip: must be true or false, not 'yes'",
            id="skip in words",
        ),
        pytest.param("nowsync:\n  text: 42", 4, "nowsync.text: must be text, not 42", id="text"),
        pytest.param(
            "nowsync:\n  text: #now", 4, "nowsync.text: must be text, not nothing", id="a comment"
        ),
        pytest.param(
            "nowsync:\n  text: ' '", 4, "nowsync.text: must be text, not ' '", id="an empty text"
        ),
        pytest.param(
            "nowsync:\n  content_warning: [food]",
            4,
            "nowsync.content_warning: must be text, not a list",
            id="content warning",
        ),
        pytest.param(
            "nowsync:\n  tags: [{a: b}]",
            4,
            "nowsync.tags: must be a list of words, not a list of other things",
            id="tags",
        ),
        pytest.param(
            "nowsync:\n  tags: true",
            4,
            "nowsync.tags: must be a list of words, not true",
            id="tags that are no list",
        ),
        pytest.param(
            "nowsync:\n  language: in German",
            4,
            "nowsync.language: must be a language tag, such as en or pt-BR, not 'in German'",
            id="language",
        ),
        pytest.param(
            "nowsync:\n  visibility: {}",
            4,
            "nowsync.visibility: must be a word, such as unlisted, not a table",
            id="visibility",
        ),
        pytest.param(
            "nowsync:\n  not_before: soon",
            4,
            "nowsync.not_before: must be a date, such as 2026-11-05 or 2026-11-05 09:00, "
            "not 'soon'",
            id="a time",
        ),
        pytest.param(
            "nowsync:\n  skip: 2026-07-05",
            4,
            "nowsync.skip: must be true or false, not 2026-07-05",
            id="a date for a truth",
        ),
        pytest.param(
            f"nowsync:\n  language: {'x' * 41}",
            4,
            "nowsync.language: must be a language tag, such as en or pt-BR, not a longer text",
            id="a text that is too long to be repeated",
        ),
        pytest.param(
            f'nowsync:\n  "a\\nb {"x" * 50}": true',
            4,
            f"nowsync.a b {'x' * 36}: there is no such key",
            id="a key that is no name",
        ),
        pytest.param(
            "params:\n  nowsync:\n    skip: maybe",
            5,
            "params.nowsync.skip: must be true or false, not 'maybe'",
            id="in a generator's own table",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(
    rules: EntryRules, yaml: str, line: int, message: str
) -> None:
    found = mistake(rules, f"---\ndate: 2026-07-01\n{yaml}\n---")

    assert found == Problem(message, "2026-07.md", line)


@pytest.mark.parametrize(
    ("front_matter", "line"),
    [
        pytest.param("\n\n---\ndate: 2026-07-01\nnowsync: {skip: 1}\n---", 5, id="below blanks"),
        pytest.param(
            '---\nnowsync:\n  feed:\n    text: "skip: 1"\n    skip: 1\ndate: 2026-07-01\n---',
            5,
            id="YAML that quotes a key",
        ),
        pytest.param(
            "+++\ndate = 2026-07-01\n[nowsync]\ntext = 'a'\n[nowsync.feed]\nskip = 1\n+++",
            6,
            id="a TOML table",
        ),
        pytest.param(
            "+++\ndate = 2026-07-01\nskip = 1\n[nowsync]\nskip = 1\n+++",
            5,
            id="a TOML table below a key of the same name",
        ),
        pytest.param(
            "+++\ndate = 2026-07-01\nnowsync.feed = { text = 'a', skip = 1 }\n+++",
            3,
            id="TOML in one line",
        ),
        pytest.param(
            '{\n  "date": "2026-07-01",\n  "nowsync": {\n    "skip": 1\n  }\n}\n', 4, id="JSON"
        ),
        pytest.param(
            '{\n\t"date": "2026-07-01",\n\t"nowsync": {\n\t\t"skip": 1\n\t}\n}\n',
            4,
            id="JSON with tabs",
        ),
    ],
)
def test_the_line_is_found_in_every_notation(
    rules: EntryRules, front_matter: str, line: int
) -> None:
    assert mistake(rules, front_matter).line == line
