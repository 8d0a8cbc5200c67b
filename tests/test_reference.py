"""The pages that are written by the code: they say what it says now."""

import shutil
import subprocess

import pytest

from nowsync import cli
from tests.reference import keys, manual


def test_the_page_of_keys_is_that_of_the_code() -> None:
    assert keys.PAGE.read_text("utf-8") == keys.page(), "type: make reference"


def test_the_manual_page_is_that_of_the_commands() -> None:
    assert manual.PAGE.read_text("utf-8") == manual.page(), "type: make reference"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_manual_page_tells_of(name: str) -> None:
    assert f"\n.SS nowsync {name} " in manual.page().replace("\\-", "-")


def read_by(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Have a program read the manual page; skip where it is not there."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed; the manual page is not read by it here")
    command = [found, *words, str(manual.PAGE)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_manual_page_has_no_fault_of_form() -> None:
    told = read_by("mandoc", "-Tlint", "-Wwarning").stdout.splitlines()

    assert [line for line in told if "missing date" not in line] == []


def test_the_manual_page_is_shown_by_man() -> None:
    done = read_by("man")

    assert (done.returncode, done.stderr) == (0, "")
    assert "nowsync preview [OPTIONS] [ENTRY]..." in done.stdout
