"""Boot real servers of the Mastodon API on loopback. Nothing is installed system-wide.

They come from the package registries by name and are kept, unpacked, in a cache folder.
"""

import contextlib
import json
import os
import re
import signal
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.servers.programs import UnavailableError, cached, call, free_port, install, run, running

# Its binary runs on an older Debian when it is unpacked; installing it there would pull a newer
# libc, so it never is.
SNAC_SUITE = "trixie-backports"
MASTODON_MOCK = "mastodon-mock==0.6.1"

# snac delivers each post to its own inbox too, over HTTP, and then its threads wait for one
# another: every few seconds it stalled for six. With a proxy that nobody listens on, delivery
# fails at once, and nothing it does can leave the machine.
_NOBODY = "http://127.0.0.1:9"
_ALONE = {
    **{name: value for name, value in os.environ.items() if name.lower() != "no_proxy"},
    "http_proxy": _NOBODY,
    "https_proxy": _NOBODY,
}

Effect = Literal["status", "ratelimit", "latency", "malformed", "timeout"]


@dataclass(frozen=True, slots=True)
class Real:
    """A real server that is running, and the token of its account."""

    url: str
    token: str
    stop: Callable[[], None]
    password: str = ""


@dataclass(frozen=True, slots=True)
class MockFault:
    """What mastodon-mock does to the next requests of a kind.

    Latency comes before the request is carried out. When the client hangs up meanwhile, the
    request is not carried out at all, so this is no test of a lost answer.
    """

    effect: Effect
    method: str = "POST"
    path: str = "/api/v1/statuses"
    count: int = 1
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_ms: int = 0

    def told(self) -> bytes:
        """Return the fault as mastodon-mock wants it."""
        effect = {
            "type": self.effect,
            "status": self.status,
            "headers": dict(self.headers),
            "delay_ms": self.delay_ms,
        }
        match = {"methods": [self.method], "path": self.path}
        return json.dumps({"match": match, "effect": effect, "count": self.count}).encode()


@dataclass(frozen=True, slots=True)
class RealMock(Real):
    """A running mastodon-mock, which can be told to fail."""

    def fault(self, fault: MockFault) -> None:
        """Put a fault on the server."""
        call("POST", f"{self.url}/api/v1/_mock/faults", fault.told())

    def reset(self) -> None:
        """Forget all statuses and faults; the account gets another id."""
        call("DELETE", f"{self.url}/api/v1/_mock/faults")
        call("POST", f"{self.url}/api/v1/_mock/reset")


@contextlib.contextmanager
def snac(folder: Path) -> Iterator[Real]:
    """Boot snac2 with its data in `folder`; raise UnavailableError when it cannot be had."""
    binary = cached("snac2", _unpack_snac) / "usr" / "bin" / "snac"
    port, data = free_port(), folder / "snac"
    answers = f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\n\n"
    run([binary, "init", data], typed=answers)
    settings = data / "server.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), "protocol": "http"}))
    told = run([binary, "adduser", data, "alice"])
    password = re.search(r"^User password is (\S+)", told, re.MULTILINE)
    if password is None:
        raise UnavailableError(f"snac told no password: {told}")
    url = f"http://127.0.0.1:{port}"
    log, ready = folder / "snac.log", f"{url}/api/v1/instance"
    with running([binary, "httpd", data], log, ready, env=_ALONE) as stop:
        login = urllib.parse.urlencode({"login": "alice", "passwd": password.group(1)}).encode()
        token = call("POST", f"{url}/oauth/x-snac-get-token", login).strip()
        yield Real(url, token, stop, password.group(1))


@contextlib.contextmanager
def mastodon_mock(folder: Path) -> Iterator[RealMock]:
    """Boot mastodon-mock, all in memory; raise UnavailableError when it cannot be had."""
    program = cached("mastodon-mock", _install_mock) / "bin" / "mastodon_mock"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    options = ["--in-memory", "--host", "127.0.0.1", "--port", str(port)]
    command: list[str | Path] = [program, "serve", *options]
    log = folder / "mastodon_mock.log"
    with running(command, log, f"{url}/api/v1/instance") as stop:
        yield RealMock(url, "mock_token", stop)


def _unpack_snac(place: Path) -> None:
    targets = run(["apt-get", "indextargets", "--format", "$(REPO_URI)"]).split()
    mirror = next((target for target in targets if "security" not in target), None)
    if mirror is None:
        raise UnavailableError("apt knows no mirror")
    with tempfile.TemporaryDirectory() as scratch:
        # An apt of our own, so that the machine's sources and lists stay as they are.
        apt = Path(scratch)
        for needed in ("lists/partial", "cache/archives/partial", "deb"):
            (apt / needed).mkdir(parents=True)
        keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
        (apt / "sources.list").write_text(f"deb [signed-by={keys}] {mirror} {SNAC_SUITE} main\n")
        (apt / "apt.conf").write_text(
            f'Dir::Etc::sourcelist "{apt}/sources.list";\n'
            'Dir::Etc::sourceparts "/nonexistent";\n'
            f'Dir::State::Lists "{apt}/lists";\n'
            f'Dir::Cache "{apt}/cache";\n'
            # apt's own user could not write into a folder of ours.
            f'APT::Sandbox::User "{os.environ.get("USER", "root")}";\n'
        )
        private = {**os.environ, "APT_CONFIG": str(apt / "apt.conf")}
        run(["apt-get", "-qq", "update"], env=private)
        run(["apt-get", "-qq", "download", "snac2"], env=private, cwd=apt / "deb")
        package = next((apt / "deb").glob("snac2_*.deb"))
        run(["dpkg", "-x", package, place])


def _install_mock(place: Path) -> None:
    # In ours it would register a pytest plug-in.
    install(place, MASTODON_MOCK)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    boot = {"snac": snac, "mastodon-mock": mastodon_mock}[sys.argv[1]]
    with tempfile.TemporaryDirectory() as kept, boot(Path(kept)) as server:
        sys.stdout.write(f"{server.url}\n{server.token}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
