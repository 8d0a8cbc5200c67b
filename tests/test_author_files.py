"""A file of the author's is replaced as it was read, or not at all."""

import ctypes
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nowsync.author_files import replace_unless_changed, untouchable

OLD, NEW = b"old", b"old, and new"

# Python tells an audit hook of the look for the system's call: all has been checked by then. The
# hook cannot be taken off again, so this has a process of its own.
SAVED_AT_THE_LAST_MOMENT = """
import pathlib, sys
from nowsync.author_files import replace_unless_changed
path = pathlib.Path(sys.argv[1])
saves = [b"saved"]
def save(event, arguments):
    if event == "ctypes.dlsym" and arguments[1] == "renameat2" and saves:
        aside = path.with_name("aside")
        aside.write_bytes(saves.pop())
        aside.replace(path)
sys.addaudithook(save)
print(replace_unless_changed(path, b"old", b"new"), end="")
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_read_is_replaced_and_keeps_its_times_and_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "2026-11.md"
    path.write_bytes(OLD)
    path.chmod(0o640)
    os.utime(path, (1_000, 2_000))

    assert replace_unless_changed(path, OLD, NEW)
    assert path.read_bytes() == NEW
    assert (mode(path), path.stat().st_mtime) == (0o640, 2_000)


def test_what_was_saved_in_between_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "2026-11.md"
    path.write_bytes(b"saved since")

    assert not replace_unless_changed(path, OLD, NEW)
    assert path.read_bytes() == b"saved since"
    assert names(tmp_path) == ["2026-11.md"]


def test_a_link_to_what_is_replaced_goes_on_pointing_to_it(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "now.md").write_bytes(OLD)
    (tmp_path / "now.md").symlink_to("there/now.md")

    replace_unless_changed(tmp_path / "now.md", OLD, NEW)

    assert (tmp_path / "now.md").is_symlink()
    assert (tmp_path / "there" / "now.md").read_bytes() == NEW


def test_a_file_that_went_away_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"now\.md"):
        replace_unless_changed(tmp_path / "now.md", OLD, NEW)

    assert names(tmp_path) == []


def test_a_file_that_is_read_only_or_has_two_names_is_not_to_be_touched(tmp_path: Path) -> None:
    for_all, closed, twice = (tmp_path / name for name in ("a.md", "b.md", "c.md"))
    for_all.touch()
    closed.touch(0o444)
    twice.touch()
    twice.with_name("d.md").hardlink_to(twice)

    assert untouchable(for_all) is None
    assert untouchable(closed) == "it is read-only"
    assert untouchable(twice) == "it has a second name, a hard link"


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "renameat2"), reason="this system cannot exchange two files"
)
def test_what_is_saved_at_the_very_last_moment_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "now.md"
    path.write_bytes(OLD)

    ran = subprocess.run(
        [sys.executable, "-c", SAVED_AT_THE_LAST_MOMENT, path], capture_output=True, check=True
    )

    assert ran.stdout == b"False"
    assert path.read_bytes() == b"saved"
    assert names(tmp_path) == ["now.md"]
