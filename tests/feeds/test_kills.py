"""A reader that polls while the writer is killed finds a whole version each time.

NOWSYNC_FEED_KILLS says how often; a thousand take some minutes.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic

from lxml import etree

from tests.shell import ROOT, environment

KILLS = int(os.environ.get("NOWSYNC_FEED_KILLS", "5"))
VERSION = re.compile(rb"&lt;p&gt;(\d+)&lt;/p&gt;</content>")
FILES = ("now-2024.xml", "now-2025.xml", "now.xml")


def test_no_reader_finds_a_torn_feed_however_often_its_writer_is_killed(tmp_path: Path) -> None:
    found = [each for number in range(KILLS) for each in read_until_killed(tmp_path, number)]

    assert [each for each in found if each != "whole"] == []
    assert len(found) > KILLS


def test_what_a_killed_writer_left_is_gone_after_the_next_version(tmp_path: Path) -> None:
    (tmp_path / ".now.xml.nowsync-0123456789abcdef").write_text("half")

    list(read_until_killed(tmp_path, 1))

    assert not (tmp_path / ".now.xml.nowsync-0123456789abcdef").exists()


def read_until_killed(folder: Path, number: int) -> Iterator[str]:
    """Start a writer, and read what it writes until it is killed at a moment by chance."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.feeds.writing", str(folder)],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    end = monotonic() + Random(number).uniform(0, 0.1)
    try:
        while monotonic() < end:
            yield from (judged((folder / name).read_bytes()) for name in FILES)
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    yield from (judged((folder / name).read_bytes()) for name in FILES)


def judged(document: bytes) -> str:
    """Tell whether a document is of one piece."""
    try:
        feed = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return f"torn: {error}"
    versions = set(VERSION.findall(document))
    return "whole" if len(versions) == 1 and len(feed) > 2 else f"mixed: {versions}"
