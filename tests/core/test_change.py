"""Hold changes to what a person would call them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.detection import detect
from nowsync.core.entry import Entry, Json, Meaning
from tests.core.samples import CORRECTED, ENTRY, REVISED, entry
from tests.core.test_entry import meanings, reordered

BEFORE = ENTRY.meaning()
EMPTY_LIST: dict[str, list[str]] = {"reading": ["Middlemarch"], "watching": []}


def change(after: Entry, before: Entry = ENTRY) -> tuple[ChangeKind, list[str]]:
    found = detect(before.meaning(), after.meaning())
    return found.kind, list(map(str, found.differences))


def test_what_was_never_published_is_new() -> None:
    assert detect(None, BEFORE) == Change(ChangeKind.NEW)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE, id="the same"),
        pytest.param(Meaning.load(json.loads(json.dumps(BEFORE.dump()))), id="kept"),
        pytest.param(replace(BEFORE, fields={"mood": "calm", "place": None}), id="an empty field"),
        pytest.param(replace(BEFORE, lists=EMPTY_LIST), id="an empty list"),
        pytest.param(replace(BEFORE, tags=("now",)), id="a tuple"),
        pytest.param(replace(BEFORE, date="2026-11-01T09:30:00+01:00"), id="another hour"),
        pytest.param(replace(BEFORE, description=" \n"), id="an empty summary"),
        pytest.param(replace(BEFORE, blocks=["Winter is\u00a0near.\u200b"]), id="blanks"),
    ],
)
def test_what_says_the_same_has_not_changed(after: Meaning) -> None:
    assert detect(BEFORE, after) == Change(ChangeKind.NONE)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(CORRECTED, ['~ text: "Winter is here."'], id="text"),
        pytest.param(entry(reading=["Middlemarch!"]), ['~ reading: "Middlemarch!"'], id="list"),
        pytest.param(entry(fields={"mood": "Calm!"}), ['~ mood: "Calm!"'], id="field"),
        pytest.param(entry(title="November"), ['~ title: "November"'], id="title"),
        pytest.param(replace(ENTRY, language="pt"), ['~ language: "pt"'], id="language"),
        pytest.param(
            entry(date=ENTRY.date + timedelta(days=1)),
            ['~ date: "2026-11-02"'],
            id="date",
        ),
        pytest.param(
            replace(ENTRY, description="Winter"), ['+ description: "Winter"'], id="a summary came"
        ),
        pytest.param(replace(ENTRY, image="/x.jpg"), ['+ image: "/x.jpg"'], id="an image came"),
        pytest.param(replace(ENTRY, tags=()), ['- tags: "now"'], id="a tag went"),
        pytest.param(
            replace(ENTRY, lists={"Reading": ("Middlemarch",)}),
            ['~ list: "Reading"'],
            id="a list was renamed",
        ),
        pytest.param(
            entry(reading=["Middlemarch by George Eliot"]),
            ['~ reading: "Middlemarch by George Eliot"'],
            id="an author was added",
        ),
        pytest.param(
            entry(title="November", blocks=["Winter is here."]),
            ['~ title: "November"', '~ text: "Winter is here."'],
            id="two places",
        ),
    ],
)
def test_what_is_only_reworded_is_corrected(after: Entry, expected: list[str]) -> None:
    assert change(after) == (ChangeKind.CORRECTED, expected)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(REVISED, ['+ reading: "Orlando"'], id="an item came"),
        pytest.param(entry(reading=()), ['- reading: "Middlemarch"'], id="an item went"),
        pytest.param(
            entry(reading=["Orlando"]),
            ['- reading: "Middlemarch"', '+ reading: "Orlando"'],
            id="an item took another's place",
        ),
        pytest.param(
            entry(blocks=["Winter is near.", "Snow."]), ['+ text: "Snow."'], id="a paragraph came"
        ),
        pytest.param(
            entry(blocks=["Snow.", "Winter is here."]),
            ['+ text: "Snow."', '~ text: "Winter is here."'],
            id="a paragraph came, another was reworded",
        ),
        pytest.param(
            entry(blocks=["Winter is not near."]),
            ['~ text: "Winter is not near."'],
            id="a statement was turned round",
        ),
        pytest.param(
            entry(blocks=["Winter is over and gone, my dear."]),
            ['- text: "Winter is near."', '+ text: "Winter is over and gone, my dear."'],
            id="a paragraph was written anew",
        ),
        pytest.param(
            entry(fields={"mood": "brisk"}), ['~ mood: "brisk"'], id="a field was written anew"
        ),
        pytest.param(
            entry(reading=["[x] Middlemarch"]), ['~ reading: "[x] Middlemarch"'], id="finished"
        ),
        pytest.param(
            entry(fields={"mood": "calm", "place": "Porto"}),
            ['+ place: "Porto"'],
            id="a field came",
        ),
        pytest.param(entry(fields={}), ['- mood: "calm"'], id="a field went"),
    ],
)
def test_what_came_or_went_is_a_revision(after: Entry, expected: list[str]) -> None:
    assert change(after) == (ChangeKind.REVISED, expected)


def test_what_stands_twice_and_goes_once_has_not_moved() -> None:
    before = entry(reading=["Orlando", "Middlemarch", "Orlando"])
    after = entry(reading=["Middlemarch", "Orlando"])

    assert change(after, before) == (ChangeKind.REVISED, ['- reading: "Orlando"'])


def test_many_other_words_are_more_than_a_correction() -> None:
    before = entry(blocks=["The cat came in, sat down in the box of scraps, and stayed."])
    after = entry(blocks=["The cat came in, lay down in the bag of books, and purred."])

    assert change(after, before)[0] is ChangeKind.REVISED


def test_another_order_is_a_correction() -> None:
    before = entry(reading=["Middlemarch", "Orlando"])
    after = entry(reading=["Orlando", "Middlemarch"])

    assert change(after, before) == (
        ChangeKind.CORRECTED,
        ['~ order of reading: "Orlando; Middlemarch"'],
    )


def test_reworded_lines_find_each_other_among_others() -> None:
    before = entry(blocks=["I read a lot of books.", "I swim before work."])
    after = entry(blocks=["I swim before work every day.", "I read a lot of good books."])

    assert change(after, before) == (
        ChangeKind.CORRECTED,
        [
            '~ text: "I swim before work every day."',
            '~ text: "I read a lot of good books."',
            '~ order of text: "I swim before work every day.; I read a lot of good books."',
        ],
    )


TEXT = """\
Winter is near.
## Projects
- **The tide board**: Glued, planed and oiled. The sea needs reversing.
  - oak
    1. cut and dried
  - a needle
  The café knows.
- **cutlist**: Reads a file now.
## Goals
1. Turn the tide the right way round
1. Find brass for the needle
1. [ ] Paint the dinghy
> Very handsome.
### Life
The cat has moved in. She came through the window during lunch, and stayed for the summer."""
LATER = TEXT.splitlines()


@pytest.mark.parametrize(
    ("old", "new", "kind", "expected"),
    [
        ("[ ]", "[x]", "revised", ['~ Goals 3: "[x] Paint the dinghy"']),
        ("1. [ ] Paint the dinghy\n", "", "revised", ['- Goals 3: "[ ] Paint the dinghy"']),
        ("1. Find", "1. Rest\n1. Find", "revised", ['+ Goals 2: "Rest"']),
        (
            "Find brass",
            "Find old brass",
            "corrected",
            ['~ Goals 2: "Find old brass for the needle"'],
        ),
        ("Find brass", "Find 2 brass", "revised", ['~ Goals 2: "Find 2 brass for the needle"']),
        (
            "1. Find brass for the needle",
            "1. Rest",
            "revised",
            ['- Goals 2: "Find brass for the needle"', '+ Goals 2: "Rest"'],
        ),
        ("- oak", "- elm", "revised", ['- Projects 1.1: "oak"', '+ Projects 1.1: "elm"']),
        ("cut and dried", "cut, dried", "corrected", ['~ Projects 1.1.1: "cut, dried"']),
        ("knows", "knew", "corrected", ['~ Projects 1: "The café knew."']),
        (
            "Reads a file now",
            "Draws, in a picture, what it plans",
            "revised",
            ['~ Projects 2: "**cutlist**: Draws, in a picture, what it plans."'],
        ),
        ("> Very handsome.", "> Handsome.", "revised", ['~ Goals: "> Handsome."']),
        ("### Life", "### Life updates", "corrected", ['~ section: "Life updates"']),
        ("### Life", "## Life", "corrected", ['~ section: "## Life"']),
        ("### Life", "### *Cats*", "corrected", ['~ section: "Cats"']),
        (
            "## Projects\n",
            "",
            "revised",
            [
                '+ text 1: "**The tide board**: Glued, planed and oiled. The sea needs reversing."',
            ],
        ),
        ("1. Find", "- Find", "corrected", ['~ Goals 2: "- Find brass for the needle"']),
        ("Winter is near.\n", "", "revised", ['- text: "Winter is near."']),
        ("Winter is near.", "## Now\nWinter is near.", "corrected", ['+ section: "Now"']),
        (
            "## Goals",
            "## Travel\nNone.\n## Goals",
            "revised",
            ['+ section: "Travel"', '+ Travel: "None."'],
        ),
        ("## Goals", "##\n## Goals", "revised", ['+ section: "text"']),
        (
            "for the summer",
            "for a summer",
            "corrected",
            ['~ Life: "…during lunch, and stayed for a summer."'],
        ),
    ],
)
def test_a_difference_is_found_where_it_stands(
    old: str, new: str, kind: str, expected: list[str]
) -> None:
    found, shown = change(entry(blocks=TEXT.replace(old, new).splitlines()), entry(blocks=LATER))

    assert (found.value, shown[: len(expected)]) == (kind, expected)


def test_a_section_that_went_is_named_before_its_lines() -> None:
    after = entry(blocks=LATER[:8] + LATER[13:])

    assert change(after, entry(blocks=LATER)) == (
        ChangeKind.REVISED,
        [
            '- section: "Goals"',
            '- Goals 1: "Turn the tide the right way round"',
            '- Goals 2: "Find brass for the needle"',
            '- Goals 3: "[ ] Paint the dinghy"',
            '- Goals: "> Very handsome."',
        ],
    )


def test_sections_in_another_order_are_a_correction() -> None:
    after = entry(blocks=LATER[:1] + LATER[8:13] + LATER[1:8] + LATER[13:])

    assert change(after, entry(blocks=LATER)) == (
        ChangeKind.CORRECTED,
        ['~ order of sections: "text; Goals; Projects; Life"'],
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('Don\'t say "never".', "Don\u2019t say \u201cnever\u201d.", id="quotes"),
        pytest.param("Well... 20 km", "Well\u2026 20\u00a0km", id="dots and blanks"),
        pytest.param("caf\u00e9", "cafe\u0301", id="normal forms"),
        pytest.param("co-op", "co\u2011op", id="hyphens"),
        pytest.param("lighthouse", "light\u00adhouse", id="soft hyphens"),
        pytest.param("- coffee \u2615", "- coffee \u2615\ufe0f", id="emoji selectors"),
    ],
)
def test_typography_is_no_change(before: str, after: str) -> None:
    meant = replace(
        BEFORE, title=before, fields={"mood": before}, blocks=[before], lists={"a": [before]}
    )
    means = replace(
        BEFORE, title=after, fields={"mood": after}, blocks=[after], lists={"a": [after]}
    )

    assert detect(meant, means) == Change(ChangeKind.NONE)


def test_code_is_compared_to_the_letter() -> None:
    before = entry(blocks=["```py\nif x:\n  print('a')\n```"])
    after = entry(blocks=["```py\nif x:\n    print(\u2018a\u2019)\n```"])

    assert change(after, before)[0] is ChangeKind.CORRECTED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"year": 2024}, {"year": "2024"}, [], id="a number in quotes"),
        pytest.param({"home": True}, {"home": "true"}, [], id="a truth in quotes"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}, [], id="inner order"),
        pytest.param({"a": {"b": ""}}, {}, [], id="inner emptiness"),
        pytest.param({"a": {"b": 1}}, {"a": {"b": 2}}, ['~ a b: "2"'], id="an inner value"),
        pytest.param({"a": [{"b": 1}, 2]}, {"a": [{"b": 1}]}, ['- a 2: "2"'], id="in a list"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, [], id="order"),
    ],
)
def test_fields_are_compared_by_what_they_say(
    before: dict[str, Json], after: dict[str, Json], expected: list[str]
) -> None:
    assert change(entry(fields=after), entry(fields=before))[1] == expected


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        pytest.param(Difference("reading", None, "Orlando"), '+ reading: "Orlando"', id="came"),
        pytest.param(Difference("reading", "Orlando", None), '- reading: "Orlando"', id="went"),
        pytest.param(Difference("mood", "calm", "brisk"), '~ mood: "brisk"', id="reworded"),
        pytest.param(Difference("mood", "calm", ""), '~ mood: ""', id="emptied"),
        pytest.param(
            Difference("text", None, LONG),
            f'+ text: "{LONG[:71]}…"',
            id="long",
        ),
        pytest.param(Difference("text", "x" * 81, None), f'- text: "{"x" * 79}…"', id="unbroken"),
        pytest.param(
            Difference("text", LONG, LONG.replace("one", "1")),
            f'~ text: "1{LONG[3:80]}…"',
            id="long, different at its beginning",
        ),
        pytest.param(
            Difference("text", LONG, LONG.replace("fifteen", "fifty")),
            '~ text: "…twelve thirteen fourteen fifty"',
            id="long, different at its end",
        ),
        pytest.param(
            Difference("text", f"{LONG} sixteen", LONG),
            '~ text: "…thirteen fourteen fifteen"',
            id="long, without its end",
        ),
        pytest.param(Difference("word " * 20, None, "a"), f'+ {"word " * 7}word…: "a"', id="place"),
    ],
)
def test_a_difference_is_readable(difference: Difference, expected: str) -> None:
    assert str(difference) == expected


@given(meanings)
def test_nothing_differs_from_itself(meaning: Meaning) -> None:
    assert detect(meaning, meaning).kind is ChangeKind.NONE


@given(meanings)
def test_equal_meanings_do_not_differ(meaning: Meaning) -> None:
    assert detect(meaning, reordered(meaning)).kind is ChangeKind.NONE


@given(meanings, meanings)
def test_every_difference_fits_on_a_line(before: Meaning, after: Meaning) -> None:
    shown = [str(each) for each in detect(before, after).differences]

    assert [each for each in shown if len(each) > 130 or "\n" in each] == []


@given(meanings, meanings)
def test_what_differs_says_where(before: Meaning, after: Meaning) -> None:
    found = detect(before, after)

    assert (found.kind is ChangeKind.NONE) is (found.differences == ())


@given(st.lists(st.text(), max_size=4), st.text(), st.data())
def test_another_item_is_a_revision(items: list[str], item: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(items)))
    before = replace(BEFORE, lists={"reading": items})
    after = replace(BEFORE, lists={"reading": [*items[:place], item, *items[place:]]})

    assert detect(before, after).kind is ChangeKind.REVISED
