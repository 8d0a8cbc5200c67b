"""nowsync completion: what the shells themselves offer, when somebody presses Tab."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from nowsync import cli
from tests.shell import ROOT, environment, examples_in, run

ENTRIES = [
    *("2026-11", "2026-10", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05", "2026-04"),
]
# As bash calls it on Tab: with the words of the line, and the number of the one to complete.
BASH = """\
eval "$(nowsync completion bash)"
compopt() { echo "files"; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_nowsync_completion nowsync
printf '%s\\n' "${COMPREPLY[@]}"
"""
# As zsh calls it, but for what writes to the terminal.
ZSH = """\
compdef() { : }
eval "$(nowsync completion zsh)"
compadd() { print -l -- $completions }
_describe() { print -l -- ${completions_with_descriptions%%:*} }
words=("$@"); CURRENT=$#
_nowsync_completion
"""
FISH = """\
nowsync completion fish | source
complete -C (string join " " -- $argv) | string replace -r "\\t.*" ""
"""


def offered(shell: str, script: str, folder: Path, *line: str) -> list[str]:
    """Have a shell complete the last word of a line, and give what it offers."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    first = [shell, "-f"] if shell == "zsh" else [shell]
    # Fish passes what stands behind the script as it is; the others take the first for their name.
    name = [] if shell == "fish" else [shell]
    done = subprocess.run(
        [*first, "-c", script, *name, *line],
        cwd=folder,
        env=environment(PATH=path, HOME=str(folder)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return [each for each in done.stdout.splitlines() if each]


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    return examples_in(tmp_path)


def bash(folder: Path, *line: str) -> list[str]:
    return offered("bash", BASH, folder, "nowsync", *line)


def test_commands_are_completed_in_the_order_in_which_one_meets_them(ada: Path) -> None:
    assert bash(ada, "") == list(cli.COMMANDS)


def test_entries_are_completed_the_newest_first(ada: Path) -> None:
    assert bash(ada, "preview", "") == ENTRIES


def test_only_what_begins_like_the_typed_word_is_offered(ada: Path) -> None:
    assert bash(ada, "explain", "2026-1") == ["2026-11", "2026-10"]


def test_targets_are_completed(ada: Path) -> None:
    assert bash(ada, "preview", "2026-11", "--target", "") == ["mastodon", "devto", "feed"]


def test_only_targets_with_an_account_are_signed_in_to(ada: Path) -> None:
    assert bash(ada, "login", "") == ["mastodon", "devto"]


def test_another_configuration_has_its_own_targets(ada: Path, tmp_path: Path) -> None:
    text = (ada / "nowsync.toml").read_text("utf-8").replace("targets.devto", "targets.mine")
    (ada / "other.toml").write_text(text, "utf-8")

    line = ("--config", "ada/other.toml", "preview", "--target", "")

    assert bash(tmp_path, *line) == ["mastodon", "mine", "feed"]


def test_a_path_is_completed_by_the_shell(ada: Path) -> None:
    assert bash(ada, "preview", "src/content/") == ["files"]


@pytest.mark.parametrize("words", [["preview", ""], ["preview", "--target", ""], ["login", ""]])
def test_where_there_is_no_configuration_nothing_is_offered_or_said(
    tmp_path: Path, words: list[str]
) -> None:
    assert bash(tmp_path, *words) == []


@pytest.mark.parametrize("words", [["preview", ""], ["preview", "--target", ""], ["login", ""]])
def test_of_a_broken_configuration_nothing_is_said(ada: Path, words: list[str]) -> None:
    (ada / "nowsync.toml").write_text("[site", "utf-8")

    assert bash(ada, *words) == []


@pytest.mark.parametrize("name", ["$(reboot)", "a; reboot", "a b", "`reboot`", "*"])
def test_a_name_that_means_more_to_a_shell_is_not_offered(ada: Path, name: str) -> None:
    newest = ada / "src/content/now/2026-11.md"
    named = newest.read_text("utf-8").replace("---\n", f"---\nid: '{name}'\n", 1)
    newest.write_text(named, "utf-8")

    assert bash(ada, "preview", "") == ENTRIES[1:]


def test_a_name_in_any_script_is_offered(ada: Path) -> None:
    (ada / "src/content/now/2026-11.md").rename(ada / "src/content/now/2026-11-março.md")

    assert bash(ada, "preview", "2026-11") == ["2026-11-março"]


@pytest.mark.parametrize(("shell", "script"), [("zsh", ZSH), ("fish", FISH)])
def test_other_shells_complete_entries_too(shell: str, script: str, ada: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed; its users' completion is not tried here")

    assert set(offered(shell, script, ada, "nowsync", "preview", "")) == set(ENTRIES)


def test_an_unknown_shell_is_told_which_there_are(tmp_path: Path) -> None:
    done = run("nowsync completion tcsh", tmp_path)

    assert done.returncode == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr


def parameters(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Parameter]]:
    """Give every parameter of a group's commands that has a word for its value."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        own = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            yield from parameters(command, own)
        yield from ((own.command_path, each) for each in command.params if each.metavar)


# As it is made when a command is typed: click keeps what it says of --help for the first one.
CONTEXT = cli.cli.make_context("nowsync", [], resilient_parsing=True)
NAMED = ("ENTRY", "NAME", "TARGET", "FILE")
COMPLETED = [
    (path, each)
    for path, each in parameters(cli.cli, CONTEXT)
    if (each.metavar or "").strip("[].") in NAMED
]


@pytest.mark.parametrize(
    ("path", "parameter"), COMPLETED, ids=[f"{path} {each.name}" for path, each in COMPLETED]
)
def test_what_is_an_entry_a_target_or_a_file_is_completed(
    path: str, parameter: click.Parameter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT / "examples")

    assert parameter.shell_complete(CONTEXT, "") != []
