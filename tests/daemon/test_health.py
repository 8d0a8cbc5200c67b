"""How the daemon is, for monitors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

import pytest

from nowsync.daemon.health import HealthServer, ailment, metrics
from nowsync.daemon.report import Counts, Report
from nowsync.daemon.state import State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNTS = Counts(waiting=1, held=2, unfinished=0, published=7, latest=NOW - timedelta(days=1))
REPORT = Report(at=NOW, newest=NOW - timedelta(days=3), targets={"mastodon": COUNTS})


def test_a_pass_that_went_well_is_well() -> None:
    assert ailment(State(REPORT, None), NOW) is None


def test_before_the_first_pass_nothing_is_known() -> None:
    assert ailment(None, NOW) == "no pass has been made yet"


def test_a_pass_that_failed_is_not_well() -> None:
    failed = Report(at=NOW, failure="the disk is full")

    assert ailment(State(failed, None), NOW) == "the last pass failed: the disk is full"


def test_a_daemon_that_should_have_looked_again_is_not_well() -> None:
    late = ailment(State(REPORT, NOW - timedelta(minutes=6)), NOW)

    assert late == "it should have looked again at 2026-11-24 11:54:00 UTC"


def test_metrics_tell_each_target() -> None:
    said = metrics(State(REPORT, None), NOW).splitlines()

    assert "nowsync_healthy 1" in said
    assert 'nowsync_held{target="mastodon"} 2' in said
    assert 'nowsync_published{target="mastodon"} 7' in said
    assert "nowsync_newest_entry_age_seconds 259200" in said
    assert f'nowsync_last_success_timestamp_seconds{{target="mastodon"}} {1795435200}' in said


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = HealthServer("127.0.0.1:0", lambda: State(REPORT, None))
    server.start()
    yield server.port
    server.stop()


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/healthz", "127.0.0.1", 200),
        ("/metrics", "localhost", 200),
        ("/", "127.0.0.1", 404),
        ("/healthz", "evil.example", 403),
        ("/healthz", "", 403),
    ],
)
def test_it_answers_on_this_machine_alone(port: int, path: str, host: str, status: int) -> None:
    asking = HTTPConnection("127.0.0.1", port, timeout=5)
    asking.request("GET", path, headers={"Host": host})

    assert asking.getresponse().status == status
    asking.close()
