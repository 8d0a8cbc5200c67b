"""Which posts are of which entries: told for sure, asked about, or of none."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from nowsync.core.candidate import Candidate
from nowsync.core.entry import EntryId
from nowsync.core.post import Post
from nowsync.core.publication import Publication, Standing
from nowsync.core.reconciliation import Reconciliation, reconcile
from nowsync.core.step import Receipt
from tests.core.samples import publication

PAGE = "https://ada.example/now/"
OCTOBER = Candidate(
    entry=EntryId("2026-10"),
    dated=datetime(2026, 10, 1, tzinfo=UTC),
    texts=("Leaves everywhere. Reading: Tides of Rust; Orlando",),
    pieces=("Leaves everywhere.", "Tides of Rust", "Orlando"),
    title="Now, October 2026",
    link=PAGE,
)
NOVEMBER = Candidate(
    entry=EntryId("2026-11"),
    dated=datetime(2026, 11, 1, tzinfo=UTC),
    texts=("Winter is near. Reading: Middlemarch; Orlando",),
    pieces=("Winter is near. It sings.", "Middlemarch", "Orlando"),
    title="Now, November 2026",
    link=PAGE,
)
BOTH = (OCTOBER, NOVEMBER)


def post(
    text: str,
    *,
    at: datetime | None = NOVEMBER.dated,
    number: int = 1,
    title: str = "",
    links: tuple[str, ...] = (),
) -> Post:
    receipts = (Receipt(str(number), f"https://mastodon.example/@ada/{number}"),)
    return Post(receipts=receipts, texts=(text,), at=at, title=title, links=links)


def found(*posts: Post, among: tuple[Candidate, ...] = BOTH) -> Reconciliation:
    return reconcile(posts, among, "ada.example")


def adopted(*posts: Post, among: tuple[Candidate, ...] = BOTH) -> list[str]:
    return [each.candidate.entry for each in found(*posts, among=among).adoptions]


def asked(*posts: Post, among: tuple[Candidate, ...] = BOTH) -> list[tuple[str, ...]]:
    return [each.entries for each in found(*posts, among=among).questions]


def published(candidate: Candidate, *ids: str, changed: bool = False) -> Candidate:
    known = publication(Standing.PUBLISHED, receipts=[Receipt(each) for each in ids])
    return replace(candidate, publication=known, changed=changed)


def test_what_would_be_posted_now_is_known_by_its_text() -> None:
    (adoption,) = found(post("Winter is near.\n\nReading: Middlemarch; Orlando")).adoptions

    assert adoption.candidate is NOVEMBER
    assert adoption.same


def test_two_entries_that_say_the_same_are_told_apart_by_their_month() -> None:
    twin = replace(OCTOBER, texts=NOVEMBER.texts)

    assert adopted(post(NOVEMBER.texts[0]), among=(twin, NOVEMBER)) == ["2026-11"]


def test_two_entries_of_a_month_that_say_the_same_are_asked_about() -> None:
    twin = replace(NOVEMBER, entry=EntryId("twin"))

    assert asked(post(NOVEMBER.texts[0]), among=(twin, NOVEMBER)) == [("twin", "2026-11")]


def test_an_address_of_its_own_tells_an_entry() -> None:
    own = replace(NOVEMBER, permalink=f"{PAGE}2026-11/")
    there = post("News!", links=("http://ada.example/now/2026-11",))

    (adoption,) = found(there, among=(OCTOBER, own)).adoptions

    assert adoption.candidate is own
    assert not adoption.same


def test_a_link_from_another_time_is_asked_about() -> None:
    own = replace(NOVEMBER, permalink=f"{PAGE}2026-11/")
    there = post("News!", at=NOVEMBER.dated + timedelta(days=300), links=(f"{PAGE}2026-11/",))

    assert asked(there, among=(OCTOBER, own)) == [("2026-11",)]


def test_the_page_of_a_single_entry_is_not_taken_for_its_own() -> None:
    there = post("News!", links=(PAGE,))

    assert asked(there, among=(NOVEMBER,)) == [("2026-11",)]


def test_the_heading_tells_an_entry() -> None:
    assert adopted(post("Now, November 2026\n\nAll is new.")) == ["2026-11"]


def test_a_longer_heading_is_another_one() -> None:
    assert adopted(post("Now, November 2026, evening\n\nAll is new.")) == []


def test_a_title_that_all_entries_have_tells_nothing() -> None:
    same = tuple(replace(each, title="What I am doing now") for each in BOTH)

    assert adopted(post("What I am doing now\n\nNot much."), among=same) == []


def test_a_draft_without_a_date_is_known_by_its_title() -> None:
    assert adopted(post("Short.", at=None, title="Now, November 2026")) == ["2026-11"]


def test_most_of_the_text_tells_an_entry_of_the_same_weeks() -> None:
    assert adopted(post("Winter is near! I read Middlemarch", links=(PAGE,))) == ["2026-11"]


def test_what_entries_share_is_told_apart_by_the_month() -> None:
    assert adopted(post("Orlando")) == ["2026-11"]


def test_most_of_the_text_of_an_entry_of_another_time_is_asked_about() -> None:
    there = post("Winter is near! I read Middlemarch", at=NOVEMBER.dated + timedelta(days=200))

    assert asked(there) == [("2026-11",)]


def test_a_bare_link_to_the_page_is_asked_about() -> None:
    there = post("My page is new", at=datetime(2026, 11, 3, tzinfo=UTC), links=(PAGE,))

    assert asked(there) == [("2026-10", "2026-11")]


def test_a_link_to_the_site_that_is_of_no_entry_is_a_stranger() -> None:
    there = post("An essay", links=("https://ada.example/essays/1",))

    assert found(there).strangers == (there,)


def test_what_has_nothing_to_do_with_the_site_is_only_counted() -> None:
    there = found(post("Good morning"))

    assert (there.strangers, there.questions, there.others) == ((), (), 1)


def test_two_posts_of_one_entry_are_asked_about() -> None:
    one, other = post(NOVEMBER.texts[0]), post(NOVEMBER.texts[0], number=2)

    assert adopted(one, other) == []
    assert asked(one, other) == [("2026-11",), ("2026-11",)]


def test_what_the_ledger_knows_is_settled() -> None:
    there = found(post("Anything"), among=(published(NOVEMBER, "1"),))

    assert (there.settled, there.adoptions, there.questions) == (1, (), ())


def test_a_second_post_of_an_entry_whose_own_is_there_is_not_adopted() -> None:
    known = published(NOVEMBER, "1")

    assert adopted(post("Anything"), post(NOVEMBER.texts[0], number=2), among=(known,)) == []


def test_a_post_with_another_id_is_adopted_for_an_entry_whose_own_is_not_there() -> None:
    known = published(NOVEMBER, "0")

    assert adopted(post(NOVEMBER.texts[0]), among=(known,)) == ["2026-11"]


def test_an_edit_that_the_ledger_forgot_is_adopted() -> None:
    known = published(NOVEMBER, "1", changed=True)

    assert adopted(post(NOVEMBER.texts[0]), among=(known,)) == ["2026-11"]


def test_an_edit_that_is_still_to_be_made_is_left_to_the_plan() -> None:
    known = published(NOVEMBER, "1", changed=True)

    assert adopted(post("What it said before"), among=(known,)) == []


@pytest.mark.parametrize("parts", [("1",), ("1", "2")])
def test_parts_of_a_thread_that_the_ledger_forgot_are_adopted(parts: tuple[str, ...]) -> None:
    thread = replace(NOVEMBER, texts=("One.", "Two.", "Three."))
    receipts = tuple(map(Receipt, "123"))
    there = Post(receipts=receipts, texts=thread.texts, at=NOVEMBER.dated)

    assert adopted(there, among=(published(thread, *parts),)) == ["2026-11"]


def test_a_reply_that_nothing_tells_from_a_part_is_taken_for_one() -> None:
    there = Post(receipts=tuple(map(Receipt, "12")), texts=("One.", "P.S."), at=NOVEMBER.dated)

    assert adopted(there, among=(published(NOVEMBER, "1"),)) == ["2026-11"]


def test_an_entry_that_is_gone_from_the_folder_leaves_a_post_of_none() -> None:
    assert found(post("Winter is near."), among=()).others == 1


def test_a_publication_without_receipts_is_none() -> None:
    bare = Publication(entry=NOVEMBER.entry, target="mastodon")

    assert adopted(post(NOVEMBER.texts[0]), among=(replace(NOVEMBER, publication=bare),)) == [
        "2026-11"
    ]
