"""Feed broken entries to everything that reads them; only Unreadable may come out.

    python fuzz/entries.py --seconds 10

With atheris (Python 3.12 and later) the search is led by coverage; without it, the seeds are
mutated at random. A finding is written to a file that begins with `crash-`, and the exit code is 1.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
SIGNS = (
    *(b"---\n", b"+++\n", b"\n\n", b"{{ ", b" }}", b"{% if a %}", b"{% endif %}", b"{{< b >}}"),
    *(b"<C>", b"</C>", b"<D />", b"{e}", b"[[f|g]]", b"![[h]]", b"<!--", b"-->", b":::i\n"),
    *(b"> [!note]", b"{: .j}", b"```\n", b"`", b"- ", b"1. ", b"| k |\n|---|\n", b"[^l]"),
    *(b"[^l]: m\n\n", b"export const n = {\n", b"\\", b"\0", b"\xff", b"\xef\xbb\xbf", b"\r"),
    *(b"<ul><li>", b"<h2>", b"</p>", b"~~r~~", b"%% s %%", b"==t==", b"## 3 May 2026\n"),
    *(b"Last updated: 3.5.2026\n\n", b"Title: u\nDate: v\n\n", b".. title: w\n.. date: x\n"),
    *(b"<<<<<<< o\n", b"a: [", b"&p *p", b"<<: ", b"draft: ", b"date: 2026-05-01\n", b"    "),
)
LONGEST = 8192


def tried(data: bytes, folder: Path) -> None:
    """Read one file under both of its names, and write what it says for every platform."""
    from nowsync.core.errors import Unreadable
    from nowsync.core.target import Site
    from nowsync.entries import EntryRules, read_entry, read_page
    from nowsync.markdown import html, portable

    rules = EntryRules(folder=folder, root=folder, site=Site("https://ada.example"))
    for suffix in ("md", "mdx"):
        path = folder / f"2026-05.{suffix}"
        path.write_bytes(data)
        read_page(path, rules, undated=datetime(2026, 5, 3, tzinfo=UTC))
        with contextlib.suppress(Unreadable):
            entry = read_entry(path, rules)
            html(entry.body, base_url="https://ada.example/now/")
            portable(entry.body, base_url="https://ada.example/now/")
            _ = entry.meaning().digest


def mutated(data: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Cut, repeat, put in and join."""
    for _ in range(chance.randint(1, 6)):
        start, end = sorted(chance.randint(0, len(data)) for _ in range(2))
        piece = chance.choice(
            [
                b"",
                data[start:end] * 2,
                chance.choice(SIGNS),
                chance.choice(SIGNS) * chance.randint(1, 40),
                chance.choice(seeds)[:end],
                chance.randbytes(chance.randint(1, 4)),
            ]
        )
        end = chance.choice([start, end, min(start + 1, len(data))])
        data = (data[:start] + piece + data[end:])[:LONGEST]
    return data


def at_random(one: Callable[[bytes], None], seeds: Sequence[bytes], seconds: float) -> int:
    """Mutate the seeds until the time is up; give how many texts were tried."""
    chance = random.Random(time.time_ns())  # noqa: S311  # nothing secret is made of it
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        data = mutated(chance.choice(seeds), seeds, chance)
        try:
            one(data)
        except Exception:
            found = Path(f"crash-{hashlib.sha256(data).hexdigest()[:16]}")
            found.write_bytes(data)
            sys.stderr.write(f"{found} holds what was read\n")
            raise
        count += 1
    return count


def by_coverage(one: Callable[[bytes], None], seconds: float) -> None:
    """Let atheris look for what reaches new lines; it ends the process itself."""
    import atheris

    options = [f"-max_total_time={seconds:.0f}", f"-max_len={LONGEST}", "-timeout=10"]
    with tempfile.TemporaryDirectory() as found:
        # New inputs go to the first folder, so that the seeds stay as they are.
        atheris.Setup([sys.argv[0], *options, found, str(CORPUS)], one)
        atheris.Fuzz()


def main() -> int:
    """Fuzz for so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    seeds = [path.read_bytes() for path in sorted(CORPUS.iterdir())]
    with tempfile.TemporaryDirectory() as folder:
        if importlib.util.find_spec("atheris"):
            import atheris

            with atheris.instrument_imports(include=["nowsync", "yaml", "frontmatter"]):
                tried(b"", Path(folder))
            by_coverage(lambda data: tried(data, Path(folder)), seconds)
        count = at_random(lambda data: tried(data, Path(folder)), seeds, seconds)
    sys.stdout.write(f"{count} texts, and nothing but entries and problems\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
