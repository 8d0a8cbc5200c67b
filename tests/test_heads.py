"""A plan over what stays as it is reads only the heads of entries."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from nowsync.core.action import Skip
from nowsync.entries.cache import READERS, TICK
from tests.site import Site

FEED = '[targets.feed]\nplatform = "atom"\nfile = "now.xml"\nurl = "https://ada.example/now.xml"'
MASTODON = '[targets.mastodon]\nplatform = "mastodon"\nserver = "https://mastodon.example"'


def test_a_plan_over_unchanged_entries_reads_none_of_their_rests(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.configure(FEED, MASTODON)
    site.write("2026-10")
    site.write("2026-11")
    time.sleep(TICK / 1e9)
    site.publish()
    app = site.app()
    heads = app.folder.entries
    shutil.rmtree(tmp_path / "now")
    shutil.rmtree(tmp_path / ".nowsync" / "cache")

    with app.reading() as records:
        plan = app.prepare(records)

    assert len(heads) == 2
    assert [type(action) for action in plan.actions] == [Skip] * 4
    assert plan.seen == ()


def test_what_reads_an_entry_is_among_the_readers() -> None:
    names = "import sys, nowsync.entries.understanding; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True)
    ours = [name.split(".")[1] for name in told.stdout.split() if name.startswith("nowsync.")]

    assert set(ours) == set(READERS)
