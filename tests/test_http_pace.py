"""Hold the client to what servers say of how fast it may be, in every style they say it in."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from nowsync.core.entry import Json
from nowsync.core.errors import NotSent, Unknown
from nowsync.http.answers import Answer
from nowsync.http.pace import Pace
from tests.client import MINUTE, NOW, ORIGIN, PLACE, answering, error_of

SECOND = timedelta(seconds=1)
# A second more than is asked: the clock tells whole ones.
IN_TEN = NOW + 10 * MINUTE + SECOND


# When to come back.


def retry_at(**headers: str) -> datetime | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    error = error_of(answering(httpx.Response(429, headers=named)))
    assert isinstance(error, NotSent)
    return error.retry_at


@pytest.mark.fault("N32", "not sent: it waits as asked, 30 s at least, a day at most")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("600", IN_TEN, id="seconds"),
        pytest.param("90.5", NOW + timedelta(seconds=91.5), id="half seconds"),
        pytest.param("Fri, 20 Nov 2026 12:10:00 GMT", IN_TEN, id="HTTP date"),
        pytest.param("2026-11-20T12:10:00.000Z", IN_TEN, id="ISO"),
        pytest.param("2026-11-20T13:10:00+01:00", IN_TEN, id="ISO elsewhere"),
        pytest.param("2026-11-20T12:10:00", IN_TEN, id="ISO without a zone"),
        pytest.param(str(int(NOW.timestamp()) + 600), IN_TEN, id="epoch"),
        pytest.param("0", NOW + MINUTE / 2, id="at once"),
        pytest.param("-5", NOW + MINUTE / 2, id="negative"),
        pytest.param("2020-01-01T00:00:00Z", NOW + MINUTE / 2, id="long ago"),
        pytest.param("abc", NOW + 15 * MINUTE, id="abc"),
        pytest.param("", NOW + 15 * MINUTE, id="nothing"),
        pytest.param("315360000", NOW + timedelta(days=1), id="ten years"),
        pytest.param("9" * 400, NOW + timedelta(days=1), id="forever"),
        pytest.param("2036-11-20T12:10:00Z", NOW + timedelta(days=1), id="ISO in ten years"),
        pytest.param("nan", NOW + 15 * MINUTE, id="not a number"),
        pytest.param("inf", NOW + timedelta(days=1), id="infinite"),
        pytest.param(
            "Fri, 20 Nov 2026 12:10:00 +99999999999999999999", NOW + 15 * MINUTE, id="no such zone"
        ),
    ],
)
@pytest.mark.parametrize("header", ["Retry_After", "X_RateLimit_Reset"])
def test_a_server_that_puts_us_off_says_until_when(
    header: str, value: str, expected: datetime
) -> None:
    assert retry_at(**{header: value}) == expected


def test_a_server_that_puts_us_off_without_a_word_is_left_alone_for_a_while() -> None:
    assert retry_at() == NOW + 15 * MINUTE


def test_a_reset_stands_in_for_what_cannot_be_read() -> None:
    found = retry_at(Retry_After="soon", X_RateLimit_Reset="2026-11-20T12:10:00Z")

    assert found == IN_TEN


def test_the_later_of_two_moments_counts() -> None:
    found = retry_at(Retry_After="60", X_RateLimit_Reset="2026-11-20T12:10:00Z")

    assert found == IN_TEN


SKEWS = [
    pytest.param(timedelta(0), id="right"),
    pytest.param(timedelta(minutes=-7), id="behind"),
    pytest.param(timedelta(minutes=7), id="ahead"),
    pytest.param(timedelta(days=-400), id="a year behind"),
    pytest.param(timedelta(days=3650), id="ten years ahead"),
]


@pytest.mark.fault("N33", "not sent: it waits as long as the server's own clock says")
@pytest.mark.parametrize("skew", SKEWS)
@pytest.mark.parametrize(
    ("header", "write"),
    [
        pytest.param("Retry-After", lambda _: "600", id="seconds"),
        pytest.param("Retry-After", lambda at: format_datetime(at, usegmt=True), id="HTTP date"),
        pytest.param(
            "X-RateLimit-Reset", lambda at: f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", id="ISO with µs"
        ),
        pytest.param(
            "X-RateLimit-Reset", lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.000Z", id="ISO with ms"
        ),
        pytest.param("RateLimit-Reset", lambda at: f"{at.timestamp():.0f}", id="epoch"),
    ],
)
def test_a_wait_is_as_long_by_a_clock_that_is_not_ours(
    skew: timedelta, header: str, write: Callable[[datetime], str]
) -> None:
    theirs = NOW + skew
    headers = {"Date": format_datetime(theirs, usegmt=True), header: write(theirs + 10 * MINUTE)}

    error = error_of(answering(httpx.Response(429, headers=headers)))

    assert error.retry_at == IN_TEN


def test_a_date_that_cannot_be_read_is_ours() -> None:
    assert retry_at(Date="today", Retry_After="600") == IN_TEN


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 GMT"])
@pytest.mark.parametrize(
    "reset", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1795176000", "999999999", "inf"]
)
def test_no_moment_is_too_far_away_to_be_reckoned_with(date: str, reset: str) -> None:
    at = retry_at(Date=date, X_RateLimit_Reset=reset)

    assert at is not None
    assert NOW + MINUTE / 2 <= at <= NOW + timedelta(days=1)


def test_a_server_that_fails_may_say_when_to_come_back() -> None:
    error = error_of(answering(httpx.Response(503, headers={"Retry-After": "60"})))

    assert isinstance(error, Unknown)
    assert error.retry_at == NOW + MINUTE + SECOND


def test_a_server_that_fails_without_a_word_may_be_asked_at_once() -> None:
    limits = {"X-RateLimit-Reset": "2026-11-20T12:10:00Z"}

    assert error_of(answering(httpx.Response(503, headers=limits))).retry_at is None


# Half of a limit.

UNTIL = NOW + 5 * MINUTE + SECOND


def saying(remaining: str, *, limit: str = "300", reset: str = "300", status: int = 200) -> Answer:
    """Make an answer that tells of a limit."""
    headers = {
        "x-ratelimit-limit": limit,
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": reset,
    }
    return Answer(status, headers, b"{}")


def paced(*heard: tuple[str, Answer]) -> Pace:
    """Make a pace that has learned of limits."""
    pace = Pace()
    for method, answer in heard:
        pace.heard(method, answer, NOW)
    return pace


def test_a_request_that_stays_within_half_is_made() -> None:
    assert paced(("POST", saying("151"))).objection("POST", NOW) is None


def test_a_request_that_would_pass_half_is_not_made() -> None:
    objection = paced(("POST", saying("150"))).objection("POST", NOW)

    assert isinstance(objection, NotSent)
    assert objection.retry_at == UNTIL
    assert str(objection) == (
        "allows 300 requests, and half of them are used: nothing more is sent "
        "until 2026-11-20 12:05:01 UTC"
    )


def test_a_limit_starts_anew() -> None:
    pace = paced(("POST", saying("0")))

    assert pace.objection("POST", UNTIL - MINUTE) is not None
    assert pace.objection("POST", UNTIL) is None


def test_limits_of_two_sizes_are_kept_apart() -> None:
    pace = paced(("POST", saying("15", limit="30")), ("POST", saying("299")))

    assert pace.objection("POST", NOW) is not None


def test_what_may_not_be_written_any_more_may_be_read() -> None:
    assert paced(("POST", saying("0"))).objection("GET", NOW) is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_counts_reading_counts_everything(method: str) -> None:
    assert paced(("GET", saying("0"))).objection(method, NOW) is not None


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(200, {}, b""), id="no word"),
        pytest.param(saying("few"), id="a remainder that is no number"),
        pytest.param(saying("0", limit="many"), id="a limit that is no number"),
        pytest.param(saying("0", limit="9" * 5000), id="a limit without end"),
        pytest.param(saying("0", limit="1"), id="a limit too small for half of it"),
        pytest.param(saying("-3"), id="a negative remainder"),
        pytest.param(saying("0", reset="2020-01-01T00:00:00Z"), id="a limit of the past"),
        pytest.param(saying("0", status=422), id="a refusal"),
    ],
)
def test_what_says_nothing_of_use_stops_nobody(answer: Answer) -> None:
    assert paced(("POST", answer)).objection("POST", NOW) is None


@pytest.mark.parametrize(
    ("reset", "until"),
    [
        pytest.param("soon", NOW + 15 * MINUTE, id="nonsense"),
        pytest.param("315360000", NOW + timedelta(days=1), id="ten years"),
    ],
)
def test_a_reset_that_cannot_be_true_is_bounded(reset: str, until: datetime) -> None:
    objection = paced(("POST", saying("0", reset=reset))).objection("POST", NOW)

    assert objection is not None
    assert objection.retry_at == until


def test_a_limit_with_its_window_is_read() -> None:
    answer = Answer(200, {"ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "50"}, b"")

    assert paced(("POST", answer)).objection("POST", NOW) is not None


def test_limits_are_known_in_the_next_run() -> None:
    kept: dict[str, Json] = {}
    Pace(remember=kept.update).heard("POST", saying("150"), NOW)

    assert Pace(known=json.loads(json.dumps(kept))).objection("POST", NOW) is not None


@pytest.mark.parametrize("kept", [7, [], [300, 150], ["a", "b", "c"], [300, 150, "soon"]])
def test_what_was_kept_and_cannot_be_read_stops_nobody(kept: Json) -> None:
    assert Pace(known={"write 300": kept}).objection("POST", NOW) is None


def test_after_a_wait_was_asked_for_nothing_more_is_sent() -> None:
    with closing(answering(httpx.Response(429, headers={"Retry-After": "60"}))) as sender:
        with pytest.raises(NotSent, match="HTTP 429"):
            sender.get(PLACE)
        with pytest.raises(NotSent) as raised:
            sender.get(PLACE)

    assert str(raised.value) == f"{ORIGIN} asked us to wait until 2026-11-20 12:01:01 UTC"


def test_two_writes_are_kept_apart_and_reading_is_not() -> None:
    pauses: list[float] = []
    pace = Pace(gap=3, pause=pauses.append)

    for method in ("GET", "POST", "GET", "PUT"):
        pace.keep_apart(method)

    assert pauses == [3]
