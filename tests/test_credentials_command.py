"""Hold the command of a password manager to its limits, and to what it may see of ours."""

import sys
from collections.abc import Sequence

import pytest

from nowsync.core.errors import Unusable
from nowsync.credentials import Credentials
from nowsync.credentials.command import Command
from nowsync.credentials.look import Look, Slot
from tests.test_credentials import TARGET

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "NOWSYNC_DEVTO_TOKEN": "another one",
    "CREDENTIALS_DIRECTORY": "/run/credentials/x",
}


def python(code: str, *words: str) -> list[str]:
    """Write a command that does what a password manager might."""
    return [sys.executable, "-c", f"import os, sys, time\n{code}", *words]


def look(of_all: Sequence[str], of_targets: Sequence[str] = (), limit: float = 30) -> Look:
    own = {TARGET.name: of_targets} if of_targets else {}
    return Command(of_all, own, ENVIRONMENT, limit).look(Slot.of_target(TARGET))


def value(command: Sequence[str], of_targets: Sequence[str] = ()) -> str:
    found = look(command, of_targets).value
    assert found is not None
    return found.reveal()


def test_the_first_line_that_a_command_prints_is_the_secret() -> None:
    assert value(python("print('\\ntoken\\nuser: ada')")) == "token"


def test_a_command_is_told_which_target_and_which_server() -> None:
    command = python("print(sys.argv[1:])", "nowsync/{target}", "{server}", "{}")

    assert value(command) == "['nowsync/mastodon', 'mastodon.example', '{}']"


def test_a_targets_own_command_goes_before_the_one_for_all() -> None:
    assert value(python("print('for all')"), python("print('its own')")) == "its own"


def test_no_shell_reads_a_command() -> None:
    assert value(["echo", "$HOME;", "`id`"]) == "$HOME; `id`"


def test_a_command_sees_no_secret_of_ours() -> None:
    assert value(python("print(sorted(os.environ.keys() - {'LC_CTYPE'}))")) == "['PATH']"


def test_a_command_has_nothing_to_read_from() -> None:
    assert value(python("print(repr(sys.stdin.read()))")) == "''"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(python("sys.exit('no\\x1b[2J, none')"), "ended with 1: no[2J, none"),
        pytest.param(python("sys.exit(4)"), "ended with 4"),
        pytest.param(python("print()"), "printed nothing"),
        pytest.param(["/nowhere/pass"], "cannot be run: No such file or directory"),
    ],
    ids=["complains", "fails", "nothing", "absent"],
)
def test_a_command_that_has_no_secret_says_why(command: list[str], said: str) -> None:
    found = look(command)

    assert (found.value, found.said) == (None, said)


def test_a_command_that_is_not_done_in_time_is_ended_with_all_that_it_started() -> None:
    found = look(["sh", "-c", "sleep 60 & sleep 60"], limit=0.2)

    assert found.said == "was not done in 0.2 seconds"


def test_without_a_command_that_is_said() -> None:
    with pytest.raises(Unusable, match="a command: none is configured"):
        Credentials(None, {}, only="command").find(TARGET)


def test_a_secret_of_a_command_is_told_with_the_command() -> None:
    found = Credentials(None, {}, only="command", command=["echo", "a-token"]).find(TARGET)

    assert (found.secret.reveal(), found.source) == ("a-token", "the command echo a-token")
