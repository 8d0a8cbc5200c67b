"""The benchmark: the same archives for everybody, and tables that say what was measured."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks import archive
from benchmarks.figures import Spread, differences, ratios
from benchmarks.goals import GOALS
from benchmarks.plot import plot
from benchmarks.result import Check, Contestant, Line, Measure, Run
from benchmarks.table import compare, page
from tests.shell import ROOT

FAST, SLOW = Spread(1.5, 1.4, 1.6), Spread(3.0, 2.9, 3.2)


def measured(found: Spread) -> Run:
    check = Check("to the floor", "×", found, 2.0)
    measure = Measure("b", [check], {"status": Contestant(found, 0.5, 40.0)}, ["a note"])
    points, peaks = (
        ((100, 0.2), (1_000, 1.1), (10_000, 10.1)),
        ((100, 20), (1_000, 21), (1_124, 22)),
    )
    lines = [Line("index", points, peaks)]
    return Run("a machine", "2026-11-24", 9, (measure,), tuple(lines))


def test_an_archive_is_the_same_wherever_it_is_built(tmp_path: Path) -> None:
    one = archive.build(tmp_path / "one", 25, archive.FEED)
    other = archive.build(tmp_path / "other", 25, archive.FEED)

    texts = [[path.read_bytes() for path in each.files] for each in (one, other)]

    assert texts[0] == texts[1]
    assert len({*texts[0]}) == 25


def test_entries_have_names_of_their_own() -> None:
    assert len({archive.name(number) for number in range(1_000)}) == 1_000


def test_an_edit_changes_one_entry_each_time(tmp_path: Path) -> None:
    site = archive.build(tmp_path / "site", 3)
    before = [path.read_text("utf-8") for path in site.files]

    site.edit(1, 1)
    first = [path.read_text("utf-8") for path in site.files]
    site.edit(1, 2)

    assert first[0] == before[0]
    assert len({before[1], first[1], site.files[1].read_text("utf-8")}) == 3


def test_rounds_are_compared_one_by_one() -> None:
    # The second round was slow for both: it says the same as the others.
    assert ratios([2.0, 20.0, 2.0], [1.0, 10.0, 1.0]) == Spread(2.0, 2.0, 2.0)
    assert differences([3.0, 5.0, 4.0], [1.0, 2.0, 1.0]) == Spread(3.0, 2.5, 3.0)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        pytest.param(FAST, "met", id="below"),
        pytest.param(Spread(2.0, 1.0, 3.0), "met", id="just so"),
        pytest.param(SLOW, "missed", id="above"),
    ],
)
def test_the_median_decides(found: Spread, verdict: str) -> None:
    assert measured(found).measures[0].verdict == verdict


def test_what_was_skipped_is_told() -> None:
    skipped = replace(measured(FAST), measures=(Measure("g", skipped="there is no /proc"),))

    said = page(skipped)

    assert "– not measured" in said
    assert "* g: not measured: there is no /proc" in said


def test_a_table_has_figures_spread_goal_and_verdict() -> None:
    said = page(measured(SLOW))

    assert "| 3× (2.90–3.20) | ≤ 2× | ✗ missed |" in said
    assert "| b | status | 3.000 (2.900–3.200) | 0.500 | 40 |" in said
    assert "* b: a note" in said
    assert "| index | 0.20 | 1.10 | 10.10 | 0% |" in said
    assert "| index | 20 | 21 | 22 | 2.0 |" in said


def test_a_run_is_kept_as_it_was(tmp_path: Path) -> None:
    run, kept = measured(FAST), tmp_path / "run.json"
    kept.write_text(run.dump(), encoding="utf-8")

    assert page(Run.load(kept)) == page(run)


def test_two_runs_are_compared_figure_by_figure() -> None:
    said = compare(measured(SLOW), measured(FAST))

    assert "| 3× (2.90–3.20) | 1.50× (1.40–1.60) | -50%; missed → met |" in said
    assert "Verdicts have changed." in said


def test_small_differences_say_nothing() -> None:
    said = compare(measured(FAST), measured(Spread(1.6, 1.5, 1.7)))

    assert "| the same |" in said
    assert "The verdicts are the same." in said


def test_a_bend_is_what_a_line_is_off() -> None:
    assert Line("straight", ((100, 1.0), (200, 2.0), (300, 3.0))).bend == 0
    assert Line("square", ((0, 0.0), (5, 25.0), (10, 100.0))).bend == 0.25


def test_a_plot_has_a_point_for_each_size() -> None:
    drawn = ET.fromstring(plot(measured(FAST).growth))  # noqa: S314  # our own

    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}circle")) == 3


def test_every_goal_stands_in_the_docs() -> None:
    said = (ROOT / "docs" / "performance.md").read_text("utf-8")
    table = said.partition("## What is measured")[2].partition("\n## ")[0]

    assert re.findall(r"^\| (\w′?) \|", table, re.MULTILINE) == list(GOALS)
