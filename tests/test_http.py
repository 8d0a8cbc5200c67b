"""Hold the client to one origin, one request, one connection, and to silence about its secret."""

import base64
import gzip
import json
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx
import pytest

from nowsync import __version__
from nowsync.core.errors import (
    Gone,
    NotSent,
    PublishError,
    Refused,
    Unauthorized,
    Unknown,
    Unusable,
)
from nowsync.http.addresses import is_loopback, unfit_server
from nowsync.http.answers import Answer, NoSuchAddress
from nowsync.http.client import MAX_BYTES, Client
from tests.client import (
    BODY,
    ORIGIN,
    PLACE,
    TOKEN,
    answering,
    client,
    error_of,
    failing,
)
from tests.servers import wire
from tests.servers.mastodon_media import parts
from tests.servers.raw import raw
from tests.servers.wire import Fault, Kind, Served, serve


@dataclass(slots=True)
class Anything:
    """A server that answers everything alike."""

    said: wire.Answer = field(default_factory=lambda: wire.Answer(200, {"id": "42"}))

    def handle(self, request: wire.Request) -> wire.Answer:
        return self.said


@pytest.fixture
def server() -> Iterator[Served[Anything]]:
    with serve(Anything()) as served:
        yield served


# What a request is.


def test_a_success_is_an_answer(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        answer = sender.send("POST", f"{server.url}/api", body=BODY)

    assert (answer.status, answer.json()) == (200, {"id": "42"})


def test_a_request_goes_out_once_with_credential_and_body(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        sender.send("POST", f"{server.url}/api", body=BODY)

    (request,) = server.requests
    assert request.json() == BODY
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/json"


def test_a_look_has_no_body(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        sender.get(f"{server.url}/api")

    (request,) = server.requests
    assert (request.method, request.body) == ("GET", b"")
    assert "Content-Type" not in request.headers


def test_we_say_who_we_are(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        sender.get(f"{server.url}/api")

    assert server.requests[0].headers["User-Agent"] == f"nowsync/{__version__}"


def test_a_header_of_a_step_is_sent(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        sender.send("POST", f"{server.url}/api", headers={"Idempotency-Key": "k"})

    assert server.requests[0].headers["Idempotency-Key"] == "k"


def test_headers_are_found_whatever_their_case() -> None:
    with closing(answering(httpx.Response(200, headers={"X-RateLimit-Limit": "5"}))) as sender:
        assert sender.get(PLACE).headers["x-ratelimit-limit"] == "5"


# Uploads.


def test_an_upload_is_a_form_with_its_file_to_the_byte(server: Served[Anything]) -> None:
    file = bytes(range(256)) * 1024
    with closing(client(server.url)) as sender:
        sender.upload(
            f"{server.url}/media",
            fields={"description": "Tèa\r\n--x"},
            file=file,
            name="image.png",
            media_type="image/png",
        )

    (request,) = server.requests
    assert parts(request) == {"description": "Tèa\r\n--x".encode(), "file": file}
    assert b"Content-Type: image/png" in request.body
    assert request.headers["Content-Length"] == str(len(request.body))


def upload(sender: Client, url: str) -> Answer:
    with closing(sender):
        return sender.upload(url, fields={}, file=b"x", name="image.png", media_type="image/png")


def test_an_upload_carries_the_credential(server: Served[Anything]) -> None:
    upload(client(server.url), server.url)

    assert server.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_an_upload_to_another_origin_is_not_sent(server: Served[Anything]) -> None:
    with pytest.raises(Unusable, match="nothing was sent there"):
        upload(client(), server.url)

    assert server.requests == []


def test_an_upload_follows_no_redirect() -> None:
    with pytest.raises(Unusable, match="redirects are never followed"):
        upload(answering(httpx.Response(307, headers={"Location": f"{ORIGIN}/x"})), ORIGIN)


def test_an_upload_that_takes_too_long_to_send_is_given_up(
    server: Served[Anything], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nowsync.http.client.TOTAL_SECONDS", 0.0)

    with pytest.raises(Unknown, match="it took more than 0 s"):
        upload(client(server.url), server.url)


# What an answer means.

MUTATIONS = [
    *((status, Refused) for status in (400, 402, 405, 406, 413, 414, 415, 418, 422, 451)),
    *((status, Unusable) for status in (301, 302, 303, 304, 307, 308, 403, 410)),
    (401, Unauthorized),
    (404, NoSuchAddress),
    *((status, Unknown) for status in (408, 409, 425, 500, 501, 502, 503, 504, 507, 520, 599)),
    (429, NotSent),
]


@pytest.mark.parametrize(("status", "expected"), MUTATIONS)
def test_the_answer_to_a_creation_says_what_to_do_next(
    status: int, expected: type[PublishError]
) -> None:
    assert type(error_of(answering(httpx.Response(status)))) is expected


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_what_is_known_and_not_found_is_gone(method: str) -> None:
    assert type(error_of(answering(httpx.Response(404)), method)) is Gone


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_kind_of_success_is_an_answer(status: int) -> None:
    with closing(answering(httpx.Response(status))) as sender:
        assert sender.send("POST", PLACE, body=BODY).status == status


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(httpx.ConnectError("refused"), NotSent, id="connect"),
        pytest.param(httpx.ConnectTimeout("late"), NotSent, id="connect time-out"),
        pytest.param(httpx.PoolTimeout("late"), NotSent, id="pool time-out"),
        pytest.param(httpx.WriteError("broken"), Unknown, id="write"),
        pytest.param(httpx.WriteTimeout("late"), Unknown, id="write time-out"),
        pytest.param(httpx.ReadError("broken"), Unknown, id="read"),
        pytest.param(httpx.ReadTimeout("late"), Unknown, id="read time-out"),
        pytest.param(httpx.RemoteProtocolError("odd"), Unknown, id="protocol"),
        pytest.param(httpx.DecodingError("odd"), Unknown, id="decoding"),
        pytest.param(httpx.UnsupportedProtocol("odd"), Unusable, id="no such protocol"),
    ],
)
def test_only_a_failure_before_the_first_byte_is_not_sent(
    error: httpx.TransportError, expected: type[PublishError]
) -> None:
    assert type(error_of(failing(error))) is expected


@pytest.mark.parametrize(
    ("kind", "carried_out"),
    [pytest.param("drop_before", 0, id="before"), pytest.param("drop_after", 1, id="after")],
)
def test_a_connection_that_drops_says_nothing_of_what_was_done(
    kind: Kind, carried_out: int
) -> None:
    with serve(Counting()) as served:
        served.fault(Fault("POST", "/api", kind))

        assert isinstance(error_of(client(served.url), url=f"{served.url}/api"), Unknown)
        assert (served.pretend.count, len(served.requests)) == (carried_out, 1)


@dataclass(slots=True)
class Counting:
    """A server that counts what it carries out."""

    count: int = 0

    def handle(self, request: wire.Request) -> wire.Answer:
        self.count += 1
        return wire.Answer(200, {"id": "42"})


@pytest.mark.fault("N14", "unknown, looked for")
@pytest.mark.parametrize("kind", ["garbage", "truncate"])
def test_an_answer_that_cannot_be_read_is_in_doubt(server: Served[Anything], kind: Kind) -> None:
    server.fault(Fault("POST", "/api", kind))

    with closing(client(server.url)) as sender:
        answer = sender.send("POST", f"{server.url}/api", body=BODY)
    with pytest.raises(Unknown, match="answered 200 with something that is not JSON"):
        answer.json()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\xfd", id="bytes"),
        pytest.param(b"9" * 5000, id="a number without end"),
        pytest.param(b"[" * 100_000, id="lists without end"),
    ],
)
class TestWhatIsNotJson:
    def test_a_success_that_is_not_json_is_in_doubt(self, body: bytes) -> None:
        with pytest.raises(Unknown):
            Answer(200, {}, body).json()

    def test_a_refusal_that_is_not_json_is_still_a_refusal(self, body: bytes) -> None:
        assert str(error_of(answering(httpx.Response(422, content=body)))) == "HTTP 422"


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.fault("N14", "unknown, looked for")
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HEAD[:20], id="half a head"),
        pytest.param(HEAD + b'Content-Length: 99\r\n\r\n{"id"', id="half a body"),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", id="chunks without end"
        ),
        pytest.param(HEAD + b"X: " + b"x" * 200_000, id="a head without end"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
    ],
)
def test_half_an_answer_is_in_doubt(said: bytes) -> None:
    with raw(said) as served:
        assert isinstance(error_of(client(served.url), url=served.url), Unknown)


@pytest.mark.parametrize("status", [200, 422, 429], ids=str)
def test_an_answer_that_is_too_long_is_cut_and_in_doubt(status: int) -> None:
    long = httpx.Response(status, content=b"x" * (MAX_BYTES + 1))

    assert str(error_of(answering(long))) == f"answered {status} with more than {MAX_BYTES} B"


@pytest.mark.fault("N39", "unknown, looked for: nothing is unpacked")
def test_an_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(50 * MAX_BYTES))
    head = f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with raw(HEAD + head + bomb, patient=True) as served, closing(client(served.url)) as sender:
        answer = sender.send("POST", served.url, body=BODY)

    assert answer.body == bomb
    with pytest.raises(Unknown):
        answer.json()


def test_an_answer_may_be_as_long_as_the_limit() -> None:
    with closing(answering(httpx.Response(200, content=b"x" * MAX_BYTES))) as sender:
        assert len(sender.get(PLACE).body) == MAX_BYTES


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"error": "Text is too long"}, "HTTP 422: Text is too long", id="the error"),
        pytest.param({"error": "x" * 400}, "HTTP 422: " + "x" * 300, id="a long error"),
        pytest.param({"error": ""}, "HTTP 422", id="an empty error"),
        pytest.param({"message": "no"}, "HTTP 422", id="no error"),
        pytest.param(["no"], "HTTP 422", id="a list"),
        pytest.param("no", "HTTP 422", id="a text"),
        pytest.param(None, "HTTP 422", id="null"),
    ],
)
def test_a_refusal_says_what_the_server_said(body: object, expected: str) -> None:
    assert str(error_of(answering(httpx.Response(422, json=body)))) == expected


def test_a_servers_words_cannot_move_the_cursor() -> None:
    said = httpx.Response(422, json={"error": "\x1b[2J\x1b]0;owned\x07gone"})

    assert "\x1b" not in str(error_of(answering(said)))


# Redirects and other origins.


@pytest.mark.fault("N19", "paused: not followed, nothing is told")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_redirect_is_not_followed_and_tells_nobody_anything(status: int, method: str) -> None:
    with serve(Anything()) as elsewhere, serve(Anything()) as server:
        server.pretend.said = wire.Answer(status, b"", {"Location": f"{elsewhere.url}/in"})

        error = error_of(client(server.url), method, f"{server.url}/api")

        assert isinstance(error, Unusable)
        assert f"sends us to {elsewhere.url}/in; redirects are never followed" in str(error)
        assert (len(server.requests), elsewhere.requests) == (1, [])


def test_a_redirect_on_the_same_server_is_not_followed(server: Served[Anything]) -> None:
    server.pretend.said = wire.Answer(308, b"", {"Location": "/elsewhere"})

    error_of(client(server.url), url=f"{server.url}/api")

    assert server.asked("POST", "/elsewhere") == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://evil.example/api", id="another host"),
        pytest.param("http://social.example/api", id="another scheme"),
        pytest.param("https://social.example:8443/api", id="another port"),
        pytest.param("https://social.example.evil.example/", id="a longer host"),
        pytest.param("https://social.example@evil.example/", id="a user"),
        pytest.param("https://evil.example#https://social.example/", id="a fragment"),
        pytest.param("https://social.example\\@evil.example/", id="a backslash"),
        pytest.param("//social.example/api", id="no scheme"),
        pytest.param("/api", id="no host"),
        pytest.param("", id="nothing"),
        pytest.param("https://[social.example/", id="half an address"),
        pytest.param("https://social.ex\tample/api", id="a tab in the host"),
        pytest.param("https://social.example/\x7f", id="a control character"),
        pytest.param("https://social.example/" + "a" * 70_000, id="too long"),
    ],
)
def test_nothing_is_sent_to_what_is_not_the_origin(url: str) -> None:
    asked: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    error = error_of(client(transport=httpx.MockTransport(remember)), url=url)
    assert (type(error), asked) == (Unusable, [])


def test_an_origin_is_the_same_in_any_case() -> None:
    with closing(answering(httpx.Response(200))) as sender:
        assert sender.get("HTTPS://Social.Example/api").status == 200


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("http://127.0.0.1:3000", True, id="127.0.0.1"),
        pytest.param("http://127.9.9.9", True, id="127.9.9.9"),
        pytest.param("http://[::1]:3000/", True, id="::1"),
        pytest.param("http://localhost", True, id="localhost"),
        pytest.param("http://127.evil.example", False, id="127.evil.example"),
        pytest.param("http://localhost.evil.example", False, id="localhost.evil.example"),
        pytest.param("http://10.0.0.1", False, id="another private address"),
        pytest.param("http://0.0.0.0", False, id="any address"),
        pytest.param("now.xml", False, id="no host"),
    ],
)
def test_plain_http_is_for_this_machine_only(url: str, *, expected: bool) -> None:
    assert is_loopback(url) is expected


NO_PATH = "must be an address like https://dev.to, without a path"
NO_TLS = "must start with https://, or the secret could be read on its way"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://dev.to", None, id="a server"),
        pytest.param("https://dev.to/", None, id="with a slash"),
        pytest.param("https://dev.to:8443", None, id="with a port"),
        pytest.param("http://localhost:3000", None, id="this machine"),
        pytest.param("http://[::1]", None, id="this machine by number"),
        pytest.param("http://dev.to", NO_TLS, id="in the open"),
        pytest.param("http://127.evil.example", NO_TLS, id="like this machine"),
        pytest.param("https://dev.to/api", NO_PATH, id="a path"),
        pytest.param("dev.to", NO_PATH, id="no scheme"),
        pytest.param("https://", NO_PATH, id="no host"),
        pytest.param("ftp://dev.to", NO_PATH, id="another scheme"),
        pytest.param("", NO_PATH, id="nothing"),
        pytest.param("https://dev.to?key=x", NO_PATH, id="a query"),
        pytest.param("https://dev.to#x", NO_PATH, id="a fragment"),
        pytest.param("https://ada:secret@dev.to", NO_PATH, id="a user"),
        pytest.param("https://[dev.to", NO_PATH, id="half an address"),
        pytest.param("https://dev.to:port", NO_PATH, id="no port"),
    ],
)
def test_an_address_that_cannot_be_a_servers_is_refused(address: str, expected: str | None) -> None:
    assert unfit_server(address, "https://dev.to") == expected


# The secret.


def printed(error: BaseException) -> str:
    """Print an error as whoever reports a bug would, with all that caused it."""
    return f"{error!r} {''.join(traceback.format_exception(error))}"


FORMS = [
    pytest.param(TOKEN, id="plain"),
    pytest.param(quote(TOKEN, safe=""), id="in a URL"),
    pytest.param(json.dumps(TOKEN)[1:-1], id="in JSON"),
    pytest.param(base64.b64encode(TOKEN.encode()).decode(), id="in base64"),
]
REFLECTIONS = [
    pytest.param(lambda it: answering(httpx.Response(401, json={"error": it})), id="401"),
    pytest.param(lambda it: answering(httpx.Response(403, json={"error": it})), id="403"),
    pytest.param(lambda it: answering(httpx.Response(404, json={"error": it})), id="404"),
    pytest.param(lambda it: answering(httpx.Response(422, json={"error": it})), id="422"),
    pytest.param(lambda it: answering(httpx.Response(429, json={"error": it})), id="429"),
    pytest.param(lambda it: answering(httpx.Response(500, json={"error": it})), id="500"),
    pytest.param(
        lambda it: answering(httpx.Response(422, json={"error": {"header": [it]}})), id="nested"
    ),
    pytest.param(
        lambda it: answering(httpx.Response(302, headers={"Location": f"/?t={it}"})), id="302"
    ),
    pytest.param(
        lambda it: answering(httpx.Response(422, json={"error": "x" * 290 + it})), id="cut"
    ),
    pytest.param(lambda it: failing(httpx.ConnectError(it)), id="not sent"),
    pytest.param(lambda it: failing(httpx.ReadError(it)), id="no answer"),
    pytest.param(lambda it: failing(httpx.UnsupportedProtocol(it)), id="unusable"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reflect", REFLECTIONS)
def test_no_error_tells_the_secret(reflect: Callable[[str], Client], form: str) -> None:
    error = error_of(reflect(form))

    assert form[:9] not in printed(error)


def test_an_answer_that_is_not_json_does_not_tell_the_secret() -> None:
    with pytest.raises(Unknown) as raised:
        Answer(200, {}, TOKEN.encode()).json()

    assert TOKEN not in printed(raised.value)


def test_a_dropped_connection_does_not_tell_the_secret(server: Served[Anything]) -> None:
    server.fault(Fault("POST", "/api", "drop_before"))

    error = error_of(client(server.url), url=f"{server.url}/api")
    assert TOKEN not in printed(error)


def test_a_client_is_printed_without_its_secret() -> None:
    with closing(client()) as sender:
        assert f"{sender} {sender!r}" == f"Client('{ORIGIN}') Client('{ORIGIN}')"


def test_an_answer_is_printed_without_its_body() -> None:
    assert repr(Answer(200, {}, TOKEN.encode())) == "Answer(status=200, headers={})"


def test_the_secret_goes_into_no_url_and_no_body(server: Served[Anything]) -> None:
    with closing(client(server.url)) as sender:
        sender.send("POST", f"{server.url}/api", body=BODY)

    (request,) = server.requests
    assert TOKEN not in f"{request.path} {request.query} {request.body!r}"


LOADED = """
import sys
from nowsync.http.client import Client, load
load()
before = set(sys.modules)
Client("http://127.0.0.1:1").close()
print(*set(sys.modules) - before)
"""


def test_a_client_that_opens_after_loading_loads_nothing_more() -> None:
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)

    assert ran.stdout == "\n"
