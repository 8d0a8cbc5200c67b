"""Search all that a run of the tests leaves for its canary, as a plug-in of pytest.

That is what tests printed, their reports, and every file that they wrote, with databases, coverage
data and pytest's cache. The search proves itself first: it has to find what is planted for it.
"""

import shutil
from collections.abc import Iterator

import pytest

from tests.canary import found_in, is_in, plant

LEFT_BEHIND = (".coverage*", ".pytest_cache/**/*", "*.xml")
_leaks: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Search what a test printed, and what is told of it."""
    if is_in("\n".join((report.longreprtext, *(text for _, text in report.sections)))):
        # The report of what comes after a test tells all again.
        _leaks.extend({report.nodeid} - set(_leaks))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Search once, where all workers have ended, and fail the run for what is found."""
    if hasattr(session.config, "workerinput"):
        return
    _leaks.extend(_left(session.config))
    if _leaks and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _left(config: pytest.Config) -> Iterator[str]:
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folder = factory.getbasetemp()
    planted = plant(folder / "planted")
    beside = [path for pattern in LEFT_BEHIND for path in config.rootpath.glob(pattern)]
    found = found_in([folder, *beside])
    yield from (f"the search is blind: it missed {each}" for each in set(planted) - set(found))
    yield from (each for each in found if each not in planted)
    shutil.rmtree(folder / "planted")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where the canary was found."""
    if _leaks:
        terminalreporter.section("a secret has leaked", red=True)
    for each in _leaks:
        terminalreporter.line(each)
