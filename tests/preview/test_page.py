"""The page: what it shows of each kind of action, and what it can never do."""

import base64
import hashlib
import re

import pytest
from msgspec.structs import replace

from nowsync.core.action import Action, Create, Retract, Update, Work
from nowsync.core.change import Change, ChangeKind, Difference
from nowsync.core.errors import Problem
from nowsync.core.image import Image, ImageFile
from nowsync.core.overrides import Override
from nowsync.core.plan import Plan
from nowsync.core.publication import Standing
from nowsync.core.step import Request, Step
from nowsync.core.target import Author, Site
from nowsync.preview.card import Live
from nowsync.preview.page import Stage, initials, page
from tests.core import samples
from tests.preview.hostile import page_of
from tests.preview.reading import shown
from tests.preview.test_article import HOSTILE

SITE = Site("https://ada.org", author=Author("Ada Example"))
STAGE = Stage(site=SITE, now=samples.NOW, command="nowsync publish")
LIVE: Live = {("mastodon", samples.ID): samples.publication(Standing.PUBLISHED)}


def status(text: str = "Winter is near.", **more: str) -> Work:
    step = Step(
        "status", Request("POST", "https://m.org/api/v1/statuses", {"status": text, **more}), False
    )
    summary = replace(samples.summary(text=text), content_warning=more.get("spoiler_text", ""))
    return replace(samples.work(), summary=summary, steps=(step,), length=15, limit=500)


def article(text: str) -> Work:
    step = Step("draft", Request("POST", "https://dev.to/api", {"body": text}), True)
    return replace(samples.work(), summary=samples.summary(text=text), steps=(step,))


def create(work: Work) -> Create:
    return Create(entry=samples.ID, target="mastodon", reason="new", work=work)


def paged(*actions: Action, live: Live | None = None, stage: Stage = STAGE) -> str:
    return page(Plan(actions=actions), live or {}, stage)


def test_the_policy_allows_this_style_alone() -> None:
    made = paged(create(status()))
    style = re.search(r"<style>(.*)</style>", made, re.DOTALL)

    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src &#39;none&#39;; style-src &#39;sha256-{digest}&#39;; img-src data:" in made


def test_a_page_in_a_file_has_no_script() -> None:
    assert "<script" not in paged(create(status()))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_on_any_card_becomes_markup_of_ours(text: str) -> None:
    made = page_of(text)

    assert re.findall(r"<(?:script|svg|iframe|form|object|embed|base|video)\b", made) == []
    assert re.findall(r"<img(?! src=\"data:)", made) == []


def test_nothing_in_the_names_becomes_markup() -> None:
    hostile = replace(SITE, title="<b>Ada</b>", author=Author("<i>Ada</i>"))

    made = paged(create(status()), stage=replace(STAGE, site=hostile))

    assert "<b>Ada" not in made
    assert "<i>Ada" not in made


def test_a_warning_hides_the_text_until_it_is_opened() -> None:
    made = paged(create(status(spoiler_text="Boats")))

    assert re.search(r"<details class=\"warning\"><summary>.*Boats.*</summary>", made)
    assert shown(made)[:2] == ["Boats", "Winter is near."]


def test_a_link_is_shown_short_and_copied_whole() -> None:
    made = paged(create(status("See https://ada.org/now/2026-11/and/some/more/of/it")))

    assert '<span class="cut">ada.org/now/2026-11/and/some/m</span>' in made
    assert shown(made) == ["See https://ada.org/now/2026-11/and/some/more/of/it"]


def test_the_card_of_a_link_to_the_entry_has_its_title() -> None:
    work = status("https://ada.org/now/")
    own = replace(work, summary=replace(work.summary, link="https://ada.org/now/"))

    assert "<strong>Now, November 2026</strong></a>" in paged(create(own))


def test_the_card_of_another_link_has_its_address() -> None:
    assert "<strong>https://b.org/</strong></a>" in paged(create(status("https://b.org/")))


def illustrated() -> Create:
    content = hashlib.sha256(b"pixels").hexdigest()
    image = Image(ImageFile("now/kettle.jpg", content, "image/jpeg", 6), "A kettle")
    work = status()
    return create(replace(work, summary=replace(work.summary, images=(image,))))


def test_an_image_is_in_the_page_itself() -> None:
    made = paged(illustrated(), stage=replace(STAGE, picture=lambda _: b"pixels"))

    assert '<img src="data:image/jpeg;base64,cGl4ZWxz" alt="A kettle">' in made


def test_an_image_that_is_lost_is_named() -> None:
    made = paged(illustrated())

    assert "<img" not in made
    assert "<code>now/kettle.jpg</code>" in made


def test_an_edit_stands_beside_what_is_live() -> None:
    update = Update(
        entry=samples.ID,
        target="mastodon",
        reason="revised",
        work=status("after"),
        change=Change(ChangeKind.REVISED),
    )

    made = paged(update, live=LIVE)

    assert '<span class="unseen">There now: </span><del>before</del></div>' in made
    assert '<span class="unseen">As it will be: </span><ins>after</ins></div>' in made


def test_what_is_taken_back_is_told_apart_from_what_goes_out() -> None:
    step = samples.step("Winter is near.")
    retract = Retract(
        entry=samples.ID,
        target="mastodon",
        reason="you said so",
        operation=samples.operation(),
        there=(step,),
    )
    made = paged(retract, create(status()))

    assert "1 post goes out and 1 is taken back with <code>nowsync publish</code>" in made
    assert "Is taken back with <code>nowsync publish</code>" in made
    assert "What is there now, and will be gone:" in made


def test_what_waits_says_when_it_goes_out() -> None:
    assert "Goes out Sat 2026-11-21 12:00 UTC" in paged(samples.WAIT)


def test_a_moment_is_told_in_the_time_of_the_site() -> None:
    there = replace(STAGE, site=replace(SITE, timezone="Asia/Tokyo"))

    assert "Goes out Sat 2026-11-21 21:00 JST" in paged(samples.WAIT, stage=there)


def test_what_is_skipped_is_named_with_its_reason() -> None:
    assert "<strong>s → mastodon</strong> unchanged" in paged(samples.SKIP)


def test_a_problem_is_told() -> None:
    plan = Plan(actions=(), problems=(Problem("no date", "now/2026-11.md", 3),))

    assert "now/2026-11.md:3: no date" in page(plan, {}, STAGE)


def test_the_meter_tells_how_full_a_status_is() -> None:
    assert '<meter min="0" max="500" value="15" aria-label="Length"></meter> 15/500' in paged(
        create(status())
    )


def test_markup_that_is_too_much_is_shown_as_text() -> None:
    deep = "<b>" * 6_000

    assert f"&lt;b&gt;{'&lt;b&gt;' * 5_999}" in paged(create(article(deep)))


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Example", "AE"), ("ada", "A"), ("Ada de la Cruz", "AC"), ("", "·")]
)
def test_letters_stand_for_a_picture(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_account_is_named_where_it_is_known() -> None:
    known = replace(STAGE, accounts={"mastodon": "@ada@m.org"})

    assert "@ada@m.org" in paged(create(status()), stage=known)


def test_the_server_is_named_until_the_account_is_known() -> None:
    unknown = replace(STAGE, origins={"mastodon": "https://m.org"})

    assert '<span class="quiet">m.org</span>' in paged(create(status()), stage=unknown)


def test_what_a_person_is_asked_about_says_what_has_changed() -> None:
    change = Change(ChangeKind.REVISED, (Difference("reading", None, "Orlando"),))

    assert "+ reading: &#34;Orlando&#34;" in paged(replace(samples.HOLD, change=change))


def test_what_the_entry_decides_is_told() -> None:
    work = status("Winter is near.", language="fr")
    told = replace(work, summary=replace(work.summary, own=Override(language="fr")))

    assert "language fr (the entry says so)" in paged(create(told))


def test_a_target_that_is_paused_says_why() -> None:
    plan = Plan(actions=(), paused={"mastodon": "its token was refused"})

    assert "<strong>mastodon is paused</strong>: its token was refused" in page(plan, {}, STAGE)


def test_a_note_is_told() -> None:
    work = status()
    noted = replace(work, summary=replace(work.summary, notes=("image a.gif moves",)))

    assert '<p class="note">image a.gif moves</p>' in paged(create(noted))
