"""What is taken out by `make mutants` is still there to be taken out, and a deaf test is found."""

from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS, Cut, Mutant
from tests.mutants.copy import mutated, unnoticed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.without)
def test_every_protection_is_where_it_is_said_to_be(mutant: Mutant) -> None:
    with mutated(mutant.cuts) as source:
        texts = [(source / "nowsync" / cut.file).read_text("utf-8") for cut in mutant.cuts]

    assert all(cut.new in text for cut, text in zip(mutant.cuts, texts, strict=True))


def test_what_is_not_there_any_more_cannot_be_taken_out() -> None:
    with pytest.raises(ValueError, match="does not say once: no such line"):
        mutated([Cut("passage.py", "no such line", "")]).__enter__()


def test_a_test_that_does_not_notice_is_named() -> None:
    deaf = "tests/test_mutants.py::test_what_is_not_there_any_more_cannot_be_taken_out"

    assert unnoticed(Mutant("anything", [], [deaf])) == (deaf,)


def test_the_source_itself_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "src" / "nowsync").mkdir(parents=True)
    (tmp_path / "src" / "nowsync" / "one.py").write_text("kettle = 'on'\n", "utf-8")

    with mutated([Cut("one.py", "'on'", "'off'")], tmp_path) as source:
        assert (source / "nowsync" / "one.py").read_text("utf-8") == "kettle = 'off'\n"
    assert (tmp_path / "src" / "nowsync" / "one.py").read_text("utf-8") == "kettle = 'on'\n"
