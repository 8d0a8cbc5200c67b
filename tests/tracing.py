"""System calls of a process, seen and made to fail by strace (Debian package strace)."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nursery import Nursery
from tests.site import Site

WRITES = "pwrite64,write,ftruncate"
SYNCS = "fsync,fdatasync"
OPENS = "openat,mmap"


@dataclass(frozen=True, slots=True)
class Traced:
    """How a process ended, and the system calls that it made."""

    code: int
    calls: list[str]

    @property
    def hit(self) -> bool:
        """Tell whether a call was made to fail."""
        return any("(INJECTED)" in each for each in self.calls)


def traced(nursery: Nursery, site: Site, calls: str, error: str = "", at: int = 0) -> Traced:
    """Publish in a process that is traced, and let its calls fail from one of them on.

    Skips the test where there is no strace, or where it may not trace.
    """
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here")
    written = site.folder / "strace.txt"
    process = nursery.start(site, stopped=True)
    options = ["-f", "-y", "-s", "64", "-e", f"trace={calls}", "-o", str(written)]
    if at:
        # Standard error is not the disk's: fail only what concerns the site's files.
        options += ["-e", f"inject={calls}:error={error}:when={at}+"]
        options += [word for path in _files(site) for word in ("-P", str(path))]
    command = ["strace", *options, "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        os.kill(process, signal.SIGCONT)
        code = nursery.end(process)
        strace.stderr.read()
    if "attached" not in said:
        pytest.skip(f"strace may not trace here: {said.strip()}")
    return Traced(code, written.read_text("utf-8", "replace").splitlines())


def _files(site: Site) -> list[Path]:
    state, public = site.folder / ".nowsync", site.folder / "public"
    ledger = [state / f"ledger.sqlite{ending}" for ending in ("", "-wal", "-shm")]
    return [*ledger, state, state / "lock", state / "cache" / "facts.json", public]


def synced_before_sent(calls: list[str]) -> list[bool]:
    """Tell of each change that was sent whether all that was written before it was synced."""
    answers, open_writes = [], False
    for call in calls:
        if "ledger.sqlite-wal>" in call:
            open_writes = not re.search(r"f(data)?sync\(", call)
        elif re.search(r'send(to|msg)?\(.*"(POST|PUT|DELETE) ', call):
            answers.append(not open_writes)
    return answers
