"""The page of faults, written from the marks that the tests carry."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.shell import ROOT

PAGE = ROOT / "docs/faults.md"
BEGIN, END = "<!-- faults -->\n", "<!-- end of faults -->"


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """A test that shows how a fault ends."""

    fault: str
    ends: str
    file: str
    test: str

    def row(self, faults: Mapping[str, str]) -> str:
        """Write it as a line of the table."""
        test = f"[{self.test}](../{self.file})"
        return f"| {self.fault} | {faults[self.fault]} | {self.ends} | {test} |"


@dataclass(slots=True)
class _Collected:
    """Hears from pytest which tests there are."""

    proofs: set[Proof] = field(default_factory=set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            file = item.path.relative_to(ROOT).as_posix()
            name = getattr(item, "originalname", item.name)
            for mark in item.iter_markers("fault"):
                fault, ends = mark.args
                self.proofs.add(Proof(fault, ends, file, name))


def proofs(root: Path = ROOT / "tests") -> list[Proof]:
    """Collect the marks; only files in which one stands are looked at."""
    marked = [path for path in root.rglob("test_*.py") if "mark.fault(" in path.read_text("utf-8")]
    collected = _Collected()
    with redirect_stdout(sys.stderr):
        options = ["--collect-only", "-qq", "-p", "no:randomly", "-p", "no:xdist"]
        done = pytest.main([*options, *map(str, marked)], plugins=[collected])
    if done != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest could not collect the tests: {done!r}")
    return sorted(collected.proofs)


def table(
    proven: Iterable[Proof], faults: Mapping[str, str], untested: Mapping[str, str]
) -> Iterator[str]:
    """Write the table: what happens, how it ends, and the test that shows it."""
    yield "| Fault | What happens | How it ends | Test |"
    yield "|---|---|---|---|"
    rows = [(proof.fault, proof.row(faults)) for proof in proven]
    for name, why in untested.items():
        rows.append((name, f"| {name} | {faults[name]} | {why} | none |"))
    yield from (row for _, row in sorted(rows))


def written(page: str, lines: Iterable[str]) -> str:
    """Put the table into the page, in the place of the older one."""
    body = BEGIN + "".join(f"{line}\n" for line in lines) + END
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: body, page, flags=re.DOTALL)
