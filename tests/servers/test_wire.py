"""Faults do what they say, to the requests they match and no others."""

from collections.abc import Iterator

import httpx
import pytest

from tests.servers.wire import Answer, Fault, Kind, Request, Served, serve


class Counter:
    """Count the POSTs and answer the count."""

    def __init__(self) -> None:
        self.count = 0

    def handle(self, request: Request) -> Answer:
        """Count one request."""
        self.count += request.method == "POST"
        return Answer(200, {"count": self.count})


class Broken:
    """Fail, as a bug would."""

    def handle(self, request: Request) -> Answer:
        """Fail."""
        raise ZeroDivisionError(request.path)


@pytest.fixture
def counter() -> Iterator[Served[Counter]]:
    with serve(Counter()) as served:
        yield served


def post(served: Served[Counter], path: str = "/counts") -> httpx.Response:
    return httpx.post(served.url + path, content=b"{}")


def test_a_request_is_recorded_as_it_came(counter: Served[Counter]) -> None:
    httpx.put(counter.url + "/a%20b?x=1&x=2", json={"n": 1}, headers={"X-Key": "k"})

    (request,) = counter.asked("PUT", "/a b")
    assert request.query == {"x": ["1", "2"]}
    assert request.headers["x-key"] == "k"
    assert request.json() == {"n": 1}


def test_a_late_request_is_carried_out_when_it_arrives(counter: Served[Counter]) -> None:
    counter.fault(Fault("POST", "/.*", "late"))
    with pytest.raises(httpx.RemoteProtocolError):
        post(counter)
    before = counter.pretend.count

    counter.arrive()
    counter.arrive()

    assert (before, counter.pretend.count) == (0, 1)


def test_a_status_fault_answers_without_carrying_out(counter: Served[Counter]) -> None:
    counter.fault(Fault("POST", "/.*", "status", status=429, headers={"Retry-After": "7"}))

    answer = post(counter)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert counter.pretend.count == 0


def test_garbage_is_a_200_that_nothing_happened_for(counter: Served[Counter]) -> None:
    counter.fault(Fault("POST", "/.*", "garbage"))

    answer = post(counter)

    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (200, "text/html")
    assert counter.pretend.count == 0


@pytest.mark.parametrize(("kind", "count"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_request_has_its_effect_or_not(
    counter: Served[Counter], kind: Kind, count: int
) -> None:
    counter.fault(Fault("POST", "/.*", kind))

    with pytest.raises(httpx.RemoteProtocolError):
        post(counter)

    assert counter.pretend.count == count


def test_a_truncated_answer_comes_after_the_effect(counter: Served[Counter]) -> None:
    counter.fault(Fault("POST", "/.*", "truncate"))

    answer = post(counter)

    assert answer.headers["Content-Type"].startswith("application/json")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert counter.pretend.count == 1


def test_a_call_runs_between_the_effect_and_the_answer(counter: Served[Counter]) -> None:
    seen: list[int] = []
    counter.fault(Fault("POST", "/.*", "call", call=lambda: seen.append(counter.pretend.count)))

    answer = post(counter)

    assert (seen, answer.json()) == ([1], {"count": 1})


def test_a_fault_happens_as_often_as_it_says_and_where_it_says(counter: Served[Counter]) -> None:
    fault = counter.fault(Fault("POST", "/counts", "status", count=2))

    statuses = [
        post(counter, path).status_code for path in ("/counts", "/other", "/counts", "/counts")
    ]

    assert (statuses, fault.count) == ([503, 200, 503, 200], 0)


def test_a_bug_in_a_pretend_server_fails_the_test() -> None:
    with pytest.raises(ZeroDivisionError), serve(Broken()) as served:
        httpx.get(served.url)


def test_a_stopped_server_hangs_up_on_kept_connections() -> None:
    with httpx.Client() as client:
        with serve(Counter()) as served:
            client.get(served.url)

        with pytest.raises(httpx.ConnectError):
            client.get(served.url)
