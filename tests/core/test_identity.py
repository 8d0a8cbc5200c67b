"""An entry stays itself through renames, moves and edits; a doubt is never a new entry."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nowsync.core.entry import Entry, EntryId, Meaning
from nowsync.core.identity import Identified, Seen, identify, sightings
from tests.core.samples import ENTRY

LINES = tuple(f"Line {number}." for number in range(8))
NOVEMBER = replace(ENTRY, id=EntryId("2026-11"), source="now/2026-11.md", blocks=LINES)
OCTOBER = replace(
    NOVEMBER,
    id=EntryId("2026-10"),
    source="now/2026-10.md",
    date=NOVEMBER.date - timedelta(days=31),
    blocks=("Leaves.",),
)
RENAMED = replace(NOVEMBER, id=EntryId("november"), source="now/november.md")


def seen_of(*entries: Entry) -> dict[EntryId, Seen]:
    return {
        each.id: Seen(
            id=each.id, source=each.source, dated=each.date, digest=each.digest, draft=each.draft
        )
        for each in entries
    }


def found(entries: Sequence[Entry], *before: Entry) -> Identified:
    meanings: dict[EntryId, Meaning] = {each.id: each.meaning() for each in before}
    return identify(entries, seen_of(*before), meanings.__getitem__)


def ids(identified: Identified) -> list[str]:
    return [entry.id for entry in identified.entries]


def test_without_a_past_everything_is_new() -> None:
    identified = found([OCTOBER, NOVEMBER])

    assert ids(identified) == ["2026-10", "2026-11"]
    assert identified.doubts == {}


def test_an_entry_is_known_by_the_first_id_that_was_seen_at_its_path() -> None:
    before = replace(NOVEMBER, id=EntryId("first")), replace(NOVEMBER, id=EntryId("second"))

    assert ids(found([NOVEMBER], *before)) == ["first"]


def test_an_edited_entry_is_the_same() -> None:
    edited = replace(NOVEMBER, blocks=("Something else.",), title="Other")

    assert ids(found([edited], NOVEMBER)) == ["2026-11"]


def test_a_renamed_file_is_the_same_entry() -> None:
    assert ids(found([OCTOBER, RENAMED], OCTOBER, NOVEMBER)) == ["2026-10", "2026-11"]


def test_a_folder_that_moved_keeps_all_its_entries() -> None:
    moved = [
        replace(each, id=EntryId(f"archive/{each.id}"), source=f"now/archive/{each.id}.md")
        for each in (OCTOBER, NOVEMBER)
    ]

    assert ids(found(moved, OCTOBER, NOVEMBER)) == ["2026-10", "2026-11"]


def test_a_file_renamed_and_edited_at_once_is_the_same_entry() -> None:
    edited = replace(RENAMED, blocks=(*LINES[:6], "New.", "Newer."))

    assert ids(found([edited], NOVEMBER)) == ["2026-11"]


def test_a_file_known_at_its_path_is_the_same_whatever_it_says() -> None:
    rewritten = replace(RENAMED, blocks=("Nothing like it.",))
    before = replace(NOVEMBER, source=RENAMED.source)

    assert ids(found([rewritten], before)) == ["2026-11"]


def test_another_text_of_the_same_month_as_one_that_has_gone_is_a_question() -> None:
    other = replace(RENAMED, blocks=("Nothing like it.",))

    identified = found([other], NOVEMBER)

    assert ids(identified) == ["november"]
    assert "write `id: 2026-11` into its front matter" in identified.doubts[EntryId("november")]


def test_a_copy_of_an_entry_that_is_still_there_is_a_question() -> None:
    identified = found([NOVEMBER, RENAMED], NOVEMBER)

    assert list(identified.doubts) == ["november"]


def test_two_files_that_may_both_be_the_one_that_has_gone_are_questions() -> None:
    second = replace(RENAMED, id=EntryId("nov"), source="now/nov.md")

    assert set(found([RENAMED, second], NOVEMBER).doubts) == {"november", "nov"}


def test_two_that_have_gone_and_say_the_same_make_a_question() -> None:
    twin = replace(NOVEMBER, id=EntryId("2026-11-b"), source="now/2026-11-b.md")

    assert list(found([RENAMED], NOVEMBER, twin).doubts) == ["november"]


def test_another_month_than_all_that_have_gone_is_new() -> None:
    december = replace(RENAMED, date=NOVEMBER.date + timedelta(days=30), blocks=("Snow.",))

    identified = found([december], NOVEMBER)

    assert ids(identified) == ["november"]
    assert identified.doubts == {}


@pytest.mark.parametrize("blocks", [LINES, ("Nothing like it.",)], ids=["same", "other"])
def test_an_id_of_its_own_decides(blocks: tuple[str, ...]) -> None:
    own = replace(RENAMED, id=EntryId("mine"), own_id=True, blocks=blocks)

    identified = found([own], NOVEMBER)

    assert ids(identified) == ["mine"]
    assert identified.doubts == {}


def test_an_id_of_its_own_names_the_entry_that_has_gone() -> None:
    own = replace(RENAMED, id=EntryId("2026-11"), own_id=True, blocks=("Other.",))

    assert ids(found([own], NOVEMBER)) == ["2026-11"]


def test_what_is_as_it_was_needs_no_new_sighting() -> None:
    assert sightings(Identified((NOVEMBER,)), seen_of(NOVEMBER)) == ()


def test_a_change_of_place_or_text_is_a_new_sighting() -> None:
    moved = replace(NOVEMBER, source="elsewhere.md")
    edited = replace(OCTOBER, blocks=("More leaves.",))

    made = sightings(Identified((moved, edited)), seen_of(NOVEMBER, OCTOBER))

    assert made == (moved, edited)


def test_what_is_in_doubt_has_not_been_seen() -> None:
    assert sightings(Identified((NOVEMBER,), {NOVEMBER.id: "?"}), {}) == ()


@pytest.mark.parametrize("written", ["2026-03-29T02:30", "2026-10-25T02:30"])
def test_an_entry_of_an_hour_that_clocks_change_in_is_seen_once(written: str) -> None:
    moment = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    entry = replace(NOVEMBER, date=moment)
    kept = replace(entry, date=datetime.fromisoformat(moment.isoformat()))

    assert sightings(found([entry], kept), seen_of(kept)) == ()
