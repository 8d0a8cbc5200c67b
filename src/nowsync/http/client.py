"""The client: one origin, one credential, one request on one connection.

Never follows a redirect, never retries, never reuses a connection: a mutation goes out once, on
a fresh connection, and what is not known of its end is called Unknown.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from nowsync import __version__
from nowsync.core.errors import NotSent, PublishError, Unknown, Unusable
from nowsync.http.addresses import origin_of
from nowsync.http.answers import Answer, Meaning
from nowsync.http.deadline import Deadline
from nowsync.http.pace import Pace
from nowsync.http.trust import trusted
from nowsync.secret import Secret, redact

if TYPE_CHECKING:
    import httpx

# Forem's CDN refuses clients without a name (config/fastly/snippets/bad_bot_detection.vcl).
USER_AGENT = f"nowsync/{__version__}"
MAX_BYTES = 2 * 1024 * 1024
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
TOTAL_SECONDS = 60.0
SHOWN_CHARACTERS = 300


def load() -> None:
    """Load what a client needs, so that the next one opens at once."""
    import httpx

    # Much of httpx is only loaded when it is used.
    httpx.HTTPTransport(verify=trusted()).close()


class Client:
    """Talk to one origin with one credential; other origins are refused before anything is sent.

    Without a secret it talks as a stranger does, as whoever signs in has to at first.
    """

    def __init__(
        self,
        origin: str,
        *,
        secret: Secret | None = None,
        header: str = "",
        prefix: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: Pace | None = None,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        import httpx

        self.origin = origin_of(origin)
        # How far the server's clock was ahead of ours when it last answered.
        self.skew: timedelta | None = None
        self._secret = secret or Secret("")
        self._credential = {header: f"{prefix}{secret.reveal()}"} if secret else {}
        self._clock = clock
        self._pace = pace or Pace()
        self._meaning = Meaning(self.origin, self._tellable)
        self._httpx = httpx.Client(
            transport=transport,
            verify=trusted(),
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_keepalive_connections=0),
            # Uncompressed: a small answer cannot grow without bounds.
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
        return f"Client({self.origin!r})"

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

    def post_form(self, url: str, fields: Mapping[str, str]) -> Answer:
        """Send a form, as OAuth wants it (RFC 6749, 4.1.3); raise as `send` does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._answered("POST", url, urlencode(fields).encode(), headers)

    def upload(
        self, url: str, *, fields: Mapping[str, str], file: bytes, name: str, media_type: str
    ) -> Answer:
        """Send a file as a form, with other fields; raise as `send` does."""
        form = self._httpx.build_request(
            "POST", self.origin, data=fields, files={"file": (name, file, media_type)}
        )
        headers = {"Content-Type": form.headers["Content-Type"]}
        return self._answered("POST", url, form.read(), headers)

    def submit(self, url: str, fields: Mapping[str, str]) -> Answer:
        """Send a form; raise as `send` does."""
        kind = "application/x-www-form-urlencoded"
        return self._answered("POST", url, urlencode(fields).encode(), {"Content-Type": kind})

    def _answered(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        now = self._clock()
        objection = self._pace.objection(method, now)
        if objection is not None:
            raise NotSent(f"{self.origin} {objection}", objection.retry_at)
        self._pace.keep_apart(method)
        answer = self._attempt(method, url, content, {**self._credential, **headers})
        if isinstance(answer, PublishError):
            # Raised here and not where it happened, so that it drags no request along.
            raise answer
        now = self._clock()
        self.skew = answer.ahead(now)
        self._pace.heard(method, answer, now)
        trouble = self._meaning.of(answer, method, now)
        if trouble is not None:
            self._pace.rest(trouble.retry_at)
            raise trouble
        return answer

    def _attempt(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer | PublishError:
        """Send once; give the transport's failures as ours, without the request they carry."""
        import httpx

        try:
            if origin_of(url) != self.origin:
                return Unusable(f"{url} is not on {self.origin}: nothing was sent there")
            request = self._httpx.build_request(method, url, content=content, headers=headers)
        except (httpx.InvalidURL, ValueError) as error:
            return Unusable(f"{url} cannot be used: {self._plain(error)}")
        with Deadline(TOTAL_SECONDS) as deadline:
            request.extensions["trace"] = deadline.watch
            try:
                return self._exchange(request)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                return self._unreached(error)
            except httpx.UnsupportedProtocol as error:
                return Unusable(f"{url} cannot be used: {self._plain(error)}")
            except httpx.HTTPError as error:
                late = f"it took more than {TOTAL_SECONDS:.0f} s"
                why = late if deadline.over else self._plain(error)
                return Unknown(f"no whole answer to {method} {url}: {why}")

    def _exchange(self, request: "httpx.Request") -> Answer:
        response = self._httpx.send(request, stream=True)
        received = bytearray()
        try:
            # As it comes: we have asked for nothing that would have to be unpacked.
            for chunk in response.iter_raw():
                received += chunk
                if len(received) > MAX_BYTES:
                    raise Unknown(f"answered {response.status_code} with more than {MAX_BYTES} B")
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(received))

    def _unreached(self, error: Exception) -> PublishError:
        """Tell a server that does not prove who it is from one that is not there."""
        untrusted = next((each for each in _causes(error) if _says_no_tls(each)), None)
        if untrusted is None:
            return NotSent(f"{self.origin} cannot be reached: {self._plain(error)}")
        why = getattr(untrusted, "verify_message", "") or self._plain(error)
        return Unusable(
            f"{self.origin} does not prove that it is itself ({why}); nothing was sent. "
            "Are you in the network of a hotel or an office? Otherwise the server's owner has to "
            "mend it"
        )

    def _plain(self, error: Exception) -> str:
        return self._tellable(str(error)) or type(error).__name__

    def _tellable(self, text: str) -> str:
        """Take out of a server's words the secret, what moves a cursor, and what is too much."""
        text = redact(self._secret.redact(text))
        return "".join(filter(str.isprintable, text))[:SHOWN_CHARACTERS]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _says_no_tls(error: BaseException) -> bool:
    """Tell a handshake that cannot succeed from one that was cut short."""
    import ssl

    cut = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    return isinstance(error, ssl.SSLError) and not isinstance(error, cut)
