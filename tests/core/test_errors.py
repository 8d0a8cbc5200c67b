"""Hold errors to saying where, and to the exit code of what is to be done."""

from datetime import UTC, datetime

import pytest

from nowsync.core.errors import (
    ConfigurationError,
    Gone,
    LedgerBusy,
    LedgerError,
    NotSent,
    NowsyncError,
    Problem,
    PublishError,
    Refused,
    TemplateError,
    Unknown,
    Unreadable,
    Unusable,
    UsageError,
)

TYPO = Problem("'titel' is not a key", "nowsync.toml", 3)
MISSING = Problem("a site needs a url", "nowsync.toml")
NOWHERE = Problem("there is nothing to read")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(TYPO, "nowsync.toml:3: 'titel' is not a key", id="line"),
        pytest.param(MISSING, "nowsync.toml: a site needs a url", id="file"),
        pytest.param(NOWHERE, "there is nothing to read", id="nowhere"),
        pytest.param(Problem("odd", line=3), "odd", id="a line of no file"),
    ],
)
def test_a_problem_says_where_it_is(problem: Problem, expected: str) -> None:
    assert str(problem) == expected


def test_all_problems_of_a_configuration_are_told_at_once() -> None:
    error = ConfigurationError((TYPO, MISSING))

    assert str(error).splitlines() == [str(TYPO), str(MISSING)]


@pytest.mark.parametrize("kind", [TemplateError, Unreadable])
def test_what_one_file_needs_says_where(kind: type[TemplateError | Unreadable]) -> None:
    assert str(kind(TYPO)) == str(TYPO)


def test_what_was_not_sent_may_say_when_to_come_back() -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)

    assert (NotSent("later", moment).retry_at, NotSent("no network").retry_at) == (moment, None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param(NowsyncError, 1, id="something failed"),
        pytest.param(TemplateError, 1, id="template"),
        pytest.param(LedgerError, 1, id="ledger"),
        pytest.param(PublishError, 1, id="publishing"),
        pytest.param(UsageError, 2, id="usage"),
        pytest.param(ConfigurationError, 2, id="configuration"),
        pytest.param(LedgerBusy, 75, id="another nowsync"),
    ],
)
def test_an_error_has_the_exit_code_of_what_is_to_be_done(
    kind: type[NowsyncError], expected: int
) -> None:
    assert kind.exit_code == expected


def test_there_are_five_ways_to_go_on_after_a_failed_step() -> None:
    assert set(PublishError.__subclasses__()) == {NotSent, Refused, Unusable, Gone, Unknown}
