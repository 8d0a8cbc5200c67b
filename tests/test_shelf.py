"""A shelf gives what was left on it, to the letter, or nothing."""

from pathlib import Path

import pytest

from nowsync.shelf import Shelf


def shelf(folder: Path | None, *, target: str = "feed", code: str = "1") -> Shelf:
    return Shelf(folder, target, lambda: code)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Leave something on a shelf."""
    shelf(tmp_path / "cache" / "shelves").put("now.xml", b"Tides\nand winds")
    return tmp_path / "cache" / "shelves"


def test_what_was_left_is_there_the_next_time(place: Path) -> None:
    assert shelf(place).get("now.xml") == b"Tides\nand winds"


def test_nothing_is_there_under_another_name(place: Path) -> None:
    assert shelf(place).get("now-2025.xml") is None


def test_two_targets_have_two_shelves(place: Path) -> None:
    shelf(place, target="other").put("now.xml", b"Frost")

    assert shelf(place).get("now.xml") == b"Tides\nand winds"


def test_what_other_code_left_is_not_given(place: Path) -> None:
    assert shelf(place, code="2").get("now.xml") is None


def test_what_was_damaged_is_not_given(place: Path) -> None:
    (left,) = place.iterdir()
    left.write_bytes(left.read_bytes().replace(b"winds", b"waves"))

    assert shelf(place).get("now.xml") is None


def test_what_a_killed_run_left_half_written_is_no_harm(place: Path) -> None:
    (left,) = place.iterdir()
    left.with_suffix(".new").write_bytes(b"Ti")

    shelf(place).put("now.xml", b"Frost")

    assert shelf(place).get("now.xml") == b"Frost"
    assert list(place.iterdir()) == [left]


def test_without_a_folder_nothing_is_kept(place: Path) -> None:
    shelf(None).put("now.xml", b"Frost")

    assert shelf(None).get("now.xml") is None


def test_a_place_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    shelf(tmp_path / "cache" / "shelves").put("now.xml", b"Frost")

    assert shelf(tmp_path / "cache" / "shelves").get("now.xml") is None
