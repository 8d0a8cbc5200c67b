"""The one HTTP client: credentials bound to one origin, limits, and answers turned into errors.

Never follows a redirect, never retries, never reuses a connection: a mutation goes out once, on
a fresh connection, and what is not known of its end is called Unknown.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from math import isnan
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from nowsync import __version__
from nowsync.core.errors import Gone, NotSent, PublishError, Refused, Unknown, Unusable
from nowsync.secret import Secret

if TYPE_CHECKING:
    import httpx

# Forem's CDN refuses clients without a name (config/fastly/snippets/bad_bot_detection.vcl).
USER_AGENT = f"nowsync/{__version__}"
MAX_BYTES = 2 * 1024 * 1024
PIECE_BYTES = 64 * 1024
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TOTAL_SECONDS = 60.0
MAX_WAIT = timedelta(hours=24)
DEFAULT_WAIT = timedelta(minutes=15)
SHOWN_CHARACTERS = 300


def is_loopback(url: str) -> bool:
    """Tell whether a URL stays on this machine, where plain HTTP gives nothing away."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unfit_server(address: str, example: str) -> str | None:
    """Say why an address cannot be a server, or None; never repeats it, it may hold a secret."""
    if not _is_bare(address):
        return f"must be an address like {example}, without a path"
    if address.startswith("http:") and not is_loopback(address):
        return "must start with https://, or the secret could be read on its way"
    return None


def _is_bare(address: str) -> bool:
    """Tell whether an address is a scheme, a host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(address)
        host = parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    rest = parts.path.strip("/") or parts.query or parts.fragment
    clean = address.isprintable() and " " not in address
    return parts.scheme in {"https", "http"} and bool(host) and not rest and clean


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer that was a success."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """Read the body; raise Unknown when it is not JSON, whoever it came from."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unknown(f"answered {self.status} with something that is not JSON") from error


class NoSuchAddress(Unusable):
    """The server answers, and does not know this address: it may be of another make or age."""


class Client:
    """Talk to one origin with one credential; other origins are refused before anything is sent."""

    def __init__(
        self,
        origin: str,
        *,
        secret: Secret,
        header: str,
        prefix: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        import httpx

        self._origin = _origin(origin)
        self._secret = secret
        self._credential = {header: f"{prefix}{secret.reveal()}"}
        self._clock = clock
        self._httpx = httpx.Client(
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_keepalive_connections=0),
            # Uncompressed, so that a small answer cannot grow without bounds.
            headers={
                "User-Agent": USER_AGENT,
                "Accept-Language": "en",
                "Accept-Encoding": "identity",
            },
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._httpx.close()

    def __repr__(self) -> str:
        return f"Client({self._origin!r})"

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Read; raise a PublishError for any answer but a success."""
        return self.send("GET", url, headers=headers)

    def send(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request as JSON; raise by what to do next (see core.errors).

        Only a failure before the first byte is NotSent; any later one is Unknown.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = dict(headers or {})
        if content is not None:
            sent["Content-Type"] = "application/json"
        return self._answered(method, url, content, sent)

    def upload(
        self, url: str, *, fields: Mapping[str, str], file: bytes, name: str, media_type: str
    ) -> Answer:
        """Send a file as a form, with other fields; raise as `send` does."""
        form = self._httpx.build_request(
            "POST", self._origin, data=fields, files={"file": (name, file, media_type)}
        )
        headers = {"Content-Type": form.headers["Content-Type"]}
        return self._answered("POST", url, form.read(), headers)

    def _answered(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        answer = self._attempt(method, url, content, {**self._credential, **headers})
        if isinstance(answer, PublishError):
            # Raised here and not where it happened, so that it drags no request along.
            raise answer
        if not 200 <= answer.status < 300:
            raise self._error(answer, method)
        return answer

    def _attempt(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer | PublishError:
        """Send once; give the transport's failures as ours, without the request they carry."""
        import httpx

        try:
            if _origin(url) != self._origin:
                return Unusable(f"{url} is not on {self._origin}: nothing was sent there")
            deadline = time.monotonic() + TOTAL_SECONDS
            if content is not None:
                headers = {**headers, "Content-Length": str(len(content))}
            sending = None if content is None else _paced(content, deadline)
            request = self._httpx.build_request(method, url, content=sending, headers=headers)
            return self._exchange(request, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return NotSent(f"{self._origin} cannot be reached: {self._plain(error)}")
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            return Unusable(f"{url} cannot be used: {self._plain(error)}")
        except httpx.HTTPError as error:
            return Unknown(f"no whole answer to {method} {url}: {self._plain(error)}")

    def _exchange(self, request: "httpx.Request", deadline: float) -> Answer:
        response = self._httpx.send(request, stream=True)
        received = bytearray()
        try:
            for chunk in response.iter_bytes():
                received += chunk
                if len(received) > MAX_BYTES:
                    raise Unknown(f"answered {response.status_code} with more than {MAX_BYTES} B")
                if time.monotonic() > deadline:
                    raise Unknown(f"took more than {TOTAL_SECONDS:.0f} s to answer")
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(received))

    def _plain(self, error: Exception) -> str:
        return self._tellable(str(error)) or type(error).__name__

    def _tellable(self, text: str) -> str:
        """Take out of a server's words the secret, what moves a cursor, and what is too much."""
        text = self._secret.redact(text)
        return "".join(filter(str.isprintable, text))[:SHOWN_CHARACTERS]

    def _error(self, answer: Answer, method: str) -> PublishError:
        said = self._said(answer)
        status = answer.status
        if status == 401:
            return Unusable(f"{self._origin} does not accept the credential ({said})")
        if status in {403, 410}:
            return Unusable(f"{self._origin} does not let this account do that ({said})")
        if 300 <= status < 400:
            to = self._tellable(answer.headers.get("location", "elsewhere"))
            return Unusable(f"{self._origin} sends us to {to}; redirects are never followed")
        if status == 404 and method in {"PUT", "DELETE", "GET"}:
            return Gone(f"it is not there any more ({said})")
        if status == 404:
            return NoSuchAddress(f"{self._origin} does not know this address ({said})")
        if status == 429:
            return NotSent(f"{self._origin} asks us to wait ({said})", self._retry_at(answer))
        if status in {408, 409, 425} or status >= 500:
            return Unknown(f"{self._origin} failed in the middle ({said})")
        return Refused(said)

    def _said(self, answer: Answer) -> str:
        """Shorten an answer to what a person can use; HTML pages say nothing."""
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError):
            data = None
        message = data.get("error") if isinstance(data, dict) else None
        return f"HTTP {answer.status}" + (f": {self._tellable(str(message))}" if message else "")

    def _retry_at(self, answer: Answer) -> datetime:
        """Read when to come back: Forem sends seconds, Mastodon an ISO time, others an epoch."""
        now = self._clock()
        values = (answer.headers.get(name) for name in ("retry-after", "x-ratelimit-reset"))
        moments = [_moment(value, now) for value in values if value]
        at = max(filter(None, moments), default=now + DEFAULT_WAIT)
        return min(max(at, now + timedelta(seconds=30)), now + MAX_WAIT)


def _paced(content: bytes, deadline: float) -> Iterator[bytes]:
    """Send in pieces, so that a slow connection comes to the end of its time while sending too."""
    for start in range(0, len(content), PIECE_BYTES):
        if time.monotonic() > deadline:
            raise Unknown(f"took more than {TOTAL_SECONDS:.0f} s to send")
        yield content[start : start + PIECE_BYTES]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


# Larger numbers than this are points in time, smaller ones are seconds to wait.
_EPOCH = 1_000_000_000


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        seconds = float(value)
    except ValueError:
        return _date(value)
    if isnan(seconds):
        return None
    if seconds > _EPOCH:
        return datetime.fromtimestamp(min(seconds, _EPOCH * 10), UTC)
    return now + timedelta(seconds=max(seconds, 0))


def _date(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError):
            moment = read(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
