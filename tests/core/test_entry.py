"""Hold an entry's meaning to what its author says, and its digest to the meaning."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nowsync.core import entry as module
from nowsync.core.change import ChangeKind
from nowsync.core.detection import detect
from nowsync.core.entry import Entry, Item, Json, Meaning, digest, month_of
from tests.core.samples import ENTRY, entry

values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
lines = st.lists(st.text(max_size=20), max_size=4)
meanings = st.builds(
    Meaning,
    title=st.text(),
    date=st.text(),
    language=st.text(),
    fields=st.dictionaries(st.text(), values, max_size=4),
    lists=st.dictionaries(st.text(), lines, max_size=3),
    tags=lines,
    description=st.none() | st.text(),
    image=st.none() | st.text(),
    blocks=lines,
    text=st.none() | st.text(),
    content_warning=st.none() | st.text(),
)


def reordered(meaning: Meaning) -> Meaning:
    return replace(
        meaning,
        fields=dict(reversed(list(meaning.fields.items()))),
        lists=dict(reversed(list(meaning.lists.items()))),
    )


def test_the_meaning_is_what_the_author_says() -> None:
    assert ENTRY.meaning() == Meaning(
        title="Now, November 2026",
        date="2026-11-01T00:00:00+00:00",
        language="en",
        fields={"mood": "calm"},
        lists={"reading": ["Middlemarch"]},
        tags=["now"],
        description=None,
        image=None,
        blocks=["Winter is near."],
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(ENTRY, source="elsewhere.md"), id="file"),
        pytest.param(entry(identity="renamed"), id="identity"),
        pytest.param(replace(ENTRY, body="Winter\nis  near.", body_line=9), id="layout"),
        pytest.param(replace(ENTRY, sections=()), id="sections"),
        pytest.param(replace(ENTRY, link="/now/", permalink="/now/x/"), id="addresses"),
        pytest.param(replace(ENTRY, draft=True), id="draft"),
    ],
)
def test_what_is_not_said_is_not_meant(other: Entry) -> None:
    assert other.meaning().digest == ENTRY.meaning().digest


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(entry(title="Later"), id="title"),
        pytest.param(entry(date=datetime(2026, 11, 2, tzinfo=UTC)), id="date"),
        pytest.param(replace(ENTRY, language="pt"), id="language"),
        pytest.param(entry(fields={"mood": "brisk"}), id="a field"),
        pytest.param(entry(fields={"weather": "calm"}), id="a field's name"),
        pytest.param(entry(reading=["Orlando"]), id="a list"),
        pytest.param(entry(reading=["Middlemarch", "Orlando"]), id="a longer list"),
        pytest.param(replace(ENTRY, lists={"Reading": ("Middlemarch",)}), id="a list's name"),
        pytest.param(replace(ENTRY, tags=("now", "winter")), id="tags"),
        pytest.param(replace(ENTRY, description="Winter"), id="description"),
        pytest.param(replace(ENTRY, image="/winter.jpg"), id="image"),
        pytest.param(entry(blocks=("Winter is here.",)), id="text"),
        pytest.param(entry(blocks=("Winter", "is near.")), id="paragraphs"),
    ],
)
def test_what_is_said_differently_is_meant_differently(other: Entry) -> None:
    assert other.meaning().digest != ENTRY.meaning().digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(["a", "b"], ["b", "a"], id="order"),
        pytest.param(["a", "b"], ["ab"], id="seam"),
        pytest.param(["1"], [1], id="number"),
        pytest.param([1], [True], id="truth"),
        pytest.param([None], [], id="nothing"),
        pytest.param({"a": "b"}, ["a", "b"], id="table"),
    ],
)
def test_different_data_has_different_digests(one: Json, other: Json) -> None:
    assert digest(one) != digest(other)


def test_a_digest_is_the_same_on_any_machine() -> None:
    """The bytes that are hashed: sorted keys, no blanks, UTF-8."""
    expected = "e03c3c1ebb5fccd76e3bd35b9a86169f35e6f1b069645d48ac278175f54c4208"

    assert digest({"b": "é", "a": [1, None]}) == expected


def test_half_a_character_has_a_digest() -> None:
    assert digest("\ud83d") != digest("\ud83e")


def test_a_digest_tells_the_version_of_the_meaning() -> None:
    meaning = replace(ENTRY.meaning(), text="Own words", content_warning="food")

    assert meaning.digest == f"{module.MEANING_VERSION}:{digest(meaning.dump())}"


def test_a_digest_is_what_it_was_before_an_entry_could_decide_about_its_publication() -> None:
    meaning = ENTRY.meaning()
    before = {
        name: value
        for name, value in meaning.dump().items()
        if name not in ("text", "content_warning")
    }

    assert meaning.digest == f"{module.MEANING_VERSION}:{digest(before)}"


def test_the_same_moment_in_another_zone_is_written_differently() -> None:
    east = entry(date=ENTRY.date.astimezone(timezone(timedelta(hours=9))))

    assert east.meaning().date == "2026-11-01T09:00:00+09:00"


@given(meanings)
def test_a_digest_does_not_depend_on_the_order_of_keys(meaning: Meaning) -> None:
    assert reordered(meaning).digest == meaning.digest


@given(meanings)
def test_a_meaning_survives_being_kept(meaning: Meaning) -> None:
    kept = Meaning.load(json.loads(json.dumps(meaning.dump())))

    assert (kept, kept.digest) == (meaning, meaning.digest)


def test_an_entry_that_was_kept_means_the_same() -> None:
    kept = Meaning.load(json.loads(json.dumps(ENTRY.meaning().dump())))

    assert kept == ENTRY.meaning()


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        pytest.param(Item("a book", name="Reading"), "Reading: a book", id="name and text"),
        pytest.param(Item("", name="Reading"), "Reading", id="only a name"),
        pytest.param(Item("a book"), "a book", id="only a text"),
        pytest.param(Item(""), "", id="nothing"),
    ],
)
def test_an_item_reads_as_it_was_written(item: Item, expected: str) -> None:
    assert str(item) == expected


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        pytest.param(1, "January 2026", id="first"),
        pytest.param(11, "November 2026", id="in between"),
        pytest.param(12, "December 2026", id="last"),
    ],
)
def test_a_month_is_named_as_people_do(month: int, expected: str) -> None:
    assert month_of(datetime(2026, month, 1, tzinfo=UTC)) == expected


@pytest.mark.parametrize("field", ["description", "image", "tags", "blocks"])
def test_what_an_older_nowsync_did_not_know_of_is_no_change(field: str) -> None:
    meaning = ENTRY.meaning()
    kept = {name: value for name, value in meaning.dump().items() if name != field}

    assert detect(Meaning.load(kept), meaning).kind is ChangeKind.NONE


def test_blocks_that_were_written_another_way_are_no_change() -> None:
    meaning = ENTRY.meaning()
    kept = {**meaning.dump(), "version": 0, "blocks": ["Written otherwise."]}

    assert detect(Meaning.load(kept), meaning).kind is ChangeKind.NONE


def test_what_both_know_of_is_still_compared() -> None:
    meaning = ENTRY.meaning()
    kept = {name: value for name, value in meaning.dump().items() if name != "tags"}

    changed = replace(meaning, title="Another title altogether")

    assert detect(Meaning.load(kept), changed).kind is ChangeKind.CORRECTED
