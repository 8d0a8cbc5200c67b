"""What a run has found, as tables; and how two runs differ."""

from collections.abc import Iterator, Sequence

from benchmarks.goals import GOALS
from benchmarks.result import Check, Line, Measure, Run

BEGIN, END = "<!-- benchmark -->", "<!-- end of benchmark -->"
MARKS = {"met": "✓ met", "missed": "✗ missed", "not measured": "– not measured"}
HEAD = (
    "| | What a user feels | Beside | Found (middle half) | Goal | |\n|---|---|---|--:|--:|---|\n"
)
TIMES_HEAD = (
    "| | Process | Seconds (middle half) | of the processor | MiB |\n|---|---|--:|--:|--:|\n"
)
# Ratios of two runs that differ by less say nothing.
NOISE = 0.10


def page(run: Run) -> str:
    """Write all tables of a run."""
    rows = "".join(row for measure in run.measures for row in _rows(measure))
    times = "".join(row for measure in run.measures for row in _times(measure))
    notes = "".join(
        f"* {measure.goal}: {note}\n" for measure in run.measures for note in _notes(measure)
    )
    head = f"{run.when}, {run.machine}; {run.rounds} rounds.\n\n"
    return f"{head}{HEAD}{rows}\n{notes}\n{TIMES_HEAD}{times}\n{growth(run.growth)}"


def growth(lines: Sequence[Line]) -> str:
    """Write what commands cost by size, and how much of the memory they take."""
    if not lines:
        return ""
    sizes = [size for size, _ in lines[0].points]
    head = "".join(f" {size:,} |" for size in sizes)
    costs = "".join(
        f"| {line.name} |{''.join(f' {cost:.2f} |' for _, cost in line.points)} {line.bend:.0%} |\n"
        for line in lines
    )
    peaks = "".join(
        f"| {line.name} |{''.join(f' {peak:.0f} |' for _, peak in line.peaks)} {line.each:.1f} |\n"
        for line in lines
    )
    rule = f"|---|{'--:|' * (len(sizes) + 1)}"
    return (
        f"| Seconds of the processor |{head} off the straight line |\n{rule}\n{costs}\n"
        f"| MiB at the peak |{head} KiB for one more entry |\n{rule}\n{peaks}\n"
    )


def compare(before: Run, after: Run) -> str:
    """Tell what became faster and what slower, and which verdicts are other ones."""
    old = {measure.goal: measure for measure in before.measures}
    rows = "".join(
        row
        for measure in after.measures
        if measure.goal in old
        for row in _compared(old[measure.goal], measure)
    )
    head = f"| | Figure | {before.when} | {after.when} | |\n|---|---|--:|--:|---|\n"
    same = all(
        measure.verdict == old[measure.goal].verdict
        for measure in after.measures
        if measure.goal in old
    )
    end = "The verdicts are the same." if same else "Verdicts have changed."
    return f"{head}{rows}\n{end}\n"


def _rows(measure: Measure) -> Iterator[str]:
    goal, mark = GOALS[measure.goal], MARKS[measure.verdict]
    if measure.skipped is not None:
        yield f"| {measure.goal} | {goal.what} | {goal.floor} | | | {mark} |\n"
    for number, check in enumerate(measure.checks):
        what, floor = (goal.what, goal.floor) if number == 0 else ("", check.name)
        name = measure.goal if number == 0 else ""
        said = mark if number == 0 else ""
        yield f"| {name} | {what} | {floor} | {_found(check)} | ≤ {_most(check)} | {said} |\n"


def _times(measure: Measure) -> Iterator[str]:
    for name, each in measure.contestants.items():
        wall = each.wall
        yield (
            f"| {measure.goal} | {name} | {wall.median:.3f} ({wall.low:.3f}–{wall.high:.3f}) "
            f"| {each.processor:.3f} | {each.peak:.0f} |\n"
        )


def _notes(measure: Measure) -> Iterator[str]:
    yield from measure.notes
    if measure.skipped is not None:
        yield f"not measured: {measure.skipped}"


def _compared(old: Measure, new: Measure) -> Iterator[str]:
    known = {check.name: check for check in old.checks}
    for check in new.checks:
        if before := known.get(check.name):
            moved = _moved(before.found.median, check.found.median)
            turned = "" if old.verdict == new.verdict else f"; {old.verdict} → {new.verdict}"
            yield (
                f"| {new.goal} | {check.name} | {_found(before)} | {_found(check)} "
                f"| {moved}{turned} |\n"
            )


def _moved(before: float, after: float) -> str:
    if before == after or (before and abs(after / before - 1) <= NOISE):
        return "the same"
    return f"{after / before - 1:+.0%}" if before else "more"


def _found(check: Check) -> str:
    found = check.found
    middle = f"{_number(found.median)}{_unit(check)}"
    if found.low == found.high:
        return middle
    return f"{middle} ({_number(found.low)}–{_number(found.high)})"


def _most(check: Check) -> str:
    return f"{_number(check.most)}{_unit(check)}"


def _unit(check: Check) -> str:
    return check.unit if check.unit in ("", "×") else f" {check.unit}"


def _number(value: float) -> str:
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
