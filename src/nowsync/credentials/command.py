"""A command that prints a secret: a password manager's."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from msgspec import Struct

from nowsync.credentials.look import Look, Slot
from nowsync.secret import Secret, host_of, redact

LIMIT_SECONDS = 10.0
_SHOWN = 200


class Command(Struct, frozen=True):
    """Runs a target's own command, or the one for all, and takes the first line that it prints.

    There is no shell, so nothing in it is expanded but {target} and {server}. The child sees none
    of our own variables, in which another target's secret may be.
    """

    of_all: Sequence[str]
    of_targets: Mapping[str, Sequence[str]]
    environment: Mapping[str, str]
    limit: float = LIMIT_SECONDS

    def look(self, slot: Slot) -> Look:
        """Run the command; one that fails, or is not done in time, has no secret."""
        words = self.of_targets.get(slot.owner, self.of_all)
        if not words or slot.variable is None:
            return Look("a command", None, "none is configured")
        place = f"the command {shlex.join(words)}"
        names = {"{target}": slot.owner, "{server}": host_of(slot.origin)}
        typed = [_filled(word, names) for word in words]
        try:
            return self._run(typed, place)
        except OSError as error:
            return Look(place, None, f"cannot be run: {error.strerror}")

    def _run(self, words: Sequence[str], place: str) -> Look:
        with subprocess.Popen(  # noqa: S603  # its own words, from the site's owner, and no shell
            words,
            env=_scrubbed(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as child:
            try:
                printed, complained = child.communicate(timeout=self.limit)
            except subprocess.TimeoutExpired:
                # What it started goes with it, or we would wait for that.
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                return Look(place, None, f"was not done in {self.limit:g} seconds")
        if child.returncode != 0:
            return Look(place, None, f"ended with {child.returncode}{_words(complained)}")
        if not printed.strip():
            return Look(place, None, "printed nothing")
        first = printed.lstrip(b"\r\n").splitlines()[0]
        return Look(place, Secret(first.decode(errors="replace")))


def _filled(word: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        word = word.replace(name, value)
    return word


def _scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    ours = ("NOWSYNC_", "CREDENTIALS_DIRECTORY")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}


def _words(complained: bytes) -> str:
    """Quote the last line of what it complained of, made harmless on a screen."""
    lines = [line for line in complained.decode(errors="replace").splitlines() if line.strip()]
    said = "".join(filter(str.isprintable, redact(lines[-1])))[:_SHOWN] if lines else ""
    return f": {said}" if said else ""
