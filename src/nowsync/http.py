"""The one HTTP client: credentials bound to one origin, limits, and answers turned into errors.

Never follows a redirect, never retries, never reuses a connection: a mutation goes out once, on
a fresh connection, and what is not known of its end is called Unknown.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
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
    parts = urlsplit(address)
    whole = parts.scheme in {"https", "http"} and parts.hostname and not parts.path.strip("/")
    if not whole or any(character.isspace() for character in address):
        return f"must be an address like {example}, without a path"
    if parts.scheme == "http" and not is_loopback(address):
        return "must start with https://, or the secret could be read on its way"
    return None


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
        except ValueError as error:
            raise Unknown(f"answered {self.status} with something that is not JSON") from error


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
            headers={"User-Agent": USER_AGENT, "Accept-Language": "en"},
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
        if _origin(url) != self._origin:
            raise Unusable(f"{url} is not on {self._origin}: nothing was sent there")
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {**self._credential, **(headers or {})}
        if content is not None:
            sent["Content-Type"] = "application/json"
        request = self._httpx.build_request(method, url, content=content, headers=sent)
        with self._explained(method, url):
            answer = self._exchange(request)
        if not 200 <= answer.status < 300:
            raise self._error(answer, method)
        return answer

    def _exchange(self, request: "httpx.Request") -> Answer:
        deadline = time.monotonic() + TOTAL_SECONDS
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

    @contextmanager
    def _explained(self, method: str, url: str) -> Iterator[None]:
        """Turn the transport's failures into ours, without the request they carry."""
        import httpx

        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"{self._origin} cannot be reached: {self._plain(error)}") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Unusable(f"{url} cannot be used: {self._plain(error)}") from None
        except httpx.HTTPError as error:
            message = f"no whole answer to {method} {url}: {self._plain(error)}"
            raise Unknown(message) from None

    def _plain(self, error: Exception) -> str:
        return self._secret.redact(str(error) or type(error).__name__)

    def _error(self, answer: Answer, method: str) -> PublishError:
        said = self._secret.redact(_said(answer))
        status = answer.status
        if status == 401:
            return Unusable(f"{self._origin} does not accept the credential ({said})")
        if status in {403, 410}:
            return Unusable(f"{self._origin} does not let this account do that ({said})")
        if 300 <= status < 400:
            to = answer.headers.get("location", "elsewhere")
            return Unusable(f"{self._origin} sends us to {to}; redirects are never followed")
        if status == 404 and method in {"PUT", "DELETE", "GET"}:
            return Gone(f"it is not there any more ({said})")
        if status == 404:
            return Unusable(f"{self._origin} does not know this address ({said})")
        if status == 429:
            return NotSent(f"{self._origin} asks us to wait ({said})", self._retry_at(answer))
        if status in {408, 409, 425} or status >= 500:
            return Unknown(f"{self._origin} failed in the middle ({said})")
        return Refused(said)

    def _retry_at(self, answer: Answer) -> datetime:
        """Read when to come back: Forem sends seconds, Mastodon an ISO time, others an epoch."""
        now = self._clock()
        values = (answer.headers.get(name) for name in ("retry-after", "x-ratelimit-reset"))
        moments = (_moment(value, now) for value in values if value)
        at = next((moment for moment in moments if moment is not None), now + DEFAULT_WAIT)
        return min(max(at, now + timedelta(seconds=30)), now + MAX_WAIT)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _said(answer: Answer) -> str:
    """Shorten an answer to what a person can use; HTML pages say nothing."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        return f"HTTP {answer.status}"
    message = data.get("error") if isinstance(data, dict) else None
    if not message:
        return f"HTTP {answer.status}"
    return f"HTTP {answer.status}: {str(message)[:SHOWN_CHARACTERS]}"


# Larger numbers than this are points in time, smaller ones are seconds to wait.
_EPOCH = 1_000_000_000


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        if seconds > _EPOCH:
            return datetime.fromtimestamp(min(seconds, 2 * _EPOCH + _EPOCH), UTC)
        return now + timedelta(seconds=min(max(seconds, 0), MAX_WAIT.total_seconds()))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
