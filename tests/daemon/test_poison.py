"""An entry that ends the worker is left alone after the third time."""

from pathlib import Path

import pytest

from nowsync.core.errors import Refused
from nowsync.daemon.poison import Suspects, Taster
from tests.core.samples import entry

POISON = entry(identity="2026-11")


def test_an_entry_is_noted_before_it_is_put_into_words(tmp_path: Path) -> None:
    Taster(tmp_path / "at", ()).before(POISON)

    assert Suspects(tmp_path / "at").ended() == "2026-11"


def test_the_third_time_sets_it_aside(tmp_path: Path) -> None:
    suspects = Suspects(tmp_path / "at")
    for _ in range(3):
        assert suspects.aside == frozenset()
        Taster(tmp_path / "at", suspects.aside).before(POISON)
        suspects.ended()

    assert suspects.aside == {"2026-11"}


def test_an_entry_that_is_set_aside_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ended 3 times while it was at this entry"):
        Taster(tmp_path / "at", {"2026-11"}).before(POISON)


def test_what_did_no_harm_is_no_suspect(tmp_path: Path) -> None:
    taster = Taster(tmp_path / "at", ())
    taster.before(POISON)
    taster.done()

    assert Suspects(tmp_path / "at").ended() is None
