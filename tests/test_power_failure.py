"""The power fails at any moment of a publication: whatever the disk has kept, there is one post.

What a disk has kept of a write-ahead log is a beginning of it. Before a post is sent, all that
was written so far has been synced (tests/test_disk.py); so no shorter beginning can be left
once the server has the post.
"""

import copy
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.crash import settle
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import START, Site, mastodon_at

# The format of the log: frames of a head and a page each (sqlite.org/fileformat2.html).
FRAME_HEAD, PAGE = 24, 4096
LOG = "ledger.sqlite-wal"
HALF_A_FRAME = (FRAME_HEAD + PAGE) // 2


@dataclass(frozen=True, slots=True)
class Recorded:
    """A publication: the ledger's files at its end, and the server before and after it."""

    files: Path
    posted_at: int
    before: PretendMastodon
    after: PretendMastodon

    def crashes(self) -> Iterator[tuple[int, PretendMastodon]]:
        """Give every beginning of the log that may be left, with what the server may have."""
        for cut in range(0, (self.files / LOG).stat().st_size + 1, HALF_A_FRAME):
            yield cut, self.before
            if cut >= self.posted_at:
                yield cut, self.after


@pytest.fixture
def recorded(site: Site, mastodon: Served[PretendMastodon], tmp_path: Path) -> Recorded:
    """Publish an entry, and keep the log as it was before it became part of the ledger."""
    site.configure(mastodon_at(mastodon.url))
    site.publish()
    site.write("2026-11")
    state, sizes = site.folder / ".nowsync", list[int]()
    before = copy.deepcopy(mastodon.pretend)
    look = partial(lambda log: sizes.append(log.stat().st_size), state / LOG)
    mastodon.fault(Fault("POST", "/api/v1/statuses", "call", call=look))
    app = site.app()
    with app.writing(planning=True) as ledger:
        app.carry_out(app.prepare(ledger), ledger, lambda _: None)
        shutil.copytree(state, tmp_path / "kept")
    return Recorded(tmp_path / "kept", sizes[0], before, mastodon.pretend)


def posts_after(site: Site, mastodon: Served[PretendMastodon], recorded: Recorded) -> Counter[int]:
    """Let the power fail in each way, and count how many posts there are in the end."""
    posts = Counter[int]()
    for cut, pretend in recorded.crashes():
        shutil.rmtree(site.folder / ".nowsync")
        shutil.copytree(recorded.files, site.folder / ".nowsync")
        (site.folder / ".nowsync" / "ledger.sqlite-shm").unlink()
        os.truncate(site.folder / ".nowsync" / LOG, cut)
        mastodon.pretend, site.now = copy.deepcopy(pretend), START
        settle(site)
        posts[len(mastodon.pretend.statuses)] += 1
    return posts


@pytest.mark.fault("D15", "looked for in the next run: one post")
def test_whatever_is_left_of_the_ledger_there_is_one_post_in_the_end(
    site: Site, mastodon: Served[PretendMastodon], recorded: Recorded
) -> None:
    posts = posts_after(site, mastodon, recorded)

    assert [*posts] == [1]
    assert posts.total() > 20
