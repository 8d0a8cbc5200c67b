"""Cautions on cards: what an author may not have meant is said wherever it would be sent."""

import json
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from nowsync import report
from nowsync.core.action import Action, Wait
from nowsync.core.entry import EntryId
from nowsync.core.errors import Problem
from nowsync.core.plan import Plan
from nowsync.preview.card import cards
from nowsync.preview.comment import comment
from tests.core import samples
from tests.preview.test_page import create, paged, status
from tests.shell import examples_in, run

CAUTION = Problem("its title begins with @", "now/2026-11.md", 2)
WARNED = replace(status(), cautions=(CAUTION,))
TITLE = "src/content/now/2026-11.md: its title begins with @, as a mention does"
TAG = "src/content/now/2026-11.md: the tag now_page is read out as one word"
FURTHER = "nowsync lint 2026-11 looks at more than these cautions."


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    """Give the newest example a title and a tag that can be misread."""
    site = examples_in(tmp_path)
    newest = site / "src/content/now/2026-11.md"
    text = newest.read_text("utf-8").replace('"November', '"@November', 1)
    newest.write_text(text.replace("---\n", "---\ntags: [now_page]\n", 1), "utf-8")
    os.utime(newest, (0, 0))
    return site


def test_a_caution_is_told_before_anything_is_sent(ada: Path) -> None:
    printed = run("nowsync preview 2026-11 --target mastodon", ada).stdout

    assert f"\n  caution: {TITLE}\n" in printed
    assert FURTHER in printed


def test_a_caution_is_told_only_where_it_matters(ada: Path) -> None:
    mastodon = run("nowsync preview 2026-11 --target mastodon", ada).stdout
    feed = run("nowsync preview 2026-11 --target feed", ada).stdout

    assert (TAG in mastodon, TAG in feed) == (False, True)


def test_cautions_are_data_for_scripts(ada: Path) -> None:
    printed = run("nowsync preview 2026-11 --target mastodon --json", ada).stdout

    (action,) = json.loads(printed)["plan"]["actions"]
    file, message = TITLE.split(": ", 1)
    assert action["cautions"] == [{"file": file, "line": None, "message": message}]


def test_a_caution_does_not_make_a_preview_fail(ada: Path) -> None:
    assert run("nowsync preview 2026-11 --target mastodon", ada).returncode == 0


def test_nothing_further_is_named_where_nothing_is_cautioned_of(tmp_path: Path) -> None:
    printed = run("nowsync preview 2026-11 --target mastodon", examples_in(tmp_path)).stdout

    assert "nowsync lint" not in printed


def test_what_waits_has_its_cautions_already() -> None:
    wait = Wait(
        entry=samples.ID, target="mastodon", reason="later", until=samples.FUTURE, work=WARNED
    )
    (card,) = cards(Plan(actions=(wait,)), {})

    assert card.cautions == (CAUTION,)


def test_a_page_has_the_caution_on_the_card() -> None:
    made = paged(create(WARNED))

    assert "<li>now/2026-11.md:2: its title begins with @</li>" in made
    assert "<code>nowsync lint 2026-11</code>" in made


def test_a_comment_has_the_caution_and_calls_nobody() -> None:
    plan = Plan(actions=(create(WARNED),))
    written = comment(plan, cards(plan, {}), "nowsync publish")

    assert "\n* caution: now/2026-11.md:2: its title begins with \\@\n" in written
    assert "`nowsync lint 2026-11` looks at more" in written


def of(*entries: str) -> list[Action]:
    return [replace(create(WARNED), entry=EntryId(each)) for each in entries]


@pytest.mark.parametrize(
    ("entries", "command"),
    [
        ([], None),
        (["2026-11", "2026-11"], "nowsync lint 2026-11"),
        (["my trip", "2026-11"], "nowsync lint 'my trip' 2026-11"),
        (["1", "2", "3", "4"], "nowsync lint"),
    ],
)
def test_the_whole_check_names_few_entries(entries: list[str], command: str | None) -> None:
    assert report.whole_check(of(*entries)) == command
