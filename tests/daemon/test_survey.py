"""A survey: what stat tells of watched places."""

import os
from pathlib import Path

import pytest

from nowsync.daemon.survey import Survey


@pytest.fixture
def now(tmp_path: Path) -> Path:
    folder = tmp_path / "now"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "11.md").write_text("Tides")
    return folder


def test_nothing_changed_is_the_same(now: Path) -> None:
    assert Survey.of([now]) == Survey.of([now])


def test_a_file_that_was_written_again_differs(now: Path) -> None:
    before = Survey.of([now])
    (now / "2026" / "11.md").write_text("Tides and kettles")

    assert Survey.of([now]) != before


def test_a_file_of_the_same_size_and_time_differs_when_it_is_another_one(now: Path) -> None:
    before, path = Survey.of([now]), now / "2026" / "11.md"
    times = path.stat()
    path.rename(now / "2026" / ".kept")
    path.write_text("Waves")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert Survey.of([now]) != before


def test_a_text_of_the_same_size_with_its_old_time_differs(now: Path) -> None:
    before, path = Survey.of([now]), now / "2026" / "11.md"
    times = path.stat()
    path.write_text("Waves")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert Survey.of([now]) != before


def test_a_new_file_in_a_new_folder_differs(now: Path) -> None:
    before = Survey.of([now])
    (now / "2027" / "01").mkdir(parents=True)
    (now / "2027" / "01" / "index.md").write_text("Frost")

    assert Survey.of([now]).files == before.files + 3


def test_what_is_hidden_is_left_out(now: Path) -> None:
    before = Survey.of([now])
    (now / ".nowsync").mkdir()
    (now / ".nowsync" / "ledger.sqlite").write_text("x")
    (now / "2026" / ".11.md.swp").write_text("x")
    (now / "node_modules").mkdir()

    # The folder itself was written to; it is looked at for what is in it alone.
    assert Survey.of([now / "2026" / "11.md"]) == Survey.of([now / "2026" / "11.md"])
    assert Survey.of([now]).files == before.files


def test_a_place_that_is_missing_is_an_empty_one(tmp_path: Path) -> None:
    assert Survey.of([tmp_path / "gone"]) == Survey(0, 0)


def test_a_name_that_is_not_text_is_surveyed(now: Path) -> None:
    before = Survey.of([now])
    Path(os.fsdecode(os.fsencode(now) + b"/\xff.md")).write_text("x")

    assert Survey.of([now]).files == before.files + 1


def test_a_link_that_leads_nowhere_hides_nothing(now: Path) -> None:
    for name in ("a", "m", "z"):
        (now / f"{name}.md").symlink_to("nowhere.md")
        (now / f"{name}-2026.md").write_text("Tides")
    before = Survey.of([now])
    for changed in (now / "a-2026.md", now / "z-2026.md", now / "2026" / "11.md"):
        changed.write_text("Tides and kettles")
        after = Survey.of([now])

        assert after != before
        assert after.files == before.files == 9
        before = after


def test_a_link_that_leads_nowhere_is_surveyed_itself(now: Path) -> None:
    before = Survey.of([now])
    (now / "link.md").symlink_to("nowhere.md")

    assert Survey.of([now]).files == before.files + 1
