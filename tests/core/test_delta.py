"""Hold the delta to what a person would say of two months."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core.delta import Delta, Progress, delta, remembered
from nowsync.core.entry import Entry, Item, Section
from tests.core.samples import DATED, ENTRY, entry

NAMES = (
    "Dune",
    "The Dune",
    "Dune Messiah",
    "Dune Part I",
    "Dune Part II",
    "Orlando",
    "Orlando (!)",
)
items = st.lists(st.sampled_from(NAMES) | st.text(max_size=8), max_size=6)


def progress(before: Sequence[str], after: Sequence[str]) -> Progress:
    return delta(entry(reading=before), entry(reading=after)).lists["reading"]


def section(title: str, *listed: Item) -> Section:
    return Section(title, 2, items=listed)


def sections(before: Section, after: Section) -> Mapping[str, Progress]:
    return delta(replace(ENTRY, sections=(before,)), replace(ENTRY, sections=(after,))).sections


def month(number: int, identity: str = "", **lists: Sequence[str]) -> Entry:
    date = datetime(2026, number, 1, tzinfo=UTC)
    named = entry(identity=identity or f"2026-{number:02}", date=date)
    return replace(named, lists={name: tuple(each) for name, each in lists.items()})


def ids(*found: Entry | None) -> list[str | None]:
    return [each.id if each else None for each in found]


# Lists.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(["Dune"], ["Dune"], Progress(continued=("Dune",)), id="the same"),
        pytest.param([], ["Dune"], Progress(started=("Dune",)), id="started"),
        pytest.param(["Dune"], [], Progress(finished=("Dune",)), id="finished"),
        pytest.param(
            ["Dune", "Orlando"],
            ["Middlemarch", "Orlando"],
            Progress(("Middlemarch",), ("Orlando",), ("Dune",)),
            id="all at once",
        ),
        pytest.param(
            ["The Fountainhead by Ayn Rand"],
            ["Fountainhead"],
            Progress(continued=("Fountainhead",)),
            id="this month's wording",
        ),
        pytest.param(
            ["Severance season 1"],
            ["Severance season 2"],
            Progress(("Severance season 2",), (), ("Severance season 1",)),
            id="another season",
        ),
        pytest.param(
            ["Dune (slowly)", "Dune"],
            ["Dune", "Dune by Frank Herbert"],
            Progress(continued=("Dune", "Dune by Frank Herbert")),
            id="twice",
        ),
        pytest.param(
            ["Dune"], ["The Dune", "Dune"], Progress(("The Dune",), ("Dune",)), id="the closest"
        ),
        pytest.param(["Dune"], ["[x] Dune"], Progress(finished=("[x] Dune",)), id="ticked off"),
        pytest.param(["~~Dune~~"], ["~~Dune~~"], Progress(), id="struck out before"),
        pytest.param(["~~Dune~~"], [], Progress(), id="struck out, then gone"),
        pytest.param(["~~Dune~~"], ["Dune"], Progress(started=("Dune",)), id="begun anew"),
    ],
)
def test_each_item_has_its_course(
    before: Sequence[str], after: Sequence[str], expected: Progress
) -> None:
    assert progress(before, after) == expected


def test_without_an_entry_before_everything_is_started() -> None:
    told = replace(ENTRY, sections=(section("Goals", Item("Rest")),))

    assert delta(None, told) == Delta(
        None, {"reading": Progress(("Middlemarch",))}, {"Goals": Progress(("Rest",))}
    )


def test_a_list_that_is_not_there_says_nothing() -> None:
    assert delta(month(1, reading=["Dune"]), month(2)) == Delta(month(1).id)


# Sections.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(Item("Rest"), Item("Rest"), Progress(continued=("Rest",)), id="a goal"),
        pytest.param(
            Item("Glued.", "The tide board"),
            Item("On the wall.", "Tide board"),
            Progress(continued=("Tide board",)),
            id="a name",
        ),
        pytest.param(
            Item("Rest", done=False),
            Item("Rest", done=True),
            Progress(finished=("Rest",)),
            id="ticked off",
        ),
        pytest.param(
            Item("Rest", done=True), Item("Rest", done=True), Progress(), id="done before"
        ),
        pytest.param(
            Item("Rest", done=True), Item("Rest", done=False), Progress(("Rest",)), id="undone"
        ),
        pytest.param(
            Item("Rest", done=True),
            Item("Swim", done=True),
            Progress(finished=("Swim",)),
            id="done at once",
        ),
        pytest.param(
            Item("Rest"),
            Item("\N{WHITE HEAVY CHECK MARK} Rest"),
            Progress(finished=("\N{WHITE HEAVY CHECK MARK} Rest",)),
            id="ticked off by hand",
        ),
        pytest.param(
            Item("", items=(Item("oak"), Item("ash"))),
            Item("", items=(Item("oak"), Item("ash"))),
            Progress(continued=("oak; ash",)),
            id="only inner items",
        ),
    ],
)
def test_each_item_of_a_section_has_its_course(
    before: Item, after: Item, expected: Progress
) -> None:
    assert sections(section("Goals", before), section("Goals", after)) == {"Goals": expected}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Goals for next month", "Goals for October", id="of a month"),
        pytest.param("Goals in 2025", "goals", id="of a year"),
        pytest.param("For fun", "For fun", id="for something"),
        pytest.param("\N{BOOKS}", "\N{BOOKS}", id="without a word"),
    ],
)
def test_a_section_is_known_by_its_subject(before: str, after: str) -> None:
    found = sections(section(before, Item("Rest")), section(after, Item("Rest")))

    assert found == {after: Progress(continued=("Rest",))}


def test_another_section_begins_anew() -> None:
    found = sections(section("Goals", Item("Rest")), section("Projects", Item("Rest")))

    assert found == {"Projects": Progress(("Rest",))}


def test_a_section_without_items_has_no_course() -> None:
    assert sections(section("Goals", Item("Rest")), section("Goals")) == {}


def test_sections_of_one_subject_are_one() -> None:
    twice = (section("Goals", Item("Rest")), section("Goals for May", Item("Swim")))

    assert delta(None, replace(ENTRY, sections=twice)).sections == {
        "Goals": Progress(("Rest", "Swim"))
    }


# The entry before.


def test_the_entry_before_is_found_by_date() -> None:
    entries = [month(5), month(1), month(3), month(2)]

    assert ids(*(remembered(each, entries) for each in entries)) == [
        "2026-03",
        None,
        "2026-02",
        "2026-01",
    ]


def test_of_two_in_one_month_the_later_is_the_one_before() -> None:
    late = replace(month(1, "review"), date=DATED.replace(year=2026, month=1, day=31))
    entries = [month(2), late, month(1)]

    assert ids(*(remembered(each, entries) for each in entries)) == ["review", "2026-01", None]


def test_of_two_on_one_day_each_has_its_place() -> None:
    one, two = month(1, "a"), month(1, "b")

    assert ids(remembered(one, [two, one]), remembered(two, [two, one])) == [None, "a"]


def test_a_draft_is_not_there_yet() -> None:
    draft = replace(month(2), draft=True)

    assert ids(remembered(month(3), [month(1), draft])) == ["2026-01"]


def test_what_the_entry_before_is_silent_on_is_remembered() -> None:
    entries = [month(3, other=["x"]), month(1, reading=["Dune"]), month(2, reading=["Orlando"])]
    recalled = remembered(month(4, reading=[], other=[]), entries)

    assert recalled is not None
    assert (recalled.id, recalled.lists) == ("2026-03", {"reading": ("Orlando",), "other": ("x",)})


def test_no_entry_is_read_that_says_nothing_more() -> None:
    head: Any = SimpleNamespace(id="2026-01", date=month(1).date, draft=False)

    assert ids(remembered(month(3, reading=["Dune"]), [month(2, reading=[]), head])) == ["2026-02"]


def test_sections_are_remembered_too() -> None:
    told = replace(month(1), sections=(section("Goals", Item("Rest")), section("Life")))
    later = replace(month(3), sections=(section("Goals for May", Item("Rest")),))

    assert delta(remembered(later, [month(2), told]), later).sections == {
        "Goals for May": Progress(continued=("Rest",))
    }


def test_nothing_is_remembered_before_the_first_entry() -> None:
    assert remembered(month(1), [month(2), month(1)]) is None


# What always holds.

months = st.dictionaries(st.sampled_from(["reading", "goals", "other"]), items)


@given(st.lists(months, min_size=2, max_size=5))
def test_what_is_remembered_is_all_that_was_said_last(said: list[dict[str, list[str]]]) -> None:
    *earlier, latest = (month(number, "", **lists) for number, lists in enumerate(said, 1))
    everything = {name: items for each in earlier for name, items in each.lists.items()}
    known = delta(replace(earlier[-1], lists=everything), latest)

    assert delta(remembered(latest, earlier), latest) == known


@given(items)
def test_nothing_starts_or_ends_between_an_entry_and_itself(listed: list[str]) -> None:
    found = progress(listed, listed)

    assert (found.started, found.finished) == ((), ())


@given(items, items, st.sampled_from(NAMES))
def test_an_item_in_both_months_continues(one: list[str], other: list[str], name: str) -> None:
    assert name in progress([*one, name], [name, *other]).continued


@given(items.map(sorted), items)
def test_every_item_has_one_course(before: list[str], after: list[str]) -> None:
    found = progress(before, after)

    assert sorted([*found.started, *found.continued]) == sorted(after)
    assert len(found.finished) + len(found.continued) == len(before)


@given(items, items)
def test_what_is_finished_was_there(before: list[str], after: list[str]) -> None:
    assert set(progress(before, after).finished) <= set(before)


@given(items, items)
def test_the_same_months_have_the_same_delta(before: list[str], after: list[str]) -> None:
    assert progress(before, after) == progress(list(before), tuple(after))


@given(st.permutations([month(number) for number in range(1, 6)]))
def test_the_order_of_files_is_of_no_importance(entries: list[Entry]) -> None:
    assert ids(remembered(month(4), entries)) == ["2026-03"]


@given(st.integers(0, 400))
def test_a_long_silence_ends_with_the_entry_before_it(days: int) -> None:
    later = replace(month(1, "later"), date=month(1).date + timedelta(days=days + 1))

    assert ids(remembered(later, [later, month(1)])) == ["2026-01"]
