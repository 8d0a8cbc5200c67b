"""Other programs on the same machine, in the same run. What cannot be had is said, and skipped."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import archive, jobs
from benchmarks.figures import Spread
from benchmarks.process import Command, Sample, nowsync, run
from benchmarks.server import Server, serving
from benchmarks.stage import Stage, walls

BEGIN, END = "<!-- peers -->", "<!-- end of peers -->"
PATIENCE = 600.0
# Rounds of what takes seconds, and of what takes minutes.
SIZES = {1_000: 3, 10_000: 1}
MOST = 1_000  # entries for those who would take minutes


@dataclass(frozen=True, slots=True)
class Peer:
    """A program, and how it is had: its package, and the file to start."""

    name: str
    package: str
    fetch: Callable[[str, Path], None]
    program: str


def _from_pypi(package: str, place: Path) -> None:
    venv.create(place, with_pip=True)
    _call([place / "bin" / "pip", "install", "--quiet", package])


def _from_npm(package: str, place: Path) -> None:
    _call(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", place, package])


def _from_debian(package: str, place: Path) -> None:
    """Unpack it without installing it, so that nobody has to be root."""
    _call(["apt-get", "download", "--quiet", package], place)
    for each in place.glob("*.deb"):
        _call(["dpkg", "-x", each, place])


PEERS = (
    Peer("toot", "toot", _from_pypi, "bin/toot"),
    Peer("feed2toot", "feed2toot", _from_pypi, "bin/feed2toot"),
    Peer("Pelican", "pelican[markdown]", _from_pypi, "bin/pelican"),
    Peer("crosspost", "@humanwhocodes/crosspost", _from_npm, "node_modules/.bin/crosspost"),
    Peer("devto-cli", "@sinedied/devto-cli", _from_npm, "node_modules/.bin/dev"),
    Peer("Hugo", "hugo", _from_debian, "usr/bin/hugo"),
)


def table(stage: Stage, place: Path) -> str:
    """Measure all that can be had, and write what was found."""
    programs: dict[str, Path] = {}
    missing: list[str] = []
    for peer in PEERS:
        stage.tell(f"fetching {peer.name}")
        found = _had(peer, place.absolute())
        if isinstance(found, Path):
            programs[peer.name] = found
        else:
            missing.append(f"* {peer.name} was skipped: {found}\n")
    rows = [*_versions(stage, programs), *_posts(stage, programs), *_archives(stage, programs)]
    head = "| Job | Program | Seconds (middle half) | × the first | MiB |\n|---|---|--:|--:|--:|\n"
    return f"{head}{''.join(rows)}\n{''.join(missing)}"


def _had(peer: Peer, place: Path) -> Path | str:
    """Give the program, fetched once; or say why it cannot be had."""
    own = place / peer.name.lower()
    program = own / peer.program
    if program.exists():
        return program
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    try:
        peer.fetch(peer.package, own)
    except (OSError, subprocess.SubprocessError) as error:
        return f"{peer.package} could not be fetched ({type(error).__name__})"
    return program if program.exists() else f"{peer.package} holds no {peer.program}"


def _versions(stage: Stage, programs: Mapping[str, Path]) -> Iterator[str]:
    site = stage.site("versions", 1, archive.FEED)
    words = {
        name: [path, "version" if name == "Hugo" else "--version"]
        for name, path in programs.items()
    }
    commands = {
        "the interpreter": Command([sys.executable, "-c", "pass"], site.folder),
        "nowsync": nowsync(site.folder, "--version"),
        **{name: Command(each, site.folder) for name, each in words.items()},
    }
    yield from _rows(stage, "its version", commands, stage.rounds)


def _posts(stage: Stage, programs: Mapping[str, Path]) -> Iterator[str]:
    if "toot" not in programs:
        return
    with serving(Server()) as server:
        site = stage.site("peer-post", 3, archive.mastodon(server.url))
        run(nowsync(site.folder, "publish", "--yes"))
        commands = {
            "nowsync": nowsync(site.folder, "publish", "--yes", before=lambda _: site.add()),
            "toot": jobs.toot(programs["toot"], site.folder, server.url),
        }
        yield from _rows(stage, "one post to a server of this machine", commands, stage.rounds)


def _archives(stage: Stage, programs: Mapping[str, Path]) -> Iterator[str]:
    for size, rounds in SIZES.items():
        site = stage.site("peer-archive", size, archive.FEED)
        commands = {"nowsync": nowsync(site.folder, "publish", "--yes", before=_fresh(site))}
        if "Hugo" in programs:
            commands["Hugo"] = jobs.hugo(programs["Hugo"], stage.folder / "hugo", site)
        if "Pelican" in programs and size <= MOST:
            commands["Pelican"] = jobs.pelican(programs["Pelican"], stage.folder / "pelican", site)
        yield from _rows(stage, f"{size:,} entries into a feed, the first time", commands, rounds)
        again = {"nowsync": nowsync(site.folder, "publish", "--yes")}
        if "feed2toot" in programs and size <= MOST:
            feed = site.folder / "public" / "now.xml"
            again["feed2toot"] = jobs.feed2toot(programs["feed2toot"], stage.folder, feed)
        yield from _rows(stage, f"nothing is new among {size:,}", again, rounds)


def _fresh(site: archive.Archive) -> Callable[[int], object]:
    def forget(_round: int) -> None:
        for each in (".nowsync", "public"):
            shutil.rmtree(site.folder / each, ignore_errors=True)

    return forget


def _rows(stage: Stage, job: str, commands: Mapping[str, Command], rounds: int) -> Iterator[str]:
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    said: dict[str, str] = {}
    # Round 0 warms up, where there is time for that.
    for number in range(0 if rounds > 1 else 1, rounds + 1):
        for name, command in commands.items():
            if name in said:
                continue
            stage.tell(f"{job}: {name}, round {number} of {rounds}")
            command.before(number)
            try:
                sample = run(command)
            except RuntimeError as error:
                said[name] = str(error).strip().splitlines()[-1][:100]
                continue
            samples[name] += [sample] * bool(number)
    first = Spread.of(walls(next(iter(samples.values())))).median
    for name, each in samples.items():
        if name in said:
            yield f"| {job} | {name} | it ended badly: {said[name]} | | |\n"
            continue
        wall = Spread.of(walls(each))
        yield (
            f"| {job} | {name} | {wall.median:.3f} ({wall.low:.3f}–{wall.high:.3f}) "
            f"| {wall.median / first:.1f} | {max(one.peak for one in each):.0f} |\n"
        )


def _call(words: Sequence[str | Path], folder: Path | None = None) -> None:
    subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
