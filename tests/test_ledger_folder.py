"""The state folder is for its owner only; what is of no use is moved aside, never deleted."""

import stat
from pathlib import Path

import pytest

from nowsync.core.errors import LedgerError
from nowsync.ledger.folder import close_to_others, make_folder, set_aside
from tests.shell import examples_in, run


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a state folder with a ledger in it."""
    made = tmp_path / "state"
    make_folder(made)
    (made / "ledger.sqlite").touch(mode=0o600)
    return made


def notes(folder: Path) -> list[str]:
    said: list[str] = []
    close_to_others(folder, said.append)
    return said


def test_a_folder_that_is_private_is_left_alone(folder: Path) -> None:
    assert notes(folder) == []


@pytest.mark.fault("D14", "closed to them, with a word")
@pytest.mark.parametrize("name", [".", "ledger.sqlite"])
def test_what_others_can_read_is_closed_to_them_with_a_word(folder: Path, name: str) -> None:
    (folder / name).chmod(0o755)

    said = notes(folder)

    assert mode(folder / name) & 0o077 == 0
    assert len(said) == 1
    assert "could be read by others (mode 0755)" in said[0]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LedgerError, match="cannot be written"):
        make_folder(tmp_path / "file" / "state")


def test_a_ledger_is_moved_aside_with_its_log(folder: Path) -> None:
    (folder / "ledger.sqlite-wal").write_text("log")

    moved = set_aside(folder, "20261120")

    assert {path.name for path in moved} == {
        "damaged-20261120-ledger.sqlite",
        "damaged-20261120-ledger.sqlite-wal",
    }
    assert not (folder / "ledger.sqlite").exists()
    assert (folder / "damaged-20261120-ledger.sqlite-wal").read_text() == "log"


def test_where_there_is_no_ledger_nothing_is_moved(tmp_path: Path) -> None:
    assert set_aside(tmp_path, "20261120") == ()


def test_a_command_says_what_it_has_closed(tmp_path: Path) -> None:
    ada = examples_in(tmp_path)
    run("nowsync publish --target feed", ada)
    (ada / ".nowsync").chmod(0o755)

    said = run("nowsync publish --target feed", ada).stderr

    assert "could be read by others" in said
    assert mode(ada / ".nowsync") == 0o700
