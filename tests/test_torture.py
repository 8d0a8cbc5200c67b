"""A few hundred kills with every run of the tests; and what torture looks for, it finds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.servers.wire import Fault
from tests.torture.moves import Move, invent, shortened
from tests.torture.stage import CAMPAIGNS, Stage, opened, played
from tests.torture.tally import BEGIN, END, Tally, summary, write_into
from tests.torture.telling import tell
from tests.torture.venues import InFeed, OnForem, OnMastodon

SEEDS = (2, 5)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_nothing_is_doubled_or_lost_by_dozens_of_kills(campaign: str) -> None:
    told = [tell(campaign, seed) for seed in SEEDS]

    assert [each.found for each in told if each.found] == []
    assert sum(each.tally.kills for each in told) > 50


@pytest.fixture
def threaded() -> Iterator[Stage]:
    """Have a Mastodon with one entry on it, in a thread."""
    with opened("Mastodon, keys honoured", 2) as stage:
        stage.venue.most_songs = stage.author.most_songs = 40
        publish_one(stage, songs=40)
        yield stage


@pytest.fixture
def articled() -> Iterator[Stage]:
    """Have a Forem with one entry on it."""
    with opened("dev.to", 1) as stage:
        publish_one(stage)
        yield stage


@pytest.fixture
def fed() -> Iterator[Stage]:
    """Have a feed with one entry in it."""
    with opened("Atom", 1) as stage:
        publish_one(stage)
        yield stage


def publish_one(stage: Stage, *, songs: int = 2) -> None:
    stage.author.write(Random(2))
    (piece,) = stage.author.pieces
    piece.draft, piece.songs, piece.picture = False, songs, False
    stage.author.name(piece, None)
    stage.play([])
    assert stage.findings == []


def findings(stage: Stage) -> list[str]:
    """Look again, and tell what was found, each kind of it once."""
    stage.findings.clear()
    stage.play([])
    return sorted({each.partition(":")[0] for each in stage.findings})


def mastodon(stage: Stage) -> OnMastodon:
    assert isinstance(stage.venue, OnMastodon)
    return stage.venue


def test_a_second_status_is_found(threaded: Stage) -> None:
    pretend = mastodon(threaded).served.pretend
    pretend.post_by_hand(pretend.alive()[0].now.text)

    assert findings(threaded) == ["duplicate"]


def test_a_part_that_is_there_twice_is_found(threaded: Stage) -> None:
    pretend = mastodon(threaded).served.pretend
    head, part = pretend.alive()[:2]
    pretend.post_by_hand(part.now.text).in_reply_to_id = head.id

    assert findings(threaded) == ["duplicate"]


def test_a_part_below_another_entry_is_found(threaded: Stage) -> None:
    pretend = mastodon(threaded).served.pretend
    other = pretend.post_by_hand("Of something else.")
    pretend.alive()[1].in_reply_to_id = other.id

    assert "chain" in findings(threaded)


def test_a_status_that_vanished_is_found(threaded: Stage) -> None:
    pretend = mastodon(threaded).served.pretend
    pretend.delete_by_hand(pretend.alive()[-1].id)

    assert findings(threaded) == ["loss"]


def test_a_second_article_is_found_also_as_a_draft(articled: Stage) -> None:
    assert isinstance(articled.venue, OnForem)
    pretend = articled.venue.served.pretend
    (article,) = pretend.articles
    pretend.articles.append(replace(article, id=article.id + 1))

    assert findings(articled) == ["duplicate"]


def test_an_article_that_was_never_corrected_is_found(articled: Stage) -> None:
    assert isinstance(articled.venue, OnForem)
    pretend = articled.venue.served.pretend
    articled.author.correct(Random(1))
    articled.site.publish()
    (article,) = pretend.articles
    article.versions.append(article.versions[0])

    assert findings(articled) == ["loss"]


def test_an_entry_that_is_in_the_feed_twice_is_found(fed: Stage) -> None:
    assert isinstance(fed.venue, InFeed)
    text = fed.venue.file.read_text("utf-8")
    entry = text[text.index("<entry>") : text.index("</feed>")]
    fed.venue.file.write_text(text.replace("</feed>", f"{entry}</feed>"), "utf-8")

    assert findings(fed) == ["duplicate"]


def test_a_feed_that_cannot_be_parsed_is_found(fed: Stage) -> None:
    assert isinstance(fed.venue, InFeed)
    fed.venue.file.write_text(fed.venue.file.read_text("utf-8")[:-8], "utf-8")

    with pytest.raises(AssertionError, match="cannot be parsed"):
        findings(fed)


def test_a_hold_without_a_known_reason_is_found(articled: Stage) -> None:
    articled.author.write(Random(2))
    toml = articled.site.folder / "nowsync.toml"
    toml.write_text(toml.read_text("utf-8").replace("127.0.0.1", "localhost"), "utf-8")

    assert findings(articled) == ["loss"]


def test_a_reason_that_is_not_true_is_found(threaded: Stage) -> None:
    pretend = mastodon(threaded).served.pretend
    threaded.author.correct(Random(1))
    pretend.delete_by_hand(pretend.alive()[0].id)

    assert "loss" in findings(threaded)


def test_a_question_about_an_entry_under_its_old_name_is_answered() -> None:
    with opened("Mastodon, keys ignored", 1) as stage:
        pretend = mastodon(stage).served
        pretend.pretend.has_v2 = False
        pretend.fault(Fault("POST", "/api/v1/statuses", "drop_before"))
        stage.author.write(Random(2))
        (piece,) = stage.author.pieces
        piece.id, piece.songs = None, 9
        stage.author.correct(Random(1))
        stage.site.publish()
        stage.author.rename(Random(1))
        stage.author.correct(Random(1))
        stage.site.pass_time(minutes=20)
        stage.site.publish()

        stage.play([Move("answer", number) for number in range(4)])

        assert stage.findings == []
        assert any("whose file has another name" in each for each in stage.told)


def test_what_a_bug_says_is_a_finding() -> None:
    stage = played("Atom", 1, [Move("no such move", 1)])

    assert [each.partition(":")[0] for each in stage.findings] == ["bug"]


def test_a_story_is_the_same_for_the_same_seed() -> None:
    assert invent(7) == invent(7)
    assert invent(7) != invent(8)


def test_a_story_is_told_again_to_the_letter() -> None:
    moves = [each for each in invent(3) if each.kind not in {"die_at_any_moment", "die_as_two"}]

    first, second = (played("Mastodon, keys ignored", 3, moves) for _ in range(2))

    assert first.told == second.told


def test_a_failing_story_is_shortened_to_what_it_needs() -> None:
    moves = invent(1, length=40)
    needed = {moves[7], moves[31]}

    assert set(shortened(moves, lambda fewer: needed <= set(fewer))) == needed


def test_the_table_says_what_may_be_concluded() -> None:
    tally = Tally(kills=30_000, reasons=Counter({"a draft": 2}))

    text = summary({"Atom": tally, "dev.to": tally})

    assert "fewer than one in 20,000 such kills\nover all targets" in text
    assert "fewer than one in 10,000 on one of them" in text
    assert "| a draft | 4 |" in text


def test_the_table_does_not_hide_a_fault() -> None:
    assert "Faults: 1 in 30 kills." in summary({"Atom": Tally(kills=30, losses=1)})


def test_the_table_is_put_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", "utf-8")

    write_into(page, "new\n")

    assert page.read_text("utf-8") == f"Before.\n{BEGIN}\nnew\n{END}\nAfter.\n"
