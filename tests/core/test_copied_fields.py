"""Hold the front matter of a new entry to the manner of the entries before it."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from nowsync.core.copied_fields import Written, copied_fields, fresh_fields

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


def written(
    fields: str,
    day: date = NOVEMBER,
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    fence: str = "---",
) -> Written:
    return Written(f"{fence}\n{fields}\n{fence}\n\nThe kettle is on.\n", day, lists or {})


def copied(last: Written, earlier: Written | None = None) -> str:
    """Give the fields of December's entry, without its fences and that it is a draft."""
    made = (copied_fields(last, earlier, DECEMBER) or "").splitlines()
    assert made[-2] in ("draft: true", "draft = true")
    return "\n".join(made[1:-2])


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ('title: "November 2026"', 'title: "December 2026"'),
        ("title: November 2026", "title: December 2026"),
        ("date: 2026-11-01T00:00:00Z", "date: 2026-12-01T00:00:00Z"),
        ("date: 2026-11-01 # the first", "date: 2026-12-01 # the first"),
        ("slug: november-2026", "slug: december-2026"),
    ],
)
def test_what_says_the_date_says_the_new_one(last: str, expected: str) -> None:
    assert copied(written(last)) == expected


def test_keys_stay_in_their_order_and_what_is_always_the_same_stays() -> None:
    last = "layout: now\ndate: 2026-11-01\ntags: [now]\nauthor:\n  name: Ada"
    earlier = last.replace("11", "10")

    assert copied(written(last), written(earlier, OCTOBER)) == last.replace("11", "12")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ('mood: "Blue"', 'mood: ""'),
        ("mood: 'Blue'", "mood: ''"),
        ("mood: Blue", 'mood: ""'),
        ("cover: {src: a.jpg}", ""),
        ("cover:\n  src: a.jpg", ""),
    ],
)
def test_what_was_another_before_is_left_for_the_author(last: str, expected: str) -> None:
    assert copied(written(last), written("mood: Grey\ncover: none", OCTOBER)) == expected


def test_another_date_than_the_entrys_is_left_out() -> None:
    assert copied(written("date: 2026-11-01\nupdated: 2026-11-15")) == "date: 2026-12-01"


@pytest.mark.parametrize(
    "last", ["reading: [Tides, 'The Kettle']", "reading:\n  - Tides\n  - The Kettle"]
)
def test_lists_go_on_as_they_were_written(last: str) -> None:
    assert copied(written(last, lists={"reading": ["Tides", "The Kettle"]})) == last


@pytest.mark.parametrize(
    ("fields", "fence", "expected"),
    [
        ('reading: ["~~Tides~~", "The Kettle"]', "---", 'reading: ["The Kettle"]'),
        ("reading:\n  - ~~Tides~~\n  - The Kettle", "---", 'reading:\n  - "The Kettle"'),
        ('reading = ["~~Tides~~", "The Kettle"]', "+++", 'reading = ["The Kettle"]'),
    ],
)
def test_what_is_done_does_not_go_on(fields: str, fence: str, expected: str) -> None:
    last = written(fields, lists={"reading": ["~~Tides~~", "The Kettle"]}, fence=fence)

    assert copied(last) == expected


@pytest.mark.parametrize("draft", ["draft: false", "draft: true"])
def test_a_new_entry_is_a_draft_once(draft: str) -> None:
    made = copied_fields(written(f"{draft}\ndate: 2026-11-01"), None, DECEMBER)

    assert made == "---\ndate: 2026-12-01\ndraft: true\n---"


def test_toml_stays_toml() -> None:
    made = copied_fields(written("date = 2026-11-01", fence="+++"), None, DECEMBER)

    assert made == "+++\ndate = 2026-12-01\ndraft = true\n+++"


@pytest.mark.parametrize("text", ["", "The kettle is on.", "---\ndate: 2026-11-01\n", "{}\n"])
def test_what_has_no_fences_is_no_model(text: str) -> None:
    assert copied_fields(Written(text, NOVEMBER, {}), None, DECEMBER) is None


def test_a_first_entry_has_a_title_a_date_and_is_a_draft() -> None:
    made = fresh_fields("December 2026", DECEMBER)

    assert made == '---\ntitle: "December 2026"\ndate: 2026-12-01\ndraft: true\n---'
