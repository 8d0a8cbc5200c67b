"""Hold changes to what a person would call them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.change import Change, ChangeKind, Difference, detect
from nowsync.core.entry import Entry, Meaning
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
    ],
)
def test_what_says_the_same_has_not_changed(after: Meaning) -> None:
    assert detect(BEFORE, after) == Change(ChangeKind.NONE)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(CORRECTED, ['~ text: "Winter is here."'], id="text"),
        pytest.param(entry(reading=["Middlemarch!"]), ['~ reading: "Middlemarch!"'], id="list"),
        pytest.param(entry(fields={"mood": "brisk"}), ['~ mood: "brisk"'], id="field"),
        pytest.param(entry(title="November"), ['~ title: "November"'], id="title"),
        pytest.param(replace(ENTRY, language="pt"), ['~ language: "pt"'], id="language"),
        pytest.param(
            entry(date=ENTRY.date + timedelta(days=1)),
            ['~ date: "2026-11-02T00:00:00+00:00"'],
            id="date",
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
            ['~ text: "Winter is here."', '+ text: "Snow."'],
            id="a paragraph came, another was reworded",
        ),
        pytest.param(
            entry(fields={"mood": "calm", "place": "Porto"}),
            ['+ place: "Porto"'],
            id="a field came",
        ),
        pytest.param(entry(fields={}), ['- mood: "calm"'], id="a field went"),
        pytest.param(
            replace(ENTRY, description="Winter"),
            ['+ description: "Winter"'],
            id="a summary came",
        ),
        pytest.param(replace(ENTRY, image="/x.jpg"), ['+ image: "/x.jpg"'], id="an image came"),
        pytest.param(replace(ENTRY, tags=()), ['- tags: "now"'], id="a tag went"),
        pytest.param(
            replace(ENTRY, lists={"Reading": ("Middlemarch",)}),
            ['- reading: "Middlemarch"', '+ Reading: "Middlemarch"'],
            id="a list was renamed",
        ),
    ],
)
def test_what_came_or_went_is_a_revision(after: Entry, expected: list[str]) -> None:
    assert change(after) == (ChangeKind.REVISED, expected)


def test_a_line_that_moved_is_a_revision() -> None:
    before = entry(reading=["Middlemarch", "Orlando"])
    after = entry(reading=["Orlando", "Middlemarch"])

    assert change(after, before) == (
        ChangeKind.REVISED,
        ['+ reading: "Orlando"', '- reading: "Orlando"'],
    )


def test_reworded_lines_find_each_other_among_others() -> None:
    before = entry(blocks=["I read a lot of books.", "I swim before work."])
    after = entry(blocks=["I swim before work every day.", "I read a lot of good books."])

    assert change(after, before) == (
        ChangeKind.CORRECTED,
        ['~ text: "I read a lot of good books."', '~ text: "I swim before work every day."'],
    )


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        pytest.param(Difference("reading", None, "Orlando"), '+ reading: "Orlando"', id="came"),
        pytest.param(Difference("reading", "Orlando", None), '- reading: "Orlando"', id="went"),
        pytest.param(Difference("mood", "calm", "brisk"), '~ mood: "brisk"', id="reworded"),
        pytest.param(Difference("mood", "calm", ""), '~ mood: ""', id="emptied"),
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
def test_what_differs_says_where(before: Meaning, after: Meaning) -> None:
    found = detect(before, after)

    assert (found.kind is ChangeKind.NONE) is (found.differences == ())


@given(st.lists(st.text(), max_size=4), st.text(), st.data())
def test_another_item_is_a_revision(items: list[str], item: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(items)))
    before = replace(BEFORE, lists={"reading": items})
    after = replace(BEFORE, lists={"reading": [*items[:place], item, *items[place:]]})

    assert detect(before, after).kind is ChangeKind.REVISED
