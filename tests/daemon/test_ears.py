"""What is heard of changes, by each ear, and what is done where nothing can be heard."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest

from nowsync.daemon import ears, inotify, watch
from nowsync.daemon.ears import Ear, Watchfiles
from nowsync.daemon.watch import Watcher
from tests.shell import PATIENCE

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is part of Linux")


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inotify, "QUIET", 0.02)
    monkeypatch.setattr(ears, "QUIET", 50)
    monkeypatch.setattr(watch, "AGAIN_SECONDS", 0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out a folder with an entry, another one inside of it, and what is hidden there."""
    folder = tmp_path / "now"
    for inner in ("older", ".git", "node_modules"):
        (folder / inner).mkdir(parents=True)
        (folder / inner / "2026-10.md").touch()
    (folder / "2026-11.md").touch()
    return folder


@pytest.fixture
def ear(folder: Path) -> Iterator[Ear]:
    with closing(inotify.Inotify([folder])) as made:
        yield made


CHANGES: dict[str, Callable[[Path], object]] = {
    "written": lambda folder: (folder / "2026-11.md").write_text("x"),
    "touched": lambda folder: (folder / "2026-11.md").touch(),
    "new": lambda folder: (folder / "2026-12.md").touch(),
    "removed": lambda folder: (folder / "2026-11.md").unlink(),
    "renamed": lambda folder: (folder / "2026-11.md").rename(folder / "2026-12.md"),
    "moved in": lambda folder: (folder / ".git/2026-10.md").rename(folder / "2026-10.md"),
    "inside": lambda folder: (folder / "older/2026-10.md").touch(),
    "not text": lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")).touch(),
}
UNHEARD: dict[str, Callable[[Path], object]] = {
    "read": lambda folder: (folder / "2026-11.md").read_text(),
    "hidden": lambda folder: (folder / ".2026-11.md.swp").touch(),
    "in a hidden folder": lambda folder: (folder / ".git/2026-10.md").touch(),
    "in node_modules": lambda folder: (folder / "node_modules/2026-10.md").touch(),
}
ELSEWHERE: dict[str, Callable[[Path], object]] = {
    "a new folder": lambda folder: (folder / "newer").mkdir(),
    "a folder moved away": lambda folder: (folder / "older").rename(folder.parent / "older"),
    "the place moved away": lambda folder: folder.rename(folder.parent / "before"),
}


@linux
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_heard_and_the_ear_stays(ear: Ear, folder: Path, change: str) -> None:
    CHANGES[change](folder)

    assert ear.hear(0)
    assert not ear.outdated


@linux
@pytest.mark.parametrize("change", UNHEARD)
def test_what_does_not_concern_entries_is_not_heard(ear: Ear, folder: Path, change: str) -> None:
    UNHEARD[change](folder)

    assert not ear.hear(0)


@linux
@pytest.mark.parametrize("change", ELSEWHERE)
def test_other_folders_need_another_ear(ear: Ear, folder: Path, change: str) -> None:
    ELSEWHERE[change](folder)

    assert ear.hear(0)
    assert ear.outdated


@linux
def test_several_changes_in_a_row_are_told_as_one(ear: Ear, folder: Path) -> None:
    for number in range(5000):
        (folder / f"{number}.md").touch()

    assert ear.hear(0)
    assert not ear.hear(0)


@linux
def test_a_place_that_is_not_there_is_no_fault(folder: Path) -> None:
    with closing(inotify.Inotify([folder / "nowhere", folder / "2026-11.md"])) as ear:
        (folder / "2026-11.md").touch()

        assert ear.hear(0)


def test_watchfiles_hears_a_change(folder: Path) -> None:
    with closing(Watchfiles([folder])) as ear:
        began = ear.hear(0.05)
        (folder / "2026-11.md").write_text("x")

        assert began
        assert ear.hear(PATIENCE)


# It may open no more files than it has opened already.
UP = """
import resource, sys
from pathlib import Path
from nowsync.daemon import ears, inotify, logs
logs.begin(sys.stdout, {"JOURNAL_STREAM": ""}, as_json=False, verbose=False)
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
print(ears.ear([Path()]).hear(0))
"""


@linux
def test_where_the_system_tells_nothing_all_is_taken_for_changed() -> None:
    ran = subprocess.run([sys.executable, "-c", UP], capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines() == [
        "the system tells us of no changes (Too many open files): we look every minute",
        "True",
    ]


@linux
def test_a_new_folder_is_listened_to(folder: Path) -> None:
    told: SimpleQueue[bool] = SimpleQueue()
    watcher = Watcher([folder], lambda: told.put(True))
    watcher.start()
    (folder / "newer").mkdir()
    # That it is there, and that it is listened to.
    told.get(timeout=PATIENCE), told.get(timeout=PATIENCE)
    (folder / "newer/2026-12.md").touch()

    assert told.get(timeout=PATIENCE)
    watcher.stop()
