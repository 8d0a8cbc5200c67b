"""What no value of front matter can be is a problem of its file, and the same in each process."""

import os
import subprocess
import sys

import pytest

from nowsync.core.errors import Problem, Unreadable
from nowsync.front_matter import read

ENDLESS = "0x" + "f" * 5000
ORDERED = """\
from nowsync.front_matter import read
print(*read("---\\na: !!set {Tides, Winds, Boats}\\n---\\nHello.", "2026-05.md").fields["a"])
"""


def refusal(text: str, name: str = "2026-05.md") -> Problem:
    with pytest.raises(Unreadable) as caught:
        read(text, name)
    return caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"---\ntitle: May\na: {ENDLESS}\n---\n", id="YAML"),
        pytest.param(f"---\ntitle: May\na: [1, {{b: {ENDLESS}}}]\n---\n", id="within"),
        pytest.param(f"---\ntitle: May\n? {ENDLESS}\n: 1\n---\n", id="a key"),
        pytest.param(f"+++\ntitle = 'May'\na = {ENDLESS}\n+++\n", id="TOML"),
        pytest.param(f"+++\ntitle = 'May'\na.b = [{ENDLESS}]\n+++\n", id="within TOML"),
    ],
)
def test_a_number_that_cannot_be_written_is_refused(text: str) -> None:
    problem = refusal(text + "Hello.")

    assert problem.message == "a number has thousands of digits; put it in quotes"


@pytest.mark.parametrize(
    "fence", ["---\ntitle: May\na: {}\n---\n", "+++\ntitle = 'May'\na = {}\n+++\n"]
)
def test_a_number_that_cannot_be_written_stands_on_its_line(fence: str) -> None:
    assert refusal(fence.format(ENDLESS)).line == 3


@pytest.mark.parametrize(
    "written",
    [
        *('!!int ""', '!!float ""', "!!map [a]", "!!set [a]", "!!set a", "!!omap a"),
        pytest.param(f'!!float "{":".join(["59"] * 200)}"', id="too large for a float"),
    ],
)
def test_a_value_that_its_tag_does_not_fit_is_refused(written: str) -> None:
    assert refusal(f"---\ntitle: May\na: {written}\n---\nHello.").line == 3


@pytest.mark.parametrize("written", ["!!bool perhaps", "!!timestamp perhaps"])
def test_a_value_that_its_tag_does_not_fit_is_told_with_the_tag(written: str) -> None:
    tag = written.partition(" ")[0]

    message = refusal(f"---\na: {written}\n---\nHello.").message

    assert message == f"perhaps is not possible: it is no {tag}"


def test_a_set_has_the_order_in_which_it_is_written() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", ORDERED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "123"
    ]

    assert said == ["Tides Winds Boats\n"] * 3


@pytest.mark.parametrize("written", [ENDLESS, "2026-13-01", f"[1, {ENDLESS}]"])
def test_an_exported_value_that_cannot_be_hides_no_other(written: str) -> None:
    text = f'export const metadata = {{ title: "May", a: {written}, draft: true }}\n\nHello.'

    assert read(text, "2026-05.mdx").fields == {"title": "May", "draft": True}
