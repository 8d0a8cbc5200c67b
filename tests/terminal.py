"""A terminal, at which a person types a command and an answer."""

import os
import pty
import subprocess
import sys

from tests.site import Site


def environment(site: Site) -> dict[str, str]:
    """Give a process what the site's owner has set."""
    return {**os.environ, **site.environment, "NOWSYNC_CONFIG": str(site.folder / "nowsync.toml")}


def at_a_terminal(site: Site, answer: bytes, *words: str) -> bytes:
    """Type a command at a terminal, and an answer; give what the screen showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "nowsync", *words]
    with subprocess.Popen(
        command, env=environment(site), stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        os.write(ours, answer)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
        except OSError:
            pass  # The terminal is gone once the process has ended.
        process.wait(timeout=30)
    os.close(ours)
    return shown
