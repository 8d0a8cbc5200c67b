"""`nowsync --help` answers without the framework, and says what that would say."""

import pytest

from nowsync.cli import cli
from nowsync.overview import overview


@pytest.mark.parametrize("columns", ["40", "80", "97", "140"])
def test_the_overview_is_to_the_letter_what_the_framework_says(
    columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    cli.main(["--help"], prog_name="nowsync", standalone_mode=False)

    assert capsys.readouterr().out == f"{overview(int(columns))}\n"
