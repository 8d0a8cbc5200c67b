"""An entry or a file that ends the worker is left alone after the third time."""

from dataclasses import replace
from pathlib import Path

import pytest

from nowsync.core.errors import Refused, Unreadable
from nowsync.daemon.poison import LONG, Suspects, Taster
from nowsync.entries import File
from tests.core.samples import entry

POISON = entry(identity="2026-11")
NOTED = f"2026-11\n{POISON.digest}"
FILE = File("/site/now/2026-11.md", "now/2026-11.md", "1 2 3", written=2)


def test_an_entry_is_noted_before_it_is_put_into_words(tmp_path: Path) -> None:
    Taster(tmp_path / "at", ()).before(POISON)

    assert Suspects(tmp_path / "at").ended() == "2026-11"


def test_the_third_time_sets_it_aside(tmp_path: Path) -> None:
    suspects = Suspects(tmp_path / "at")
    for _ in range(3):
        assert suspects.aside == frozenset()
        Taster(tmp_path / "at", suspects.aside).before(POISON)
        suspects.ended()

    assert suspects.aside == {NOTED}


def test_an_entry_that_is_set_aside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ended 3 times while it was at this entry"):
        Taster(tmp_path / "at", {NOTED}).before(POISON)


def test_an_entry_that_has_changed_is_not_set_aside_any_more(tmp_path: Path) -> None:
    Taster(tmp_path / "at", {NOTED}).before(replace(POISON, title="Mended"))

    assert Suspects(tmp_path / "at").ended() == "2026-11"


def test_a_file_is_noted_before_it_is_read(tmp_path: Path) -> None:
    Taster(tmp_path / "at", ()).before_file(FILE)

    assert Suspects(tmp_path / "at").ended() == "now/2026-11.md"


def test_a_file_that_is_set_aside_is_a_problem_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="ended 3 times while it read this"):
        Taster(tmp_path / "at", {"now/2026-11.md\n1 2 3"}).before_file(FILE)


def test_what_the_worker_is_at_for_long_has_it_stuck(tmp_path: Path) -> None:
    suspects = Suspects(tmp_path / "at")
    Taster(tmp_path / "at", ()).before_file(FILE)

    assert [suspects.stuck(awake) for awake in (0, LONG - 1)] == [None, None]
    assert suspects.stuck(LONG) == "now/2026-11.md"


def test_who_gets_on_is_not_stuck(tmp_path: Path) -> None:
    suspects = Suspects(tmp_path / "at")
    taster = Taster(tmp_path / "at", ())
    taster.before_file(FILE)
    suspects.stuck(0)

    taster.before(POISON)

    assert [suspects.stuck(awake) for awake in (LONG, 2 * LONG - 1)] == [None, None]


def test_who_is_at_nothing_is_not_stuck(tmp_path: Path) -> None:
    suspects = Suspects(tmp_path / "at")

    assert [suspects.stuck(awake) for awake in (0, LONG)] == [None, None]


def test_what_did_no_harm_is_no_suspect(tmp_path: Path) -> None:
    taster = Taster(tmp_path / "at", ())
    taster.before(POISON)
    taster.done()

    assert Suspects(tmp_path / "at").ended() is None


def test_what_stays_on_a_disk_that_cannot_be_written_is_not_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspects = Suspects(tmp_path / "at")
    Taster(tmp_path / "at", ()).before_file(FILE)

    def fail(_path: Path, **_how: bool) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "unlink", fail)
        assert [suspects.ended() for _ in range(3)] == [None, None, None]

    assert suspects.aside == frozenset()
    assert suspects.ended() == "now/2026-11.md"
