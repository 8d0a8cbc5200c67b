"""Other people's programs: kept unpacked in a cache, run on loopback, and ended again.

The cache is $NOWSYNC_TEST_CACHE, or .cache/servers in the repository.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path


class UnavailableError(Exception):
    """This machine cannot have that server; the message tells why."""


def cached(name: str, fill: Callable[[Path], None]) -> Path:
    """Return a folder of the cache, filled once, also when several test runs want it at once."""
    repository = Path(__file__).resolve().parents[2]
    cache = Path(os.environ.get("NOWSYNC_TEST_CACHE", repository / ".cache" / "servers"))
    cache.mkdir(parents=True, exist_ok=True)
    place, done = cache / name, cache / f"{name}.done"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            # In its final place: a virtual environment cannot be moved.
            place.mkdir()
            fill(place)
            done.touch()
    return place


def install(place: Path, *packages: str) -> None:
    """Install packages of PyPI into an environment of its own."""
    venv.create(place, with_pip=True, clear=True)
    python = place / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", *packages])
    # Without this each start would compile again where PYTHONDONTWRITEBYTECODE is set.
    run([python, "-m", "compileall", "-q", place / "lib"])


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], log: Path, ready: str, *, env: Mapping[str, str] | None = None
) -> Iterator[Callable[[], None]]:
    """Run a program until the end, once it answers at `ready`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=env
        )

    def stop() -> None:
        process.send_signal(signal.SIGTERM)
        try:
            # snac waits for its threads: 4-6 s.
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    try:
        _await(process, ready, log)
        yield stop
    finally:
        stop()


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            call("GET", url)
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise UnavailableError(f"it does not answer: {log.read_text(errors='replace')[-2000:]}")


def call(method: str, url: str, body: bytes | None = None) -> str:
    """Ask a server for a text."""
    request = urllib.request.Request(url, body, method=method)
    if body is not None and body.startswith(b"{"):
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as answer:
        text: bytes = answer.read()
    return text.decode()


def run(
    command: Sequence[str | Path],
    *,
    typed: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Run a program to its end, and give what it wrote."""
    try:
        done = subprocess.run(
            command,
            input=typed,
            env=env,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"{command[0]}: {error}") from error
    if done.returncode != 0:
        raise UnavailableError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def free_port() -> int:
    """Find a port on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
