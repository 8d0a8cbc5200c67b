"""Files are replaced whole, touched only for a reason, and leave nothing lying about."""

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nowsync.files import write_atomically

OLD, NEW = b"old" * 50_000, b"new" * 50_000

# Python ignores the signal of a file that grows too large; the kernel's own answer is to kill.
KILLED_HALFWAY = """
import pathlib, resource, signal, sys
from nowsync.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_atomically(pathlib.Path(sys.argv[1]), b"new" * 50_000)
"""


# In a process of its own: a limit on files would also hold for the log of this one.
FAILED_HALFWAY = """
import pathlib, resource, sys
from nowsync.files import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(pathlib.Path(sys.argv[1]), b"new" * 50_000)
except OSError as error:
    sys.exit(str(error.filename))
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written_and_readable_by_all(tmp_path: Path) -> None:
    old_umask = os.umask(0o077)
    written = write_atomically(tmp_path / "now.xml", NEW)
    os.umask(old_umask)

    assert written
    assert (tmp_path / "now.xml").read_bytes() == NEW
    assert mode(tmp_path / "now.xml") == 0o644


def test_a_file_that_holds_just_this_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(NEW)
    before = path.stat()

    written = write_atomically(path, NEW)

    assert not written
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_parts_are_written_one_behind_the_other(tmp_path: Path) -> None:
    path = tmp_path / "now.xml"

    write_atomically(path, b"tides ", memoryview(b"spring and neap")[6:])

    assert path.read_bytes() == b"tides  and neap"


@pytest.mark.parametrize(
    ("before", "written"),
    [
        pytest.param(b"tides and winds", False, id="just this"),
        pytest.param(b"tides and wind", True, id="shorter"),
        pytest.param(b"tides and winds.", True, id="longer"),
        pytest.param(b"tidesXand winds", True, id="another"),
    ],
)
def test_parts_are_compared_with_all_that_is_there(
    tmp_path: Path, before: bytes, *, written: bool
) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(before)

    assert write_atomically(path, b"tides", b" and ", memoryview(b"winds")) is written
    assert path.read_bytes() == b"tides and winds"


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(OLD)
    path.chmod(0o640)

    written = write_atomically(path, NEW)

    assert written
    assert path.read_bytes() == NEW
    assert mode(path) == 0o640


def test_nothing_else_stays_in_the_folder(tmp_path: Path) -> None:
    write_atomically(tmp_path / "now.xml", OLD)
    write_atomically(tmp_path / "now.xml", NEW)

    assert names(tmp_path) == ["now.xml"]


@pytest.mark.fault("D19", "removed")
def test_what_killed_runs_left_of_this_file_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".now.xml.nowsync-0123456789abcdef").touch()
    (tmp_path / ".other.xml.nowsync-0123456789abcdef").touch()
    (tmp_path / ".now.xml.swp").touch()

    write_atomically(tmp_path / "now.xml", NEW)

    assert names(tmp_path) == [".now.xml.swp", ".other.xml.nowsync-0123456789abcdef", "now.xml"]


@pytest.mark.fault("D19", "left alone when they are not ours")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_somebody_else_left_is_not_ours_to_remove(tmp_path: Path) -> None:
    theirs = tmp_path / ".now.xml.nowsync-0123456789abcdef"
    theirs.touch()
    os.chown(theirs, 12345, -1)

    write_atomically(tmp_path / "now.xml", NEW)

    assert theirs.exists()


def test_a_symbolic_link_goes_on_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "now.xml").write_bytes(OLD)
    link = tmp_path / "now.xml"
    link.symlink_to("release/now.xml")

    write_atomically(link, NEW)

    assert link.is_symlink()
    assert (tmp_path / "release" / "now.xml").read_bytes() == NEW


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "public" / "now.xml", NEW)

    assert (tmp_path / "public" / "now.xml").read_bytes() == NEW


def test_a_folder_missing_further_up_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pubilc" / "feeds" / "now.xml"

    with pytest.raises(FileNotFoundError) as raised:
        write_atomically(path, NEW)

    assert raised.value.filename == str(path)
    assert names(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "public").write_bytes(OLD)

    with pytest.raises(NotADirectoryError):
        write_atomically(tmp_path / "public" / "now.xml", NEW)

    assert (tmp_path / "public").read_bytes() == OLD


@pytest.mark.fault("D17", "an error that names the file")
def test_a_folder_in_place_of_the_file_is_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "now.xml").mkdir()

    with pytest.raises(IsADirectoryError) as raised:
        write_atomically(tmp_path / "now.xml", NEW)

    assert raised.value.filename == str(tmp_path / "now.xml")
    assert names(tmp_path) == ["now.xml"]


def test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(b"old")

    command = [sys.executable, "-c", FAILED_HALFWAY, str(path)]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)

    assert str(path) in failed.stderr
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["now.xml"]


@pytest.mark.fault("D16", "the old feed, whole")
def test_a_run_killed_halfway_leaves_the_old_file_and_the_next_run_tidies_up(
    tmp_path: Path,
) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(b"old")

    killed = subprocess.run([sys.executable, "-c", KILLED_HALFWAY, str(path)], check=False)
    after_the_kill = path.read_bytes(), len(names(tmp_path))
    write_atomically(path, NEW)

    assert killed.returncode == -signal.SIGXFSZ
    assert after_the_kill == (b"old", 2)
    assert names(tmp_path) == ["now.xml"]


@pytest.mark.fault("D16", "the old feed or the new one, whole")
def test_a_reader_never_meets_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "now.xml"
    path.write_bytes(OLD)

    with ThreadPoolExecutor() as pool:
        writes = [pool.submit(write_atomically, path, each) for each in [NEW, OLD] * 50]
        seen = {path.read_bytes() for _ in range(500)}
        finished = sum(write.exception() is None for write in writes)

    assert seen <= {OLD, NEW}
    assert finished > 0
    assert path.read_bytes() in {OLD, NEW}
