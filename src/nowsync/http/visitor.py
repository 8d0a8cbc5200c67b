"""The visitor: reads public pages, as anybody would. It has no credential to lose.

What it is asked to read may be written by others, so it goes to no address that only this
machine or its network can reach, unless the site itself is written as one.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct

from nowsync.core.errors import NotSent
from nowsync.http.addresses import is_global, is_public
from nowsync.http.client import USER_AGENT
from nowsync.http.deadline import Deadline
from nowsync.http.trust import trusted

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}


class Visit(Struct, frozen=True):
    """What a page answered, redirects followed: at most the first two mebibytes of it."""

    status: int
    text: str


def resolve(host: str, port: int) -> Sequence[str]:
    """Give the addresses that a name stands for."""
    import socket

    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Visitor(Struct, frozen=True):
    """Reads pages for one site. Where `home` is written as a private address, it may go there.

    `trusted`: home may be anywhere, whatever it is called; its owner says so.
    """

    home: str
    trusted: bool = False
    resolve: Callable[[str, int], Sequence[str]] = resolve

    def visit(self, url: str) -> Visit:
        """Read a page; raise NotSent, with what was in the way, when none answers."""
        with Deadline(SECONDS) as deadline:
            for _ in range(REDIRECTS + 1):
                answer = self._get(url, deadline)
                if isinstance(answer, Visit):
                    return answer
                url = urljoin(url, answer)
        raise NotSent(f"leads on and on, more than {REDIRECTS} times")

    def _get(self, url: str, deadline: Deadline) -> "Visit | str":
        """Read what an address answers: a page, or the next address."""
        import httpx

        try:
            parts = urlsplit(url)
            address = self._checked(parts)
            with httpx.Client(
                follow_redirects=False,
                trust_env=False,
                verify=trusted(),
                timeout=httpx.Timeout(SECONDS),
            ) as client:
                return _read(client, parts, address, deadline)
        except OSError as error:
            raise NotSent(f"cannot be found: {error.strerror or error}") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            why = f"no answer within {SECONDS:.0f} s" if deadline.over else str(error)
            raise NotSent(f"cannot be read: {why or type(error).__name__}") from None

    def _checked(self, parts: SplitResult) -> str:
        """Find the address to connect to; raise NotSent if any that the name has is not public."""
        host, home = parts.hostname or "", urlsplit(self.home)
        if parts.scheme not in _PORTS or not host:
            raise NotSent(f"leads to {parts.scheme or 'no'} address that is no web page")
        port = parts.port or _PORTS[parts.scheme]
        at_home = (host, port) == (home.hostname, home.port or _PORTS.get(home.scheme))
        if not at_home and port not in _PORTS.values():
            raise NotSent(f"leads to port {port}, where no site is")
        found = self.resolve(host, port)
        if at_home and (self.trusted or not is_public(self.home)):
            return found[0]
        private = next((each for each in found if not is_global(each)), None)
        if private is not None:
            raise NotSent(f"leads to {private}, an address that is not public")
        return found[0]


def _read(
    client: "httpx.Client", parts: SplitResult, address: str, deadline: Deadline
) -> "Visit | str":
    """Ask the address that was checked, and no other that the name may have by now."""
    at = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    request = client.build_request(
        "GET",
        parts._replace(netloc=f"{at}{port}", fragment="").geturl(),
        headers={
            "Host": parts.netloc.rpartition("@")[2],
            "User-Agent": USER_AGENT,
            "Accept": "text/html, */*;q=0.5",
            # Uncompressed: a small answer cannot grow without bounds.
            "Accept-Encoding": "identity",
        },
        extensions={"sni_hostname": parts.hostname, "trace": deadline.watch},
    )
    response = client.send(request, stream=True)
    try:
        if response.has_redirect_location:
            return response.headers["Location"]
        received = bytearray()
        for chunk in response.iter_raw():
            received += chunk
            if len(received) >= MAX_BYTES:
                break
    finally:
        response.close()
    encoding = response.charset_encoding or "utf-8"
    return Visit(response.status_code, _decoded(bytes(received[:MAX_BYTES]), encoding))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
