"""Hold the catalogue of faults to its word: each has a test, and the page tells which."""

import subprocess
import sys

import pytest

from tests.faults.catalogue import FAULTS, NETWORK, UNTESTED
from tests.faults.page import PAGE
from tests.shell import ROOT


@pytest.fixture(scope="module")
def page() -> str:
    """Give the page as the tests' marks would have it now."""
    command = [sys.executable, "-m", "tests.faults", "--print"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_of_faults_is_what_the_tests_say(page: str) -> None:
    assert PAGE.read_text("utf-8") == page, "type make faults"


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_test_or_a_reason(page: str, fault: str) -> None:
    assert f"| {fault} | " in page


def test_what_has_no_test_is_a_fault_with_a_name() -> None:
    assert set(UNTESTED) <= set(FAULTS)


def test_no_fault_of_the_network_was_forgotten() -> None:
    assert list(NETWORK) == [f"N{number:02}" for number in range(1, 45)]
