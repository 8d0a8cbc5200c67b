"""A preview as Markdown: nothing in an entry gets out of its fence, or calls anybody."""

from msgspec.structs import replace

from nowsync.core.action import Hold, Update
from nowsync.core.change import Change, ChangeKind
from nowsync.core.plan import Plan
from nowsync.core.publication import Standing
from nowsync.preview.card import Live, cards
from nowsync.preview.comment import comment
from tests.core import samples
from tests.preview.test_page import create, status

LIVE: Live = {("mastodon", samples.ID): samples.publication(Standing.PUBLISHED)}


def written(plan: Plan, live: Live | None = None) -> str:
    return comment(plan, cards(plan, live or {}), "nowsync publish")


def test_a_text_cannot_close_its_fence() -> None:
    text = "```\n# Not a heading\n````"

    assert f"`````text\n{text}\n`````\n" in written(Plan(actions=(create(status(text)),)))


def test_a_reason_calls_nobody() -> None:
    hold = Hold(entry=samples.ID, target="mastodon", reason="@ada said *no* to <b>")

    assert "\\@ada said \\*no\\* to \\<b\\>" in written(Plan(actions=(hold,)))


def test_an_edit_is_shown_as_a_difference() -> None:
    update = Update(
        entry=samples.ID,
        target="mastodon",
        reason="revised",
        work=status("after"),
        change=Change(ChangeKind.REVISED),
    )

    assert "```diff\n- before\n+ after\n```\n" in written(Plan(actions=(update,)), LIVE)


def test_what_was_left_out_is_listed() -> None:
    work = status()
    less = replace(work, summary=replace(work.summary, left_out=("the tag glue",)))

    assert "\n* left out to fit: the tag glue\n" in written(Plan(actions=(create(less),)))


def test_what_is_skipped_is_counted() -> None:
    assert "Nothing happens in 1 other places." in written(Plan(actions=(samples.SKIP,)))
