"""Whole processes, as a user starts them: how long each takes, and how much memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FLOORS = Path(__file__).parent / "floors"
WITNESS = Path(__file__).parent / "witness.py"
# As pip has installed it, beside the interpreter that runs us.
NOWSYNC = Path(sys.executable).parent / "nowsync"
TOKEN = "token"  # noqa: S105  # of the pretend server, which is ours
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Command:
    """Something to start again and again; `before` prepares each start and is not measured."""

    words: Sequence[str | Path]
    folder: Path
    before: Callable[[int], object] = lambda _round: None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process took: seconds by the clock and of the processor, and MiB at its peak.

    Linux counts what the starting process had before, so no peak is below ours.
    """

    wall: float
    processor: float
    peak: float


def nowsync(folder: Path, *words: str, before: Callable[[int], object] | None = None) -> Command:
    """Give a nowsync command as a user types it."""
    command: list[str | Path] = [NOWSYNC, *words]
    return Command(command, folder) if before is None else Command(command, folder, before)


def floor(folder: Path, name: str, *words: str | Path) -> Command:
    """Give one of the scripts that do the least that has to be done."""
    return Command([sys.executable, FLOORS / f"{name}.py", *words], folder)


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Give a process what it needs and nothing of ours: compiled code, for one, is kept."""
    home = folder.parent / "home"
    (home / ".config").mkdir(parents=True, exist_ok=True)
    names = {"HOME": str(home), "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    return {**names, "NOWSYNC_MASTODON_TOKEN": TOKEN, **more}


def run(command: Command) -> Sample:
    """Run a command to its end; raise RuntimeError when it says that something is wrong."""
    log = command.folder.parent / "log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command.words],
            cwd=command.folder,
            env=environment(command.folder, command.more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = log.read_text("utf-8", "replace")[-2000:]
        raise RuntimeError(f"{' '.join(map(str, command.words))} ended badly:\n{said}")
    kibibytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Sample(wall, used.ru_utime + used.ru_stime, kibibytes / 1024)


def interleaved(
    commands: Mapping[str, Command], rounds: int, tell: Callable[[str], None]
) -> Mapping[str, Sequence[Sample]]:
    """Run all commands in turn, round after round, so that a slow minute is slow for all."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    # Round 0 warms up: what is compiled and cached by it is there for a user, too.
    for number in range(rounds + 1):
        for name, command in commands.items():
            tell(f"{name}, round {number} of {rounds}")
            command.before(number)
            sample = run(command)
            if number:
                samples[name].append(sample)
    return samples
