"""The count of many stories, and what is written of it into the docs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BEGIN, END = "<!-- torture -->", "<!-- end of torture -->"
HEAD = (
    "| Target | Stories | Runs | Kills | of these SIGKILL | Entries published | Duplicates "
    "| Silent losses | Seconds |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
)
REASONS_HEAD = "| Not there at the end, and the preview says why | Entries |\n|---|--:|\n"
# With nothing found in n tries, what is sought happens in less than 3/n of all, with 95 %
# confidence: the rule of three.
RULE_OF_THREE = 3


@dataclass
class Tally:
    """What happened in one story, or in many. What is no duplicate is counted as a loss."""

    stories: int = 0
    runs: int = 0
    kills: int = 0
    by_signal: int = 0
    published: int = 0
    duplicates: int = 0
    losses: int = 0
    seconds: float = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Count another story too."""
        self.stories += other.stories
        self.runs += other.runs
        self.kills += other.kills
        self.by_signal += other.by_signal
        self.published += other.published
        self.duplicates += other.duplicates
        self.losses += other.losses
        self.seconds += other.seconds
        self.reasons += other.reasons

    def row(self, name: str) -> str:
        """Write a row of the table."""
        counts = (self.stories, self.runs, self.kills, self.by_signal, self.published)
        faults = (self.duplicates, self.losses, round(self.seconds))
        return f"| {name} | {' | '.join(f'{each:,}' for each in (*counts, *faults))} |\n"


def summary(tallies: Mapping[str, Tally]) -> str:
    """Write the tables, and what may honestly be concluded from them."""
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    rows = "".join(tally.row(name) for name, tally in tallies.items())
    reasons = "".join(f"| {name} | {times:,} |\n" for name, times in total.reasons.most_common())
    return f"{HEAD}{rows}\n{REASONS_HEAD}{reasons}\n{_bound(total, len(tallies))}\n"


def write_into(page: Path, text: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Put a summary between its marks in a page."""
    before, begin, rest = page.read_text("utf-8").partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not begin or not end:
        raise SystemExit(f"{page} has no marks {marks[0]} and {marks[1]}")
    page.write_text(f"{before}{begin}\n{text}{end}{after}", encoding="utf-8")


def _bound(total: Tally, targets: int) -> str:
    faults = total.duplicates + total.losses
    if faults:
        return f"Faults: {faults} in {total.kills:,} kills."
    least = total.kills // RULE_OF_THREE
    return (
        f"No duplicate and no silent loss in {total.kills:,} kills. That is not “never”. By the\n"
        f"rule of three it means, with 95 % confidence, fewer than one in {least:,} such kills\n"
        f"over all targets, and fewer than one in {least // targets:,} on one of them."
    )
