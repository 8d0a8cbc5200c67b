"""How the daemon is, over HTTP on this machine: /healthz for people, /metrics for Prometheus."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from nowsync.daemon.state import State
from nowsync.http.addresses import is_loopback

# Exposition format 0.0.4 of Prometheus.
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def ailment(state: State | None, now: datetime) -> str | None:
    """Say what is wrong with a daemon that last knew this; None if it does its work.

    An entry that is held, or a server that is away, is no fault of the daemon's.
    """
    if state is None:
        return "no pass has been made yet"
    report = state.report
    if report.failure is not None:
        return f"the last pass failed: {report.failure}"
    if state.again is not None and (now - state.again).total_seconds() > _LATE_SECONDS:
        return f"it should have looked again at {state.again:%Y-%m-%d %H:%M:%S %Z}"
    return None


_LATE_SECONDS = 300.0
# How often the server looks whether it is to stop; twice a second unless told.
_POLL_SECONDS = 1.0


def metrics(state: State | None, now: datetime) -> str:
    """Write what is known for Prometheus."""
    return "".join(f"{line}\n" for line in _metrics(state, now))


def _metrics(state: State | None, now: datetime) -> Iterator[str]:
    yield "# TYPE nowsync_healthy gauge"
    yield f"nowsync_healthy {int(ailment(state, now) is None)}"
    if state is None:
        return
    report = state.report
    yield "# TYPE nowsync_last_pass_timestamp_seconds gauge"
    yield f"nowsync_last_pass_timestamp_seconds {report.at.timestamp():.0f}"
    if report.newest is not None:
        yield "# TYPE nowsync_newest_entry_age_seconds gauge"
        yield f"nowsync_newest_entry_age_seconds {(now - report.newest).total_seconds():.0f}"
    for name in ("waiting", "held", "unfinished", "published"):
        yield f"# TYPE nowsync_{name} gauge"
        for target, standing in report.targets.items():
            yield f'nowsync_{name}{{target="{target}"}} {getattr(standing, name)}'
    yield "# TYPE nowsync_last_success_timestamp_seconds gauge"
    for target, standing in report.targets.items():
        if standing.latest is not None:
            moment = f"{standing.latest.timestamp():.0f}"
            yield f'nowsync_last_success_timestamp_seconds{{target="{target}"}} {moment}'


class HealthServer:
    """Answers on one address of this machine until it is stopped."""

    def __init__(self, address: str, state: Callable[[], State | None]) -> None:
        host, _, port = address.rpartition(":")
        self._server = ThreadingHTTPServer((host.strip("[]"), int(port)), _handler(state))
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        """The port, also where any was asked for."""
        return self._server.server_port

    def start(self) -> None:
        """Begin to answer."""
        serving = {"poll_interval": _POLL_SECONDS}
        Thread(
            target=self._server.serve_forever, kwargs=serving, name="health", daemon=True
        ).start()

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.shutdown()
        self._server.server_close()


def _handler(state: Callable[[], State | None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "nowsync", ""

        def do_GET(self) -> None:
            now, known = datetime.now(UTC), state()
            # A page in a browser may ask for us under a name of its own (DNS rebinding).
            if not is_loopback(f"//{self.headers.get('Host', '')}"):
                self._answer(403, "text/plain", "ask by an address of this machine\n")
            elif self.path == "/healthz":
                wrong = ailment(known, now)
                self._answer(503 if wrong else 200, "text/plain", f"{wrong or 'well'}\n")
            elif self.path == "/metrics":
                self._answer(200, METRICS_TYPE, metrics(known, now))
            else:
                self._answer(404, "text/plain", "there are /healthz and /metrics\n")

        def _answer(self, status: int, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002  # its names
            return

    return Handler
