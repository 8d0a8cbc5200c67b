"""Forty older copies of ledgers with every run of the tests; and what is looked for is found."""

from pathlib import Path
from random import Random

import pytest

from tests.torture.restored import MARKS, Copies, Count, opened, summary, told
from tests.torture.stage import CAMPAIGNS
from tests.torture.tally import write_into

SEEDS = (1, 2)


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_nothing_is_doubled_or_lost_by_older_copies_of_a_ledger(campaign: str) -> None:
    counts = [told(campaign, seed) for seed in SEEDS]

    assert [found for each in counts for found in each.found] == []
    assert sum(each.points for each in counts) == 10


def test_a_post_that_was_doubled_is_found() -> None:
    with opened("Mastodon, keys ignored", 1) as stage:
        copies = Copies(stage, Random(1))
        copies.put_one_back()
        (first, *_) = stage.venue.shown()
        stage.venue.served.pretend.post_by_hand(first.text)  # type: ignore[attr-defined]

        copies.put_one_back()

    assert any(each.startswith("duplicate") for each in stage.findings)


def test_the_table_has_a_row_for_each_target(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{MARKS[0]}\nold\n{MARKS[1]}\n", "utf-8")

    write_into(page, summary({"Atom": Count(points=1_000, lost=300)}), MARKS)

    assert "| Atom | 1,000 | 300 | 0 | 0 | 0 | 0 | 0 |" in page.read_text("utf-8")
