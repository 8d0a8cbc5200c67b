"""`nowsync preview` as it is typed: at a terminal, into a pipe, a file, a browser."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from nowsync.cli.columns import cells
from tests.preview.reading import shown
from tests.shell import ROOT, environment, examples_in, run, words

NOVEMBER = "nowsync preview 2026-11 --target mastodon"


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    return examples_in(tmp_path)


def at_terminal(command: str, folder: Path, columns: int, **more: str) -> str:
    """Run a command at a terminal of some width, and give what it shows."""
    ours, theirs = pty.openpty()
    given = environment(COLUMNS=str(columns), TERM="xterm", **more)
    with subprocess.Popen(
        words(command), cwd=folder, env=given, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        seen = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.returncode == 0
    return seen.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Read on; Linux reports the end of a terminal as an error."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_fit_the_terminal(columns: int, ada: Path) -> None:
    seen = at_terminal(NOVEMBER, ada, columns)

    # The last lines hold a command, which can be copied only if it is whole.
    card = seen.partition("\n\n\n")[0]
    assert max(map(cells, card.splitlines())) <= columns
    assert re.search("\033\\[[0-9;]*m", seen)


def test_a_terminal_without_colour_gets_none(ada: Path) -> None:
    assert "\033" not in at_terminal(NOVEMBER, ada, 80, NO_COLOR="1")


def test_plain_text_has_no_colour_at_a_terminal_either(ada: Path) -> None:
    assert "\033" not in at_terminal(f"{NOVEMBER} --format plain", ada, 80)


def test_an_edit_is_told_as_documented(ada: Path) -> None:
    told = (ROOT / "docs/preview.md").read_text("utf-8").split("```text\n")[1].split("```")[0]
    run("nowsync publish --target feed --yes", ada)
    november = ada / "src/content/now/2026-11.md"
    text = november.read_text("utf-8").replace("on the list in April", "on the list in May")
    november.write_text(text, "utf-8")
    os.utime(november, (0, 0))

    assert told in run("nowsync preview --target feed", ada).stdout


def test_a_format_of_json_is_json(ada: Path) -> None:
    assert run(f"{NOVEMBER} --format json", ada).stdout == run(f"{NOVEMBER} --json", ada).stdout


def test_markdown_holds_the_text_in_a_fence(ada: Path) -> None:
    printed = run(f"{NOVEMBER} --format markdown", ada).stdout

    assert printed.startswith("### 2026-11 → mastodon: create\n\nyou named it\n\n```text\nNow,")
    assert "\n456/500 characters\n" in printed


def test_a_page_is_written_into_a_file(ada: Path) -> None:
    done = run(f"{NOVEMBER} --html november.html", ada)

    assert (done.returncode, done.stdout) == (0, "Wrote november.html. Nothing was sent.\n")
    assert "Now, November 2026\n\nI painted the dinghy." in shown(_text(ada / "november.html"))[0]


def test_a_preview_in_a_file_leaves_no_other_trace(ada: Path) -> None:
    before = set(ada.rglob("*"))

    run(f"{NOVEMBER} --html november.html", ada)

    assert set(ada.rglob("*")) - before == {ada / "november.html"}


def test_a_file_that_cannot_be_written_is_said(ada: Path) -> None:
    done = run(f"{NOVEMBER} --html there/is/none.html", ada)

    assert done.returncode == 2
    assert (
        done.stderr == "nowsync: there/is/none.html cannot be written: No such file or directory\n"
    )


def test_a_browser_is_shown_the_page(ada: Path, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\ncp "${{1#file://}}" {tmp_path}/seen.html\n')
    browser.chmod(0o755)

    done = run("nowsync preview --open", ada, BROWSER=f"{browser} %s", TMPDIR=str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert "Preview of Ada, now" in _text(tmp_path / "seen.html")


def test_a_page_for_the_browser_is_for_this_user_alone(ada: Path, tmp_path: Path) -> None:
    run("nowsync preview --open", ada, BROWSER="true %s", TMPDIR=str(tmp_path))

    (folder,) = tmp_path.glob("nowsync-preview-*")
    assert folder.stat().st_mode & 0o077 == 0


def test_two_kinds_of_preview_at_once_are_refused(ada: Path) -> None:
    done = run("nowsync preview --json --html a.html", ada)

    assert done.returncode == 2
    assert "exclude each other" in done.stderr


def _text(path: Path) -> str:
    return path.read_text("utf-8")
